"""Invoices and credit notes: their entries, numbers, posting and reconciling."""

from decimal import Decimal
from typing import Any

from sandbox.odoo import fields as f
from sandbox.odoo.access import BILLING, SYSTEM
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.errors import AccessError, UserError, ValidationError
from sandbox.odoo.models import move_entries as entries
from sandbox.odoo.models.accounting import fiscal_country
from sandbox.odoo.models.mail import Document
from sandbox.odoo.models.move_number import draft_name, next_name
from sandbox.odoo.models.partner import commercial_partner
from sandbox.odoo.models.reconcile import open_lines, reconcile
from sandbox.odoo.rpc import record_method

TYPES = (
    ("entry", "Journal Entry"),
    ("out_invoice", "Customer Invoice"),
    ("out_refund", "Customer Credit Note"),
    ("in_invoice", "Vendor Bill"),
    ("in_refund", "Vendor Credit Note"),
)
MOVE = "account.move"
PAYMENT_STATES = (
    ("not_paid", "Not Paid"),
    ("in_payment", "In Payment"),
    ("paid", "Paid"),
    ("partial", "Partially Paid"),
    ("reversed", "Reversed"),
)


def post(env: Env, row: Row) -> None:
    """Number and post one draft."""
    invoice = row["move_type"] != "entry"
    day = row["invoice_date"] or env.today.isoformat()
    values: Row = {"state": "posted"}
    if invoice:
        values |= {"invoice_date": day, "date": day}
    if row["name"] in (False, "/"):
        values["name"] = next_name(env, {**row, **values})
    env.table(MOVE).update(row["id"], values)
    if not invoice:
        return
    reference = row["payment_reference"] or row["name"]
    if row["move_type"] == "out_invoice":
        env.table(MOVE).update(row["id"], {"payment_reference": reference})
    for line in entries.payment_term_lines(env, row["id"]):
        env.table("account.move.line").update(line["id"], {"name": reference})
    if not row["amount_total"]:
        env.table(MOVE).update(row["id"], {"payment_state": "paid"})


def _set_off_reversals(env: Env, rows: list[Row]) -> None:
    """Set credit notes off against the invoices that they reverse.

    As the real one does, wrongly where two notes of one invoice are posted at once: each invoice stands only
    once on the left, so that the later notes meet other customers' invoices.
    """
    reversals = [row for row in rows if row["reversed_entry_id"]]
    reversals = [row for row in reversals if env.row(MOVE, row["reversed_entry_id"])["state"] == "posted"]
    invoices = dict.fromkeys(row["reversed_entry_id"] for row in reversals)
    for invoice, reversal in zip(invoices, reversals, strict=False):
        reconcile(env, open_lines(env, invoice) + open_lines(env, reversal["id"]))


def _commercial(env: Env, row: Row) -> Any:
    partner = env.table("res.partner").rows.get(row["partner_id"] or 0)
    return commercial_partner(env, partner) if partner else False


def _tax_country(env: Env, row: Row) -> Any:
    """Whose taxes an entry may have: another country's only under a VAT number there."""
    positions = env.table("account.fiscal.position").rows
    position = positions.get(row["fiscal_position_id"] or 0)
    if position is not None and position["foreign_vat"]:
        return position["country_id"]
    return fiscal_country(env.row("res.company", row["company_id"]))


def _check_tax_country(env: Env, row: Row) -> None:
    """Raises ValidationError where taxes of another country are on it; of 17 and 19, the words too."""
    lines = env.children("account.move.line", "move_id", row["id"])
    countries = {env.row("account.tax", tax)["country_id"] for line in lines for tax in line["tax_ids"]}
    country = _tax_country(env, row)
    if not countries or not country or countries == {country}:
        return
    position = env.table("account.fiscal.position").rows.get(row["fiscal_position_id"] or 0)
    if position is not None and countries != {position["country_id"]}:
        raise ValidationError(
            "This entry contains taxes that are not compatible with your fiscal position. Check the country "
            "set in fiscal position and in your tax configuration."
        )
    raise ValidationError(
        "This entry contains one or more taxes that are incompatible with your fiscal country. Check company "
        "fiscal country in the settings and tax country in taxes configuration."
    )


