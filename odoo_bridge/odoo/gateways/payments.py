"""Payments: created by `load` under our external ids, posted, set off against one document each.

Never by Odoo's payment wizard: three at once were measured to pay three times.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hub.errors import BusinessError
from odoo_bridge.odoo import versions
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.entries import Entry
from odoo_bridge.odoo.gateways.names import INVOICE, PAYMENT

_LINE = "account.move.line"


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """Money received, or with `outbound` given back. `external_id` is our name for it."""

    external_id: str
    document: Entry
    amount: Decimal
    paid_on: date
    journal_id: int
    memo: str
    outbound: bool = False


@dataclass(frozen=True, slots=True)
class Payments:
    """The payments of one company."""

    odoo: Odoo

    def create(self, drafts: Sequence[PaymentDraft]) -> list[int]:
        """Get or create the payments, all of them or none; a repeat changes nothing."""
        rows = [self._row(draft) for draft in drafts]
        return self.odoo.load(PAYMENT, list(rows[0]), [list(row.values()) for row in rows])

    def post(self, record_ids: Sequence[int]) -> None:
        """Post those that are drafts, all of them or none; who else posted a single one did the same."""
        drafts = self._drafts(record_ids)
        if not drafts:
            return
        try:
            self.odoo.call(PAYMENT, "action_post", drafts)
        except BusinessError:
            if len(drafts) > 1 or self._drafts(drafts):
                raise

    def open_lines(self, record_ids: Sequence[int]) -> dict[int, int | None]:
        """The receivable line of each posted payment, None once all is set off; absent without entry."""
        domain = [["payment_id", "in", list(record_ids)], ["account_type", "=", "asset_receivable"]]
        rows = self.odoo.search_read(_LINE, domain, ["payment_id", "reconciled"])
        return {int(row["payment_id"][0]): None if row["reconciled"] else int(row["id"]) for row in rows}

    def assign(self, document_id: int, line_id: int) -> None:
        """Set a payment off against one invoice or credit note, as far as both are open.

        One pair in a call: lines of two customers in one call were measured to be mixed up. Odoo refuses what
        is set off already, which is what is wanted; a document that is paid leaves the payment open as a
        credit.
        """
        try:
            self.odoo.call(INVOICE, "js_assign_outstanding_line", [document_id], line_id=line_id)
        except BusinessError:
            [line] = self.odoo.read(_LINE, [line_id], ["reconciled"]) or [{"reconciled": True}]
            [entry] = self.odoo.read(INVOICE, [document_id], ["amount_residual"]) or [{"amount_residual": 0}]
            if not line["reconciled"] and entry["amount_residual"]:
                raise

    def _drafts(self, record_ids: Sequence[int]) -> list[int]:
        rows = self.odoo.read(PAYMENT, record_ids, ["state"])
        return [int(row["id"]) for row in rows if row["state"] == "draft"]

    def _row(self, draft: PaymentDraft) -> dict[str, str]:
        return {
            "id": draft.external_id,
            "payment_type": "outbound" if draft.outbound else "inbound",
            "partner_type": "customer",
            "partner_id/.id": str(draft.document.partner_id),
            "amount": f"{draft.amount:f}",
            "date": draft.paid_on.isoformat(),
            "journal_id/.id": str(draft.journal_id),
            "currency_id/.id": str(draft.document.currency_id),
            versions.field(self.odoo.features, "payment_memo_field"): draft.memo,
        }
