"""The two tables of a connection, as they are now: read once for many orders."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from odoo_bridge.booking.errors import (
    POSITION,
    TAX,
    VatPositionGoneError,
    VatPositionOpenError,
    VatTaxInactiveError,
    VatTaxOpenError,
    waits_for_position,
    waits_for_tax,
)
from odoo_bridge.models import OdooConnection, VatPositionMapping, VatTaxMapping
from odoo_bridge.vat.orders.slots import VatSlot

Place = tuple[str, str]  # treatment, country


@dataclass(frozen=True, slots=True)
class BookedTax:
    """Odoo's taxes of a line, none or one; `included`: its price contains them (None: no difference)."""

    tax_ids: tuple[int, ...]
    included: bool | None


@dataclass(frozen=True, slots=True)
class Booked:
    """Of one order: taxes by the names of its lines. `position` None: it gets no fiscal position.

    `decides`: the fiscal position follows the decision; else it is left to Odoo.
    """

    taxes: Mapping[str, BookedTax]
    position: int | None
    decides: bool


@dataclass(frozen=True, slots=True)
class BookingTable:
    """How VAT is booked in one Odoo; complete for what `filling.completed` was asked about."""

    connection: OdooConnection
    taxes: Mapping[VatSlot, VatTaxMapping]
    positions: Mapping[Place, VatPositionMapping]

    @classmethod
    def of(cls, connection: OdooConnection) -> "BookingTable":
        """What is stored."""
        taxes = VatTaxMapping.objects.filter(connection=connection)
        positions = VatPositionMapping.objects.filter(connection=connection)
        return cls(connection, {row.slot: row for row in taxes}, {place_of(row): row for row in positions})

    def book(self, slots: Mapping[str, VatSlot], main: VatSlot | None, said: str) -> Booked:
        """Taxes for the lines with these slots, the position of `main`; raises what must be chosen first.

        `said` names the order.
        """
        taxes = {name: self.tax(slot, said) for name, slot in slots.items()}
        position = self.position(place_of_slot(main), said) if main else None
        return Booked(taxes, position, decides=main is not None)

    def tax(self, slot: VatSlot, said: str) -> BookedTax:
        """Raises `VatTaxOpenError` or `VatTaxInactiveError`."""
        row = self.taxes[slot]
        if row.open:
            raise VatTaxOpenError(row, said)
        if row.tax_id is None:
            return BookedTax((), None)
        if not row.active:
            raise VatTaxInactiveError(row, said)
        return BookedTax((row.tax_id,), row.tax_included if slot.rate else None)

    def position(self, place: Place, said: str) -> int | None:
        """None: there is to be none. Raises `VatPositionOpenError` or `VatPositionGoneError`."""
        row = self.positions[place]
        if row.open:
            raise VatPositionOpenError(row, said)
        if row.position_id is not None and not row.active:
            raise VatPositionGoneError(row, said)
        return row.position_id

    def usable(self) -> set[str]:
        """What deliveries may wait for and would find."""
        return {name for name, works in self._works() if works}

    def _works(self) -> Iterable[tuple[str, bool]]:
        for slot, row in self.taxes.items():
            yield waits_for_tax(slot), not row.open and row.active
        for place, found in self.positions.items():
            yield waits_for_position(*place), not found.open and found.active


def place_of_slot(slot: VatSlot) -> Place:
    """Whose fiscal position an order has that is mostly of this kind."""
    return str(slot.treatment), slot.country


def place_of(row: VatPositionMapping) -> Place:
    """What the row is about."""
    return row.treatment, row.country


def row_of(connection: OdooConnection, waits_for: str) -> VatTaxMapping | VatPositionMapping | None:
    """The row that a delivery waits for; None for what is none of these tables'."""
    if not waits_for.startswith((TAX, POSITION)):
        return None
    table = BookingTable.of(connection)
    if waits_for.startswith(TAX):
        return next((row for slot, row in table.taxes.items() if waits_for_tax(slot) == waits_for), None)
    places = table.positions.items()
    return next((row for place, row in places if waits_for_position(*place) == waits_for), None)
