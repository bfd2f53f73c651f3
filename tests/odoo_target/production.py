"""Whether a database looks like somebody's production, where tests have no business."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from odoo_bridge.odoo.client import Odoo

_TESTING = re.compile(r"test|stag|demo|dev|sandbox|contract|preprod|training", re.IGNORECASE)
_FEW = 20  # entries of the last month; somebody who tries things out makes no more
_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells: the database's name, entries that other people posted lately, mail that really leaves."""

    database: str
    posted_by_others: int
    mail_servers: int


def look(odoo: Odoo, database: str, ours: Mapping[str, int]) -> Signs:
    """Read the signs as an administrator, over all companies but the tests' own."""
    since = (datetime.now(UTC) - _MONTH).strftime("%Y-%m-%d %H:%M:%S")
    domain = [["move_type", "in", ["out_invoice", "out_refund"]], ["state", "=", "posted"]]
    others = [["create_date", ">=", since], ["create_uid", "not in", sorted(set(ours.values()))]]
    return Signs(
        database=database,
        posted_by_others=int(odoo.call("account.move", "search_count", domain=[*domain, *others])),
        mail_servers=int(odoo.call("ir.mail_server", "search_count", domain=[["active", "=", True]])),
    )


def reasons(signs: Signs) -> list[str]:
    """Why it looks like production; nothing for a database of tests."""
    found = []
    if signs.posted_by_others > _FEW:
        found.append(f"other people posted {signs.posted_by_others} invoices there within a month")
    if signs.mail_servers and not _TESTING.search(signs.database):
        found.append(
            f"it sends mail ({signs.mail_servers} servers), and its name {signs.database!r} has no word of "
            "tests"
        )
    return found
