"""An order as it was written to Odoo once its VAT was decided. Pure, but for the row that it reads."""

from hub.order import Order
from odoo_bridge.models import VatRecord, VatState
from odoo_bridge.vat.orders.applying import with_vat_due, without_remitted
from odoo_bridge.vat.orders.charging import charged_tax
from odoo_bridge.vat.orders.outcome import OrderVat
from odoo_bridge.vat.stored.recording import decided_of


def as_written(order: Order, row: VatRecord) -> Order:
    """With the VAT that is due where the invoice follows it, without what a marketplace remits."""
    decided = decided_of(row)
    if row.state == VatState.FOLLOWED_RULE and _is_of(order, decided):
        order = with_vat_due(order, decided)
    return without_remitted(order)


def _is_of(order: Order, decided: OrderVat) -> bool:
    """Whether the order still has the lines that were decided about."""
    was = [(line.external_id, line.net, line.charged_tax) for line in decided.lines]
    return was == [(line.external_id, line.net, charged_tax(line)) for line in order.lines]
