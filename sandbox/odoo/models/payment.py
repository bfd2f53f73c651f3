"""Customer payments and their entries."""

from decimal import Decimal

from sandbox.odoo import fields as f
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.errors import UserError
from sandbox.odoo.models.mail import MailThread
from sandbox.odoo.models.move import post
from sandbox.odoo.models.move_entries import RECEIVABLE, account
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
            _make_entry(env, env.row(self.name, record))

    @record_method
    def action_post(self, env: Env, ids: list[int]) -> None:
        """Post payments. A repeat raises UserError on 17 and does nothing on 19."""
        self.require_records(env, ids)
        for row in [env.row(self.name, record) for record in ids]:
            post_payment(env, row)


def post_payment(env: Env, row: Row) -> None:
    """Post one payment. A repeat raises UserError on 17 and does nothing on 19."""
    if row["state"] != "draft":
        _refuse_repeat(env, row)
        return
    if not row["move_id"]:
        _make_entry(env, row)
    move = env.row("account.move", row["move_id"])
    post(env, move)
    state = "posted" if env.version < 19 else "in_process"
    env.table("account.payment").update(row["id"], {"state": state, "name": move["name"]})


def _refuse_repeat(env: Env, row: Row) -> None:
    if env.version < 19:
        name = env.row("account.move", row["move_id"])["name"]
        raise UserError(f"The entry {name} (id {row['move_id']}) must be in draft.")


def _make_entry(env: Env, row: Row) -> None:
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
    env.table("account.payment").update(row["id"], {"move_id": move})
    for kind, amount in ((LIQUIDITY, received), (RECEIVABLE, -received)):
        _entry_line(env, move, row, kind, amount)


def _entry_line(env: Env, move: int, row: Row, kind: str, amount: Decimal) -> None:
    values = {
        "move_id": move,
        "payment_id": row["id"],
        "account_id": account(env, kind),
        "amount_currency": amount,
        "balance": amount,
        "amount_residual": amount,
    }
    env.model("account.move.line").insert(env, values)
