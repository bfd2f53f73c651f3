"""The lines of sale orders, and the totals that follow from them."""

from decimal import Decimal
from typing import Any

from sandbox.odoo import fields as f
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.errors import UserError
from sandbox.odoo.model import Model
from sandbox.odoo.models.accounting import default_taxes, taxes_of
from sandbox.odoo.rpc import Ids, model_method, record_method
from sandbox.odoo.taxes import BaseLine, Totals, compute

REFUNDS = ("out_refund",)


def tax_field(env: Env) -> str:
    """The name of the lines' taxes in this version."""
    return "tax_id" if env.version < 19 else "tax_ids"


def document_totals(env: Env, currency: int, company: int, lines: list[BaseLine]) -> Totals:
    """The amounts of a document by its currency's decimals and its company's rounding."""
    digits = env.row("res.currency", currency)["decimal_places"]
    return compute(lines, digits, env.row("res.company", company)["tax_calculation_rounding_method"])


def refresh_order(env: Env, order: int) -> None:
    """Compute an order's lines and totals again."""
    row = env.row("sale.order", order)
    lines = [li for li in env.children("sale.order.line", "order_id", order) if not li["display_type"]]
    bases = [
        BaseLine(li["price_unit"], li["product_uom_qty"], li["discount"], taxes_of(env, li[tax_field(env)]))
        for li in lines
    ]
    totals = document_totals(env, row["currency_id"], row["company_id"], bases)
    for line, amounts in zip(lines, totals.lines, strict=True):
        values = {"price_subtotal": amounts.subtotal, "price_total": amounts.total}
        env.table("sale.order.line").update(line["id"], values)
    env.table("sale.order").update(
        order,
        {"amount_untaxed": totals.untaxed, "amount_tax": totals.tax, "amount_total": totals.total},
    )


def qty_invoiced(env: Env, row: Row) -> Decimal:
    """How much of a line stands on invoices that are not cancelled, refunds taken off.

    19 keeps the number that it had when all of them are cancelled: the order still counts as invoiced.
    """
    found = [env.table("account.move.line").rows.get(record) for record in row["invoice_lines"]]
    lines = [(line, env.row("account.move", line["move_id"])) for line in found if line is not None]
    counted = [(line, move) for line, move in lines if move["state"] != "cancel"]
    if not counted and env.version >= 19:
        counted = lines[-1:]
    return sum((_signed(line["quantity"], move) for line, move in counted), Decimal(0))


def _signed(quantity: Decimal, move: Row) -> Decimal:
    return -quantity if move["move_type"] in REFUNDS else quantity


def qty_to_invoice(env: Env, row: Row) -> Decimal:
    """What a confirmed line still has to be invoiced, by its product's policy."""
    if env.row("sale.order", row["order_id"])["state"] != "sale" or row["display_type"]:
        return Decimal(0)
    product = env.table("product.product").rows.get(row["product_id"] or 0)
    by_delivery = product is not None and product["invoice_policy"] == "delivery"
    due: Decimal = row["qty_delivered"] if by_delivery else row["product_uom_qty"]
    return due - qty_invoiced(env, row)


def invoice_status(env: Env, row: Row) -> str:
    """An order's invoice status: no, to invoice, invoiced."""
    if row["state"] != "sale":
        return "no"
    lines = [li for li in env.children("sale.order.line", "order_id", row["id"]) if not li["display_type"]]
    if any(qty_to_invoice(env, line) for line in lines):
        return "to invoice"
    return "invoiced" if any(qty_invoiced(env, line) for line in lines) else "no"


def _line_status(env: Env, row: Row) -> str:
    if env.row("sale.order", row["order_id"])["state"] != "sale":
        return "no"
    if qty_to_invoice(env, row):
        return "to invoice"
    return "invoiced" if qty_invoiced(env, row) else "no"


