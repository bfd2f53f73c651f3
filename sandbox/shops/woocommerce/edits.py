"""Editing a line of an order in the admin: amounts follow the quantity, totals follow the lines."""

from __future__ import annotations

from decimal import Decimal

from sandbox.shops.control import ControlError
from sandbox.shops.woocommerce.money import plain, six
from sandbox.shops.woocommerce.storage import Operation
from sandbox.shops.woocommerce.store import Store
from sandbox.shops.woocommerce.totals import recalculate, tax_of, tax_row


def change_quantity(store: Store, order_id: int, line_id: int, quantity: int) -> None:
    """Set how many of a line were ordered; 0 removes the line. Raises ``ControlError``."""
    order = store.order(order_id)
    line = next((row for row in order["line_items"] if row["id"] == line_id), None)
    if line is None or quantity < 0:
        raise ControlError(f"order {order_id} has no line {line_id}, or {quantity} is no quantity")
    if quantity == 0:
        order["line_items"] = [row for row in order["line_items"] if row is not line]
    else:
        factor = Decimal(quantity) / Decimal(line["quantity"])
        net, subtotal = six(Decimal(line["total"]) * factor), six(Decimal(line["subtotal"]) * factor)
        rate = store.rates.by_id.get(line["taxes"][0]["id"]) if line["taxes"] else None
        line["taxes"] = tax_row(net, subtotal, rate)
        line |= {"quantity": quantity, "total": plain(net), "subtotal": plain(subtotal)}
        line |= {"total_tax": tax_of(line["taxes"]), "subtotal_tax": tax_of(line["taxes"], "subtotal")}
        line["price"] = float(net / quantity)
    recalculate(order, store.rates)
    store.bump(order, Operation.SAVE)
