"""A sample of the generated carts goes the whole way: Odoo adds up what was foreseen, and says the shop's."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hub.models import Delivery, DeliveryState
from hub.order import to_document
from odoo_bridge.bridge.feed import plan
from odoo_bridge.bridge.process import run_once
from tests.factories import ingest
from tests.odoo_bridge.sale.carts import DIGITS, cart, in_odoo
from tests.odoo_bridge.world import World

pytestmark = pytest.mark.repeats

COUNT = 200


def test_carts_arrive_with_the_shops_totals(world: World) -> None:
    # given pricelists for every currency, and some of the carts
    database = world.sandbox.engine.database
    for money in world.rows("res.currency"):
        if money["name"] in ("JPY", "KWD"):
            database.table("res.currency").update(money["id"], {"active": True})
            pricelist = {
                "name": money["name"],
                "currency_id": money["id"],
                "company_id": False,
                "active": True,
            }
            database.table("product.pricelist").insert({**pricelist, "sequence": 16})
    database.commit()
    company = next(row for row in world.rows("res.company") if row["id"] == 1)
    orders = {str(seed): cart(seed).order for seed in range(COUNT)}
    for stored in ingest(world.shop, *(replace(order, shop=world.shop.slug) for order in orders.values())):
        assert plan(stored) is not None

    while Delivery.objects.filter(state=DeliveryState.WAITING).exists():
        assert set(run_once()) == {DeliveryState.DELIVERED}

    sales = {str(row["client_order_ref"]).removeprefix("#"): row for row in world.rows("sale.order")}
    invoices = {str(row["ref"]).removeprefix("#"): row for row in world.rows("account.move")}
    for key, order in orders.items():
        foreseen = in_odoo(order, company["tax_calculation_rounding_method"])
        assert Decimal(sales[key]["amount_total"]) == foreseen.total, to_document(order)
        assert Decimal(invoices[key]["amount_total"]) == order.totals.gross, (key, DIGITS[order.currency])
        assert invoices[key]["state"] == "posted"
