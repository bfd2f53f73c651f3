"""Products, units and price lists."""

from typing import Any

from sandbox.odoo import fields as f
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.model import Model

TYPES = (
    ("consu", "Goods"),
    ("service", "Service"),
    ("product", "Storable Product"),
    ("combo", "Combo"),
)


def _by_company(field: str) -> f.Compute:
    def value(env: Env, row: Row) -> Any:
        return row.get(field, {}).get(env.company, f.to_decimal(0))

    return value


def _free(env: Env, row: Row) -> Any:
    reserved = row.get("_reserved", {}).get(env.company, f.to_decimal(0))
    return row.get("_stock", {}).get(env.company, f.to_decimal(0)) - reserved


class Product(Model):
    """A product that can be sold. Stock and cost differ by company: `_stock` and `_cost`, by company id."""

    name, label, order = "product.product", "Product Variant", "default_code, name, id"
    FIELDS = {
        "name": f.Char("Name", required=True),
        "default_code": f.Char("Internal Reference"),
        "barcode": f.Char("Barcode"),
        "active": f.Boolean("Active", default=True),
        "type": f.Selection("Product Type", options=TYPES, default="consu"),
        "detailed_type": f.Selection("Product Type", options=TYPES, default="consu", only=17),
        "is_storable": f.Boolean("Track Inventory", only=19),
        "lst_price": f.Float("Sales Price"),
        "list_price": f.Float("Sales Price", compute=lambda env, row: row["lst_price"]),
        "invoice_policy": f.Selection(
            "Invoicing Policy",
            options=(("order", "Ordered quantities"), ("delivery", "Delivered quantities")),
            default="order",
        ),
        "sale_ok": f.Boolean("Can be Sold", default=True),
        "uom_id": f.Many2one("Unit of Measure", "uom.uom", default=1),
        "taxes_id": f.Many2many("Customer Taxes", "account.tax"),
        "company_id": f.Many2one("Company", "res.company"),
        "standard_price": f.Float("Cost", compute=_by_company("_cost")),
        "qty_available": f.Float("Quantity On Hand", compute=_by_company("_stock")),
        "free_qty": f.Float("Free To Use Quantity", compute=_free),
        "virtual_available": f.Float("Forecast Quantity", compute=_free),
    }

    def name_of_row(self, env: Env, row: Row) -> Any:
        """`[SKU001] Product 001`."""
        code = row.get("default_code")
        return f"[{code}] {row['name']}" if code else row["name"]


class Unit(Model):
    """A unit of measure."""

    name, label, order = "uom.uom", "Product Unit of Measure", "sequence,id"
    FIELDS = {"name": f.Char("Unit of Measure", required=True), "sequence": f.Integer("Sequence")}


class Pricelist(Model):
    """A price list; it carries the currency of the orders that use it."""

    name, label, order = "product.pricelist", "Pricelist", "sequence,id"
    FIELDS = {
        "name": f.Char("Pricelist Name", required=True),
        "currency_id": f.Many2one("Currency", "res.currency", required=True),
        "company_id": f.Many2one("Company", "res.company"),
        "sequence": f.Integer("Sequence", default=16),
        "active": f.Boolean("Active", default=True),
    }

    def name_of_row(self, env: Env, row: Row) -> Any:
        """`Default (EUR)`."""
        return f"{row['name']} ({env.row('res.currency', row['currency_id'])['name']})"
