"""Which Odoo tax stands for a rate: proposed from Odoo itself, corrected by people, kept as ids."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hub.errors import ConfigError
from hub.sentences import say
from odoo_bridge.models import OdooConnection, TaxMapping
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.taxes import SaleTax, Taxes


def refresh(connection: OdooConnection, odoo: Odoo) -> int:
    """Read Odoo's sale taxes and propose one for each rate; what a person chose stays. Returns how many."""
    rows = Taxes(odoo).of_sales()
    proposed = proposals(rows)
    _propose(connection, proposed)
    _mark_switched_off(connection, rows)
    return TaxMapping.objects.filter(connection=connection).count()


def proposals(rows: Iterable[SaleTax]) -> dict[tuple[Decimal, bool], SaleTax]:
    """The best tax for each rate and price mode. Zero rates are left out: untaxed lines carry no tax.

    Best is: switched on, for goods, due on the invoice (a service tax may be due on payment, which would
    make a shipping line a cash-basis invoice), then the oldest.
    """
    best: dict[tuple[Decimal, bool], SaleTax] = {}
    for tax in sorted(rows, key=_preference):
        if tax.rate > 0:
            best.setdefault((tax.rate, tax.price_included), tax)
    return best


@dataclass(frozen=True, slots=True)
class TaxTable:
    """The mappings of a connection as they are now, by rate and price mode: read once for many orders."""

    connection: OdooConnection
    mappings: Mapping[tuple[Decimal, bool], TaxMapping]

    @classmethod
    def of(cls, connection: OdooConnection) -> "TaxTable":
        """The connection's table."""
        rows = TaxMapping.objects.filter(connection=connection)
        return cls(connection, {(row.rate, row.price_included): row for row in rows})

    def ids(self, rates: Sequence[Decimal], *, price_included: bool) -> list[int]:
        """Odoo's tax ids for these rates; raises `ConfigError` that names the tax to choose or switch on."""
        return [self.id_of(rate, price_included=price_included) for rate in rates]

    def id_of(self, rate: Decimal, *, price_included: bool) -> int:
        """Odoo's tax id for one rate; raises as `ids` does."""
        mapping = self.mappings.get((rate, price_included))
        if mapping is not None and mapping.active:
            return mapping.tax_id
        raise _missing(self.connection, rate, price_included, mapping)


def waits_for(rate: Decimal, *, price_included: bool) -> str:
    """How deliveries name the mapping that they wait for."""
    return f"tax:{rate.normalize():f}:{'included' if price_included else 'excluded'}"


class TaxMissingError(ConfigError):
    """No usable Odoo tax for a rate; `waits_for` names it."""

    def __init__(self, code: str, cause: str, remedy: str, waits_for: str) -> None:
        self.waits_for = waits_for
        super().__init__(code, cause, remedy)


def _missing(
    connection: OdooConnection, rate: Decimal, price_included: bool, mapping: TaxMapping | None
) -> TaxMissingError:
    told = f"{rate.normalize():f}"
    said = say("{rate} % with the tax on top of the price", rate=told)
    if price_included:
        said = say("{rate} % with the tax included in the price", rate=told)
    waits = waits_for(rate, price_included=price_included)
    if mapping is None:
        cause = say("Odoo {connection} has no sale tax of {said}.", connection=connection.name, said=said)
        return TaxMissingError(
            "tax_unknown", cause, say("Create it in Odoo, or choose one in the tax table."), waits
        )
    cause = say("Odoo's tax {tax_name} ({said}) is switched off.", tax_name=repr(mapping.tax_name), said=said)
    return TaxMissingError(
        "tax_inactive", cause, say("Activate it in Odoo: Accounting, Configuration, Taxes."), waits
    )


def _preference(tax: SaleTax) -> tuple[bool, bool, bool, int]:
    return not tax.active, tax.for_services, tax.cash_basis, tax.record_id


def _propose(connection: OdooConnection, proposed: Mapping[tuple[Decimal, bool], SaleTax]) -> None:
    """A few statements however many rates there are; another process may be proposing the same."""
    rows = TaxMapping.objects.filter(connection=connection)
    stored = {(row.rate, row.price_included): row for row in rows}
    new = [
        TaxMapping(connection=connection, rate=rate, price_included=included, **_proposal(best))
        for (rate, included), best in proposed.items()
        if (rate, included) not in stored
    ]
    TaxMapping.objects.bulk_create(new, ignore_conflicts=True)
    for key, mapping in stored.items():
        if mapping.chosen:
            continue
        if key not in proposed:  # a rate that Odoo does not have any more would stand for a tax of another
            mapping.delete()
            continue
        proposal = _proposal(proposed[key])
        if any(getattr(mapping, name) != value for name, value in proposal.items()):
            TaxMapping.objects.filter(pk=mapping.pk, chosen=False).update(**proposal)


def _proposal(best: SaleTax) -> dict[str, Any]:
    return {"tax_id": best.record_id, "tax_name": best.name[:120], "active": best.active}


def _mark_switched_off(connection: OdooConnection, rows: Iterable[SaleTax]) -> None:
    active = {tax.record_id for tax in rows if tax.active}
    chosen = TaxMapping.objects.filter(connection=connection, chosen=True)
    chosen.filter(tax_id__in=active).update(active=True)
    chosen.exclude(tax_id__in=active).update(active=False)
