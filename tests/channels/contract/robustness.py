"""Checks that nothing a shop sends escapes as anything but a classed error. Each takes a subject."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.errors import AffluentError, ContractError
from hub.order import InvalidOrder, Order
from sandbox.shops.copying import copied
from tests.channels.contract.subject import Fixture, Subject

Path = tuple[str | int, ...]
Places = list[tuple[Fixture, list[Path]]]
JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1e308,
    10**30,
    "",
    "x",
    "NaN",
    "1e999999",
    "\x00",
    "\ud800",
    [],
    {},
    [None],
    {"id": {}},
    [[]],
)
_SETTINGS = settings(
    max_examples=150,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)


def a_missing_field_gives_an_order_or_an_error_that_names_it(subject: Subject) -> None:
    places = _places(subject)

    @_SETTINGS
    @given(st.data())
    def examine(data: st.DataObject) -> None:
        fixture, path = _somewhere(places, data)
        outcome = _read(subject, _without(fixture.raw, path))
        if isinstance(outcome, ContractError) and isinstance(path[-1], str):
            assert path[-1] in outcome.cause

    examine()


def a_retyped_field_gives_an_order_or_a_classed_error(subject: Subject) -> None:
    places = _places(subject)

    @_SETTINGS
    @given(st.data(), st.sampled_from(JUNK))
    def examine(data: st.DataObject, junk: Any) -> None:
        fixture, path = _somewhere(places, data)
        outcome = _read(subject, _with(fixture.raw, path, junk))
        if isinstance(outcome, ContractError):
            assert outcome.code
            assert outcome.remedy

    examine()


def arbitrary_json_in_a_field_gives_an_order_or_a_classed_error(subject: Subject) -> None:
    places = _places(subject)
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    values = st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)
    )

    @_SETTINGS
    @given(st.data(), values)
    def examine(data: st.DataObject, value: Any) -> None:
        fixture, path = _somewhere(places, data)
        _read(subject, _with(fixture.raw, path, value))

    examine()


def what_is_no_order_at_all_is_a_contract_error(subject: Subject) -> None:
    for junk in JUNK:
        for method in (subject.channel.identify, subject.order):
            with pytest.raises(ContractError):
                method(copied(junk))


def a_saved_answer_of_any_shape_gives_orders_or_a_classed_error(subject: Subject) -> None:
    shapes = [
        *JUNK,
        *({"body": junk, "request": junk} for junk in JUNK),
        *({"calls": [junk]} for junk in JUNK),
    ]
    for shape in [*shapes, *({"response": junk} for junk in JUNK)]:
        try:
            found = subject.channel.unpack(copied(shape))
        except ContractError:
            continue
        for raw in found:
            _read(subject, raw)


def _read(subject: Subject, raw: Any) -> Order | AffluentError | InvalidOrder:
    """What became of a raw order; anything but an order or the two errors fails the check by itself."""
    try:
        return subject.order(raw)
    except (ContractError, InvalidOrder) as error:
        return error


def _places(subject: Subject) -> Places:
    """Every value in every fixture."""
    assert subject.fixtures, f"{subject.slug} has no fixtures: nothing is shown of its mapping"
    return [(fixture, list(_paths(fixture.raw))) for fixture in subject.fixtures]


def _somewhere(places: Places, data: st.DataObject) -> tuple[Fixture, Path]:
    fixture, paths = data.draw(st.sampled_from(places))
    return fixture, data.draw(st.sampled_from(paths))


def _paths(value: Any, before: Path = ()) -> Iterator[Path]:
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield (*before, key)
        yield from _paths(child, (*before, key))


def _at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


def _with(raw: Any, path: Path, value: Any) -> Any:
    changed = copied(raw)
    _at(changed, path[:-1])[path[-1]] = copied(value)
    return changed


def _without(raw: Any, path: Path) -> Any:
    changed = copied(raw)
    del _at(changed, path[:-1])[path[-1]]
    return changed


CHECKS = (
    a_missing_field_gives_an_order_or_an_error_that_names_it,
    a_retyped_field_gives_an_order_or_a_classed_error,
    arbitrary_json_in_a_field_gives_an_order_or_a_classed_error,
    what_is_no_order_at_all_is_a_contract_error,
    a_saved_answer_of_any_shape_gives_orders_or_a_classed_error,
)
