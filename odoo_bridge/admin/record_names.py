"""What people call the records of Odoo that the hub keeps by their model and id."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from hub.links import Called, Stored
from odoo_bridge.admin.customer_words import RULES, reason_in_words
from odoo_bridge.odoo.gateways.names import INVOICE, PARTNER, PAYMENT, SALE_ORDER

_MATCHED = re.compile(rf"(?P<name>.*?) \((?:{'|'.join(map(re.escape, RULES))}): (?P<why>.*?)\)?", re.DOTALL)
_CREDIT_NOTES = ("credit_note", "credited", "covered")
_REPAIRED = "repaired"  # its name is what the cents were that Odoo had rounded otherwise
_UNNAMED = ("", "/")  # of an invoice that was never posted


def called(record: Stored) -> Called:
    """`account.move` 58 → `Draft invoice 58`."""
    number = {"id": "–" if record.record_id is None else record.record_id}
    name = record.name
    if record.model == PARTNER:
        return _customer(name, number) if name else Called(_("Contact %(id)s") % number)
    if record.model == SALE_ORDER:
        return _sale_order(record, number)
    if record.model == PAYMENT:
        return Called(_("Payment %(id)s") % number, name)
    if record.model == INVOICE:
        return _invoice(record, number)
    return Called(name or f"{record.model} {record.record_id or ''}".strip())


def _customer(text: str, number: Mapping[str, object]) -> Called:
    """`Zoé Martin (email: The e-mail … is the same.)`: as the step keeps who it is, and why."""
    found = _MATCHED.fullmatch(text)
    name, why = (found["name"], reason_in_words(found["why"])) if found else (text, "")
    return Called(f"{name} #{number['id']}", why)


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
