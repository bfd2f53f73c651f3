"""`manage.py webhooks`."""

import sys
from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandParser

from hub.management.base import HubCommand, named_shop
from hub.models import WebhookSubscription
from hub.order.document import time_text
from hub.ports import Finding
from hub.webhooks.addresses import address_of
from hub.webhooks.subscribing import SetUp, subscribe, subscription_of, unsubscribe, webhooks_of


class Command(HubCommand):
    """Let a shop call the hub."""

    help = (
        "Make a shop call the hub when an order changes, or mend what stopped; where the platform allows no "
        "program to do so, say which steps a person takes there. Exit code 1 when something is left to do."
    )
    example = (
        "manage.py webhooks lampes-fr\n  manage.py webhooks lampes-fr --status\n"
        "  manage.py webhooks lampes-fr --remove"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which shop, and whether to stop or only to look."""
        parser.add_argument("shop", metavar="SHOP", help="the shop's slug")
        instead = parser.add_mutually_exclusive_group()
        instead.add_argument("--remove", action="store_true", help="stop them")
        instead.add_argument("--status", action="store_true", help="only say how they fare")

    def handle(self, *args: Any, **options: Any) -> None:
        """Subscribe, unsubscribe or look."""
        shop = named_shop(options["shop"])
        _, webhooks = webhooks_of(shop)
        if options["status"]:
            self._status(subscription_of(shop))
            return
        done = SetUp(findings=unsubscribe(shop)) if options["remove"] else subscribe(shop)
        if done.findings:
            self.table(("test", "", "result"), (_row(finding) for finding in done.findings))
        if not options["remove"]:
            self._what_to_copy(address_of(shop), done.secret, webhooks.steps)
        if not done.works:
            sys.exit(1)

    def _what_to_copy(self, address: str, secret: str, steps: str) -> None:
        self.stdout.write(f"Address: {address}")
        if secret:
            self.stdout.write(f"Secret (told this once): {secret}")
        if steps:
            self.stdout.write(f"Left to do at the platform: {steps}")

    def _status(self, row: WebhookSubscription) -> None:
        self.table(("what", "is"), _facts(row))
        if row.in_trouble or row.silent_since:
            sys.exit(1)


def _facts(row: WebhookSubscription) -> Sequence[tuple[str, object]]:
    last, silent = row.last_received_at, row.silent_since
    return (
        ("wanted", "yes" if row.wanted else "no"),
        ("address", row.address or "-"),
        ("last received", time_text(last) if last else "never"),
        ("stored", row.stored),
        ("duplicates", row.duplicates),
        ("unreadable", row.unreadable),
        ("forged", row.forged),
        ("silent", f"{row.silent_changes} changes since {time_text(silent)}" if silent else "no"),
        ("trouble", f"{row.error_cause} {row.error_remedy}".strip() or "none"),
    )


def _row(finding: Finding) -> tuple[str, str, str]:
    remedy = "" if finding.ok else finding.remedy
    return finding.name, "ok" if finding.ok else "FAILED", f"{finding.detail} {remedy}".strip()
