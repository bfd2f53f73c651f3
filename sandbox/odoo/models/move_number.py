"""The numbers of invoices, credit notes and payments: `INV/2026/00001`, gapless per journal and year."""

from typing import Any

from sandbox.odoo.database import Row
from sandbox.odoo.env import Env


def prefix_of(env: Env, row: Row) -> str:
    """What the entry's number starts with: R for credit notes, P for payments."""
    code = env.row("account.journal", row["journal_id"])["code"]
    letter = {"out_refund": "R", "entry": "P"}.get(row["move_type"], "")
    return f"{letter}{code}/{row['date'][:4]}/"


def next_name(env: Env, row: Row) -> str:
    """The next number of the entry's sequence, taken."""
    prefix = _scoped(env, row)
    return f"{prefix_of(env, row)}{env.database.next_number(prefix):05d}"


def draft_name(env: Env, row: Row) -> Any:
    """The name of a draft: none, but in 17 the first entry of a sequence gets its number at once."""
    if env.version >= 19:
        return False
    return "/" if env.database.numbers.get(_scoped(env, row)) else next_name(env, row)


def _scoped(env: Env, row: Row) -> str:
    return f"{row['journal_id']}:{prefix_of(env, row)}"
