"""What stands in an Odoo, read as a person with rights would: by the external API, from any Odoo.

Amounts are `Decimal`s, a link to a record is its id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from odoo_bridge.odoo.client import Odoo

Row = dict[str, Any]
_TOTALS = ("amount_untaxed", "amount_tax", "amount_total")


@dataclass(frozen=True, slots=True)
class Table:
    """What is read of a model. Of `lasting` ones all rows count, else what came since the test began."""

    fields: tuple[str, ...]
    company: str = ""  # the field that names it
    lasting: bool = False


TABLES: Mapping[str, Table] = {
    "sale.order": Table(
        (
            *(
                "name",
                "state",
                "client_order_ref",
                "origin",
                "date_order",
                "currency_id",
                "pricelist_id",
                *_TOTALS,
            ),
            *(
                "partner_id",
                "partner_invoice_id",
                "partner_shipping_id",
                "fiscal_position_id",
                "warehouse_id",
            ),
            *("team_id", "user_id", "payment_term_id", "journal_id", "carrier_id", "company_id"),
            *("invoice_ids", "invoice_status", "note"),
        ),
        company="company_id",
    ),
    "sale.order.line": Table(
        ("order_id", "product_id", "name", "product_uom_qty", "price_unit", "company_id"),
        company="company_id",
    ),
    "account.move": Table(
        (
            *(
                "name",
                "state",
                "move_type",
                "ref",
                "invoice_origin",
                "invoice_date",
                *_TOTALS,
                "amount_residual",
            ),
            *("payment_state", "partner_id", "reversed_entry_id", "currency_id", "journal_id", "company_id"),
            *("fiscal_position_id", "invoice_payment_term_id", "narration"),
        ),
        company="company_id",
    ),
    "account.move.line": Table(
        (
            *("move_id", "product_id", "name", "quantity", "price_unit", "display_type", "amount_residual"),
            *("payment_id", "reconciled", "company_id", "tax_ids"),
        ),
        company="company_id",
    ),
    "account.payment": Table(
        (
            *(
                "payment_type",
                "amount",
                "date",
                "memo",
                "ref",
                "state",
                "currency_id",
                "partner_id",
                "journal_id",
            ),
            "company_id",
        ),
        company="company_id",
    ),
    "res.partner": Table(
        (
            *(
                "name",
                "email",
                "phone",
                "street",
                "street2",
                "zip",
                "city",
                "country_id",
                "parent_id",
                "type",
            ),
            *("is_company", "vat", "lang", "comment", "active"),
        )
    ),
    "product.product": Table(
        ("default_code", "name", "type", "detailed_type", "lst_price", "active"), lasting=True
    ),
    "account.journal": Table(("name", "type", "company_id"), company="company_id", lasting=True),
    "account.tax": Table(
        ("name", "amount", "active", "price_include", "company_id", "type_tax_use"),
        company="company_id",
        lasting=True,
    ),
    "res.currency": Table(("name", "active"), lasting=True),
}


@dataclass
class Tables:
    """One company's tables; `since` is the last id that each had when the test began.

    `fields` is what was found out of the version, once for all tests.
    """

    odoo: Odoo
    company_id: int
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        """From here on, what comes is the test's."""
        for model in (name for name, table in TABLES.items() if not table.lasting):
            self.since[model] = self._last(model)

    def rows(self, model: str) -> list[Row]:
        """The rows, oldest first, archived ones too."""
        table = TABLES[model]
        domain: list[Any] = [] if table.lasting else [["id", ">", self.since.get(model, 0)]]
        if table.company:
            domain += [[table.company, "=", self.company_id]]
        return [_plain(row) for row in self._read(model, domain, self._known(model), order="id")]

    def _read(self, model: str, domain: Sequence[Any], fields: Sequence[str], **params: Any) -> list[Row]:
        return self.odoo.search_read(model, domain, fields, context={"active_test": False}, **params)

    def _last(self, model: str) -> int:
        rows = self._read(model, [], ["id"], order="id desc", limit=1)
        return int(rows[0]["id"]) if rows else 0

    def _known(self, model: str) -> tuple[str, ...]:
        """Those of the fields that this version has, with the apps that are installed."""
        known = self.fields.get(model)
        if known is None:
            wanted = TABLES[model].fields
            there = self.odoo.call(model, "fields_get", allfields=list(wanted), attributes=["type"])
            known = self.fields[model] = tuple(name for name in wanted if name in there)
        return known


def _plain(row: Mapping[str, Any]) -> Row:
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
        return value[0]
    return value
