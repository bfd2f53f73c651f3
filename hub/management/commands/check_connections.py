"""`manage.py check_connections`."""

import sys
from typing import Any

from hub.connections import Connection, check_all
from hub.management.base import HubCommand


class Command(HubCommand):
    """Do all keys and addresses work?"""

    help = "Ask every shop and every ERP connection whether it answers; exit code 1 if one does not."
    example = "manage.py check_connections"

    def handle(self, *args: Any, **options: Any) -> None:
        """A table of what was found, and what to do where it failed."""
        found = list(check_all())
        if not found:
            self.stdout.write("No connections yet. Add one with `manage.py add_shop`.")
            return
        self.table(("connection", "test", "", "result"), (row for one in found for row in _rows(one)))
        if not all(connection.works for connection in found):
            sys.exit(1)


def _rows(connection: Connection) -> list[tuple[str, str, str, str]]:
    return [
        (
            connection.name,
            finding.name,
            "ok" if finding.ok else "FAILED",
            f"{finding.detail} {'' if finding.ok else finding.remedy}".strip(),
        )
        for finding in connection.findings
    ]
