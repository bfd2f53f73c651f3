"""Sale orders, invoices and credit notes as an audit sees them: also those that nobody of us made."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from odoo_bridge.odoo.client import Odoo, Record
from odoo_bridge.odoo.gateways.names import INVOICE, SALE_ORDER
from odoo_bridge.odoo.gateways.values import linked, money

_SALE_FIELDS = (
    "name", "state", "client_order_ref", "origin", "partner_id", "amount_tax", "amount_total", "currency_id",
    "invoice_ids",
)  # fmt: skip
_MOVE_FIELDS = (
    "name", "state", "move_type", "reversed_entry_id", "invoice_origin", "amount_tax", "amount_total",
    "payment_state",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale order as it stands; amounts in its currency."""

    record_id: int
    name: str
    state: str
    reference: str
    origin: str
    partner_id: int
    tax: Decimal
    gross: Decimal
    currency: str
    invoice_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """An invoice or a credit note as it stands. `reverses` is the invoice of a credit note."""

    record_id: int
    name: str
    state: str
    is_note: bool
    reverses: int | None
    origin: str
    tax: Decimal
    gross: Decimal
    payment_state: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What one company has, one call for any number of orders."""

    odoo: Odoo

    def sales(
        self, ids: Collection[int], references: Collection[str], origins: Collection[str]
    ) -> dict[int, Sale]:
        """Sale orders by id: those named, and all with one of these references or origins."""
        domain = [
            "|", "|",
            ["id", "in", sorted(ids)], ["client_order_ref", "in", sorted(references)],
            ["origin", "in", sorted(origins)],
        ]  # fmt: skip
        return {int(row["id"]): _sale(row) for row in self.odoo.search_read(SALE_ORDER, domain, _SALE_FIELDS)}

    def moves(self, ids: Collection[int]) -> dict[int, Move]:
        """Invoices by id with the credit notes that reverse them; cancelled ones are not among them."""
        if not ids:
            return {}
        domain = ["|", ["id", "in", sorted(ids)], ["reversed_entry_id", "in", sorted(ids)]]
        rows = self.odoo.search_read(INVOICE, domain, _MOVE_FIELDS)
        return {int(row["id"]): _move(row) for row in rows if row["state"] != "cancel"}


def _sale(row: Record) -> Sale:
    return Sale(
        record_id=int(row["id"]),
        name=str(row["name"]),
        state=str(row["state"]),
        reference=str(row["client_order_ref"] or ""),
        origin=str(row["origin"] or ""),
        partner_id=linked(row["partner_id"]) or 0,
        tax=money(row["amount_tax"]),
        gross=money(row["amount_total"]),
        currency=str(row["currency_id"][1]),
        invoice_ids=tuple(row["invoice_ids"]),
    )


def _move(row: Record) -> Move:
    return Move(
        record_id=int(row["id"]),
        name=str(row["name"] or "/"),
        state=str(row["state"]),
        is_note=row["move_type"] == "out_refund",
        reverses=linked(row["reversed_entry_id"]),
        origin=str(row["invoice_origin"] or ""),
        tax=money(row["amount_tax"]),
        gross=money(row["amount_total"]),
        payment_state=str(row["payment_state"] or ""),
    )
