"""Reading untrusted JSON, and dividing amounts: the small tools of every mapping."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.amounts import per_piece, spread
from channels.reading import Reading, about_order
from channels.recordings import rows
from channels.text import clean, one_line
from hub.errors import ContractError


def reading(value: Any) -> Reading:
    return Reading(value, "order 7")


def test_fields_are_found_by_their_path() -> None:
    read = reading(
        {"billing": {"email": "a@b.test", "lines": [{"id": 1}]}, "when": "2026-11-21T23:00:00+01:00"}
    )

    assert read.text("billing.email") == "a@b.test"
    assert read.at("billing").list("lines")[0].identifier("id") == "1"
    assert read.utc("when") == datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
    assert read.optional("shipping").text("email", "") == ""
    assert not read.has("shipping")


def test_a_list_with_a_gap_is_a_list_though_php_numbers_its_entries() -> None:
    read = reading({"lines": {"0": {"id": 1}, "2": {"id": 3}}, "meta": [[], {"key": "a"}], "empty": {}})

    assert [line.identifier("id") for line in read.list("lines")] == ["1", "3"]
    assert [entry.text("key", "") for entry in read.list("meta")] == ["", "a"]
    with pytest.raises(ContractError, match=r"empty: \{\} is not a list"):
        read.list("empty")


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("8.50", "8.50"),
        (" 8 ", "8"),
        ("-.5", "-0.5"),
        (9.975, "9.975"),
        (0.1 + 0.2, "0.30000000000000004"),
        (12, "12"),
        ("1e3", "1E+3"),
        (Decimal("1.10"), "1.10"),
    ],
)
def test_numbers_are_read_exactly(value: Any, number: str) -> None:
    assert reading({"a": value}).decimal("a") == Decimal(number)


@pytest.mark.parametrize(
    "value",
    [
        *("", "1,5", "1_000", "NaN", "Infinity", "١", "0x1", "1e999", "9" * 40),
        True,
        [],
        {},
        1e300,
        10**40,
        None,
    ],
)
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(ContractError, match=r"order 7: a\.b: "):
        reading({"a": {"b": value}}).decimal("a.b")


@pytest.mark.parametrize(
    ("method", "value"),
    [
        ("text", 1),
        ("text", None),
        ("identifier", ""),
        ("identifier", True),
        ("identifier", 1.5),
        ("flag", "yes"),
        ("utc", "yesterday"),
        ("utc", 7),
        ("utc", "0001-01-01T00:00:00+23:00"),
        ("at", []),
        ("list", {}),
        ("list", [1]),
    ],
)
def test_every_failure_names_field_and_reason(method: str, value: Any) -> None:
    with pytest.raises(ContractError, match=r"order 7: a(\[0\])?: ") as caught:
        getattr(reading({"a": value}), method)("a")
    assert caught.value.remedy


def test_a_path_through_something_else_is_an_error() -> None:
    with pytest.raises(ContractError, match="is not an object"):
        reading({"a": "text"}).text("a.b")


def test_a_default_stands_for_what_is_missing_but_not_for_what_is_wrong() -> None:
    read = reading({"null": None, "empty": "", "wrong": []})

    assert read.text("null", "x") == "x"
    assert read.decimal("empty", None) is None
    assert read.utc("missing", None) is None
    assert read.flag("missing", False) is False
    with pytest.raises(ContractError):
        read.text("wrong", "x")


def test_text_is_made_safe_to_store_and_to_show() -> None:
    assert clean("a\x00b\ud800c😀") == "ab\ufffdc😀"
    assert one_line("a\n\tb\x1b[31m " + "x" * 300, 20) == "a b [31m xxxxxxxxxx…"


@given(
    st.lists(st.decimals(min_value=-1000, max_value=1000, places=4), min_size=1, max_size=6),
    st.decimals(min_value=-1000, max_value=1000, places=2),
)
def test_parts_always_add_up_to_the_total(parts: list[Decimal], total: Decimal) -> None:
    divided = spread(parts, total, "EUR")

    assert sum(divided) == total
    assert len(divided) == len(parts)


@given(st.lists(st.decimals(min_value=0, max_value=1000, places=4), min_size=1, max_size=6))
def test_parts_move_by_less_than_a_cent_when_the_total_is_theirs(parts: list[Decimal]) -> None:
    total = sum(parts).quantize(Decimal("0.01"))  # type: ignore[union-attr] # never empty, so never the int 0

    assert all(
        abs(ours - part) < Decimal("0.011")
        for ours, part in zip(spread(parts, total, "EUR"), parts, strict=True)
    )


def test_no_parts_give_none_and_no_pieces_the_whole_price() -> None:
    assert spread([], Decimal(1), "EUR") == ()
    assert per_piece(Decimal("1.00"), Decimal(3)) == Decimal("0.333333")
    assert per_piece(Decimal("1.00"), Decimal(0)) == Decimal("1.00")
    assert per_piece(Decimal("12.00"), Decimal("1e-14")) == Decimal("12.00")


@pytest.mark.parametrize(("currency", "amount"), [("EUR", "12.35"), ("JPY", "12"), ("KWD", "12.345")])
def test_an_amount_has_the_decimals_of_its_currency(currency: str, amount: str) -> None:
    assert reading({"total": "12.345"}).amount("total", currency) == Decimal(amount)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ({"id": 4711}, "order 4711"),
        ({"order": {"id": "gid-1"}, "refunds": []}, "order gid-1"),
        ({"id": "x" * 99}, f"order {'x' * 39}…"),
        ({"id": "1\n2"}, "order 1 2"),
        ({"order": None}, "order without id"),
        ({"id": True}, "order without id"),
        ([], "order without id"),
        (None, "order without id"),
    ],
)
def test_messages_name_an_order_whatever_is_wrong_with_it(raw: Any, name: str) -> None:
    assert about_order(raw) == name


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"orders": [1, 2]}, [1, 2]),
        ([1, 2], [1, 2]),
        ({"id": 1}, [{"id": 1}]),
        ({"orders": []}, []),
        (None, [None]),
    ],
)
def test_the_rows_of_a_page_a_list_or_a_single_order(body: Any, found: list[Any]) -> None:
    assert rows(body, "orders") == found
