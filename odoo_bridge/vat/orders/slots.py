"""Which VAT each line of an order is booked under: what a tax in the books stands for. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from hub.order.money import number_text
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.orders.applying import is_divided, part_name
from odoo_bridge.vat.orders.outcome import Agreement, OrderVat, Share


@dataclass(frozen=True, slots=True)
class VatSlot:
    """What one tax is for. `country` is whose VAT it is ("" nobody's), `rate` in per cent.

    `included`: prices contain the tax; never so at 0 %, where that is no difference.
    """

    treatment: Treatment
    country: str
    rate: Decimal
    services: bool
    included: bool

    @property
    def key(self) -> str:
        """The same in one word, for example `OSS_DESTINATION:DE:19:goods:included`."""
        kind = "services" if self.services else "goods"
        mode = "included" if self.included else "excluded"
        return f"{self.treatment}:{self.country}:{number_text(self.rate)}:{kind}:{mode}"


def slots_of(vat: OrderVat, *, included: bool, as_due: bool) -> dict[str, VatSlot]:
    """By the name of each line as `applying` writes it; `as_due`: what differs is written as it is due.

    Left out are lines that have no VAT of their own: what the shop itself rounded, and what is written as
    it was charged although another VAT is due.
    """
    return dict(_slots(vat, included=included, as_due=as_due))


def main_slot(vat: OrderVat, slots: Iterable[VatSlot]) -> VatSlot | None:
    """Of these the one for most of the order's price; what has a country goes before what has none."""
    weights: dict[tuple[Treatment, str], Decimal] = {}
    for share in (share for line in vat.lines for share in line.shares):
        key = (share.treatment, share.country)
        weights[key] = weights.get(key, Decimal(0)) + share.net

    def weight(slot: VatSlot) -> tuple[bool, Decimal]:
        taxed = slot.treatment is not Treatment.OUT_OF_SCOPE
        return taxed, weights.get((slot.treatment, slot.country), Decimal(0))

    return max(slots, key=weight, default=None)


def _slots(vat: OrderVat, *, included: bool, as_due: bool) -> Iterator[tuple[str, VatSlot]]:
    booked = {Agreement.EQUAL, Agreement.OWN_CLASS} | ({Agreement.DIFFERENT} if as_due else set())
    for line in vat.lines:
        if line.agreement not in booked:
            continue
        divided = line.agreement is Agreement.DIFFERENT or is_divided(line)
        for number, share in enumerate(line.shares if divided else line.shares[:1]):
            yield part_name(line.external_id, number), _slot(share, included=included)


def _slot(share: Share, *, included: bool) -> VatSlot:
    return VatSlot(
        treatment=share.treatment,
        country=share.country,
        rate=share.rate.normalize() if share.rate else Decimal(0),
        services=share.services,
        included=included and bool(share.rate),
    )
