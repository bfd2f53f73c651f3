"""Sale taxes in per cent of the price, switched on or not."""

from dataclasses import dataclass
from decimal import Decimal

from odoo_bridge.odoo.client import Odoo, Record
from odoo_bridge.odoo.gateways.companies import of_company

_TAX = "account.tax"
_FIELDS = ("name", "amount", "price_include", "tax_scope", "tax_exigibility", "active")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleTax:
    """One of Odoo's; `rate` in per cent. `cash_basis`: due on payment and not on the invoice."""

    record_id: int
    name: str
    rate: Decimal
    price_included: bool
    for_services: bool
    cash_basis: bool
    active: bool


@dataclass(frozen=True, slots=True)
class Taxes:
    """The taxes of one company."""

    odoo: Odoo

    def of_sales(self) -> list[SaleTax]:
        """All of them, archived ones too: many are switched off after a chart of accounts is installed."""
        domain = [["type_tax_use", "=", "sale"], ["amount_type", "=", "percent"], of_company(self.odoo)]
        rows = self.odoo.search_read(_TAX, domain, _FIELDS, context={"active_test": False})
        return [_tax(row) for row in rows]


def _tax(row: Record) -> SaleTax:
    return SaleTax(
        record_id=int(row["id"]),
        name=str(row["name"]),
        rate=Decimal(str(row["amount"])),
        price_included=bool(row["price_include"]),
        for_services=row["tax_scope"] == "service",
        cash_basis=row["tax_exigibility"] == "on_payment",
        active=bool(row["active"]),
    )
