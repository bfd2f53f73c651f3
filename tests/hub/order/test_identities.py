"""An order that breaks a rule cannot be built, and says every reason at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hub.order import Address, InvalidOrder, Order, Presentment, Refund, TaxAmount
from hub.order.closing import totals_of
from tests.factories import PLACED_AT, line, unified_order
from tests.hub.order.orders import orders

CENT = Decimal("0.01")


def paths(**changes: Any) -> set[str]:
    """Where building the order with these changes finds problems."""
    with pytest.raises(InvalidOrder) as refused:
        replace(unified_order(), **changes)
    assert str(refused.value)
    return {problem.path for problem in refused.value.problems}


def test_gross_is_net_plus_tax_on_each_line() -> None:
    wrong = line(gross=Decimal("49.01"))

    assert paths(lines=(wrong,)) == {"lines[0].gross", "totals.gross"}


def test_a_lines_tax_is_the_sum_of_its_taxes() -> None:
    wrong = line(taxes=(TaxAmount(rate=Decimal(20), amount=Decimal("8.16")),))

    assert paths(lines=(wrong,)) == {"lines[0].tax"}


@pytest.mark.parametrize("name", ["net", "tax", "gross"])
def test_totals_are_the_sums_of_the_lines(name: str) -> None:
    right = unified_order().totals
    wrong = replace(right, **{name: getattr(right, name) + CENT})

    assert f"totals.{name}" in paths(totals=wrong)


def test_refunds_obey_the_same_rules() -> None:
    refund = Refund(
        external_id="r1",
        created_at=PLACED_AT,
        net=Decimal(10),
        tax=Decimal(2),
        gross=Decimal(11),
        lines=(line(gross=Decimal(1)),),
    )

    assert paths(refunds=(refund,)) == {"refunds[0].gross", "refunds[0].lines[0].gross"}


@pytest.mark.parametrize("currency", ["JPY", "EUR", "KWD"])
def test_amounts_have_no_more_decimals_than_their_currency(currency: str) -> None:
    fine = Decimal("0.0001")
    wrong = line(net=str(fine), tax_rate=None)

    found = paths(currency=currency, lines=(wrong,), totals=totals_of((wrong,)), payments=())

    assert found == {"lines[0].net", "lines[0].gross", "totals.net", "totals.gross"}


@pytest.mark.parametrize(
    "number",
    [
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        Decimal("1e30"),
        Decimal("1e999999"),
        1.5,
        None,
        3,
    ],
)
@pytest.mark.parametrize("name", ["net", "tax", "gross", "quantity", "unit_price", "discount"])
def test_what_is_no_reasonable_decimal_is_a_problem_and_no_crash(name: str, number: Any) -> None:
    wrong = replace(line(), **{name: number})

    assert f"lines[0].{name}" in paths(lines=(wrong,))


def test_every_problem_is_listed_not_only_the_first() -> None:
    wrong = line(gross=Decimal(1), quantity=Decimal("NaN"))

    found = paths(
        shop="",
        external_id="",
        currency="euro",
        lines=(wrong, replace(wrong, sku="B")),
        shipping_address=Address(country="France"),
        presentment=Presentment(currency="£", gross=Decimal(1)),
        placed_at=PLACED_AT.replace(tzinfo=None),
        cancelled_at=PLACED_AT.astimezone(timezone(timedelta(hours=1))),
    )

    assert found >= {
        "shop",
        "external_id",
        "currency",
        "lines",  # twice the same id
        "lines[0].gross",
        "lines[0].quantity",
        "lines[1].gross",
        "shipping_address.country",
        "presentment.currency",
        "placed_at",
        "cancelled_at",
    }


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"note": "caf\ud800"}, "note"),
        ({"tags": ("ok", "\udfff")}, "tags[1]"),
        ({"lines": (line(title="\ud83d"),)}, "lines[0].title"),
        ({"raw_status": {"status": "\ud800"}}, "raw_status.status"),
        ({"raw_status": {"history": [1, 2]}}, "raw_status.history"),
        ({"raw_status": {"share": 0.5}}, "raw_status.share"),
        ({"number": 4711}, "number"),
        ({"lines": (line(sku=None),)}, "lines[0].sku"),
    ],
)
def test_texts_can_be_stored_and_sent(changes: dict[str, Any], path: str) -> None:
    assert path in paths(**changes)


def test_any_alphabet_and_emoji_are_fine() -> None:
    order = unified_order(note="Καλημέρα 🛋️ שלום \x00", number="№ 7")

    assert order.note.endswith("\x00")


def _of_line(change: Callable[[Any], Any], name: str) -> Callable[[Order], Order]:
    def broken(order: Order) -> Order:
        first = order.lines[0]
        spoiled = replace(first, **{name: change(getattr(first, name))})
        return replace(order, lines=(spoiled, *order.lines[1:]))

    return broken


@given(orders(), st.sampled_from(["net", "tax", "gross"]), st.integers(-5, 5).filter(bool))
@settings(max_examples=60, deadline=None)
def test_one_unit_more_or_less_never_passes(order: Order, name: str, units: int) -> None:
    assume(order.lines)
    unit = Decimal(1) if order.currency == "JPY" else CENT

    with pytest.raises(InvalidOrder):
        _of_line(lambda amount: amount + units * unit, name)(order)
    with pytest.raises(InvalidOrder):
        replace(order, totals=replace(order.totals, **{name: getattr(order.totals, name) + units * unit}))
