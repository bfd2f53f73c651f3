"""What the shops say anew of known customers: only what changed is written, and only on our own partners."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hub.order import Address, Order
from hub.sentences import say
from odoo_bridge.customers import names
from odoo_bridge.customers.identity import Rule
from odoo_bridge.customers.memory import Memory
from odoo_bridge.customers.names import Likeness
from odoo_bridge.customers.remembering import Resolved
from odoo_bridge.models import Partner
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.partners import Partners
from odoo_bridge.vat.companies import company_of

Facts = Mapping[str, str]
_NUMBERS = ("siren", "siret")


@dataclass(frozen=True, slots=True)
class Change:
    """A customer whose facts (`name`, `email`, `phone`, `vat`, …) are others in this order."""

    one: Resolved
    facts: Facts

    @property
    def said(self) -> str:
        """For the order's history."""
        told = self.one.partner.told
        return ", ".join(f"{name}: {told.get(name) or '–'} → {value}" for name, value in self.facts.items())


def told_by(order: Order) -> dict[str, str]:
    """What an order says of its customer, as typed."""
    customer, address = order.customer, order.billing_address or order.shipping_address or Address()
    return {
        "name": (customer.company or address.company or customer.name or address.name).strip(),
        "email": customer.email.strip(),
        "phone": (customer.phone or address.phone).strip(),
        "vat": customer.vat_id or "",
        **numbers_of(order),
    }


def numbers_of(order: Order) -> dict[str, str]:
    """`siren` and `siret` of a French company, as far as the order tells them."""
    found = company_of(order)
    return {name: value for name, value in (("siren", found.siren), ("siret", found.siret)) if value}


def apply(odoo: Odoo, found: Sequence[Resolved], memory: Memory) -> list[tuple[Resolved, str]]:
    """Bring Odoo up to date; returns what to note in the orders' histories.

    One call for all whose same facts changed, and none when nothing did. The merchant's own partners stay
    as they are, and what Odoo refuses stops no sale: both are only told.
    """
    _meet([one for one in found if not one.partner.told], memory)
    takes_numbers = Partners(odoo).takes_company_numbers
    changes = [c for one in _newest(found) if (c := _change(one, numbers=takes_numbers)) is not None]
    notes: list[tuple[Resolved, str]] = [
        (c.one, say("Changed at the shop, left as it is in Odoo: {said}", said=c.said))
        for c in changes
        if not _ours(c)
    ]
    groups: dict[tuple[str, ...], list[Change]] = defaultdict(list)
    for change in filter(_ours, changes):
        groups[tuple(change.facts)].append(change)
    for group in groups.values():
        notes += _write(odoo, group)
    for change in changes:
        _remember(change, memory)
    return notes


def _meet(found: Iterable[Resolved], memory: Memory) -> None:
    """Customers of whom nothing is noted yet: what they say now is what later orders are compared with."""
    for one in found:
        one.partner.told, one.partner.told_at = told_by(one.buyer.order), one.buyer.order.updated_at
        memory.save(one.partner, ("told", "told_at"))


def _newest(found: Sequence[Resolved]) -> list[Resolved]:
    """One order per partner."""
    by_age = sorted(found, key=lambda one: one.buyer.order.updated_at)
    return list({one.partner.pk: one for one in by_age}.values())


def _change(one: Resolved, *, numbers: bool) -> Change | None:
    """`numbers`: this Odoo has a field for company numbers."""
    partner, order = one.partner, one.buyer.order
    if partner.told_at is not None and order.updated_at <= partner.told_at:
        return None
    said = {name: value for name, value in told_by(order).items() if numbers or name not in _NUMBERS}
    facts = {name: value for name, value in said.items() if _differs(name, value, one)}
    return Change(one, facts) if facts else None


def _differs(name: str, value: str, one: Resolved) -> bool:
    before = str(one.partner.told.get(name, ""))
    if not value or value == before:
        return False
    if name == "vat" or name in _NUMBERS:
        return not before
    if name == "name":
        return _may_rename(one) and _other_name(before, value, one.partner)
    # A company's e-mail and phone are not those of whoever bought last: its buyers are contacts of their own.
    return not one.partner.is_company


def _may_rename(one: Resolved) -> bool:
    """Not because of a sloppy guest, nor of a company's other trade name or branch."""
    same_email = told_by(one.buyer.order)["email"] == one.partner.told.get("email", "")
    return one.rule == Rule.ACCOUNT or (one.rule == Rule.VAT and same_email)


def _other_name(before: str, value: str, partner: Partner) -> bool:
    compare = names.companies if partner.is_company else names.people
    return compare(before, value) is not Likeness.EQUAL


def _ours(change: Change) -> bool:
    return change.one.partner.ours


def _write(odoo: Odoo, group: Sequence[Change]) -> list[tuple[Resolved, str]]:
    if Partners(odoo).overwrite([(change.one.partner.partner_id, change.facts) for change in group]):
        return [(change.one, say("Customer changed in Odoo: {said}", said=change.said)) for change in group]
    if len(group) > 1:
        return [note for change in group for note in _write(odoo, [change])]
    return [(group[0].one, say("Odoo refused what changed at the shop: {said}", said=group[0].said))]


def _remember(change: Change, memory: Memory) -> None:
    partner, order = change.one.partner, change.one.buyer.order
    partner.told = {**partner.told, **change.facts}
    partner.told_at = order.updated_at
    partner.name = str(partner.told.get("name") or partner.name)[:255] if partner.ours else partner.name
    partner.vat_id = change.one.buyer.identity.vat_id or partner.vat_id
    memory.save(partner, ("told", "told_at", "name", "vat_id"))
