"""What changed between two contents, and JSON that people can read. Pure."""

import json

import pytest

from hub.admin.amount import money, number
from hub.admin.orders.differences import Change, changes
from hub.admin.orders.pretty import LONGEST, pretty
from hub.admin.shops.options import OptionsField
from tests.factories import line


def test_every_changed_field_is_named_with_both_values() -> None:
    before = {"status": "open", "tags": [], "customer": {"name": "Zoé", "vat_id": None}, "same": [1]}
    after = {
        "status": "cancelled",
        "tags": ["b2b"],
        "customer": {"name": "Zoé", "vat_id": "FR1"},
        "same": [1],
    }

    assert list(changes(before, after)) == [
        Change("status", "open", "cancelled"),
        Change("tags[1]", "", "b2b"),
        Change("customer.vat_id", "", "FR1"),
    ]


def test_lines_are_matched_by_their_id_not_by_their_place() -> None:
    lamp, book = {"external_id": "1", "net": "40.83"}, {"external_id": "2", "net": "10.00"}

    assert list(changes({"lines": [lamp, book]}, {"lines": [book, {**lamp, "net": "41.00"}]})) == [
        Change("lines[1].net", "40.83", "41.00")
    ]
    assert list(changes({"lines": [lamp]}, {"lines": []})) == [
        Change("lines[1]", json.dumps(lamp), ""),
    ]


def test_items_that_share_an_id_are_matched_by_place() -> None:
    twice = [{"external_id": "1", "net": "1"}, {"external_id": "1", "net": "2"}]

    assert list(changes(twice, [*twice[:1], {"external_id": "1", "net": "3"}])) == [
        Change("[2].net", "2", "3")
    ]


def test_another_type_is_a_change() -> None:
    assert list(changes({"a": {"b": 1}}, {"a": "text"})) == [Change("a", '{"b": 1}', "text")]


def test_json_is_indented_in_its_own_letters_and_cut_when_endless() -> None:
    text, cut = pretty({"name": "Zoé \ud800"})
    long_text, long_cut = pretty(["x" * LONGEST])

    assert (text, cut) == ('{\n  "name": "Zoé ?"\n}', False)
    assert (len(long_text), long_cut) == (LONGEST, True)


def test_json_nested_too_deeply_is_left_out() -> None:
    nested: object = 1
    for _ in range(5000):
        nested = [nested]

    assert pretty(nested) == ("", True)


def test_options_are_the_same_whatever_their_spaces() -> None:
    field = OptionsField()

    assert not field.has_changed({"per_minute": 60}, '{ "per_minute" :60 }')
    assert field.has_changed({}, '{"per_minute": 60}')
    assert field.has_changed({}, "{")


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [("1234.5", "EUR", "1,234.50 EUR"), ("1234", "JPY", "1,234 JPY"), ("-1", "KWD", "-1.000 KWD")],
)
def test_amounts_have_the_decimals_of_their_currency(amount: str, currency: str, shown: str) -> None:
    assert money(type(line().net)(amount), currency).replace("\N{NO-BREAK SPACE}", " ") == shown


def test_numbers_have_no_noise() -> None:
    assert [number(type(line().net)(text)) for text in ("5.500", "20", "0.0")] == ["5.5", "20", "0"]
