"""Customer payments and the wizard that makes one for an invoice.

The wizard is there to be as unsafe as the real one: run twice, it pays twice.
"""

from decimal import Decimal
from typing import Any

from sandbox.odoo import fields as f
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.errors import UserError
from sandbox.odoo.model import Model
from sandbox.odoo.models.mail import MailThread
from sandbox.odoo.models.move_entries import RECEIVABLE, account
from sandbox.odoo.models.reconcile import open_lines, reconcile
from sandbox.odoo.rpc import record_method

STATES = (
    ("draft", "Draft"),
    ("in_process", "In Process"),
    ("posted", "Posted"),
    ("paid", "Paid"),
    ("canceled", "Canceled"),
)
LIQUIDITY = "asset_current"


class AccountPayment(MailThread):
    """A payment. 17 makes its entry at once, 19 when it is posted."""

    name, label, order = "account.payment", "Payments", "date desc, name desc"
    FIELDS = {
        "name": f.Char("Number"),
        "state": f.Selection("State", options=STATES, default="draft", readonly=True),
        "payment_type": f.Selection(
            "Payment Type",
            options=(("outbound", "Send"), ("inbound", "Receive")),
            default="inbound",
            required=True,
        ),
        "partner_type": f.Selection(
            "Partner Type",
            options=(("customer", "Customer"), ("supplier", "Vendor")),
            default="customer",
            required=True,
        ),
        "partner_id": f.Many2one("Customer/Vendor", "res.partner"),
        "amount": f.Monetary("Amount"),
        "date": f.Date("Date", required=True, default=lambda env: env.today.isoformat()),
        "journal_id": f.Many2one("Journal", "account.journal", required=True),
        "company_id": f.Many2one("Company", "res.company", default=lambda env: env.company),
        "currency_id": f.Many2one("Currency", "res.currency"),
        "payment_method_line_id": f.Many2one("Payment Method", "account.payment.method.line", default=1),
        "payment_reference": f.Char("Payment Reference"),
        "ref": f.Char("Reference", only=17),
        "memo": f.Char("Memo", only=19),
        "move_id": f.Many2one("Journal Entry", "account.move"),
    }

    def complete(self, env: Env, values: Row) -> Row:
        """Currency and bank journal that were not given."""
        company = int(values.get("company_id") or env.company)
        if not values.get("currency_id"):
            values["currency_id"] = env.row("res.company", company)["currency_id"]
        if not values.get("journal_id"):
            banks = env.model("account.journal").find(
                env, [["type", "=", "bank"], ["company_id", "=", company]]
            )
            values["journal_id"] = banks[0]["id"] if banks else False
        return values

    def after_insert(self, env: Env, record: int, values: Row) -> None:
        """Make the entry, on 17."""
        if env.version < 19:
            self._make_entry(env, env.row(self.name, record))

    @record_method
    def action_post(self, env: Env, ids: list[int]) -> None:
        """Post payments. A repeat raises UserError on 17 and does nothing on 19."""
        self.require_records(env, ids)
        for row in [env.row(self.name, record) for record in ids]:
            if row["state"] != "draft":
                self._refuse_repeat(env, row)
                continue
            if not row["move_id"]:
                self._make_entry(env, row)
            move = env.row("account.move", row["move_id"])
            env.model("account.move").post(env, move)  # type: ignore[attr-defined]  # the registry only knows Model
            state = "posted" if env.version < 19 else "in_process"
            env.table(self.name).update(row["id"], {"state": state, "name": move["name"]})

    def _refuse_repeat(self, env: Env, row: Row) -> None:
        if env.version < 19:
            name = env.row("account.move", row["move_id"])["name"]
            raise UserError(f"The entry {name} (id {row['move_id']}) must be in draft.")

    def _make_entry(self, env: Env, row: Row) -> None:
        received = row["amount"] if row["payment_type"] == "inbound" else -row["amount"]
        move = env.model("account.move").insert(
            env,
            {
                "move_type": "entry",
                "date": row["date"],
                "ref": row["ref" if env.version < 19 else "memo"],
                "journal_id": row["journal_id"],
                "partner_id": row["partner_id"],
                "company_id": row["company_id"],
                "currency_id": row["currency_id"],
            },
        )
        env.table(self.name).update(row["id"], {"move_id": move})
        for kind, amount in ((LIQUIDITY, received), (RECEIVABLE, -received)):
            self._entry_line(env, move, row, kind, amount)

    def _entry_line(self, env: Env, move: int, row: Row, kind: str, amount: Decimal) -> None:
        values = {
            "move_id": move,
            "payment_id": row["id"],
            "account_id": account(env, kind),
            "amount_currency": amount,
            "balance": amount,
            "amount_residual": amount,
        }
        env.model("account.move.line").insert(env, values)


