"""`manage.py rewind`."""

from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser

from hub import rewinding
from hub.management.base import HubCommand, named_shop, utc_moment
from hub.management.people import who
from hub.order.document import time_text
from hub.rewinding import Preview


class Command(HubCommand):
    """Moves the cursor of a shop."""

    help = (
        "Let the next poll read a shop again from a moment on. What did not change is no new revision, and "
        "nothing is delivered twice. Without --dry-run it is done at once; a poll under way stores its page "
        "and ends."
    )
    example = (
        "manage.py rewind lampes-fr --to 2026-11-01 --dry-run\n  manage.py rewind lampes-fr --to 2026-11-01"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which shop, to where."""
        parser.add_argument("shop", metavar="SHOP", help="its slug")
        parser.add_argument(
            "--to", metavar="ISO", required=True, help="the moment; UTC where it says no zone"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say how many orders it means")
        parser.add_argument(
            "--skip",
            action="store_true",
            help="go forward past the cursor: what changed before is never read",
        )
        parser.add_argument("--reason", default="manage.py rewind", help="kept with the shop's events")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask the shop how much it is, then do it."""
        shop, to = named_shop(options["shop"]), utc_moment("--to", options["to"])
        if options["dry_run"] or options["skip"]:
            self._say(rewinding.preview(shop, to), to)
        if options["dry_run"]:
            self.stdout.write("Nothing was changed.")
            return
        rewinding.rewind(shop, to, by=who(), reason=options["reason"], skip=options["skip"])
        self.stdout.write(f"{shop.slug}: the next poll reads from {time_text(to)}.")

    def _say(self, found: Preview, to: datetime) -> None:
        self.stdout.write(f"Read until now: {found.position or 'not to the end yet'}.")
        self.stdout.write(f"{found.again} orders changed since {time_text(to)}: they are read again.")
        if found.skips:
            self.stdout.write(f"{found.skipped} orders changed before: they are skipped, which needs --skip.")
