"""The control API: what a test or a demo does to the shop while it runs."""

from decimal import Decimal
from typing import Any

import pytest

from sandbox.shops.woocommerce import WooCommerceSandbox
from tests.sandbox.woocommerce.recorded import ask, capture, control, full_order, orders


def shown(shop: WooCommerceSandbox, order_id: int) -> dict[str, Any]:
    document: dict[str, Any] = ask(shop, f"/wp-json/wc/v3/orders/{order_id}").document
    return document


def test_the_state_counts_orders_and_requests(shop: WooCommerceSandbox) -> None:
    ids = control(shop, "POST orders/generate", n=30, seed=4)["ids"]
    orders(shop, per_page="5")
    ask(shop, "/wp-json/wc/v3/orders?status=bogus")

    state = control(shop, "GET state")

    assert state["order_ids"] == sorted(ids)
    assert sum(state["by_status"].values()) == state["orders"] == 30
    assert state["requests"] == 2
    assert state["answered"] == {"200": 1, "400": 1}
    assert control(shop, "GET requests")[0] == "GET /wp-json/wc/v3/orders?per_page=5"


def test_an_order_is_loaded_with_its_refunds(shop: WooCommerceSandbox) -> None:
    recorded, refunds = capture("orders/to_two_refunds"), capture("refunds/to_two_refunds")

    control(shop, "POST orders", order=recorded["body"], refunds=refunds["body"])

    assert ask(shop, "/wp-json/wc/v3/orders/93/refunds").ids == [108, 107]


def test_new_ids_stay_clear_of_loaded_ones(shop: WooCommerceSandbox) -> None:
    shop.load(full_order(id=90_000))

    assert shop.place(finish_after=None) == 90_001


def test_an_edited_line_changes_the_totals(shop: WooCommerceSandbox) -> None:
    # given: 2 T-shirts at 19.99 and shipping 4.92, taxed 20 %
    recorded = capture("orders/fee_negative")["body"]
    order_id = shop.load({**recorded, "fee_lines": []})
    line = recorded["line_items"][0]

    # when
    control(shop, "POST orders/quantity", id=order_id, line=line["id"], quantity=3)

    # then
    order = shown(shop, order_id)
    assert (order["cart_tax"], order["total_tax"], order["total"]) == ("11.99", "12.97", "77.86")


def test_a_removed_line_is_gone(shop: WooCommerceSandbox) -> None:
    recorded = capture("orders/to_two_refunds")["body"]
    order_id = shop.load(recorded)

    control(shop, "POST orders/quantity", id=order_id, line=416, quantity=0)

    order = shown(shop, order_id)
    assert order["total"] == "77.86"
    assert [line["rate_id"] for line in order["tax_lines"]] == [1]


def test_a_line_is_refunded_as_recorded(shop: WooCommerceSandbox) -> None:
    # given: the recorded order before its refunds
    recorded = capture("orders/to_two_refunds")["body"]
    order_id = shop.load({**recorded, "refunds": []})
    by_shop = capture("refunds/to_two_refunds")["body"][0]

    # when: one book goes back
    control(shop, "POST orders/refund", id=order_id, lines={"416": 1}, shipping=False)

    # then
    refund = ask(shop, f"/wp-json/wc/v3/orders/{order_id}/refunds").document[0]
    line, real = refund["line_items"][0], by_shop["line_items"][0]
    names = ("quantity", "subtotal", "subtotal_tax", "total", "total_tax", "taxes", "sku")
    assert [line[name] for name in names] == [real[name] for name in names]
    assert line["meta_data"][0]["value"] == "416"
    assert refund["amount"] == by_shop["amount"] == "15.00"
    assert refund["tax_lines"][0]["tax_total"] == by_shop["tax_lines"][0]["tax_total"]
    assert set(refund) == set(by_shop)
    order = shown(shop, order_id)
    assert order["refunds"] == [{"id": refund["id"], "reason": "", "total": "-15.00", "total_tax": "-0.78"}]
    assert order["total"] == recorded["total"]


def test_refunding_the_rest_makes_the_order_refunded(shop: WooCommerceSandbox) -> None:
    recorded = capture("orders/b2c_fr_guest")["body"]
    order_id = shop.load(recorded)
    control(shop, "POST orders/refund", id=order_id, amount="5.00", reason="Geste commercial")

    control(shop, "POST orders/refund", id=order_id, amount=str(Decimal(recorded["total"]) - 5))

    assert shown(shop, order_id)["status"] == "refunded"
    too_much = ask(shop, "/sandbox/orders/refund", "POST", {"id": order_id, "amount": "0.01"}, {})
    assert too_much.status == 400


def test_an_order_made_by_rest_has_catalogue_prices(shop: WooCommerceSandbox) -> None:
    body = {
        "billing": {"country": "FR", "email": "a@example.com"},
        "line_items": [{"sku": "SKU001", "quantity": 2}],
    }

    created = ask(shop, "/wp-json/wc/v3/orders", "POST", body | {"status": "processing"})

    order = created.document
    assert created.status == 201
    assert created.headers["Location"].endswith(f"/orders/{order['id']}")
    assert (order["status"], order["billing"]["email"]) == ("processing", "a@example.com")
    assert Decimal(order["total"]) > 0


def test_an_order_one_may_not_read_makes_a_page_short_that_is_not_the_last(shop: WooCommerceSandbox) -> None:
    ids = control(shop, "POST orders/generate", n=12, seed=1, kinds=["guest"])["ids"]
    control(shop, "POST orders/hide", id=ids[-1])

    page = orders(shop, per_page="5")

    assert len(page.ids) == 4
    assert (page.headers["X-WP-Total"], page.headers["X-WP-TotalPages"]) == ("12", "3")


WRONG_TYPES = [
    {"line_items": 7},
    {"line_items": [7]},
    {"line_items": [{"quantity": "many"}]},
    {"billing": []},
    {"meta_data": 1},
]


@pytest.mark.parametrize("body", WRONG_TYPES)
def test_a_body_of_wrong_types_is_refused(shop: WooCommerceSandbox, body: dict[str, Any]) -> None:
    answer = ask(shop, "/wp-json/wc/v3/orders", "POST", body)

    assert (answer.status, answer.document["code"]) == (400, "rest_invalid_param")


def test_a_test_in_the_same_process_calls_without_http(shop: WooCommerceSandbox) -> None:
    order_id = shop.place(finish_after=None)

    shop.call("orders/finish", id=order_id)
    shop.call("orders/status", id=order_id, status="completed")

    assert shown(shop, order_id)["status"] == "completed"
    assert shop.call("state", method="GET")["orders"] == 1


def test_a_control_that_does_not_exist_lists_those_that_do(shop: WooCommerceSandbox) -> None:
    answer = ask(shop, "/sandbox/explode", "POST", {}, {})

    assert answer.status == 404
    assert "POST orders/place" in answer.document["controls"]


def test_an_order_that_does_not_exist_is_named(shop: WooCommerceSandbox) -> None:
    answer = ask(shop, "/sandbox/orders/trash", "POST", {"id": 404}, {})

    assert (answer.status, answer.document) == (400, {"error": "ControlError: no order 404"})


def test_a_page_has_a_hundred_orders_at_most(shop: WooCommerceSandbox) -> None:
    shop.generate(1000)
    since = "orderby=modified&order=asc&modified_after=1970-01-01T00:00:00&dates_are_gmt=true"

    page = ask(shop, f"/wp-json/wc/v3/orders?per_page=100&dp=2&{since}")

    assert len(page.document) == 100
