"""Generated orders: of every kind, coherent to the cent, the same for the same seed."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from sandbox.shops.woocommerce import WooCommerceSandbox, generate
from sandbox.shops.woocommerce.catalogue import SKUS
from sandbox.shops.woocommerce.generator import Made, Mix
from sandbox.shops.woocommerce.money import total
from sandbox.shops.woocommerce.plans import KINDS
from tests.sandbox.woocommerce.recorded import ask, capture, control

ENOUGH = 400


@pytest.fixture(scope="module")
def made() -> Made:
    return generate(1, ENOUGH)


@pytest.fixture(scope="module")
def shown() -> list[dict[str, Any]]:
    """The same orders as the REST API shows them."""
    with WooCommerceSandbox() as shop:
        shop.generate(ENOUGH)
        pages = [
            ask(shop, f"/wp-json/wc/v3/orders?per_page=100&page={page}").document for page in range(1, 5)
        ]
        trash = ask(shop, "/wp-json/wc/v3/orders?per_page=100&status=trash").document
    return [order for page in pages for order in page] + list(trash)


def decimal_sum(rows: list[dict[str, Any]], name: str) -> Decimal:
    return total(Decimal(row[name]) for row in rows)


def test_the_same_seed_makes_the_same_orders_and_another_one_others(made: Made) -> None:
    assert generate(1, ENOUGH) == made
    assert generate(2, ENOUGH) != made


def test_every_kind_is_there_as_soon_as_there_is_room() -> None:
    statuses = Counter(order["status"] for order in generate(5, len(KINDS)).orders)

    assert {"processing", "completed", "expediee", "pending", "on-hold", "cancelled", "failed"} <= set(
        statuses
    )
    assert {"trash", "refunded"} <= set(statuses)


def test_the_shop_sells_to_everyone(made: Made) -> None:
    countries = {order["billing"]["country"] for order in made.orders}
    customers = Counter(order["customer_id"] for order in made.orders)
    metas = {meta["key"] for order in made.orders for meta in order["meta_data"]}
    rates = {line["rate_percent"] for order in made.orders for line in order["tax_lines"]}

    assert {"FR", "DE", "BE", "US", "CH"} <= countries
    assert customers[0] > 0
    assert max(count for number, count in customers.items() if number) > 1
    assert {
        "_billing_vat_number",
        "_billing_eu_vat_number",
        "_billing_vat_id",
        "_eu_vat_data",
        "billing_vat",
    } <= metas
    assert rates == {20, 10, 5.5, 2.1, 19}
    assert {order["prices_include_tax"] for order in made.orders} == {True, False}
    assert any(
        len({line["sku"] for line in order["line_items"]}) < len(order["line_items"]) for order in made.orders
    )
    assert any(order["billing"]["address_1"] != order["shipping"]["address_1"] for order in made.orders)


def test_an_order_has_exactly_the_keys_of_a_real_one(shown: list[dict[str, Any]]) -> None:
    real = capture("orders/coupon_two_stacked")["body"]
    real_fee = capture("orders/fee_negative")["body"]["fee_lines"][0]

    for order in shown:
        assert set(order) == set(real)
        assert list(order)[:20] == list(real)[:20]
        for name in ("line_items", "tax_lines", "shipping_lines", "coupon_lines"):
            for row in order[name]:
                assert set(row) == set(real[name][0]), name
        for row in order["fee_lines"]:
            assert set(row) == set(real_fee)


def test_totals_hold_on_every_order(shown: list[dict[str, Any]]) -> None:
    """The identities that held on the recorded orders, some to the cent and some within the shop's
    rounding.
    """
    for order in shown:
        lines, shipping, fees = order["line_items"], order["shipping_lines"], order["fee_lines"]
        net = decimal_sum(lines, "total") + decimal_sum(fees, "total") + Decimal(order["shipping_total"])
        taxed_rows = [*lines, *fees, *shipping]
        off = decimal_sum(lines, "subtotal") - decimal_sum(lines, "total")

        assert Decimal(order["shipping_total"]) == decimal_sum(shipping, "total")
        assert Decimal(order["cart_tax"]) == decimal_sum(order["tax_lines"], "tax_total")
        assert Decimal(order["shipping_tax"]) == decimal_sum(order["tax_lines"], "shipping_tax_total")
        assert Decimal(order["total_tax"]) == Decimal(order["cart_tax"]) + Decimal(order["shipping_tax"])
        assert Decimal(order["total"]) == net + Decimal(order["total_tax"])
        assert Decimal(order["discount_total"]) == off
        spread = abs(Decimal(order["total_tax"]) - decimal_sum(taxed_rows, "total_tax"))
        assert spread <= (Decimal("0.04") if order["prices_include_tax"] else 0)


def test_tax_follows_the_rate_of_each_row(shown: list[dict[str, Any]]) -> None:
    for order in shown:
        percent = {line["rate_id"]: Decimal(str(line["rate_percent"])) for line in order["tax_lines"]}
        for row in order["line_items"]:
            for tax in row["taxes"]:
                exact = Decimal(row["total"]) * percent[tax["id"]] / 100
                assert abs(Decimal(tax["total"]) - exact) < Decimal("0.01")


def test_exempt_buyers_pay_no_tax(shown: list[dict[str, Any]]) -> None:
    exempt = [order for order in shown if order["billing"]["country"] in {"BE", "US", "CH", "IT", "ES", "NL"}]

    assert exempt
    assert {order["total_tax"] for order in exempt} == {"0.00"}


def test_refunds_fit_their_order(made: Made) -> None:
    orders = {order["id"]: order for order in made.orders}

    for refund in made.refunds:
        order = orders[refund["parent_id"]]
        rows = [*refund["line_items"], *refund["shipping_lines"], *refund["fee_lines"]]
        assert 0 < Decimal(refund["amount"]) <= Decimal(order["total"])
        assert refund["id"] in {row["id"] for row in order["refunds"]}
        assert all(Decimal(row["total"]) <= 0 for row in rows if "quantity" in row)
        if order["status"] == "refunded":
            assert Decimal(refund["amount"]) == Decimal(order["total"])
    assert {refund["meta_data"][0]["value"] for refund in made.refunds} == {"full", "partial"}
    assert any(not refund["line_items"] for refund in made.refunds)


def test_skus_come_from_the_given_list(made: Made) -> None:
    few = generate(1, 60, Mix(skus=("A-1", "B-2", "C-3")))

    assert {line["sku"] for order in made.orders for line in order["line_items"]} <= set(SKUS)
    assert {line["sku"] for order in few.orders for line in order["line_items"]} == {"A-1", "B-2", "C-3"}


def test_prices_may_all_include_tax_or_none() -> None:
    for include in (True, False):
        orders = generate(1, 60, Mix(prices_include_tax=include)).orders
        assert {order["prices_include_tax"] for order in orders} == {include}


def test_a_share_has_an_unknown_sku() -> None:
    orders = generate(1, 200, Mix(unknown_sku_share=0.25)).orders

    ghosts = [
        order for order in orders if any(line["sku"].startswith("GHOST-") for line in order["line_items"])
    ]

    assert 25 <= len(ghosts) <= 75


def test_a_share_is_broken_and_listed_all_the_same() -> None:
    with WooCommerceSandbox() as shop:
        control(shop, "POST orders/generate", n=120, seed=3, broken_share=0.3)
        page = ask(shop, "/wp-json/wc/v3/orders?per_page=100")

    broken = [
        order
        for order in page.document
        if order["total"] == "n/a"
        or not isinstance(order["line_items"], list)
        or order["billing"] == []
        or order["currency"] == ""
        or order["date_created_gmt"].startswith("0000")
        or any("total" not in line for line in order["line_items"])
    ]
    assert page.status == 200
    assert 15 <= len(broken) <= 50


def test_kinds_can_be_chosen_and_unknown_ones_are_named() -> None:
    chosen = generate(1, 10, Mix(kinds=("export",))).orders

    assert {order["billing"]["country"] for order in chosen} == {"US", "CH"}
    with pytest.raises(ValueError, match="martian"):
        generate(1, 1, Mix(kinds=("martian",)))
