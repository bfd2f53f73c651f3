"""Which Odoo tax stands for a rate: proposed from Odoo itself, corrected by people, kept as ids."""

from collections.abc import Container, Iterable, Sequence
from decimal import Decimal

from hub.errors import ConfigError
from odoo_bridge.models import OdooConnection, TaxMapping
from odoo_bridge.odoo.client import Odoo, Record

_FIELDS = ("name", "amount", "price_include", "tax_scope", "tax_exigibility", "active")


def refresh(connection: OdooConnection, odoo: Odoo) -> int:
    """Read Odoo's sale taxes and propose one for each rate; what a person chose stays. Returns how many."""
    rows = odoo.search_read(
        "account.tax",
        [
            ["type_tax_use", "=", "sale"],
            ["amount_type", "=", "percent"],
            ["company_id", "=", connection.company_id],
        ],
        _FIELDS,
        context={"active_test": False},
    )
    proposed = proposals(rows)
    for (rate, included), best in proposed.items():
        _propose(connection, rate, included, best)
    _forget_all_but(connection, proposed)
    _mark_switched_off(connection, rows)
    return TaxMapping.objects.filter(connection=connection).count()


def proposals(rows: Iterable[Record]) -> dict[tuple[Decimal, bool], Record]:
    """The best tax for each rate and price mode. Zero rates are left out: untaxed lines carry no tax.

    Best is: switched on, for goods, due on the invoice (a service tax may be due on payment, which would
    make a shipping line a cash-basis invoice), then the oldest.
    """
    best: dict[tuple[Decimal, bool], Record] = {}
    for row in sorted(rows, key=_preference):
        rate = Decimal(str(row["amount"]))
        if rate > 0:
            best.setdefault((rate, bool(row["price_include"])), row)
    return best


def tax_ids(connection: OdooConnection, rates: Sequence[Decimal], *, price_included: bool) -> list[int]:
    """Odoo's tax ids for these rates; raises `ConfigError` that names the tax to choose or to switch on."""
    return [_tax_id(connection, rate, price_included) for rate in rates]


def waits_for(rate: Decimal, *, price_included: bool) -> str:
    """How deliveries name the mapping that they wait for."""
    return f"tax:{rate.normalize():f}:{'included' if price_included else 'excluded'}"


class TaxMissingError(ConfigError):
    """No usable Odoo tax for a rate; `waits_for` names it."""

    def __init__(self, code: str, cause: str, remedy: str, waits_for: str) -> None:
        self.waits_for = waits_for
        super().__init__(code, cause, remedy)


def _tax_id(connection: OdooConnection, rate: Decimal, price_included: bool) -> int:
    mapping = TaxMapping.objects.filter(
        connection=connection, rate=rate, price_included=price_included
    ).first()
    if mapping is not None and mapping.active:
        return mapping.tax_id
    mode = "with the tax included in the price" if price_included else "with the tax on top of the price"
    said = f"{rate.normalize():f} % {mode}"
    waits = waits_for(rate, price_included=price_included)
    if mapping is None:
        cause = f"Odoo {connection.name} has no sale tax of {said}."
        raise TaxMissingError(
            "tax_unknown", cause, "Create it in Odoo, or choose one in the tax table.", waits
        )
    cause = f"Odoo's tax {mapping.tax_name!r} ({said}) is switched off."
    raise TaxMissingError(
        "tax_inactive", cause, "Activate it in Odoo: Accounting, Configuration, Taxes.", waits
    )


def _preference(row: Record) -> tuple[bool, bool, bool, int]:
    return (
        not row["active"],
        row["tax_scope"] == "service",
        row["tax_exigibility"] == "on_payment",
        int(row["id"]),
    )


def _propose(connection: OdooConnection, rate: Decimal, included: bool, best: Record) -> None:
    key = {"connection": connection, "rate": rate, "price_included": included}
    proposal = {"tax_id": best["id"], "tax_name": best["name"], "active": bool(best["active"])}
    mapping, created = TaxMapping.objects.get_or_create(**key, defaults=proposal)
    if not created and not mapping.chosen:
        TaxMapping.objects.filter(pk=mapping.pk).update(**proposal)


def _forget_all_but(connection: OdooConnection, proposed: Container[tuple[Decimal, bool]]) -> None:
    """A rate that Odoo does not have any more would stand for a tax of another rate."""
    for mapping in TaxMapping.objects.filter(connection=connection, chosen=False):
        if (mapping.rate, mapping.price_included) not in proposed:
            mapping.delete()


def _mark_switched_off(connection: OdooConnection, rows: Iterable[Record]) -> None:
    active = {row["id"] for row in rows if row["active"]}
    chosen = TaxMapping.objects.filter(connection=connection, chosen=True)
    chosen.filter(tax_id__in=active).update(active=True)
    chosen.exclude(tax_id__in=active).update(active=False)
