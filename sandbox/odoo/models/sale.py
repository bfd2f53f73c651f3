"""Sale orders: from draft to confirmed, with totals and invoice status."""

from typing import Any

from sandbox.odoo import fields as f
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.errors import UserError
from sandbox.odoo.models.accounting import fiscal_position_for
from sandbox.odoo.models.mail import Document
from sandbox.odoo.models.sale_line import invoice_status, refresh_order
from sandbox.odoo.models.stock import deliver
from sandbox.odoo.rpc import record_method

STATES = (
    ("draft", "Quotation"),
    ("sent", "Quotation Sent"),
    ("sale", "Sales Order"),
    ("cancel", "Cancelled"),
)
ADDRESSES = ("partner_id", "partner_invoice_id", "partner_shipping_id")


def _invoices(env: Env, row: Row) -> tuple[int, ...]:
    lines = env.children("sale.order.line", "order_id", row["id"])
    found = {env.row("account.move.line", i)["move_id"] for line in lines for i in line["invoice_lines"]}
    return tuple(sorted(found))


class SaleOrder(Document):
    """A sale order."""

    name, label, order = "sale.order", "Sales Order", "date_order desc, id desc"
    portal_path = "/my/orders"
    FIELDS = {
        "name": f.Char("Order Reference", required=True),
        "client_order_ref": f.Char("Customer Reference"),
        "origin": f.Char("Source Document"),
        "reference": f.Char("Payment Ref."),
        "state": f.Selection("Status", options=STATES, default="draft", readonly=True),
        "locked": f.Boolean("Locked"),
        "company_id": f.Many2one("Company", "res.company", required=True, default=lambda env: env.company),
        "partner_id": f.Many2one("Customer", "res.partner", required=True),
        "partner_invoice_id": f.Many2one("Invoice Address", "res.partner"),
        "partner_shipping_id": f.Many2one("Delivery Address", "res.partner"),
        "pricelist_id": f.Many2one("Pricelist", "product.pricelist"),
        "currency_id": f.Many2one("Currency", "res.currency", readonly=True),
        "fiscal_position_id": f.Many2one("Fiscal Position", "account.fiscal.position"),
        "payment_term_id": f.Many2one("Payment Terms", "account.payment.term"),
        "warehouse_id": f.Many2one("Warehouse", "stock.warehouse", default=1),
        "team_id": f.Many2one("Sales Team", "crm.team", default=1),
        "user_id": f.Many2one("Salesperson", "res.users", default=lambda env: env.uid),
        "carrier_id": f.Many2one("Delivery Method", "delivery.carrier"),
        "journal_id": f.Many2one("Invoicing Journal", "account.journal"),
        "date_order": f.Datetime("Order Date", required=True, default=lambda env: env.now),
        "commitment_date": f.Datetime("Delivery Date"),
        "validity_date": f.Date("Expiration"),
        "note": f.Html("Terms and conditions"),
        "order_line": f.One2many("Order Lines", "sale.order.line", inverse="order_id"),
        "amount_untaxed": f.Monetary("Untaxed Amount", readonly=True),
        "amount_tax": f.Monetary("Taxes", readonly=True),
        "amount_total": f.Monetary("Total", readonly=True),
        "invoice_status": f.Selection(
            "Invoice Status",
            options=(
                ("upselling", "Upselling Opportunity"),
                ("invoiced", "Fully Invoiced"),
                ("to invoice", "To Invoice"),
                ("no", "Nothing to Invoice"),
            ),
            compute=invoice_status,
        ),
        "invoice_ids": f.Many2many("Invoices", "account.move", compute=_invoices),
        "invoice_count": f.Integer("Invoice Count", compute=lambda env, row: len(_invoices(env, row))),
        "picking_ids": f.One2many("Transfers", "stock.picking", inverse="sale_id"),
        "access_token": f.Char("Security Token"),
    }

    def complete(self, env: Env, values: Row) -> Row:
        """Number, addresses, price list, currency and fiscal position that were not given."""
        partner = env.table("res.partner").rows.get(values.get("partner_id") or 0)
        company = int(values.get("company_id") or env.company)
        values["currency_id"] = _currency(env, values, company)
        if partner is not None:
            _complete_from_partner(env, values, partner, company)
        if values.get("partner_id"):
            values.setdefault("name", f"S{env.database.next_value('sale.order'):05d}")
        else:
            values.setdefault("name", "New")
        return values

    def after_insert(self, env: Env, record: int, values: Row) -> None:
        """Compute the totals; refuse addresses of another company."""
        self._check_companies(env, env.row(self.name, record))
        refresh_order(env, record)

    def after_modify(self, env: Env, record: int, values: Row) -> None:
        """Compute the totals again; a price list brings its currency."""
        row = env.row(self.name, record)
        if "pricelist_id" in values or "currency_id" in values:
            currency = _currency(env, {"pricelist_id": row["pricelist_id"]}, row["company_id"])
            env.table(self.name).update(record, {"currency_id": currency})
        self._check_companies(env, row)
        refresh_order(env, record)

    def before_remove(self, env: Env, record: int) -> None:
        """Only a draft or cancelled order can go."""
        if env.row(self.name, record)["state"] not in ("draft", "cancel"):
            raise UserError(
                "You can not delete a sent quotation or a confirmed sales order. You must first cancel it."
            )

    @record_method
    def action_confirm(self, env: Env, ids: list[int]) -> bool:
        """Confirm drafts: order date becomes now, goods get a delivery.

        Raises UserError for any other state.
        """
        self.require_records(env, ids)
        rows = [env.row(self.name, record) for record in ids]
        wrong = [row["name"] for row in rows if row["state"] not in ("draft", "sent")]
        if wrong and env.version < 19:
            raise UserError(
                f"The following orders are not in a state requiring confirmation: {', '.join(wrong)}"
            )
        if wrong:
            raise UserError("Some orders are not in a state requiring confirmation.")
        for row in rows:
            env.table(self.name).update(row["id"], {"state": "sale", "date_order": env.now})
            deliver(env, row)
        return True

    @record_method
    def action_cancel(self, env: Env, ids: list[int]) -> Any:
        """Cancel; on 17 a confirmed order first answers with a wizard, unless the context says otherwise."""
        self.require_records(env, ids)
        rows = [env.row(self.name, record) for record in ids]
        if any(row["locked"] for row in rows):
            raise UserError("You cannot cancel a locked order. Please unlock it first.")
        warned = env.context.get("disable_cancel_warning")
        if env.version < 19 and not warned and any(row["state"] != "draft" for row in rows):
            return _cancel_wizard(ids)
        for row in rows:
            env.table(self.name).update(row["id"], {"state": "cancel"})
            for picking in env.children("stock.picking", "sale_id", row["id"]):
                env.table("stock.picking").update(picking["id"], {"state": "cancel"})
            for move in _invoices(env, row):
                if env.row("account.move", move)["state"] == "draft":
                    env.table("account.move").update(move, {"state": "cancel"})
        return True

    @record_method
    def action_draft(self, env: Env, ids: list[int]) -> bool:
        """Make cancelled orders drafts again."""
        for record in ids:
            if env.row(self.name, record)["state"] in ("cancel", "sent"):
                env.table(self.name).update(record, {"state": "draft"})
        return True

    def _check_companies(self, env: Env, row: Row) -> None:
        foreign = [
            (name, partner)
            for name in ADDRESSES
            if (partner := env.table("res.partner").rows.get(row[name] or 0))
            and partner["company_id"]
            and partner["company_id"] != row["company_id"]
        ]
        if foreign:
            raise UserError(self._mixed_companies(env, row, foreign))

    def _mixed_companies(self, env: Env, row: Row, foreign: list[tuple[str, Row]]) -> str:
        company = env.row("res.company", row["company_id"])["name"]
        if env.version < 19:
            lines = [
                f"- '{row['name']}' belongs to company '{company}' and '{self.fields[name].label}' "
                f"({name}: '{partner['name']}') belongs to another company."
                for name, partner in foreign
            ]
            return "\n".join(["Incompatible companies on records:", *lines])
        lines = [
            f"- “{row['name']}” belongs to company “{company}” while “{self.fields[name].label}” "
            f"({name}: '{partner['name']}') belongs to another company."
            for name, partner in foreign
        ]
        head = "Uh-oh! You’ve got some company inconsistencies here:"
        return "\n".join([head, *lines, "To avoid a mess, no company crossover is allowed!"])


