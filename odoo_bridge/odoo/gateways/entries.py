"""Invoices and credit notes as entries of the ledger: read, credited, repaired by cents, posted once.

Credit notes are made without a link to the order's lines: with one, Odoo would take the refunded goods as not
invoiced any more.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hub.errors import BusinessError
from odoo_bridge.odoo.client import Odoo, Record
from odoo_bridge.odoo.gateways.documents import LineDraft
from odoo_bridge.odoo.gateways.names import INVOICE
from odoo_bridge.odoo.gateways.values import linked, money, rows_of

_LINE, _TAX = "account.move.line", "account.tax"
_FIELDS = (
    "name", "state", "move_type", "ref", "reversed_entry_id", "amount_tax", "amount_total", "amount_residual",
    "partner_id", "currency_id", "journal_id", "fiscal_position_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """An invoice or one of its credit notes, as it stands; amounts in its currency.

    `residual` is what is open of it, `reverses` the invoice of a credit note.
    """

    record_id: int
    name: str
    state: str
    ref: str
    reverses: int | None
    tax: Decimal
    gross: Decimal
    residual: Decimal
    partner_id: int
    currency_id: int
    journal_id: int
    fiscal_position_id: int | None

    @property
    def posted(self) -> bool:
        """Whether it counts."""
        return self.state == "posted"

    @property
    def draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state == "draft"


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """What a credit note of an invoice is made of. It is found again by `ref` where an answer was lost."""

    external_id: str
    ref: str
    origin: str
    invoice: Entry
    lines: Sequence[LineDraft]


@dataclass(frozen=True, slots=True)
class LineTax:
    """A tax of an invoice's line, `rate` in per cent."""

    record_id: int
    rate: Decimal
    price_included: bool


@dataclass(frozen=True, slots=True)
class SoldLine:
    """What an invoice sells on one line; `net` in its currency."""

    move_id: int
    product_id: int
    net: Decimal
    taxes: tuple[LineTax, ...]


@dataclass(frozen=True, slots=True)
class _TaxLine:
    """A tax line of an entry; `amount` is signed as Odoo books it: what a customer owes is negative."""

    record_id: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Entries:
    """The invoices and credit notes of one company."""

    odoo: Odoo

    def read(self, record_ids: Sequence[int]) -> dict[int, Entry]:
        """Invoices and credit notes by id; those that somebody deleted or cancelled are not among them."""
        return _entries(self.odoo.read(INVOICE, record_ids, _FIELDS))

    def with_credit_notes(self, invoice_ids: Sequence[int]) -> dict[int, Entry]:
        """The invoices and all credit notes that reverse them, by id; cancelled ones are not among them."""
        ids = list(invoice_ids)
        domain = ["|", ["id", "in", ids], ["reversed_entry_id", "in", ids]]
        return _entries(self.odoo.search_read(INVOICE, domain, _FIELDS))

    def credit(self, drafts: Sequence[NoteDraft]) -> list[int]:
        """Get or create draft credit notes, all of them or none; a repeat changes nothing."""
        rows = [row for draft in drafts for row in _note_rows(draft)]
        return self.odoo.load(INVOICE, list(rows[0]), [list(row.values()) for row in rows])

    def repair(self, missing: Mapping[int, Decimal], *, credit: bool = False) -> set[int]:
        """Bring drafts' totals up by what each is `missing`, on its largest tax line, in two calls.

        Returns which ones were repaired, not those without a tax line. Of credit notes the tax is a debit.
        Proven on 17 and 19: the written tax line survives posting.
        """
        lines = self._largest_tax_lines(list(missing))
        sign = 1 if credit else -1
        written = {
            number: (line.record_id, line.amount + sign * missing[number]) for number, line in lines.items()
        }
        if len(written) == 1:
            [(number, (line_id, amount))] = written.items()
            values = {"line_ids": [[1, line_id, {"amount_currency": float(amount)}]]}
            self.odoo.call(INVOICE, "write", [number], vals=values)
        elif written:
            rows = [
                [str(number), str(line_id), f"{amount:f}"] for number, (line_id, amount) in written.items()
            ]
            columns = [".id", "line_ids/.id", "line_ids/amount_currency"]
            self.odoo.load(INVOICE, columns, rows, overwrite=True)
        return set(written)

    def post(self, record_ids: Sequence[int]) -> None:
        """Post drafts, all of them or none; who else posted a single one did the same.

        Posting sets a credit note off against its invoice, as far as that is open. At most one note of each
        invoice in a call: of two, Odoo 19 sets one off against another customer's invoice.
        """
        try:
            self.odoo.call(INVOICE, "action_post", record_ids)
        except BusinessError:
            entries = self.read(record_ids).values()
            if len(record_ids) > 1 or not entries or not all(entry.posted for entry in entries):
                raise

    def cancel(self, record_ids: Sequence[int]) -> None:
        """Cancel drafts."""
        self.odoo.call(INVOICE, "button_cancel", record_ids)

    def sold_lines(self, invoice_ids: Sequence[int]) -> list[SoldLine]:
        """What the invoices sell, with the taxes of each line; in two calls."""
        domain = [["move_id", "in", list(invoice_ids)], ["display_type", "=", "product"]]
        fields = ["move_id", "product_id", "price_subtotal", "tax_ids"]
        rows = self.odoo.search_read(_LINE, domain, fields)
        taxes = self._taxes({tax for row in rows for tax in row["tax_ids"]})
        return [
            SoldLine(
                move_id=int(row["move_id"][0]),
                product_id=linked(row["product_id"]) or 0,
                net=money(row["price_subtotal"]),
                taxes=tuple(taxes[tax] for tax in row["tax_ids"] if tax in taxes),
            )
            for row in rows
        ]

    def _taxes(self, ids: Collection[int]) -> dict[int, LineTax]:
        """Archived ones too: the invoice may be old."""
        if not ids:
            return {}
        domain, fields = [["id", "in", sorted(ids)]], ["amount", "price_include"]
        rows = self.odoo.search_read(_TAX, domain, fields, context={"active_test": False})
        return {int(row["id"]): _line_tax(row) for row in rows}

    def _largest_tax_lines(self, record_ids: Sequence[int]) -> dict[int, _TaxLine]:
        """The tax line of each one that a cent changes least; those without are left out."""
        domain = [["move_id", "in", list(record_ids)], ["display_type", "=", "tax"]]
        found: dict[int, _TaxLine] = {}
        for row in self.odoo.search_read(_LINE, domain, ["move_id", "amount_currency"]):
            number = int(row["move_id"][0])
            line = _TaxLine(int(row["id"]), money(row["amount_currency"]))
            if number not in found or abs(line.amount) > abs(found[number].amount):
                found[number] = line
        return found