class AccountMove(Document):
    """A journal entry, mostly a customer invoice."""

    name, label = "account.move", "Journal Entry"
    order = "date desc, name desc, invoice_date desc, id desc"
    portal_path = "/my/invoices"
    FIELDS = {
        "name": f.Char("Number"),
        "ref": f.Char("Reference"),
        "move_type": f.Selection("Type", options=TYPES, required=True, default="entry"),
        "state": f.Selection(
            "Status",
            options=(("draft", "Draft"), ("posted", "Posted"), ("cancel", "Cancelled")),
            default="draft",
            readonly=True,
        ),
        "date": f.Date("Date", required=True, default=lambda env: env.today.isoformat()),
        "invoice_date": f.Date("Invoice/Bill Date"),
        "invoice_date_due": f.Date("Due Date"),
        "journal_id": f.Many2one("Journal", "account.journal", required=True),
        "company_id": f.Many2one("Company", "res.company", required=True),
        "currency_id": f.Many2one("Currency", "res.currency", required=True),
        "partner_id": f.Many2one("Partner", "res.partner"),
        "partner_shipping_id": f.Many2one("Delivery Address", "res.partner"),
        "fiscal_position_id": f.Many2one("Fiscal Position", "account.fiscal.position"),
        "invoice_payment_term_id": f.Many2one("Payment Terms", "account.payment.term"),
        "invoice_user_id": f.Many2one("Salesperson", "res.users"),
        "team_id": f.Many2one("Sales Team", "crm.team"),
        "invoice_origin": f.Char("Origin"),
        "payment_reference": f.Char("Payment Reference"),
        "narration": f.Html("Terms and Conditions"),
        "reversed_entry_id": f.Many2one("Reversal of", "account.move"),
        "reversal_move_id": f.One2many("Reversal Move", "account.move", inverse="reversed_entry_id", only=17),
        "reversal_move_ids": f.One2many(
            "Reversal Move", "account.move", inverse="reversed_entry_id", only=19
        ),
        "line_ids": f.One2many("Journal Items", "account.move.line", inverse="move_id"),
        "invoice_line_ids": f.One2many(
            "Invoice lines", "account.move.line", inverse="move_id", display_types=entries.INVOICE_LINES
        ),
        "commercial_partner_id": f.Many2one("Commercial Entity", "res.partner", compute=_commercial),
        "invoice_pdf_report_id": f.Many2one("PDF Attachment", "ir.attachment"),
        "amount_untaxed": f.Monetary("Untaxed Amount", readonly=True),
        "amount_tax": f.Monetary("Tax", readonly=True),
        "amount_total": f.Monetary("Total", readonly=True),
        "amount_residual": f.Monetary("Amount Due", readonly=True),
        "payment_state": f.Selection("Payment Status", options=PAYMENT_STATES, default="not_paid"),
        "access_token": f.Char("Security Token"),
        "tax_country_id": f.Many2one("Tax Country", "res.country", compute=_tax_country),
    }

    def name_of_row(self, env: Env, row: Row) -> Any:
        """`INV/2026/00001 (shop-1)`."""
        name = row["name"]
        if name in (False, "/"):
            name = f"Draft {dict(TYPES)[row['move_type']].removeprefix('Customer ')} (* {row['id']})"
        return f"{name} ({row['ref']})" if row["ref"] else name

    def complete(self, env: Env, values: Row) -> Row:
        """Company, currency, journal, dates and number that were not given."""
        company = int(values.get("company_id") or env.company)
        values.setdefault("company_id", company)
        if not values.get("currency_id"):
            values["currency_id"] = env.row("res.company", company)["currency_id"]
        if not values.get("journal_id"):
            sales = [["type", "=", "sale"], ["company_id", "parent_of", company]]
            journals = env.model("account.journal").find(env, sales)
            values["journal_id"] = journals[0]["id"] if journals else False
        if values.get("move_type", "entry") != "entry":
            values.setdefault("partner_shipping_id", values.get("partner_id"))
            values.setdefault("invoice_date_due", entries.due_date(env, values))
        if values.get("invoice_date"):
            values.setdefault("date", values["invoice_date"])
        return values

    def after_insert(self, env: Env, record: int, values: Row) -> None:
        """Make the tax and payment lines; 17 numbers the first draft of a sequence."""
        env.table(self.name).update(record, {"name": draft_name(env, env.row(self.name, record))})
        entries.rebuild(env, record)
        _check_tax_country(env, env.row(self.name, record))

    def after_modify(self, env: Env, record: int, values: Row) -> None:
        """Follow changed lines; a hand-written tax amount stays as it is written."""
        if values.get("invoice_date"):
            env.table(self.name).update(record, {"date": values["invoice_date"]})
        if "invoice_line_ids" in values or entries.touches_products(env, values.get("line_ids")):
            entries.rebuild(env, record)
        elif "line_ids" in values:
            entries.balance(env, record)
        if {"invoice_line_ids", "line_ids", "fiscal_position_id"} & set(values):
            _check_tax_country(env, env.row(self.name, record))

    def before_remove(self, env: Env, record: int) -> None:
        """Only drafts can go."""
        if env.row(self.name, record)["state"] == "posted":
            raise UserError("You cannot delete an entry which has been posted once.")

    @record_method
    def action_post(self, env: Env, ids: list[int]) -> bool:
        """Number and post drafts, by (date, reference, id). Raises UserError for any other state."""
        self.require_records(env, ids)
        if not env.groups & {BILLING, SYSTEM}:
            raise AccessError("You don't have the access rights to post an invoice.")
        rows = [env.row(self.name, record) for record in ids]
        for row in rows:
            self._check_postable(env, row)
        for row in sorted(rows, key=lambda row: (row["date"], row["ref"] or "", row["id"])):
            post(env, row)
        _set_off_reversals(env, rows)
        return False

    @record_method
    def button_draft(self, env: Env, ids: list[int]) -> None:
        """Make posted or cancelled entries drafts again."""
        self.require_records(env, ids)
        for record in ids:
            if env.row(self.name, record)["state"] not in ("posted", "cancel"):
                raise UserError("Only posted/cancelled journal entries can be reset to draft.")
            env.table(self.name).update(record, {"state": "draft"})

    @record_method
    def button_cancel(self, env: Env, ids: list[int]) -> None:
        """Cancel entries."""
        self.require_records(env, ids)
        for record in ids:
            env.table(self.name).update(record, {"state": "cancel"})

    @record_method
    def js_assign_outstanding_line(self, env: Env, ids: list[int], line_id: int) -> None:
        """Set a payment's open line off against the invoice.

        Raises UserError when either is already settled.
        """
        self.require_records(env, ids)
        env.model("account.move.line").require_records(env, [line_id])
        payment = env.row("account.move.line", line_id)
        lines = open_lines(env, ids[0])
        if payment["reconciled"] or not lines:
            raise UserError("You are trying to reconcile some entries that are already reconciled.")
        reconcile(env, [*lines, payment])

    def _check_postable(self, env: Env, row: Row) -> None:
        if row["state"] != "draft":
            raise UserError(f"The entry {row['name']} (id {row['id']}) must be in draft.")
        invoice = row["move_type"] != "entry"
        if invoice and not entries.product_lines(env, row["id"]):
            raise UserError("You need to add a line before posting.")
        if invoice and not row["partner_id"]:
            raise UserError(
                "The field 'Customer' is required, please complete it to validate the Customer Invoice."
            )
        currency = env.row("res.currency", row["currency_id"])
        if invoice and not currency["active"]:
            raise UserError(f"You cannot validate a document with an inactive currency: {currency['name']}")
        if invoice and row["amount_total"] < Decimal(0):
            raise UserError(
                "You cannot validate an invoice with a negative total amount. "
                "You should create a credit note instead."
            )
