"""Setting open amounts off against each other, and the payment state that follows."""

from decimal import Decimal

from sandbox.odoo.database import Row
from sandbox.odoo.env import Env


def open_lines(env: Env, move: int) -> list[Row]:
    """The receivable lines of an entry that are not settled yet."""
    rows = env.children("account.move.line", "move_id", move)
    receivable = env.model("account.move.line")
    return [
        row
        for row in rows
        if receivable.value(env, row, "account_type") == "asset_receivable" and not row["reconciled"]
    ]


def reconcile(env: Env, lines: list[Row]) -> None:
    """Set debits off against credits, as far as they go, and refresh the entries' payment state."""
    debits = [line for line in lines if line["amount_residual"] > 0]
    credits_ = [line for line in lines if line["amount_residual"] < 0]
    for debit in debits:
        for credit in credits_:
            amount = min(debit["amount_residual"], -credit["amount_residual"])
            if amount > 0:
                _settle(env, debit, debit["amount_residual"] - amount)
                _settle(env, credit, credit["amount_residual"] + amount)
    by_refund = any(env.row("account.move", li["move_id"])["move_type"] == "out_refund" for li in lines)
    for move in {line["move_id"] for line in lines}:
        _refresh(env, move, by_refund)


def _settle(env: Env, line: Row, residual: Decimal) -> None:
    values = {"amount_residual": residual, "reconciled": not residual}
    env.table("account.move.line").update(line["id"], values)


def _refresh(env: Env, move: int, by_refund: bool) -> None:
    row = env.row("account.move", move)
    if row["move_type"] == "entry":
        return
    residual = sum((abs(line["amount_residual"]) for line in open_lines(env, move)), Decimal(0))
    state = "partial" if residual else "paid"
    if not residual and by_refund and row["move_type"] == "out_invoice":
        state = "reversed"
    if residual == row["amount_total"]:
        state = "not_paid"
    env.table("account.move").update(move, {"amount_residual": residual, "payment_state": state})
