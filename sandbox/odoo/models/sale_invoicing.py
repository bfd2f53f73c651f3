"""The wizard that turns confirmed orders into draft invoices."""

from collections import defaultdict
from typing import Any

from sandbox.odoo import fields as f
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.errors import UserError
from sandbox.odoo.model import Model
from sandbox.odoo.models.accounting import fiscal_position_for
from sandbox.odoo.models.sale_line import qty_to_invoice, tax_field
from sandbox.odoo.rpc import record_method

NOTHING = (
    "Cannot create an invoice. No items are available to invoice.\n\n"
    "To resolve this issue, please ensure that:\n"
    "   • The products have been delivered before attempting to invoice them.\n"
    "   • The invoicing policy of the product is configured correctly.\n\n"
    "If you want to invoice based on ordered quantities instead:\n"
    "   • For consumable or storable products, open the product, go to the 'General Information' tab "
    "and change the 'Invoicing Policy' from 'Delivered Quantities' to 'Ordered Quantities'.\n"
    "   • For services (and other products), change the 'Invoicing Policy' to 'Prepaid/Fixed Price'.\n"
)
HELP = '<p class="o_view_nocontent_smiling_face"...'


class AdvancePaymentInvoice(Model):
    """The invoicing wizard.

    With `consolidated_billing` (the default) orders of one customer share an invoice.
    """

    name, label = "sale.advance.payment.inv", "Sales Advance Payment Invoice"
    FIELDS = {
        "advance_payment_method": f.Selection(
            "Create Invoice",
            options=(
                ("delivered", "Regular invoice"),
                ("percentage", "Down payment (percentage)"),
                ("fixed", "Down payment (fixed amount)"),
            ),
            default="delivered",
        ),
        "consolidated_billing": f.Boolean("Consolidated Billing", default=True),
        "sale_order_ids": f.Many2many(
            "Sales Order", "sale.order", default=lambda env: tuple(env.context.get("active_ids", ()))
        ),
    }

    @record_method
    def create_invoices(self, env: Env, ids: list[int]) -> dict[str, Any]:
        """Make draft invoices of all that is to be invoiced. Raises UserError when that is nothing."""
        self.require_records(env, ids)
        made: list[int] = []
        for record in ids:
            wizard = env.row(self.name, record)
            made += invoice_orders(env, list(wizard["sale_order_ids"]), wizard["consolidated_billing"])
        return _action(env, made)


def invoice_orders(env: Env, orders: list[int], consolidated: bool) -> list[int]:
    """Draft invoices of the orders that have something to invoice; their ids."""
    groups: dict[Any, list[tuple[Row, list[Row]]]] = defaultdict(list)
    model = env.model("sale.order")
    model.require_records(env, orders)
    for order in model.sort(env, [env.row("sale.order", record) for record in orders]):
        lines = env.children("sale.order.line", "order_id", order["id"])
        due = [line for line in lines if qty_to_invoice(env, line)]
        if due:
            groups[_group(order) if consolidated else order["id"]].append((order, due))
    if not groups:
        raise UserError(NOTHING)
    return [_invoice(env, sorted(group, key=lambda pair: int(pair[0]["id"]))) for group in groups.values()]


def _group(order: Row) -> tuple[Any, ...]:
    names = ("company_id", "partner_invoice_id", "partner_shipping_id", "currency_id", "fiscal_position_id")
    return tuple(order[name] for name in names)


def _invoice(env: Env, group: list[tuple[Row, list[Row]]]) -> int:
    first = group[0][0]
    refs = [str(order["client_order_ref"]) for order, _ in group if order["client_order_ref"]]
    values = {
        "move_type": "out_invoice",
        "partner_id": first["partner_invoice_id"] or first["partner_id"],
        "partner_shipping_id": first["partner_shipping_id"],
        "company_id": first["company_id"],
        "currency_id": first["currency_id"],
        "fiscal_position_id": first["fiscal_position_id"] or _position(env, first),
        "invoice_payment_term_id": first["payment_term_id"],
        "invoice_user_id": first["user_id"],
        "team_id": first["team_id"],
        "invoice_origin": ", ".join(order["name"] for order, _ in group),
        "ref": ", ".join(refs)[:2000],
        "narration": first["note"],
        "invoice_line_ids": [[0, 0, _line(env, line)] for _, lines in group for line in lines],
    }
    if first["journal_id"]:
        values["journal_id"] = first["journal_id"]
    return env.model("account.move").insert(env, values)


def _position(env: Env, order: Row) -> Any:
    """An order without a fiscal position gets an invoice with the one of its invoice address."""
    partner = env.row("res.partner", order["partner_invoice_id"] or order["partner_id"])
    return fiscal_position_for(env, partner, partner, order["company_id"])


def _line(env: Env, line: Row) -> Row:
    text = line["name"]
    if env.version >= 19 and line["product_id"]:
        text = f"{env.model('product.product').display_name(env, line['product_id'])} {text}"
    return {
        "product_id": line["product_id"],
        "name": text,
        "quantity": qty_to_invoice(env, line),
        "price_unit": line["price_unit"],
        "discount": line["discount"],
        "tax_ids": [[6, 0, list(line[tax_field(env)])]],
        "sale_line_ids": [[6, 0, [line["id"]]]],
        "sequence": line["sequence"],
    }


def _action(env: Env, invoices: list[int]) -> dict[str, Any]:
    old = env.version < 19
    kind = "tree" if old else "list"
    view, search, action = (679, 689, 257) if old else (745, 754, 264)
    answer: dict[str, Any] = {
        "id": action,
        "name": "Invoices",
        "display_name": "Invoices",
        "type": "ir.actions.act_window",
        "xml_id": "account.action_move_out_invoice_type",
        "help": HELP,
        "binding_model_id": False,
        "binding_type": "action",
        "binding_view_types": "list,form",
        "view_id": [view, f"account.out.invoice.{kind}"],
        "domain": [["id", "in", sorted(invoices)]],
        "context": {"default_move_type": "out_invoice"},
        "res_id": 0,
        "res_model": "account.move",
        "target": "current",
        "view_mode": f"{kind},kanban,form,activity",
        "mobile_view_mode": "kanban",
        "views": [[view, kind], [False, "kanban"], [False, "form"], [False, "activity"]],
        "limit": 80,
        "search_view_id": [search, "account.invoice.select"],
        "filter": False,
    }
    if len(invoices) == 1:
        answer |= {"res_id": invoices[0], "views": [[False, "form"]]}
    if old:
        return {**answer, "groups_id": []}
    return {**answer, "group_ids": [], "path": "invoicing", "embedded_action_ids": [], "cache": True}
