"""Each call that would be made, as a sentence."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from odoo_bridge.odoo.rehearsal.exact import Titles, named
from odoo_bridge.odoo.rehearsal.records import Loaded
from odoo_bridge.odoo.rehearsal.transport import Write


def sentence(write: Write, titles: Titles, currency: str) -> str:
    """What the call does, for a person who knows orders and not Odoo's models."""
    tell = _SENTENCES.get((write.model, write.method))
    return tell(write, titles, currency) if tell else f"{write.model}.{write.method}"


def _partners(write: Write, titles: Titles, currency: str) -> str:
    return " ".join(_partner(record, titles) for record in write.records)


def _partner(record: Loaded, titles: Titles) -> str:
    head = record.head
    if record.record_id:
        said = ", ".join(f"{name}: {cell}" for name, cell in head.items() if name != ".id")
        return _("Change customer %(who)s: %(changes)s.") % {"who": head[".id"], "changes": said}
    place = ", ".join(filter(None, (head.get(name) for name in ("street", "zip", "city"))))
    facts = {"name": head.get("name", ""), "place": place or "–", "email": head.get("email") or "–"}
    parent = head.get("parent_id/.id")
    if not parent:
        return _("Create customer %(name)s (%(email)s; %(place)s).") % facts
    facts |= {"customer": named(int(parent), titles)}
    sentences = {
        "invoice": _("Create invoice address %(name)s, %(place)s, of customer %(customer)s."),
        "delivery": _("Create delivery address %(name)s, %(place)s, of customer %(customer)s."),
    }
    contact = _("Create contact %(name)s (%(email)s) of customer %(customer)s.")
    return sentences.get(head.get("type", ""), contact) % facts


def _products(write: Write, titles: Titles, currency: str) -> str:
    said = ", ".join(
        f"{record.head.get('default_code') or '–'} {record.head.get('name', '')}" for record in write.records
    )
    return _("Create products: %(products)s.") % {"products": said}


def _sale_orders(write: Write, titles: Titles, currency: str) -> str:
    [record] = write.records
    lines = "; ".join(
        f"{line['name']}: {line['product_uom_qty']} × {line['price_unit']}" for line in record.lines
    )
    facts = {"reference": record.head.get("client_order_ref", ""), "lines": lines}
    if write.context.get("noupdate"):
        return _("Create sale order with reference %(reference)s: %(lines)s.") % facts
    return _("Write the quotation with reference %(reference)s anew: %(lines)s.") % facts


def _write_sale(write: Write, titles: Titles, currency: str) -> str:
    vals: Mapping[str, Any] = write.params["vals"]
    if "order_line" in vals:
        return _("Take the lines of %(orders)s away: they are written anew.") % _orders(write, titles)
    return _("Give %(orders)s the shop's date.") % _orders(write, titles)


def _orders(write: Write, titles: Titles) -> dict[str, str]:
    said = ", ".join(str(named(number, titles)) for number in write.ids or ())
    return {"orders": said}


def _invoice(write: Write, titles: Titles, currency: str) -> str:
    sale_ids = write.params["vals_list"][0]["sale_order_ids"][0][2]
    said = ", ".join(str(named(number, titles)) for number in sale_ids)
    return _("Prepare the invoice of %(orders)s, and give the order the shop's date.") % {"orders": said}


def _write_move(write: Write, titles: Titles, currency: str) -> str:
    facts = _orders(write, titles)
    vals: Mapping[str, Any] = write.params["vals"]
    if "line_ids" in vals:
        return _("Correct the tax of %(orders)s so that its total is the shop's.") % facts
    said = ", ".join(f"{name}: {value or '–'}" for name, value in vals.items())
    return _("Write into %(orders)s: %(values)s.") % {**facts, "values": said}


def _credit_notes(write: Write, titles: Titles, currency: str) -> str:
    return " ".join(_credit_note(record, titles) for record in write.records)


def _credit_note(record: Loaded, titles: Titles) -> str:
    lines = "; ".join(f"{line['name']}: {line['quantity']} × {line['price_unit']}" for line in record.lines)
    facts = {
        "ref": record.head["ref"],
        "invoice": named(record.reference("reversed_entry_id") or 0, titles),
        "lines": lines,
    }
    return _("Create credit note “%(ref)s” of invoice %(invoice)s: %(lines)s.") % facts


def _payments(write: Write, titles: Titles, currency: str) -> str:
    return " ".join(_payment(record, titles, currency) for record in write.records)


def _payment(record: Loaded, titles: Titles, currency: str) -> str:
    head = record.head
    facts = {
        "amount": f"{head['amount']} {currency}",
        "day": head["date"],
        "journal": named(record.reference("journal_id") or 0, titles),
    }
    if head["payment_type"] == "outbound":
        return _("Register %(amount)s paid back on %(day)s, in journal %(journal)s.") % facts
    return _("Register a payment of %(amount)s of %(day)s, in journal %(journal)s.") % facts


def repaired(amount: str, currency: str) -> str:
    """A note: the hub corrects what Odoo rounds differently."""
    return _("Odoo's total differs by %(amount)s %(currency)s, which is corrected on the invoice.") % {
        "amount": amount,
        "currency": currency,
    }


def _about(template: Callable[[], str]) -> Callable[[Write, Titles, str], str]:
    return lambda write, titles, currency: template() % _orders(write, titles)


_SENTENCES: dict[tuple[str, str], Callable[[Write, Titles, str], str]] = {
    ("res.partner", "load"): _partners,
    ("product.product", "load"): _products,
    ("sale.order", "load"): _sale_orders,
    ("sale.order", "write"): _write_sale,
    ("sale.order", "action_confirm"): _about(lambda: _("Confirm %(orders)s.")),
    ("sale.order", "action_cancel"): _about(lambda: _("Cancel %(orders)s with its draft invoices.")),
    ("sale.advance.payment.inv", "create"): _invoice,
    ("sale.advance.payment.inv", "create_invoices"): _about(lambda: _("Make the invoice.")),
    ("account.move", "write"): _write_move,
    ("account.move", "load"): _credit_notes,
    ("account.move", "action_post"): _about(lambda: _("Post %(orders)s.")),
    ("account.move", "button_cancel"): _about(lambda: _("Cancel the drafts %(orders)s.")),
    ("account.move", "js_assign_outstanding_line"): _about(
        lambda: _("Set the payment off against %(orders)s.")
    ),
    ("account.payment", "load"): _payments,
    ("account.payment", "action_post"): _about(lambda: _("Post %(orders)s.")),
}
