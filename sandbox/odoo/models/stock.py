"""Warehouses, carriers, and the deliveries that confirmed orders bring."""

from typing import Any

from sandbox.odoo import access
from sandbox.odoo import fields as f
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.model import Model
from sandbox.odoo.rpc import record_method


class Warehouse(Model):
    """A warehouse."""

    name, label, order = "stock.warehouse", "Warehouse", "sequence,id"
    FIELDS = {
        "name": f.Char("Warehouse", required=True),
        "code": f.Char("Short Name"),
        "sequence": f.Integer("Sequence", default=10),
        "company_id": f.Many2one("Company", "res.company"),
        "active": f.Boolean("Active", default=True),
    }


class PickingType(Model):
    """A kind of transfer in a warehouse."""

    name, label, order = "stock.picking.type", "Picking Type", "sequence, id"
    FIELDS = {
        "name": f.Char("Operation Type", required=True),
        "code": f.Selection(
            "Type of Operation",
            options=(("incoming", "Receipt"), ("outgoing", "Delivery"), ("internal", "Internal Transfer")),
        ),
        "sequence": f.Integer("Sequence"),
        "warehouse_id": f.Many2one("Warehouse", "stock.warehouse"),
        "company_id": f.Many2one("Company", "res.company"),
    }


def deliver(env: Env, order: Row) -> None:
    """Make the delivery of an order, if it has goods."""
    lines = env.children("sale.order.line", "order_id", order["id"])
    products = [env.table("product.product").rows.get(line["product_id"] or 0) for line in lines]
    if not any(product and product["type"] != "service" for product in products):
        return
    values = {
        "name": f"WH/OUT/{env.database.next_value('stock.picking'):05d}",
        "state": "assigned",
        "sale_id": order["id"],
        "origin": order["name"],
        "partner_id": order["partner_shipping_id"],
        "company_id": order["company_id"],
        "carrier_id": order["carrier_id"],
    }
    env.model("stock.picking").insert(env, values)


class Picking(Model):
    """A transfer. The sandbox makes one per confirmed order that has goods, and always has the stock."""

    name, label, order = "stock.picking", "Transfer", "id desc"
    FIELDS = {
        "name": f.Char("Reference", required=True),
        "state": f.Selection(
            "Status", options=(("assigned", "Ready"), ("done", "Done"), ("cancel", "Cancelled"))
        ),
        "picking_type_code": f.Char("Type of Operation", default="outgoing"),
        "sale_id": f.Many2one("Sales Order", "sale.order"),
        "origin": f.Char("Source Document"),
        "partner_id": f.Many2one("Contact", "res.partner"),
        "carrier_id": f.Many2one("Carrier", "delivery.carrier"),
        "carrier_tracking_ref": f.Char("Tracking Reference"),
        "date_done": f.Datetime("Date of Transfer"),
        "company_id": f.Many2one("Company", "res.company"),
    }

    @record_method
    def button_validate(self, env: Env, ids: list[int]) -> Any:
        """Deliver; without `skip_sms` in the context it answers with a wizard instead."""
        self.require_records(env, ids)
        if not env.context.get("skip_sms"):
            return self._sms_wizard(env, ids)
        for record in ids:
            env.table(self.name).update(record, {"state": "done", "date_done": env.now})
        return True

    def _sms_wizard(self, env: Env, ids: list[int]) -> dict[str, Any]:
        wizards = env.model("confirm.stock.sms")
        access.check(env, wizards, "create")
        view = 1111 if env.version < 19 else 1188
        return {
            "name": "SMS",
            "type": "ir.actions.act_window",
            "view_mode": "form",
            "res_model": wizards.name,
            "views": [[view, "form"]],
            "view_id": view,
            "target": "new",
            "res_id": wizards.insert(env, {}),
            "context": {"button_validate_picking_ids": ids},
        }


class ConfirmSms(Model):
    """The wizard that asks about a text message before a delivery."""

    name, label = "confirm.stock.sms", "Confirm Stock SMS"


class Quant(Model):
    """A quantity in a place."""

    name, label = "stock.quant", "Quants"
    FIELDS = {
        "product_id": f.Many2one("Product", "product.product"),
        "location_id": f.Integer("Location"),
        "inventory_quantity": f.Float("Counted Quantity"),
    }


class Carrier(Model):
    """A delivery method."""

    name, label, order = "delivery.carrier", "Shipping Methods", "sequence, id"
    FIELDS = {
        "name": f.Char("Delivery Method", required=True),
        "sequence": f.Integer("Sequence", default=10),
        "product_id": f.Many2one("Delivery Product", "product.product"),
        "company_id": f.Many2one("Company", "res.company"),
        "active": f.Boolean("Active", default=True),
    }


class SalesTeam(Model):
    """A sales team."""

    name, label, order = "crm.team", "Sales Team", "sequence, id"
    FIELDS = {
        "name": f.Char("Sales Team", required=True),
        "sequence": f.Integer("Sequence", default=10),
        "company_id": f.Many2one("Company", "res.company"),
        "active": f.Boolean("Active", default=True),
    }
