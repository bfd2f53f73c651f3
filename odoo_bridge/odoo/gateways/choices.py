"""What a delivery policy may choose of Odoo: warehouses, teams, journals and the like, by the hub's kinds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from odoo_bridge.odoo.client import Odoo, Record
from odoo_bridge.odoo.errors import NoRightsError, RightsError
from odoo_bridge.odoo.gateways.companies import of_company, or_of_none
from odoo_bridge.odoo.gateways.names import SALE_ORDER


@dataclass(frozen=True, slots=True)
class _Source:
    """Where choices of a kind are in Odoo, and the field of a sale order that takes one."""

    model: str
    field: str
    domain: tuple[Any, ...] = ()


_SOURCES: Mapping[str, _Source] = {
    "warehouse": _Source("stock.warehouse", "warehouse_id"),
    "team": _Source("crm.team", "team_id"),
    "salesperson": _Source("res.users", "user_id", (["share", "=", False],)),
    "pricelist": _Source("product.pricelist", "pricelist_id"),
    "payment_term": _Source("account.payment.term", "payment_term_id"),
    "journal": _Source("account.journal", "journal_id", (["type", "=", "sale"],)),
    "fiscal_position": _Source("account.fiscal.position", "fiscal_position_id"),
    "carrier": _Source("delivery.carrier", "carrier_id"),
}
PRICELIST = "pricelist"


@dataclass(frozen=True, slots=True)
class Choosable:
    """One record that may be chosen; `currency` (ISO 4217) of pricelists only."""

    record_id: int
    name: str
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen for the sale orders of one company."""

    odoo: Odoo

    def kinds(self) -> set[str]:
        """Those that this Odoo has: without its app, or before 17 for journals, there is no such thing."""
        asked = {kind: source.field for kind, source in _SOURCES.items()}
        known = self.odoo.call(SALE_ORDER, "fields_get", allfields=list(asked.values()), attributes=["type"])
        return {kind for kind, name in asked.items() if name in known}

    def of_kind(self, kind: str) -> list[Choosable] | None:
        """What there is of it and not archived; None where the user may not look."""
        source = _SOURCES[kind]
        fields = ["display_name", *(["currency_id"] if kind == PRICELIST else [])]
        domain = [*source.domain, *self._of_company(kind)]
        try:
            return [_choosable(row) for row in self.odoo.search_read(source.model, domain, fields)]
        except (RightsError, NoRightsError):
            return None

    def pricelists_by_currency(self) -> dict[str, int]:
        """The oldest of each currency (ISO 4217) that is switched on: Odoo posts nothing in another."""
        switched_on = [["currency_id.active", "=", True]]
        model = _SOURCES[PRICELIST].model
        rows = self.odoo.search_read(model, switched_on, ["currency_id"], order="id desc")
        return {str(row["currency_id"][1]): int(row["id"]) for row in rows}

    def _of_company(self, kind: str) -> Sequence[Any]:
        if kind == "salesperson":
            return [["company_ids", "in", [self.odoo.company_id]]]
        if kind == "warehouse":  # goods leave from the company's own
            return [["company_id", "=", self.odoo.company_id]]
        return or_of_none(of_company(self.odoo))


def column(kind: str) -> str:
    """Where `load` of a sale order takes a choice of this kind."""
    return f"{_SOURCES[kind].field}/.id"


def _choosable(row: Record) -> Choosable:
    currency = str(row["currency_id"][1]) if row.get("currency_id") else ""
    return Choosable(int(row["id"]), str(row["display_name"]), currency)
