"""Customer invoices of sale orders: made once, amended while they are drafts, read; many in one call."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from odoo_bridge.odoo import versions
from odoo_bridge.odoo.client import Odoo, Record
from odoo_bridge.odoo.gateways.names import INVOICE, SALE_ORDER
from odoo_bridge.odoo.gateways.sale_orders import SaleOrder
from odoo_bridge.odoo.gateways.values import money, time_text

_WIZARD = "sale.advance.payment.inv"
_FIELDS = ("name", "state", "move_type", "amount_untaxed", "amount_tax", "amount_total", "invoice_origin")


@dataclass(frozen=True, slots=True)
class Invoice:
    """How an invoice stands in Odoo; amounts in its currency. `name` is "/" until it is posted.

    `origin` names the sale orders that it was made from.
    """

    record_id: int
    name: str
    state: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    origin: str

    @property
    def posted(self) -> bool:
        """Whether it counts."""
        return self.state == "posted"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a draft invoice must be told, because Odoo would decide otherwise; nothing as a rule.

    Measured on 19: an order without a fiscal position gets an invoice with the customer's.
    """

    invoice_date: date | None = None
    no_fiscal_position: bool = False

    def __bool__(self) -> bool:
        return self.invoice_date is not None or self.no_fiscal_position


@dataclass(frozen=True, slots=True)
class Invoices:
    """The invoices and credit notes of one company."""

    odoo: Odoo

    def of_sales(self, sales: Sequence[SaleOrder]) -> dict[int, Invoice]:
        """The oldest customer invoice of each sale order, by its id, that is not cancelled."""
        wanted = [record_id for sale in sales for record_id in sale.invoice_ids]
        live = self.read(wanted) if wanted else {}
        found = {sale.record_id: sorted(set(sale.invoice_ids) & set(live)) for sale in sales}
        return {sale_id: live[ids[0]] for sale_id, ids in found.items() if ids}

    def make(self, sales: Sequence[tuple[SaleOrder, datetime]]) -> Sequence[int] | None:
        """Invoice confirmed sale orders without an invoice, in two calls; the ids where Odoo tells them.

        Only orders without any invoice may get here, so that refunded goods are never invoiced again. On the
        way each order gets the date beside it, which confirming had set to now. Where Odoo always merges the
        orders of a customer into one invoice (until 16), each order is a call of its own.
        """
        apart = versions.field(self.odoo.features, "apart_field")
        if not apart:
            for sale in sales:
                self._run_wizard([sale], {})
            return None
        return self._run_wizard(sales, {apart: False})

    def amend(self, drafts: Sequence[tuple[Invoice, Terms]]) -> None:
        """Write into drafts what Odoo would else decide; one call for all that get the same."""
        same: dict[str, list[int]] = {}
        for invoice, terms in drafts:
            if terms and not invoice.posted:
                same.setdefault(json.dumps(_values(terms), sort_keys=True), []).append(invoice.record_id)
        for told, record_ids in same.items():
            self.odoo.call(INVOICE, "write", record_ids, vals=json.loads(told))

    def read(self, record_ids: Sequence[int]) -> dict[int, Invoice]:
        """Customer invoices by id; those that somebody deleted or cancelled are not among them."""
        rows = self.odoo.read(INVOICE, record_ids, _FIELDS)
        live = [row for row in rows if row["move_type"] == "out_invoice" and row["state"] != "cancel"]
        return {int(row["id"]): _invoice(row) for row in live}

    def _run_wizard(
        self, sales: Sequence[tuple[SaleOrder, datetime]], choices: Mapping[str, object]
    ) -> Sequence[int] | None:
        ids = [sale.record_id for sale, _ in sales]
        context = {"active_model": SALE_ORDER, "active_ids": ids, "active_id": ids[0]}
        dates = [[1, sale.record_id, {"date_order": time_text(placed_at)}] for sale, placed_at in sales]
        values = {"advance_payment_method": "delivered", "sale_order_ids": [[6, 0, ids], *dates], **choices}
        wizard = self.odoo.call(_WIZARD, "create", context=context, vals_list=[values])
        return _told_ids(self.odoo.call(_WIZARD, "create_invoices", wizard, context=context), len(ids))


def _told_ids(action: Any, count: int) -> Sequence[int] | None:
    """The ids in the window that Odoo opens after making invoices; None when it is not about all of them."""
    domain = action.get("domain") if isinstance(action, dict) else None
    match domain:
        case [["id", "in", list(ids)]] if len(ids) == count and all(type(n) is int for n in ids):
            return ids
    return [action["res_id"]] if count == 1 and domain is not None and _is_id(action.get("res_id")) else None


def _is_id(value: object) -> bool:
    return type(value) is int and value > 0


def _values(terms: Terms) -> dict[str, str | bool]:
    values: dict[str, str | bool] = {}
    if terms.invoice_date is not None:
        values["invoice_date"] = terms.invoice_date.isoformat()
    if terms.no_fiscal_position:
        values["fiscal_position_id"] = False
    return values


def _invoice(row: Record) -> Invoice:
    return Invoice(
        record_id=int(row["id"]),
        name=str(row["name"] or "/"),
        state=str(row["state"]),
        net=money(row["amount_untaxed"]),
        tax=money(row["amount_tax"]),
        gross=money(row["amount_total"]),
        origin=str(row["invoice_origin"] or ""),
    )