def _currency(env: Env, values: Row, company: int) -> int:
    pricelist = env.table("product.pricelist").rows.get(int(values.get("pricelist_id") or 0))
    if pricelist is not None:
        return int(pricelist["currency_id"])
    return int(env.row("res.company", company)["currency_id"])


def _complete_from_partner(env: Env, values: Row, partner: Row, company: int) -> None:
    for name, kind in (("partner_invoice_id", "invoice"), ("partner_shipping_id", "delivery")):
        if name not in values:
            values[name] = _address(env, partner, kind)
    delivery = env.table("res.partner").rows.get(int(values["partner_shipping_id"] or 0)) or partner
    if "fiscal_position_id" not in values:
        values["fiscal_position_id"] = fiscal_position_for(env, partner, delivery, company)
    if "payment_term_id" not in values:
        values["payment_term_id"] = partner["property_payment_term_id"]
    if "pricelist_id" not in values:
        lists = env.model("product.pricelist").find(env, [["company_id", "in", [False, company]]])
        own = partner["property_product_pricelist"]
        values["pricelist_id"] = own or (lists[0]["id"] if lists else False)
        values["currency_id"] = _currency(env, values, company)


def _address(env: Env, partner: Row, kind: str) -> int:
    for child in env.children("res.partner", "parent_id", partner["id"]):
        if child["type"] == kind and child["active"]:
            return int(child["id"])
    return int(partner["id"])


def _cancel_wizard(ids: list[int]) -> dict[str, Any]:
    return {
        "name": "Cancel Sales Order",
        "view_mode": "form",
        "res_model": "sale.order.cancel",
        "view_id": 1156,
        "type": "ir.actions.act_window",
        "context": {
            "default_template_id": 17,
            "default_order_id": ids[0],
            "mark_so_as_canceled": True,
            "default_email_layout_xmlid": "mail.mail_notification_layout_with_responsible_signature",
            "model_description": "Sales Order",
        },
        "target": "new",
    }
