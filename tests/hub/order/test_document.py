"""The document says everything that the order says, and nothing else."""

import json
from dataclasses import replace
from decimal import Decimal

import jsonschema
import pytest
from hypothesis import given, settings

from hub.order import InvalidOrder, Order, from_document, to_document
from hub.order.digest import content_digest
from hub.order.schema import json_schema
from tests.factories import line, unified_order
from tests.hub.order.orders import orders

VALIDATOR = jsonschema.Draft202012Validator(json_schema())


@given(orders())
@settings(max_examples=80, deadline=None)
def test_an_order_survives_the_way_through_json(order: Order) -> None:
    document = json.loads(json.dumps(to_document(order)))

    again = from_document(document)

    assert again == order
    assert to_document(again) == document
    assert list(VALIDATOR.iter_errors(document)) == []


@given(orders())
@settings(max_examples=40, deadline=None)
def test_the_digest_depends_on_the_content_alone(order: Order) -> None:
    document = to_document(order)
    shuffled = dict(reversed(document.items()))

    # a save at the shop that changed nothing but its date is no new content
    touched = to_document(replace(order, updated_at=order.placed_at))
    renamed = to_document(replace(order, note=order.note + "!"))

    assert content_digest(shuffled) == content_digest(document) == content_digest(touched)
    assert content_digest(renamed) != content_digest(document)


def test_the_same_amount_written_differently_is_the_same_content() -> None:
    written = unified_order(lines=(line(quantity=Decimal("2.0"), unit_price=Decimal("24.500")),))
    rewritten = unified_order(lines=(line(quantity=Decimal("2"), unit_price=Decimal("24.5")),))

    assert to_document(written) == to_document(rewritten)


def test_every_problem_of_a_document_is_listed() -> None:
    document = to_document(unified_order())
    del document["number"]
    document["schema"] = "order/9"
    document["status"] = "shipped"
    document["prices_include_tax"] = "yes"
    document["lines"][0]["net"] = 40.83
    document["lines"][0]["colour"] = "red"
    document["placed_at"] = "2026-11-21 09:30"
    document["customer"] = ["Zoé"]
    document["tags"] = "lamp"

    with pytest.raises(InvalidOrder) as refused:
        from_document(document)

    assert {problem.path for problem in refused.value.problems} == {
        "schema",
        "number",
        "status",
        "prices_include_tax",
        "lines[0].net",
        "lines[0].colour",
        "placed_at",
        "customer",
        "tags",
    }


@pytest.mark.parametrize("junk", [None, [], "order", 7, {}])
def test_what_is_no_document_is_refused(junk: object) -> None:
    with pytest.raises(InvalidOrder):
        from_document(junk)


@pytest.mark.parametrize("number", ["1e3", "NaN", "Infinity", "1_000", " 1", "١", "", "-", "1."])
def test_only_plain_decimals_are_numbers(number: str) -> None:
    document = to_document(unified_order())
    document["lines"][0]["quantity"] = number

    with pytest.raises(InvalidOrder, match=r"lines\[0\].quantity"):
        from_document(document)
    assert not VALIDATOR.is_valid(document)


def test_a_sound_document_that_breaks_an_identity_is_refused() -> None:
    document = to_document(unified_order())
    document["totals"]["gross"] = "50.00"

    with pytest.raises(InvalidOrder, match=r"totals.gross"):
        from_document(document)


def test_the_published_schema_is_the_one_of_the_code() -> None:
    from django.core.management import call_command

    call_command("order_schema", "--check")
