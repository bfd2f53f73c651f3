"""What people call the records of Odoo that the hub keeps by their model and id."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from hub.links import Called, Stored
from hub.spoken import spoken
from odoo_bridge.odoo.gateways.names import INVOICE, PARTNER, PAYMENT, SALE_ORDER

_CREDIT_NOTES = ("credit_note", "credited", "covered")
_REPAIRED = "repaired"  # its name is what the cents were that Odoo had rounded otherwise
_UNNAMED = ("", "/")  # of an invoice that was never posted


def called(record: Stored) -> Called:
    """`account.move` 58 → `Draft invoice 58`."""
    number = {"id": "–" if record.record_id is None else record.record_id}
    name = record.name
    if record.model == PARTNER:
        called_so = f"{name} #{number['id']}" if name else _("Contact %(id)s") % number
        return Called(called_so, spoken(record.remark))
    if record.model == SALE_ORDER:
        return _sale_order(record, number)
    if record.model == PAYMENT:
        return Called(_("Payment %(id)s") % number, name)
    if record.model == INVOICE:
        return _invoice(record, number)
    return Called(name or f"{record.model} {record.record_id or ''}".strip())


def _sale_order(record: Stored, number: Mapping[str, object]) -> Called:
    if record.step and not record.name:  # its name is kept as soon as it is confirmed
        return Called(_("Quotation %(id)s") % number)
    return Called(_("Order %(name)s") % {"name": record.name or number["id"]})


def _invoice(record: Stored, number: Mapping[str, object]) -> Called:
    if record.step == _REPAIRED or not (record.step or record.name):
        return Called(_("Invoice %(id)s") % number, record.name)
    if record.name not in _UNNAMED:
        return Called(record.name)
    return Called(
        _("Draft credit note %(id)s") % number
        if record.step in _CREDIT_NOTES
        else _("Draft invoice %(id)s") % number
    )
