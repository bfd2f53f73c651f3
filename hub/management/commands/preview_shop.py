"""`manage.py preview_shop`: the dry run of a shop before it goes live."""

import json
import sys
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hub import previews
from hub.management.base import Error, HubCommand, named_shop, one_line
from hub.previews import Cause, ShopPreview, summary

_EVERY_SECONDS = 24 * 3600.0


class Command(HubCommand):
    """Look at all orders of some days; nothing is written anywhere."""

    help = (
        "Looks at a shop's orders of the last days as if they were delivered now: how many are ready, and "
        "what the others lack, grouped by cause. The policy's first day is not applied. Nothing is written. "
        "Exit code 0: all are ready; 2: something is missing, or time ran out; 1: nobody can look."
    )
    example = "manage.py preview_shop lampes-fr\n  manage.py preview_shop lampes-fr --days 90 --json"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which shop, how far back."""
        parser.add_argument("shop", help="the shop's short name")
        parser.add_argument("--days", type=int, default=30, help="orders placed since (default %(default)s)")
        parser.add_argument("--json", action="store_true", help="for programs: the result as JSON")
        parser.add_argument(
            "--seconds", type=float, default=_EVERY_SECONDS, help="stop asking Odoo after this time"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it; exit with 2 unless all are ready."""
        shop, days = named_shop(options["shop"]), options["days"]
        if not 1 <= days <= 3660:
            raise Error("--days must be between 1 and 3660.")
        since = timezone.now() - timedelta(days=days)
        found = previews.previewer().of_shop(
            shop, since, seconds=options["seconds"], told=None if options["json"] else self._tell
        )
        if options["json"]:
            self.stdout.write(json.dumps(_document(found), ensure_ascii=False, indent=2))
        else:
            self._print(found)
        if not found.ready or found.left:
            sys.exit(2)

    def _tell(self, done: int, total: int) -> None:
        self.stderr.write(f"{done} of {total} orders looked at")

    def _print(self, found: ShopPreview) -> None:
        self.stdout.write(f"Shop {found.shop.slug} → {found.target}: {summary(found)}")
        for reason, count in found.reasons.items():
            self.stdout.write(f"  nothing to do for {count}: {reason}")
        for cause in found.causes:
            self.stdout.write(
                f"\n{one_line(cause.lack.subject)}: {_orders(cause.orders)} ({cause.lack.code})"
            )
            self.stdout.write(f"  for example {_examples(cause)}")
            self.stdout.write(f"  → {one_line(cause.lack.remedy)}")
        if found.left:
            self.stdout.write(f"\nThere was no time for {_orders(found.left)}: raise --seconds.")
        for note in found.notes:
            self.stdout.write(f"\nNote: {one_line(note)}")


def _orders(count: int) -> str:
    return f"{count} order" if count == 1 else f"{count} orders"


def _examples(cause: Cause) -> str:
    return ", ".join(f"{order.shop.slug}/{order.external_id}" for order in cause.examples)


def _document(found: ShopPreview) -> dict[str, Any]:
    return {
        "shop": found.shop.slug,
        "target": found.target,
        "since": found.since.isoformat(),
        "summary": summary(found),
        "orders": found.orders,
        "left": found.left,
        "calls": found.calls,
        "verdicts": {verdict.value: count for verdict, count in found.verdicts.items()},
        "stopped": found.stopped,
        "nothing_to_do": found.reasons,
        "causes": [
            {
                "code": cause.lack.code,
                "key": cause.lack.key,
                "subject": cause.lack.subject,
                "remedy": cause.lack.remedy,
                "orders": cause.orders,
                "examples": [order.external_id for order in cause.examples],
            }
            for cause in found.causes
        ],
        "notes": found.notes,
    }
