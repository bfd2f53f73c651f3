"""What Odoo 19 does not do any more: invoice again what was cancelled, post in a currency that is off."""

from decimal import Decimal

from sandbox.odoo.models.sale_invoicing import invoice_orders
from tests.sandbox.odoo.recorded import Capture
from tests.sandbox.odoo.replay import Replay
from tests.sandbox.odoo.scenarios.scenario import Scenario

_LINE = "json2_cancelled_invoice_order_line_read"
_POST = "json2_invoice_post_inactive_currency"
_WIZARD = "json2_cancelled_invoice_nothing_to_invoice"


def _invoice(replay: Replay, **values: object) -> int:
    """A draft invoice of a confirmed order of two pieces."""
    env = replay.env
    partner = replay.plant("res.partner", name="Zo\u00e9 Martin")
    line = {"product_id": 1, "name": "Desk lamp", "product_uom_qty": Decimal(2), "price_unit": Decimal(20)}
    order = env.model("sale.order").insert(
        env, {"partner_id": partner, "order_line": [[0, 0, line]], **values}
    )
    env.model("sale.order").modify(env, order, {"state": "sale"})
    (move,) = invoice_orders(env, [order], consolidated=False)
    return int(move)


def _cancelled_invoice(replay: Replay) -> None:
    body = Capture(replay.version, _WIZARD).body
    replay.seat("sale.order", body["context"]["active_id"])
    replay.seat("sale.order.line", replay.recorded(_LINE)[0]["id"])
    replay.call("account.move", "button_cancel", [_invoice(replay)])


def _invoice_in_yen(replay: Replay) -> None:
    [yen] = [row["id"] for row in replay.env.table("res.currency").rows.values() if row["name"] == "JPY"]
    pricelist = replay.plant("product.pricelist", name="JPY", currency_id=yen)
    replay.seat("account.move", Capture(replay.version, _POST).body["ids"][0])
    _invoice(replay, pricelist_id=pricelist)


REFUSALS = Scenario(
    "refusals",
    ("19",),
    (
        _cancelled_invoice,
        _LINE,
        "json2_cancelled_invoice_wizard_create",
        _WIZARD,
        _invoice_in_yen,
        _POST,
    ),
)
