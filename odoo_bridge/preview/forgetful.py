"""The logbook and the memory of customers of who only looks: kept in the process, stored nowhere."""

from collections.abc import Collection, Sequence

from hub.models import Delivery, DeliveryStep, Event
from odoo_bridge.customers.memory import Memory
from odoo_bridge.customers.remembering import Resolved, links_of
from odoo_bridge.deliver.progress import Logbook
from odoo_bridge.models import OdooConnection, Partner, PartnerAddress, PartnerLink
from odoo_bridge.vat.stored.recording import Entry
from odoo_bridge.vat.stored.refunds import GivenBack


class Scratchpad(Logbook):
    """Says yes to everything. `notes` are the lines that an order's history would get, by the order's id."""

    def __init__(self) -> None:
        self.notes: dict[int, list[str]] = {}

    def write(self, rows: Sequence[DeliveryStep], told: Sequence[Event]) -> None:
        """Steps are in the orders' progress, which goes with the preview."""

    def erase(self, rows: Sequence[DeliveryStep]) -> None:
        """Likewise."""

    def note(self, event: Event) -> None:
        """Kept to be shown."""
        self.notes.setdefault(event.order_id or 0, []).append(event.text)

    def decided(self, entries: Sequence[Entry]) -> None:
        """Shown by what follows from it."""

    def given_back(self, entries: Sequence[GivenBack]) -> None:
        """Concerns no delivery."""

    def prolong(self, claimed: Sequence[Delivery]) -> None:
        """Nothing is claimed."""

    def still_claimed(self, claimed: Collection[Delivery]) -> set[int]:
        """Nobody can take what nobody has."""
        return {delivery.pk for delivery in claimed}


class ShortMemory(Memory):
    """Customers that would be known from now on, beside those that are; rows get negative keys."""

    def __init__(self) -> None:
        self.links: list[PartnerLink] = []
        self.addresses: list[PartnerAddress] = []
        self._partners: dict[int, Partner] = {}

    def remember(
        self, connection: OdooConnection, found: Sequence[Resolved], links: dict[str, PartnerLink]
    ) -> list[Resolved]:
        """Each partner is one object, however many of its orders are looked at."""
        kept = [Resolved(one.buyer, self._kept(one.partner), one.rule, one.reasons) for one in found]
        known = {link.key for link in self.links} | set(links)
        for one in kept:
            new = [link for link in links_of(connection, one) if link.key not in known]
            known |= {link.key for link in new}
            self.links += new
        return kept

    def keep(self, addresses: Sequence[PartnerAddress]) -> None:
        """Until the preview is over."""
        self.addresses += addresses

    def save(self, partner: Partner, fields: Sequence[str]) -> None:
        """It is noted on the object itself."""

    def _kept(self, partner: Partner) -> Partner:
        if not partner._state.adding:
            return partner
        partner = self._partners.setdefault(partner.partner_id, partner)
        partner.pk = partner.pk or -len(self._partners)
        return partner
