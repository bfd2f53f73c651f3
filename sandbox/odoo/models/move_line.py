"""The lines of journal entries."""

from decimal import Decimal
from typing import Any

from sandbox.odoo import fields as f
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.model import Model
from sandbox.odoo.models import move_entries as entries
from sandbox.odoo.models.accounting import default_taxes
from sandbox.odoo.rpc import Ids, model_method, record_method

DISPLAY_TYPES = (
    ("product", "Product"),
    ("tax", "Tax"),
    ("payment_term", "Payment Term"),
    ("line_section", "Section"),
    ("line_note", "Note"),
)


def _of_move(name: str) -> f.Compute:
    return lambda env, row: env.row("account.move", row["move_id"])[name]


def _account_type(env: Env, row: Row) -> Any:
    return env.row("account.account", row["account_id"])["account_type"] if row["account_id"] else False


class AccountMoveLine(Model):
    """A line of a journal entry."""

    name, label, order = "account.move.line", "Journal Item", "date desc, move_name desc, id"
    FIELDS = {
        "move_id": f.Many2one("Journal Entry", "account.move", required=True),
        "move_name": f.Char("Number", compute=_of_move("name")),
        "date": f.Date("Date", compute=_of_move("date")),
        "parent_state": f.Char("Status", compute=_of_move("state")),
        "partner_id": f.Many2one("Partner", "res.partner", compute=_of_move("partner_id")),
        "company_id": f.Many2one("Company", "res.company", compute=_of_move("company_id")),
        "currency_id": f.Many2one("Currency", "res.currency", compute=_of_move("currency_id")),
        "sequence": f.Integer("Sequence", default=100),
        "display_type": f.Selection("Display Type", options=DISPLAY_TYPES, default="product"),
        "name": f.Char("Label"),
        "product_id": f.Many2one("Product", "product.product"),
        "quantity": f.Float("Quantity", default=Decimal(1)),
        "price_unit": f.Float("Unit Price"),
        "discount": f.Float("Discount (%)"),
        "tax_ids": f.Many2many("Taxes", "account.tax"),
        "tax_line_id": f.Many2one("Originator Tax", "account.tax"),
        "account_id": f.Many2one("Account", "account.account"),
        "account_type": f.Char("Internal Type", compute=_account_type),
        "price_subtotal": f.Monetary("Subtotal"),
        "price_total": f.Monetary("Total"),
        "amount_currency": f.Monetary("Amount in Currency"),
        "balance": f.Monetary("Balance"),
        "amount_residual": f.Monetary("Residual Amount"),
        "reconciled": f.Boolean("Reconciled"),
        "payment_id": f.Many2one("Originator Payment", "account.payment"),
        "sale_line_ids": f.Many2many("Sales Order Lines", "sale.order.line"),
    }

    def name_of_row(self, env: Env, row: Row) -> Any:
        """The entry's number and the line's label."""
        return f"{env.row('account.move', row['move_id'])['name']} {row['name'] or ''}".strip()

    def complete(self, env: Env, values: Row) -> Row:
        """Text, price, taxes and account of the product, where they were not given."""
        if values.get("display_type", "product") != "product":
            return values
        move = env.row("account.move", int(values["move_id"]))
        product = env.table("product.product").rows.get(int(values.get("product_id") or 0))
        if move["move_type"] == "entry":
            return values
        values.setdefault("account_id", entries.account(env, entries.SALES_ACCOUNT))
        if product is not None:
            values.setdefault("name", env.model("product.product").name_of_row(env, product))
            values.setdefault("price_unit", product["lst_price"])
            if "tax_ids" not in values:
                taxes = default_taxes(env, product, move["company_id"], move["fiscal_position_id"])
                values["tax_ids"] = [[6, 0, taxes]]
        return values

    def after_insert(self, env: Env, record: int, values: Row) -> None:
        """Tell the order line that it is invoiced here."""
        for line in env.row(self.name, record)["sale_line_ids"]:
            known = env.row("sale.order.line", line)["invoice_lines"]
            env.table("sale.order.line").update(line, {"invoice_lines": (*known, record)})

    def before_remove(self, env: Env, record: int) -> None:
        """Tell the order line that it is invoiced here no more."""
        for line in env.row(self.name, record)["sale_line_ids"]:
            known = env.row("sale.order.line", line)["invoice_lines"]
            left = tuple(entry for entry in known if entry != record)
            env.table("sale.order.line").update(line, {"invoice_lines": left})

    def after_modify(self, env: Env, record: int, values: Row) -> None:
        """An amount written by hand is the balance too."""
        if "amount_currency" in values:
            amount = env.row(self.name, record)["amount_currency"]
            env.table(self.name).update(record, {"balance": amount})

    @model_method
    def create(self, env: Env, vals_list: Any) -> Ids:
        """Add lines, and compute their entries again."""
        created = super().create(env, vals_list)
        for move in {env.row(self.name, record)["move_id"] for record in created}:
            entries.rebuild(env, move)
        return created

    @record_method
    def write(self, env: Env, ids: list[int], vals: Row) -> bool:
        """Change lines, and compute or balance their entries again."""
        super().write(env, ids, vals)
        for move in {env.row(self.name, record)["move_id"] for record in ids}:
            if entries.touches_products(env, [[1, record] for record in ids]):
                entries.rebuild(env, move)
            else:
                entries.balance(env, move)
        return True
