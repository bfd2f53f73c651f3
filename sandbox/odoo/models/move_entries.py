"""The lines an invoice makes by itself: taxes and the amount due.

Debit positive, credit negative, as `amount_currency`.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.models.accounting import taxes_of
from sandbox.odoo.models.sale_line import document_totals
from sandbox.odoo.taxes import BaseLine

INVOICE_LINES = ("product", "line_section", "line_note")
SALES_ACCOUNT, TAX_ACCOUNT, RECEIVABLE = "income", "liability_current", "asset_receivable"


def due_date(env: Env, values: Row) -> str:
    """When an invoice made today is due, by its payment term."""
    term = env.table("account.payment.term").rows.get(int(values.get("invoice_payment_term_id") or 0))
    start = date.fromisoformat(values.get("invoice_date") or env.today.isoformat())
    return (start + timedelta(days=term["days"] if term else 0)).isoformat()


def lines_of(env: Env, move: int, *display_types: str) -> list[Row]:
    """The lines of those display types, in order."""
    rows = env.children("account.move.line", "move_id", move)
    return [row for row in rows if row["display_type"] in display_types]


def product_lines(env: Env, move: int) -> list[Row]:
    """The lines that sell something."""
    return lines_of(env, move, "product")


def payment_term_lines(env: Env, move: int) -> list[Row]:
    """The lines that say what is due."""
    return lines_of(env, move, "payment_term")


def touches_products(env: Env, commands: Any) -> bool:
    """Whether line commands change anything but tax and payment lines."""
    for command in commands or []:
        row = env.table("account.move.line").rows.get(command[1]) if len(command) > 1 else None
        if command[0] != 1 or (row is not None and row["display_type"] == "product"):
            return True
    return False


def account(env: Env, kind: str) -> int:
    """The account used for one kind of line."""
    return int(env.model("account.account").find(env, [["account_type", "=", kind]])[0]["id"])


def rebuild(env: Env, move: int) -> None:
    """Compute product lines, make the tax lines they need, and balance the entry."""
    row = env.row("account.move", move)
    if row["move_type"] == "entry":
        return
    lines = product_lines(env, move)
    bases = [
        BaseLine(li["price_unit"], li["quantity"], li["discount"], taxes_of(env, li["tax_ids"]))
        for li in lines
    ]
    totals = document_totals(env, row["currency_id"], row["company_id"], bases)
    sign = sign_of(row)
    for line, amounts in zip(lines, totals.lines, strict=True):
        values = {"price_subtotal": amounts.subtotal, "price_total": amounts.total}
        _book(env, line["id"], sign * amounts.booked, values)
    _rebuild_taxes(env, row, {tax: sign * amount for tax, amount in totals.taxes.items()})
    balance(env, move)


def sign_of(move: Row) -> int:
    """-1 where sales are credited (invoices), 1 where they are debited (credit notes)."""
    return 1 if move["move_type"] == "out_refund" else -1


def _book(env: Env, line: int, amount: Decimal, values: Row) -> None:
    env.table("account.move.line").update(line, {**values, "amount_currency": amount, "balance": amount})


def _rebuild_taxes(env: Env, move: Row, amounts: dict[int, Decimal]) -> None:
    known = {line["tax_line_id"]: line["id"] for line in lines_of(env, move["id"], "tax")}
    for tax, line in known.items():
        if tax not in amounts:
            env.table("account.move.line").delete(line)
    for tax, amount in amounts.items():
        row = env.row("account.tax", tax)
        if not row["amount"]:
            continue
        line = known.get(tax) or _insert(env, move, "tax", row["name"], account(env, TAX_ACCOUNT), tax)
        _book(env, line, amount, {})


def _insert(env: Env, move: Row, display_type: str, name: Any, account_id: int, tax: Any = False) -> int:
    values = {
        "move_id": move["id"],
        "display_type": display_type,
        "name": name,
        "account_id": account_id,
        "tax_line_id": tax,
        "quantity": 0,
    }
    line = env.model("account.move.line").insert(env, values)
    env.table("account.move.line").update(line, {"name": name})
    return line


def balance(env: Env, move: int) -> None:
    """Let the payment line carry what all others add up to, and the invoice its totals."""
    row = env.row("account.move", move)
    if row["move_type"] == "entry":
        return
    sign = sign_of(row)
    untaxed = sum((li["amount_currency"] for li in product_lines(env, move)), Decimal(0)) * sign
    tax = sum((li["amount_currency"] for li in lines_of(env, move, "tax")), Decimal(0)) * sign
    total = untaxed + tax
    due = payment_term_lines(env, move)
    empty_name = "" if env.version < 19 else False
    line = due[0]["id"] if due else _insert(env, row, "payment_term", empty_name, account(env, RECEIVABLE))
    _book(env, line, -sign * total, {"amount_residual": -sign * total, "reconciled": not total})
    env.table("account.move").update(
        move,
        {
            "amount_untaxed": untaxed,
            "amount_tax": tax,
            "amount_total": total,
            "amount_residual": total,
        },
    )
