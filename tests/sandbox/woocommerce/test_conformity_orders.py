"""Single orders and refunds, compared with recorded answers.

Left out of the replay: nothing of ``/orders/ID``, ``dp=6`` and ``/orders/ID/refunds``.
"""

from collections import defaultdict
from typing import Any

import pytest

from sandbox.shops.woocommerce import WooCommerceSandbox
from tests.sandbox.woocommerce.recorded import ask, assert_as_recorded, capture, names, target_of

DELETED = "errors/404_order_deleted_forever"


@pytest.mark.parametrize("name", names("orders"))
def test_an_order_is_shown_as_recorded(shop: WooCommerceSandbox, name: str) -> None:
    recorded = capture(name)
    shop.load(recorded["body"])

    answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


@pytest.mark.parametrize("name", names("orders_dp6"))
def test_dp_decides_how_many_decimals_are_shown_of_what_is_stored(
    shop: WooCommerceSandbox, name: str
) -> None:
    # given: what the shop stores, with six decimals
    exact, rounded = capture(name), capture(name.replace("orders_dp6", "orders"))
    shop.load(exact["body"])

    # when / then: dp=6 shows all of it, the default rounds each figure
    assert_as_recorded(ask(shop, target_of(exact)), exact)
    assert_as_recorded(ask(shop, target_of(rounded)), rounded)


@pytest.mark.parametrize("name", names("legacy/orders"))
def test_an_order_of_the_older_generation_is_shown_as_recorded(legacy: WooCommerceSandbox, name: str) -> None:
    recorded = capture(name)
    legacy.load(recorded["body"])

    answer = ask(legacy, target_of(recorded))

    assert_as_recorded(answer, recorded)


def test_the_older_generation_lacks_the_newer_keys(legacy: WooCommerceSandbox) -> None:
    # given: an order of a newer shop, with a coupon and a refund
    legacy.load(capture("orders/to_two_refunds")["body"])
    legacy.load(capture("orders/coupon_percent")["body"])

    # when
    refunded = ask(legacy, "/wp-json/wc/v3/orders/93").document
    coupon = ask(legacy, f"/wp-json/wc/v3/orders/{capture('orders/coupon_percent')['body']['id']}").document

    # then
    assert "global_unique_id" not in refunded["line_items"][0]
    assert "tax_status" not in refunded["shipping_lines"][0]
    assert "total_tax" not in refunded["refunds"][0]
    assert "discount_type" not in coupon["coupon_lines"][0]
    assert "targetHints" not in coupon["_links"]["self"][0]


@pytest.mark.parametrize("name", names("refunds"))
def test_the_refunds_of_an_order_are_listed_as_recorded(shop: WooCommerceSandbox, name: str) -> None:
    recorded = capture(name)
    shop.load(capture(name.replace("refunds", "orders", 1))["body"], recorded["body"])

    answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


def test_all_refunds_of_the_shop_are_listed_as_recorded(shop: WooCommerceSandbox) -> None:
    # given: the five refunds of the page and three older ones, each with its order
    recorded = capture("refunds_global_list")
    by_order: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for refund in recorded["body"]:
        by_order[refund["parent_id"]].append(refund)
    older = capture("refunds/to_full_refund")["body"][0]
    by_order[92] += [{**older, "id": number} for number in (101, 102, 103)]
    template = capture("orders/b2c_fr_simple")["body"]
    for order_id, refunds in by_order.items():
        shop.load({**template, "id": order_id}, refunds)

    # when
    answer = ask(shop, target_of(recorded))

    # then
    assert_as_recorded(answer, recorded)


def test_an_order_deleted_for_good_is_not_found(shop: WooCommerceSandbox) -> None:
    recorded = capture(DELETED)
    shop.load({**capture("orders/b2c_fr_simple")["body"], "id": 96})
    shop.store.delete(96)

    answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


def test_a_trashed_order_is_shown_by_its_id(shop: WooCommerceSandbox) -> None:
    recorded = capture("orders/to_trash")
    shop.load(recorded["body"])

    answer = ask(shop, target_of(recorded))

    assert answer.document["status"] == "trash"