def _line_tax(row: Record) -> LineTax:
    return LineTax(int(row["id"]), Decimal(str(row["amount"])), bool(row["price_include"]))


def _note_rows(draft: NoteDraft) -> list[dict[str, str]]:
    invoice = draft.invoice
    head = {
        "id": draft.external_id,
        "move_type": "out_refund",
        "partner_id/.id": str(invoice.partner_id),
        "reversed_entry_id/.id": str(invoice.record_id),
        "ref": draft.ref,
        "invoice_origin": draft.origin,
        "currency_id/.id": str(invoice.currency_id),
        "journal_id/.id": str(invoice.journal_id),
        "fiscal_position_id/.id": str(invoice.fiscal_position_id or ""),
    }
    return rows_of(head, [_line_cells(line) for line in draft.lines])


def _line_cells(line: LineDraft) -> dict[str, str]:
    return {
        "invoice_line_ids/id": line.external_id,
        "invoice_line_ids/product_id/.id": str(line.product_id),
        "invoice_line_ids/name": line.name,
        "invoice_line_ids/quantity": f"{line.quantity:f}",
        "invoice_line_ids/price_unit": f"{line.unit_price:f}",
        "invoice_line_ids/tax_ids/.id": ",".join(map(str, line.tax_ids)),
    }


def _entries(rows: Sequence[Record]) -> dict[int, Entry]:
    return {int(row["id"]): _entry(row) for row in rows if row["state"] != "cancel"}


def _entry(row: Record) -> Entry:
    return Entry(
        record_id=int(row["id"]),
        name=str(row["name"] or "/"),
        state=str(row["state"]),
        ref=str(row["ref"] or ""),
        reverses=linked(row["reversed_entry_id"]) if row["move_type"] == "out_refund" else None,
        tax=money(row["amount_tax"]),
        gross=money(row["amount_total"]),
        residual=money(row["amount_residual"]),
        partner_id=linked(row["partner_id"]) or 0,
        currency_id=linked(row["currency_id"]) or 0,
        journal_id=linked(row["journal_id"]) or 0,
        fiscal_position_id=linked(row["fiscal_position_id"]),
    )
