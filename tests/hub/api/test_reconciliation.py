"""Differences and the last comparisons through the API."""

import pytest
from django.test import Client

from hub.models import Order
from tests.factories import ingest, shop, unified_order
from tests.hub.api.conftest import Caller
from tests.hub.reconciliation.differences import difference, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    [row] = ingest(shop(), unified_order())
    return row


def test_a_difference_says_what_both_sides_say(client: Client, order: Order) -> None:
    row = difference(order)

    [found] = client.get("/api/v1/differences/").json()["results"]

    assert found == {
        "id": row.pk,
        "shop": "lampes-fr",
        "order_id": order.pk,
        "number": "#4711",
        "side": "odoo:main",
        "kind": "sale_order_deleted",
        "state": "open",
        "cause": row.cause,
        "remedy": row.remedy,
        "facts": {"sale": 68},
        "record": {"model": "sale.order", "id": 68, "name": ""},
        "times": 1,
        "opened_at": "2026-11-22T02:14:09Z",
        "seen_at": "2026-11-22T02:14:09Z",
        "resolved_at": None,
        "accepted": None,
        "links": {
            "order": f"http://testserver/api/v1/orders/{order.pk}/",
            "shop": "http://testserver/api/v1/shops/lampes-fr/",
        },
    }


def test_they_are_filtered(client: Client, order: Order) -> None:
    [other] = ingest(shop("maison"), unified_order("1"))
    difference(order)
    difference(order, "doubled", state="accepted")
    difference(other, "gone_at_shop", side="shop", record_id=None)

    def kinds(query: str) -> list[str]:
        return [row["kind"] for row in client.get(f"/api/v1/differences/?{query}").json()["results"]]

    assert kinds("state=open") == ["sale_order_deleted", "gone_at_shop"]
    assert kinds("state=open&state=accepted&shop=lampes-fr") == ["sale_order_deleted", "doubled"]
    assert kinds("kind=doubled") == ["doubled"]
    assert kinds("side=shop") == ["gone_at_shop"]
    assert client.get("/api/v1/differences/?state=odd").status_code == 400
    assert client.get("/api/v1/differences/?shop=none").status_code == 400


def test_the_last_comparison_of_each_side_adds_up(client: Client, order: Order) -> None:
    run(order.shop, equal=1)
    last = run(order.shop)
    odoo = run(order.shop, "odoo:main", state="incomplete", error_class="transient", error_code="down")

    found = client.get("/api/v1/reconciliations/").json()["results"]

    assert [row["id"] for row in found] == [last.pk, odoo.pk]
    counts = found[0]["counts"]
    assert counts["orders"] == 412 == sum(counts.values()) - counts["orders"]
    assert found[0]["days"] == [{"day": "2026-11-21", "shop": 13, "hub": 14}]
    assert (found[0]["error"], found[1]["error"]["code"]) == (None, "down")


def test_a_key_needs_the_scope(caller: Caller) -> None:
    answer = caller("orders:read").get("/api/v1/differences/")

    assert (answer.status_code, answer.json()["required_scope"]) == (403, "reconciliation:read")
