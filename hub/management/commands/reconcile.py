"""`manage.py reconcile`."""

import sys
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from hub.errors import AffluentError
from hub.management.base import Error, HubCommand, named_shop, one_line
from hub.management.comparison import Counter, print_differences, print_runs
from hub.management.people import who
from hub.management.progress import Progress
from hub.models import Backfill, Shop
from hub.processes import Shutdown
from hub.reconciliation import reading, rehearsal, running
from hub.reconciliation.running import Asked, Result
from hub.reconciliation.sides import SHOP

INTERRUPTED, DIFFERENCES = 130, 2
MOST_DAYS = 365


@dataclass(slots=True)
class _Found:
    """All shops together."""

    result: Result = field(default_factory=Result)
    refused: list[AffluentError] = field(default_factory=list)

    def add(self, one: Result) -> None:
        self.result.runs += one.runs
        self.result.open += one.open


class Command(HubCommand):
    """The shops, the hub and the ERP, compared."""

    help = (
        "Read each shop's last days again and compare its orders with the hub, and the hub with Odoo: ids, "
        "states, totals, tax, invoices, credit notes. What is safe to mend is mended, the rest is listed and "
        "kept in the back office. Exit code 0: nothing is open. 1: something could not be compared, or the "
        "command cannot run. 2: differences are open."
    )
    example = (
        "manage.py reconcile\n"
        "  manage.py reconcile --shop lampes-fr --days 7\n"
        "  manage.py reconcile --shop lampes-fr --dry-run"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which shop, how far back, and whether anything is changed."""
        parser.add_argument("--shop", metavar="SLUG", help="only this one; all of them by default")
        parser.add_argument(
            "--days",
            type=int,
            metavar="N",
            default=settings.RECONCILE_DAYS or 30,
            help="orders that changed in so many days (default: RECONCILE_DAYS)",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="compare and list; change and keep nothing"
        )
        parser.add_argument("--by-day", action="store_true", help="also count the orders of each day")

    def handle(self, *args: Any, **options: Any) -> None:
        """Shop by shop; trouble of one does not stop the others."""
        days = options["days"]
        if not 1 <= days <= MOST_DAYS:
            raise Error(f"--days: {days} is not between 1 and {MOST_DAYS}.")
        shops = [named_shop(options["shop"])] if options["shop"] else list(Shop.objects.order_by("slug"))
        if not shops:
            self.stdout.write("No shops yet. Add one with `manage.py add_shop`.")
            return
        found = _Found()
        with Shutdown() as stop:
            for shop in shops:
                self._reconcile(shop, days, found, stop, dry=options["dry_run"])
                if stop.requested:
                    break
        self._tell(found, by_day=options["by_day"], dry=options["dry_run"])
        self._exit(found, stop)

    def _reconcile(self, shop: Shop, days: int, found: _Found, stop: Shutdown, *, dry: bool) -> None:
        counter = Counter(self.stdout, shop.slug)
        asked = Asked(since=reading.since(shop, days), by=who(), writes=not dry)
        try:
            with running.alone(shop) as still_ours:

                def watch(*told: Any) -> None:
                    still_ours()
                    counter.shows(*told)

                asked.watch = watch
                found.add(self._rehearse(shop, asked) if dry else self._recount(shop, days, asked, stop))
                if not stop.requested:
                    found.add(running.with_targets(shop, asked))
        except AffluentError as trouble:
            found.refused.append(trouble)
        counter.ends()

    def _recount(self, shop: Shop, days: int, asked: Asked, stop: Shutdown) -> Result:
        why_not = reading.why_not(shop)
        if why_not is not None:
            return running.with_shop(shop, asked, None, why_not)
        progress: list[Progress] = []

        def shows(row: Backfill) -> None:
            if not progress:
                progress.append(Progress(self.stdout, row))
            progress[0].shows(row)

        walk = reading.read(shop, days, asked.by, stop, shows)
        if progress:
            progress[0].ends(walk)
        return Result() if stop.requested else running.with_shop(shop, asked, walk, walk.noted_error)

    def _rehearse(self, shop: Shop, asked: Asked) -> Result:
        run = running.begin(shop, SHOP, asked)
        try:
            if why_not := reading.why_not(shop):
                raise why_not
            side = rehearsal.look(shop, asked.since)
        except AffluentError as trouble:
            return running.not_read(run, asked, trouble)
        result = Result([run], running.compare(run, side, asked))
        result.open += rehearsal.add_unknown(run, side)
        return result

    def _tell(self, found: _Found, *, by_day: bool, dry: bool) -> None:
        print_runs(self, found.result.runs, by_day=by_day)
        print_differences(self, found.result.open)
        if dry:
            self.stdout.write("Nothing was changed.")

    def _exit(self, found: _Found, stop: Shutdown) -> None:
        for run in found.result.incomplete:
            said = f"{run.shop.slug} ↔ {run.side} could not be compared: {run.error_cause} {run.error_remedy}"
            self.stderr.write(one_line(said))
        for trouble in found.refused:
            self.stderr.write(one_line(str(trouble)))
        if stop.requested:
            self.stderr.write("Interrupted.")
            sys.exit(INTERRUPTED)
        if found.result.open:
            sys.exit(DIFFERENCES)
        if found.result.incomplete or found.refused:
            sys.exit(1)
