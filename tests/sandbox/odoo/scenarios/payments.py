"""One cent on a tax line, the safe way to pay, and the stock that belongs to it."""

from decimal import Decimal
from typing import Any

from sandbox.odoo.models.sale_invoicing import invoice_orders
from tests.sandbox.odoo.recorded import Capture
from tests.sandbox.odoo.replay import Replay, Step
from tests.sandbox.odoo.scenarios.scenario import Scenario

STOCK = Decimal(100_000)


def _two_invoices(prefix: str) -> Step:
    """Two orders of the recorded lines, each with its draft invoice; the second is posted."""

    def prepare(replay: Replay) -> None:
        env = replay.env
        lines = replay.recorded(f"{prefix}_invoice_tax_line_read")
        (invoice,) = replay.recorded(f"{prefix}_invoice_totals_after_tax_line_edit")
        payment = replay.recorded(f"{prefix}_payment_read")[0]
        partner, name = payment["partner_id"]
        replay.plant("res.partner", partner, name=name)
        replay.seat("sale.order.line", lines[0]["sale_line_ids"][0])
        replay.seat("account.move", invoice["id"])
        replay.seat("account.move.line", lines[0]["id"])
        numbers = env.database.numbers
        numbers["1:INV/2026/"] = 1
        numbers["6:PBNK1/2026/"] = int(payment["name"].rsplit("/", 1)[1]) - 1
        for _ in range(2):
            order = env.model("sale.order").insert(env, _order(partner, lines, env.version))
            env.model("sale.order").modify(env, order, {"state": "sale"})
            (move,) = invoice_orders(env, [order], consolidated=False)
        replay.call("account.move", "action_post", [move])

    return prepare


def _order(partner: int, lines: list[dict[str, Any]], version: int) -> dict[str, Any]:
    products = {"Line 0": 1, "Line 1": 14, "Line 2": 27}
    commands = []
    for line in lines[:3]:
        text = line["name"][line["name"].index("Line ") :]
        values = {
            "product_id": products[text[:6]],
            "name": text,
            "product_uom_qty": line["quantity"],
            "price_unit": line["price_unit"],
            "tax_id" if version < 19 else "tax_ids": [[6, 0, line["tax_ids"]]],
        }
        commands.append([0, 0, values])
    return {"partner_id": partner, "order_line": commands}


def _picking(prefix: str) -> Step:
    def prepare(replay: Replay) -> None:
        (picking,) = replay.recorded(f"{prefix}_picking_of_order")
        order = _sale_id(replay, prefix)
        replay.plant("sale.order", order, name=f"S{order}", state="sale", company_id=1)
        replay.plant("stock.picking", picking.pop("id"), sale_id=order, company_id=1, **picking)
        wizard = replay.recorded(f"{prefix}_picking_button_validate_sms_wizard")
        replay.seat("confirm.stock.sms", wizard["res_id"])

    return prepare


def _sale_id(replay: Replay, prefix: str) -> int:
    body = Capture(replay.version, f"{prefix}_picking_of_order").body
    domain = body["params"]["args"][6]["domain"] if "params" in body else body["domain"]
    return int(domain[0][2])


def _stock(prefix: str) -> Step:
    def prepare(replay: Replay) -> None:
        for product in replay.recorded(f"{prefix}_product_stock_read"):
            row = replay.env.row("product.product", product["id"])
            row["_reserved"] = {1: STOCK - Decimal(product["free_qty"])}

    return prepare


def cents_and_payments(prefix: str, version: str) -> Scenario:
    """The repair of one cent, the safe way to pay, and the stock that belongs to it."""
    names = (
        "invoice_tax_line_read",
        "invoice_tax_line_plus_one_cent",
        "invoice_totals_after_tax_line_edit",
        "payment_load_get_or_create_first",
        "payment_load_get_or_create_again",
        "payment_post",
        "payment_post_again",
        "payment_read",
        "payment_receivable_line",
        "payment_reconcile",
        "payment_reconcile_again",
        "invoice_after_reconcile",
    )
    stock = (
        "picking_of_order",
        "picking_button_validate_accesserror",
        "picking_button_validate_sms_wizard",
        "picking_button_validate_skip_sms",
        "picking_state_after",
        "quant_create_accesserror",
    )
    return Scenario(
        f"{prefix} cents and payments",
        (version,),
        (
            _two_invoices(prefix),
            *(f"{prefix}_{name}" for name in names),
            _picking(prefix),
            *(f"{prefix}_{name}" for name in stock),
            _stock(prefix),
            f"{prefix}_product_stock_read",
        ),
        users={
            f"{prefix}_picking_button_validate_sms_wizard": "admin",
            f"{prefix}_picking_button_validate_skip_sms": "admin",
        },
    )
