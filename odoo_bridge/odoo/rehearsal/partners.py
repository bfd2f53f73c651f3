"""Customers, addresses and products that would be made."""

from odoo_bridge.odoo.rehearsal.records import Loaded
from odoo_bridge.odoo.rehearsal.stage import Stage, reference

_KINDS = {"invoice": "new invoice address", "delivery": "new delivery address"}


def load_partner(stage: Stage, record: Loaded) -> int:
    """A new partner; of a customer it is told by name."""
    head = record.head
    kind = "new contact" if head.get("parent_id/.id") else "new customer"
    title = f"{_KINDS.get(head.get('type', ''), kind)} {head.get('name', '')}"
    parent = reference(record.reference("parent_id"))
    return stage.pretended.add("res.partner", title, {"name": head.get("name", ""), "parent_id": parent})


def load_product(stage: Stage, record: Loaded) -> int:
    """A new product, invoiced when ordered as Odoo's default has it."""
    sku, name = record.head.get("default_code", ""), record.head.get("name", "")
    return stage.pretended.add("product.product", f"new product {sku or name}", {"default_code": sku})
