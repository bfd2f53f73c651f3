"""What a walk goes by: remembered of one Odoo between orders, or read from the hub's own tables."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from hub.models import Shop
from odoo_bridge import journals
from odoo_bridge.booking.filling import completed
from odoo_bridge.booking.table import BookingTable, Place
from odoo_bridge.customers.drafts import Places
from odoo_bridge.customers.memory import STORED, Memory
from odoo_bridge.models import OdooConnection
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.choices import Choices
from odoo_bridge.odoo.gateways.server import Server
from odoo_bridge.pricelists import PricelistMissingError
from odoo_bridge.products import Catalogue
from odoo_bridge.taxes import TaxTable
from odoo_bridge.vat.orders.slots import VatSlot
from odoo_bridge.vat.stored.register import Register


@dataclass(slots=True)
class Knowledge:
    """Filled as orders ask for it; shared by the lanes of a connection. `memory` is of customers."""

    catalogue: Catalogue = field(default_factory=Catalogue)
    countries: dict[str, int] | None = None
    pricelists: dict[str, int] = field(default_factory=dict)
    memory: Memory = STORED
    vat_register: Register = field(default_factory=Register)

    def places(self, odoo: Odoo, connection: OdooConnection) -> Places:
        """Countries and languages of this Odoo."""
        if self.countries is None:
            self.countries = Server(odoo).countries()
        return Places(self.countries, tuple(connection.features.get("languages", ())))

    def learn_pricelists(self, odoo: Odoo, connection: OdooConnection, currencies: Iterable[str]) -> None:
        """Look up the pricelists of foreign currencies that are not known yet."""
        foreign = {currency for currency in currencies if currency != connection.features.get("currency")}
        if foreign - set(self.pricelists):
            self.pricelists = Choices(odoo).pricelists_by_currency()

    def pricelist(self, connection: OdooConnection, currency: str) -> int | None:
        """A pricelist in a foreign currency: without one, Odoo silently writes the company's currency.

        None for the company's own currency; raises `PricelistMissingError`.
        """
        if currency == connection.features.get("currency"):
            return None
        if currency not in self.pricelists:
            raise PricelistMissingError(str(connection), currency)
        return self.pricelists[currency]

    def taxes(self, connection: OdooConnection) -> TaxTable:
        """Which Odoo tax stands for a rate, as the table says now."""
        return TaxTable.of(connection)

    def booking(
        self,
        odoo: Odoo,
        connection: OdooConnection,
        slots: Collection[VatSlot],
        places: Collection[Place],
    ) -> BookingTable:
        """How VAT is booked there; what is met for the first time gets its row, filled from Odoo."""
        return completed(BookingTable.of(connection), odoo, slots, places)

    def journal(self, connection: OdooConnection, shop: Shop, method: str) -> int:
        """The journal of a payment method; raises `JournalMissingError`, and the method gets its row."""
        return journals.journal_of(connection, shop, method)
