"""The list of orders: what a row says, and the filters."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from hub.deliveries import of_newest_revision
from hub.order import Customer, to_document
from hub.order.vocabulary import FulfillmentStatus, PaymentStatus, Status
from tests.factories import PLACED_AT, hold_delivery, ingest, line, shop, unified_order

pytestmark = pytest.mark.django_db
ORDERS = "/api/v1/orders/"


def found(client: Client, **query: Any) -> set[str]:
    """The external ids that a query finds."""
    answer = client.get(ORDERS, query)
    assert answer.status_code == 200, answer.text
    return {row["external_id"] for row in answer.json()["results"]}


def refused(client: Client, address: str) -> dict[str, str]:
    """What is said of each parameter of a query that is refused."""
    answer = client.get(address)
    assert answer.status_code == 400, answer.text
    assert answer["Content-Type"] == "application/problem+json"
    return {error["parameter"]: error["detail"] for error in answer.json()["errors"]}


# What a row says -------------------------------------------------------------------------------


def test_a_row_holds_the_unified_document_and_what_the_hub_knows(client: Client) -> None:
    [order] = ingest(shop("lampes-fr"), unified_order("4711"))

    [row] = client.get(ORDERS).json()["results"]

    assert row["order"] == to_document(unified_order("4711"))
    assert row == {
        "id": order.pk,
        "shop": "lampes-fr",
        "channel": "paper",
        "external_id": "4711",
        "revision": 1,
        "trace_id": order.trace_id,
        "received_at": order.received_at.isoformat().replace("+00:00", "Z"),
        "changed_at": order.changed_at.isoformat().replace("+00:00", "Z"),
        "state": {"held": False, "settled": True, "error": None},
        "links": {
            "self": f"http://testserver/api/v1/orders/{order.pk}/",
            "shop": "http://testserver/api/v1/shops/lampes-fr/",
        },
        "order": row["order"],
    }


def test_the_newest_content_is_shown(client: Client) -> None:
    lampes = shop()
    ingest(lampes, unified_order("4711"))
    later = PLACED_AT + timedelta(hours=1)
    ingest(lampes, unified_order("4711", status=Status.COMPLETED, updated_at=later))

    [row] = client.get(ORDERS).json()["results"]

    assert (row["revision"], row["order"]["status"]) == (2, "completed")


def test_an_order_that_may_still_change_is_not_settled(client: Client) -> None:
    ingest(shop(), unified_order(), observed_at=PLACED_AT)

    [row] = client.get(ORDERS).json()["results"]

    assert row["state"]["settled"] is False


def test_an_order_that_was_never_understood_says_why(client: Client) -> None:
    ingest(shop(), {"external_id": "13", "total": "?"})

    [row] = client.get(ORDERS).json()["results"]

    assert (row["external_id"], row["revision"], row["order"]) == ("13", 0, None)
    assert row["state"]["held"] is True
    assert row["state"]["settled"] is False
    assert row["state"]["error"]["class"] == "contract"
    assert row["state"]["error"]["code"] == "unreadable_order"
    assert "Order 13 of shop lampes-fr cannot be understood" in row["state"]["error"]["cause"]
    assert "Nothing is lost" in row["state"]["error"]["remedy"]
    assert row["state"]["error"]["since"].endswith("Z")


def test_an_order_that_is_not_understood_any_more_keeps_its_last_content(client: Client) -> None:
    lampes = shop()
    ingest(lampes, unified_order("4711"))
    ingest(lampes, {"external_id": "4711"}, observed_at=PLACED_AT + timedelta(hours=1))

    [row] = client.get(ORDERS).json()["results"]

    assert row["state"]["held"] is True
    assert row["order"] == to_document(unified_order("4711"))


def test_an_order_whose_delivery_waits_for_a_person_is_held_with_that_reason(client: Client) -> None:
    [order] = ingest(shop(), unified_order())
    hold_delivery(order)

    [row] = client.get(ORDERS).json()["results"]

    assert row["state"]["held"] is True
    assert row["state"]["error"]["code"] == "sku_unknown"
    assert row["state"]["error"]["remedy"] == "Make the product."


# Filters ---------------------------------------------------------------------------------------


@pytest.fixture
def three_orders(db: None) -> None:
    """One order that differs from two plain ones in everything that can be filtered."""
    lampes, vases = shop("lampes-fr"), shop("vases-de")
    a_day_later = PLACED_AT + timedelta(days=1)
    ingest(lampes, unified_order("1"), unified_order("2"))
    ingest(
        vases,
        unified_order(
            "3",
            number="V-3",
            status=Status.COMPLETED,
            payment_status=PaymentStatus.REFUNDED,
            fulfillment_status=FulfillmentStatus.RETURNED,
            customer=Customer(email="Max@Example.de", name="Max"),
            lines=(line("1", sku="VASE-1"), line("2", sku="VASE-1"), line("3", sku="GIFT")),
            placed_at=a_day_later,
            updated_at=a_day_later,
        ),
    )


@pytest.mark.usefixtures("three_orders")
@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"channel": "paper"}, "123"),
        ({"shop": "vases-de"}, "3"),
        ({"shop": ["vases-de", "lampes-fr"]}, "123"),
        ({"status": "completed"}, "3"),
        ({"status": ["open", "completed"]}, "123"),
        ({"status": "cancelled"}, ""),
        ({"payment_status": "refunded"}, "3"),
        ({"fulfillment_status": "returned"}, "3"),
        ({"number": "V-3"}, "3"),
        ({"number": "V"}, ""),
        ({"email": "max@example.DE"}, "3"),
        ({"email": "max"}, ""),
        ({"email": "%"}, ""),
        ({"sku": "VASE-1"}, "3"),
        ({"sku": "VASE"}, ""),
        ({"placed_from": "2026-11-22T09:30:00Z"}, "3"),
        ({"placed_from": "2026-11-22T10:30:00+01:00"}, "3"),
        ({"placed_to": "2026-11-22T09:30:00Z"}, "12"),
        ({"updated_from": "2026-11-22T09:30:00Z"}, "3"),
        ({"updated_to": "2026-11-22T09:30:00Z"}, "12"),
        ({"changed_from": "2020-01-01T00:00:00Z"}, "123"),
        ({"changed_to": "2020-01-01T00:00:00Z"}, ""),
        ({"held": "false"}, "123"),
        ({"held": "true"}, ""),
        ({"shop": "vases-de", "status": "open"}, ""),
        ({"shop": "lampes-fr", "status": "open", "sku": "LMP-01"}, "12"),
    ],
)
def test_a_filter_finds(client: Client, query: dict[str, Any], ids: str) -> None:
    assert found(client, **query) == set(ids)


def test_held_finds_what_waits_for_a_person(client: Client) -> None:
    _, stuck, unreadable = ingest(shop(), unified_order("1"), unified_order("2"), {"external_id": "3"})
    hold_delivery(stuck)
    of_newest_revision(ingest(shop("vases-de"), unified_order("4"))[0], "odoo:main")

    assert found(client, held="true") == {stuck.external_id, unreadable.external_id}
    assert found(client, held="false") == {"1", "4"}


def test_orders_with_the_same_number_are_all_found(client: Client) -> None:
    ingest(shop("lampes-fr"), unified_order("1", number="1042"))
    ingest(shop("vases-de"), unified_order("1", number="1042"), unified_order("2", number="1042"))

    assert len(client.get(ORDERS, {"number": "1042"}).json()["results"]) == 3


# What is refused -------------------------------------------------------------------------------


def test_an_unknown_parameter_is_refused_with_the_names_of_the_known_ones(client: Client) -> None:
    said = refused(client, f"{ORDERS}?stauts=open&shop=nowhere")

    assert set(said) == {"stauts"}
    assert said["stauts"].endswith(
        "Known are: changed_from, changed_to, channel, cursor, email, fulfillment_status, held, limit, "
        "number, payment_status, placed_from, placed_to, shop, sku, status, updated_from, updated_to."
    )


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("status=shipped", "status", "shipped is none of draft, pending, open"),
        ("payment_status=open", "payment_status", "open is none of pending, authorized"),
        ("fulfillment_status=x", "fulfillment_status", "x is none of"),
        ("channel=etsy", "channel", "No channel is called etsy"),
        ("shop=nowhere", "shop", "No shop is called nowhere; /api/v1/shops/ lists them"),
        ("held=maybe", "held", "maybe is neither true nor false"),
        ("placed_from=yesterday", "placed_from", "2026-11-21T09:30:00Z"),
        ("placed_from=2026-11-21", "placed_from", "with its zone"),
        ("placed_from=2026-11-21T09:30:00", "placed_from", "with its zone"),
        ("placed_from=2026-11-21T09:30:00+01:00", "placed_from", "%2B"),
        ("updated_to=0001-01-01T00:00:00%2B12:00", "updated_to", "with its zone"),
        ("number=", "number", "It is empty"),
        ("sku=%20", "sku", "It is empty"),
        ("number=1&number=2", "number", "more than once"),
        ("email=%00", "email", "Null characters"),
        ("limit=0", "limit", "from 1 to 200"),
        ("limit=201", "limit", "from 1 to 200"),
        ("limit=-1", "limit", "from 1 to 200"),
        ("limit=ten", "limit", "from 1 to 200"),
        ("limit=%D9%A1", "limit", "from 1 to 200"),
        ("limit=" + "9" * 5000, "limit", "from 1 to 200"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_in_words(
    client: Client, query: str, parameter: str, words: str
) -> None:
    shop()

    said = refused(client, f"{ORDERS}?{query}")

    assert set(said) == {parameter}
    assert words in said[parameter]


def test_all_problems_are_told_at_once(client: Client) -> None:
    said = refused(client, f"{ORDERS}?status=x&held=y&placed_to=z")

    assert set(said) == {"status", "held", "placed_to"}


@pytest.mark.parametrize("odd", ["💡", "' OR 1=1 --", "é" * 500, "\ufffd", "%", "_"])
def test_odd_texts_just_find_nothing(client: Client, odd: str) -> None:
    ingest(shop(), unified_order())

    assert found(client, number=odd, email=odd, sku=odd) == set()


def test_amounts_stay_texts_to_the_last_digit(client: Client) -> None:
    price = Decimal("0.333333")
    ingest(shop(), unified_order(lines=(line(net="1.00", tax_rate=None, unit_price=price),)))

    [row] = client.get(ORDERS).json()["results"]

    assert row["order"]["lines"][0]["unit_price"] == "0.333333"
    assert row["order"]["totals"] == {"net": "1.00", "tax": "0.00", "gross": "1.00"}
