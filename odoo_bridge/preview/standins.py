"""A world in which what is missing is there: each missing thing has a stand-in, which tells who needs it.

So one walk finds everything that an order lacks, where the delivery stops at the first.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from hub.errors import AffluentError
from hub.models import Shop
from hub.sentences import say
from odoo_bridge import choices
from odoo_bridge.booking.errors import waits_for_position, waits_for_tax
from odoo_bridge.booking.table import BookedTax, BookingTable, Place
from odoo_bridge.models import ChoiceKind, OdooChoice, OdooConnection, ShopPolicy, TaxMapping
from odoo_bridge.models.policy import UnknownSku
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.rehearsal.facts import Facts
from odoo_bridge.odoo.rehearsal.pretended import Pretended
from odoo_bridge.odoo.rehearsal.totals import Tax
from odoo_bridge.preview.looking import Looking
from odoo_bridge.products import Catalogue, UnknownSkuError
from odoo_bridge.sale.plan import SkuMissingError
from odoo_bridge.taxes import TaxTable
from odoo_bridge.vat.orders.slots import VatSlot

_ANY_SKU = ""  # no rule of a policy: goods without a SKU are planned, and nothing is made of them


class StandIns:
    """Numbers that stand for missing things, each with the error that a delivery would end with."""

    def __init__(self, pretended: Pretended) -> None:
        self.errors: dict[int, AffluentError] = {}
        self._pretended = pretended
        self._numbers: dict[str, int] = {}

    def of(self, error: AffluentError, key: str) -> int:
        """The same number for the same thing."""
        if key not in self._numbers:
            number = self._pretended.new_id(f"missing: {key}")
            self._numbers[key], self.errors[number] = number, error
        return self._numbers[key]


class MendedCatalogue(Catalogue):
    """Odoo's products, and a stand-in for each that it lacks."""

    def __init__(self, standins: StandIns, prefix: str) -> None:
        super().__init__()
        self._standins, self._prefix = standins, prefix

    def product_ids(self, skus: Iterable[str], order: str) -> dict[str, int]:
        """Never raises."""
        return {sku: self._product_id(sku, order) for sku in set(skus)}

    def _product_id(self, sku: str, order: str) -> int:
        try:
            return super().product_ids([sku], order)[sku]
        except UnknownSkuError as error:
            if sku.startswith(f"{self._prefix}_"):  # our own name for goods without SKU
                nameless = SkuMissingError(
                    "sku_missing", say("{order} has lines without SKU.", order=order), error.remedy
                )
                return self._standins.of(nameless, nameless.waits_for)
            return self._standins.of(error, error.waits_for)


class MendedTaxes(dict[tuple[Decimal, bool], TaxMapping]):
    """The tax table, and a stand-in for each rate that it lacks."""

    def __init__(self, table: TaxTable, standins: StandIns, facts: Facts) -> None:
        super().__init__(table.mappings)
        self._table, self._standins, self._facts = table, standins, facts

    def get(self, key: tuple[Decimal, bool], default: object = None) -> TaxMapping:
        """A usable mapping."""
        rate, included = key
        try:
            self._table.id_of(rate, price_included=included)
        except AffluentError as error:
            tax_id = self._standins.of(error, str(getattr(error, "waits_for", error.code)))
            self._facts.taxes[tax_id] = Tax(tax_id, rate, included)
            return TaxMapping(rate=rate, price_included=included, tax_id=tax_id, tax_name="?", active=True)
        return self._table.mappings[key]


@dataclass(frozen=True, slots=True)
class MendedBooking(BookingTable):
    """The tables of decided VAT, and a stand-in for each tax and position that nobody has chosen."""

    standins: StandIns
    facts: Facts

    def tax(self, slot: VatSlot, said: str) -> BookedTax:
        """A usable tax."""
        try:
            return BookingTable.tax(self, slot, said)
        except AffluentError as error:
            number = self.standins.of(error, waits_for_tax(slot))
            self.facts.taxes[number] = Tax(number, slot.rate, slot.included)
            return BookedTax((number,), slot.included if slot.rate else None)

    def position(self, place: Place, said: str) -> int | None:
        """A usable position, or none."""
        try:
            return BookingTable.position(self, place, said)
        except AffluentError as error:
            return self.standins.of(error, waits_for_position(*place))


class MendedKnowledge(Looking):
    """Raises nothing of what a person can mend."""

    def __init__(self, standins: StandIns, facts: Facts, prefix: str) -> None:
        super().__init__()
        self.catalogue = MendedCatalogue(standins, prefix)
        self.standins, self._facts = standins, facts

    def taxes(self, connection: OdooConnection) -> TaxTable:
        """Complete."""
        return TaxTable(connection, MendedTaxes(super().taxes(connection), self.standins, self._facts))

    def booking(
        self,
        odoo: Odoo,
        connection: OdooConnection,
        slots: Collection[VatSlot],
        places: Collection[Place],
    ) -> BookingTable:
        """Complete."""
        table = super().booking(odoo, connection, slots, places)
        return MendedBooking(connection, table.taxes, table.positions, self.standins, self._facts)

    def pricelist(self, connection: OdooConnection, currency: str) -> int | None:
        """There is one for each currency."""
        try:
            return super().pricelist(connection, currency)
        except AffluentError as error:
            number = self.standins.of(error, f"pricelist:{currency}")
            self._facts.pricelists[number] = [number, currency]
            return number

    def journal(self, connection: OdooConnection, shop: Shop, method: str) -> int:
        """Each method has one."""
        try:
            return super().journal(connection, shop, method)
        except AffluentError as error:
            return self.standins.of(error, str(getattr(error, "waits_for", error.code)))


def mended_policy(policy: ShopPolicy, standins: StandIns, facts: Facts) -> ShopPolicy:
    """The same policy with usable choices; an object of its own, which is never stored."""
    if policy.unknown_sku == UnknownSku.HOLD:
        policy.unknown_sku = _ANY_SKU
    named = [getattr(policy, name) for name in ShopPolicy.CHOICES]
    named += [row.pricelist for row in policy.pricelists.all()]
    named += [row.carrier for row in policy.shop.odoo_services.all()]
    for choice in named:
        if choice is not None:
            _mend(choice, policy, standins, facts)
    return policy


def _mend(choice: OdooChoice, policy: ShopPolicy, standins: StandIns, facts: Facts) -> None:
    try:
        choices.require(choice, policy)
    except AffluentError as error:
        number = standins.of(error, choices.waits_for(choice))
        choice.odoo_id, choice.active, choice.connection_id = number, True, policy.connection_id
        if choice.kind == ChoiceKind.PRICELIST:
            facts.pricelists[number] = [number, choice.currency]