def _tax_amount(env: Env, row: Row) -> Any:
    if env.version < 19:
        return row["price_total"] - row["price_subtotal"]
    return f.to_decimal(float(row["price_total"]) - float(row["price_subtotal"]))


class SaleOrderLine(Model):
    """A line of a sale order."""

    name, label, order = "sale.order.line", "Sales Order Line", "order_id, sequence, id"
    FIELDS = {
        "order_id": f.Many2one("Order Reference", "sale.order", required=True),
        "sequence": f.Integer("Sequence", default=10),
        "display_type": f.Selection(
            "Display Type", options=(("line_section", "Section"), ("line_note", "Note"))
        ),
        "product_id": f.Many2one("Product", "product.product"),
        "name": f.Text("Description", required=True),
        "product_uom_qty": f.Float("Quantity", default=Decimal(1)),
        "product_uom": f.Many2one("Unit of Measure", "uom.uom", only=17),
        "product_uom_id": f.Many2one("Unit", "uom.uom", only=19),
        "price_unit": f.Float("Unit Price"),
        "discount": f.Float("Discount (%)"),
        "tax_id": f.Many2many("Taxes", "account.tax", only=17),
        "tax_ids": f.Many2many("Taxes", "account.tax", only=19),
        "company_id": f.Many2one("Company", "res.company"),
        "price_subtotal": f.Monetary("Subtotal", readonly=True),
        "price_tax": f.Float("Total Tax", compute=_tax_amount),
        "price_total": f.Monetary("Total", readonly=True),
        "qty_delivered": f.Float("Delivery Quantity"),
        "qty_invoiced": f.Float("Invoiced Quantity", compute=qty_invoiced),
        "qty_to_invoice": f.Float("Quantity To Invoice", compute=qty_to_invoice),
        "invoice_status": f.Selection("Invoice Status", compute=_line_status),
        "invoice_lines": f.Many2many("Invoice Lines", "account.move.line"),
    }

    def complete(self, env: Env, values: Row) -> Row:
        """Text, unit, price and taxes of the product, where they were not given."""
        order = env.row("sale.order", int(values["order_id"]))
        values["company_id"] = order["company_id"]
        product = env.table("product.product").rows.get(int(values.get("product_id") or 0))
        if product is None:
            return values
        values.setdefault("name", env.model("product.product").name_of_row(env, product))
        values.setdefault("price_unit", product["lst_price"])
        values.setdefault("product_uom" if env.version < 19 else "product_uom_id", product["uom_id"])
        if tax_field(env) not in values:
            ids = default_taxes(env, product, order["company_id"], order["fiscal_position_id"])
            values[tax_field(env)] = [[6, 0, ids]]
        return values

    @model_method
    def create(self, env: Env, vals_list: Any) -> Ids:
        """Add lines to orders, and compute the orders again."""
        created = super().create(env, vals_list)
        self._refresh(env, created)
        return created

    @record_method
    def write(self, env: Env, ids: list[int], vals: Row) -> bool:
        """Change lines, and compute their orders again."""
        super().write(env, ids, vals)
        self._refresh(env, ids)
        return True

    def before_remove(self, env: Env, record: int) -> None:
        """A confirmed order keeps its lines."""
        order = env.row("sale.order", env.row(self.name, record)["order_id"])
        if order["state"] == "sale":
            raise UserError(
                "Once a sales order is confirmed, you can't remove one of its lines (we need to track if "
                "something gets invoiced or delivered).\n                Set the quantity to 0 instead."
            )

    @record_method
    def unlink(self, env: Env, ids: list[int]) -> bool:
        """Remove lines, and compute their orders again."""
        self.require_records(env, ids)
        orders = {env.row(self.name, record)["order_id"] for record in ids}
        super().unlink(env, ids)
        for order in orders:
            refresh_order(env, order)
        return True

    def _refresh(self, env: Env, ids: list[int]) -> None:
        for order in {env.row(self.name, record)["order_id"] for record in ids}:
            refresh_order(env, order)
