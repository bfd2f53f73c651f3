"""The wizard that pays invoices. It is there to be as unsafe as the real one.

Run twice at once, it pays twice.
"""

from decimal import Decimal
from typing import Any

from sandbox.odoo import fields as f
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.errors import UserError
from sandbox.odoo.model import Model
from sandbox.odoo.models.payment import post_payment
from sandbox.odoo.models.reconcile import open_lines, reconcile
from sandbox.odoo.rpc import record_method


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
        post_payment(env, env.row(payments.name, payment))
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
        "There's nothing left to pay for the selected journal items, "
        "so no payment registration is necessary. You've got your finances under control like a boss!"
    )