class PaymentRegister(Model):
    """The wizard that pays the invoices of its context."""

    name, label = "account.payment.register", "Register Payment"
    FIELDS = {
        "payment_date": f.Date("Payment Date", default=lambda env: env.today.isoformat()),
        "communication": f.Char("Memo"),
        "amount": f.Monetary("Amount"),
        "currency_id": f.Many2one("Currency", "res.currency"),
        "journal_id": f.Many2one("Journal", "account.journal"),
        "payment_method_line_id": f.Many2one("Payment Method", "account.payment.method.line", default=1),
        "group_payment": f.Boolean("Group Payments", default=True),
        "payment_difference": f.Monetary("Payment Difference"),
        "move_ids": f.Many2many("Invoices", "account.move"),
    }

    def complete(self, env: Env, values: Row) -> Row:
        """Amount and journal from the invoices. Raises UserError when they are paid."""
        moves = [env.row("account.move", i) for i in env.context.get("active_ids", ())]
        due = sum((move["amount_residual"] for move in moves), Decimal(0))
        if not due:
            raise UserError(_nothing_to_pay(env))
        company = moves[0]["company_id"]
        banks = env.model("account.journal").find(env, [["type", "=", "bank"], ["company_id", "=", company]])
        values.setdefault("amount", due)
        values.setdefault("journal_id", banks[0]["id"])
        values["currency_id"] = moves[0]["currency_id"]
        values["move_ids"] = [[6, 0, [move["id"] for move in moves]]]
        return values

    @record_method
    def action_create_payments(self, env: Env, ids: list[int]) -> dict[str, Any]:
        """Make one payment, post it and set it off against the invoices."""
        self.require_records(env, ids)
        wizard = env.row(self.name, ids[0])
        invoices = [env.row("account.move", move) for move in wizard["move_ids"]]
        payments = env.model("account.payment")
        payment = payments.insert(
            env,
            {
                "partner_id": invoices[0]["partner_id"],
                "amount": wizard["amount"],
                "date": wizard["payment_date"],
                "journal_id": wizard["journal_id"],
                "currency_id": wizard["currency_id"],
                "ref" if env.version < 19 else "memo": wizard["communication"],
            },
        )
        payments.action_post(env, [payment])  # type: ignore[attr-defined]  # the registry only knows Model
        entry = env.row("account.payment", payment)["move_id"]
        lines = [line for move in invoices for line in open_lines(env, move["id"])]
        reconcile(env, lines + open_lines(env, entry))
        return {
            "name": "Payments",
            "type": "ir.actions.act_window",
            "res_model": "account.payment",
            "context": {"create": False},
            "view_mode": "form",
            "res_id": payment,
        }


def _nothing_to_pay(env: Env) -> str:
    if env.version < 19:
        return (
            "You can't register a payment because there is nothing left to pay on the selected journal items."
        )
    return (
        "There's nothing left to pay for the selected journal items, so no payment registration is necessary. "
        "You've got your finances under control like a boss!"
    )
