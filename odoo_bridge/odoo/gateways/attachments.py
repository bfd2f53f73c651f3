"""The invoice's PDF, by the customer's own link: the same on 17 to 19, and nothing is written or mailed.

Measured: `get_portal_url` makes the invoice's token, and a GET without a session returns the file in 1.4 to
4.6 seconds. A search for attachments does not show it.
"""

from dataclasses import dataclass

from odoo_bridge.odoo.client import Odoo, Record
from odoo_bridge.odoo.gateways.names import INVOICE


@dataclass(frozen=True, slots=True)
class Named:
    """What an invoice is called, and whether it counts: a draft gives a PDF too."""

    name: str
    posted: bool


@dataclass(frozen=True, slots=True)
class Attachments:
    """The files of one company's invoices."""

    odoo: Odoo

    def named(self, invoice_id: int) -> Named | None:
        """The invoice; None where there is no such one (any more)."""
        rows: list[Record] = self.odoo.read(INVOICE, [invoice_id], ["name", "state"])
        return Named(str(rows[0]["name"] or invoice_id), rows[0]["state"] == "posted") if rows else None

    def pdf_link(self, invoice_id: int) -> str:
        """What Odoo says is the customer's link; not to be trusted."""
        return str(self.odoo.call(INVOICE, "get_portal_url", [invoice_id], report_type="pdf", download=True))
