"""Filling the tables from Odoo: rows for what is met for the first time, and all rows anew when asked.

What a person chose is only marked while it is archived in Odoo; all else may be found otherwise tomorrow.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Model, QuerySet

from odoo_bridge.booking.finding_positions import position_for
from odoo_bridge.booking.finding_taxes import tax_for
from odoo_bridge.booking.table import BookingTable, Place, place_of
from odoo_bridge.models import OdooConnection, SupplyKind, TaxMapping, VatPositionMapping, VatTaxMapping
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.fiscal import BookPosition, Books, BookTax, Fiscal
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.orders.slots import VatSlot

_MOST_OFFERED = 60


def completed(
    table: BookingTable,
    odoo: Odoo,
    slots: Collection[VatSlot],
    places: Collection[Place],
    *,
    keep: bool = True,
) -> BookingTable:
    """The table with rows for all of these; Odoo is asked only where one is missing, `keep` stores them."""
    new_slots = [slot for slot in dict.fromkeys(slots) if slot not in table.taxes]
    new_places = [place for place in dict.fromkeys(places) if place not in table.positions]
    if not new_slots and not new_places:
        return table
    books = Fiscal(odoo).books()
    taxes = [_new_tax(table.connection, slot) for slot in new_slots]
    positions = [
        VatPositionMapping(connection=table.connection, treatment=treatment, country=country)
        for treatment, country in new_places
    ]
    _find_taxes(table.connection, books, taxes)
    for row in positions:
        _find_position(row, books)
    if keep:
        # Another process may be meeting the same for the first time.
        VatTaxMapping.objects.bulk_create(taxes, ignore_conflicts=True)
        VatPositionMapping.objects.bulk_create(positions, ignore_conflicts=True)
        return BookingTable.of(table.connection)
    return replace(
        table,
        taxes={**table.taxes, **{row.slot: row for row in taxes}},
        positions={**table.positions, **{place_of(row): row for row in positions}},
    )


def refresh(connection: OdooConnection, odoo: Odoo) -> int:
    """Read Odoo's books anew for the rows there are; returns how many. Without any, Odoo is not asked."""
    taxes = list(VatTaxMapping.objects.filter(connection=connection))
    positions = list(VatPositionMapping.objects.filter(connection=connection))
    if not taxes and not positions:
        return 0
    books = Fiscal(odoo).books()
    tax_before, position_before = [_said(row) for row in taxes], [_said(row) for row in positions]
    _find_taxes(connection, books, taxes)
    for row in positions:
        _find_position(row, books)
    for tax, was in zip(taxes, tax_before, strict=True):
        same = VatTaxMapping.objects.filter(pk=tax.pk, chosen=was["chosen"], tax_id=was["tax_id"])
        _save(same, was, _said(tax))
    for place, was in zip(positions, position_before, strict=True):
        stored = VatPositionMapping.objects.filter(pk=place.pk, chosen=was["chosen"])
        _save(stored.filter(position_id=was["position_id"]), was, _said(place))
    return len(taxes) + len(positions)


def offered_tax(tax: BookTax) -> dict[str, Any]:
    """A tax as it is offered to people."""
    return {
        "id": tax.record_id,
        "name": tax.name[:120],
        "included": tax.price_included,
        "active": tax.active,
        "services": tax.services,
    }


def offered_position(position: BookPosition) -> dict[str, Any]:
    """A fiscal position as it is offered to people."""
    return {"id": position.record_id, "name": position.name[:120]}


def _new_tax(connection: OdooConnection, slot: VatSlot) -> VatTaxMapping:
    return VatTaxMapping(
        connection=connection,
        treatment=str(slot.treatment),
        country=slot.country,
        rate=slot.rate,
        supply=SupplyKind.SERVICES if slot.services else SupplyKind.GOODS,
        price_included=slot.included,
    )


def _find_taxes(connection: OdooConnection, books: Books, rows: Iterable[VatTaxMapping]) -> None:
    """What a person chose for a rate and price mode alone is taken where it fits."""
    chosen = TaxMapping.objects.filter(connection=connection, chosen=True)
    preferred = {(row.rate, row.price_included): row.tax_id for row in chosen}
    for row in rows:
        found = tax_for(row.slot, books, preferred.get((row.rate, row.price_included)))
        row.candidates = [offered_tax(tax) for tax in found.candidates[:_MOST_OFFERED]]
        if row.chosen:
            _mark_tax(row, books)
            continue
        best = found.best
        row.tax_id = best.record_id if best else None
        row.tax_name = best.name[:120] if best else ""
        row.tax_included = best.price_included if best else False
        row.active, row.why = best is None or best.active, found.why


def _mark_tax(row: VatTaxMapping, books: Books) -> None:
    tax = next((one for one in books.taxes if one.record_id == row.tax_id), None)
    row.active = row.tax_id is None or (tax is not None and tax.active and tax.rate == row.rate)
    if tax is not None:
        row.tax_name, row.tax_included = tax.name[:120], tax.price_included


def _find_position(row: VatPositionMapping, books: Books) -> None:
    found = position_for(Treatment(row.treatment), row.country, books)
    row.candidates = [offered_position(one) for one in found.candidates[:_MOST_OFFERED]]
    if row.chosen:
        there = {one.record_id for one in books.positions}
        row.active = row.position_id is None or row.position_id in there
        return
    row.position_id = found.best.record_id if found.best else None
    row.position_name = found.best.name[:120] if found.best else ""
    row.active, row.open, row.why = True, found.open, found.why


def _said(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _save(stored: QuerySet[Any], was: dict[str, Any], now: dict[str, Any]) -> None:
    """What changed, unless a person has chosen meanwhile: then `stored` finds nothing."""
    changed = {name: value for name, value in now.items() if value != was[name]}
    if changed:
        stored.update(**changed)
