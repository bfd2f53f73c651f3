"""Which taxes an invoice has, so that what is given back of it has the same ones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hub.errors import BusinessError
from hub.sentences import say
from odoo_bridge.deliver.sale_order import WrittenLine
from odoo_bridge.deliver.trip import Trip
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.entries import Entries
from odoo_bridge.sale.plan import PlannedLine

Rates = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A line of an invoice: `rates` without zeros; `included`: its price contains the taxes."""

    product_id: int
    tax_ids: tuple[int, ...]
    rates: Rates
    included: bool
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Billed:
    """The taxes of one invoice, the largest line's first."""

    lines: tuple[BilledLine, ...]

    def modes(self, lines: Iterable[tuple[str, Rates]]) -> dict[str, bool]:
        """By a line's name whether its price is to contain its taxes, as far as there are any."""
        found = ((name, self._of(rates)) for name, rates in lines if rates)
        return {name: same[0].included for name, same in found if same}

    def tax_ids(self, line: PlannedLine, product_id: int, said: str) -> Sequence[int]:
        """Those of the invoice's line with this product and these rates, else with these rates.

        Raises `BusinessError` where the invoice has none at that rate.
        """
        fitting = self._of(line.rates)
        same = [one for one in fitting if one.included == line.price_included or not line.rates]
        own = [one for one in same if one.product_id == product_id]
        if not same and not line.rates:  # what the platform itself rounded has no tax
            return ()
        if not same:
            rates = " + ".join(f"{rate.normalize():f} %" for rate in line.rates)
            raise BusinessError(
                "credit_tax_unknown",
                say(
                    "{said}: {line} is given back at {rates}, and the invoice has nothing at that rate.",
                    said=said,
                    line=repr(line.name),
                    rates=rates,
                ),
                say(
                    "Credit it by hand in Odoo with the invoice's own taxes, then declare this delivery done."
                ),
            )
        return (own or same)[0].tax_ids

    def _of(self, rates: Rates) -> list[BilledLine]:
        return [line for line in self.lines if line.rates == rates]


def billed(odoo: Odoo, trips: Sequence[Trip]) -> Mapping[Trip, Billed]:
    """Of orders whose VAT was decided: as they were written on this way, else as Odoo has them."""
    decided = [trip for trip in trips if trip.decided and trip.invoice is not None]
    asked = [trip for trip in decided if not trip.lines]
    there = _there(odoo, [trip.invoice.record_id for trip in asked if trip.invoice])
    return {
        trip: Billed(
            _largest_first(map(_written, trip.lines) if trip.lines else there.get(trip.invoice.record_id, ()))
        )
        for trip in decided
        if trip.invoice is not None
    }


def _there(odoo: Odoo, invoice_ids: Sequence[int]) -> dict[int, list[BilledLine]]:
    found: dict[int, list[BilledLine]] = {}
    for line in Entries(odoo).sold_lines(invoice_ids) if invoice_ids else ():
        taxes = sorted(line.taxes, key=lambda tax: tax.rate)
        found.setdefault(line.move_id, []).append(
            BilledLine(
                product_id=line.product_id,
                tax_ids=tuple(tax.record_id for tax in taxes),
                rates=tuple(tax.rate for tax in taxes if tax.rate),
                included=any(tax.price_included for tax in taxes),
                amount=line.net,
            )
        )
    return found


def _written(one: WrittenLine) -> BilledLine:
    line = one.line
    amount = line.unit_price * line.quantity
    return BilledLine(one.product_id, tuple(one.tax_ids), line.rates, line.price_included, amount)


def _largest_first(lines: Iterable[BilledLine]) -> tuple[BilledLine, ...]:
    return tuple(sorted(lines, key=lambda line: -line.amount))
