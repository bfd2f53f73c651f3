"""`manage.py backfill`."""

import sys
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from hub import backfill
from hub.management.base import Error, HubCommand, named_shop, one_line, utc_moment
from hub.management.people import who
from hub.management.progress import Progress
from hub.models import Backfill, BackfillState, Shop
from hub.models.backfill import UNDER_WAY
from hub.order.document import time_text
from hub.processes import Shutdown

INTERRUPTED = 130  # as shells say of Ctrl-C
_STEP_SECONDS = 1.0


class Command(HubCommand):
    """Older orders, read again."""

    help = (
        "Read all orders of a shop that changed since a day, whatever their status; the shop's cursor and "
        "its polls are left alone. It goes on where it was after Ctrl-C (exit code 130, then --resume) or "
        "after it was killed (then the worker goes on). Exit code 1 when trouble stopped it."
    )
    example = (
        "manage.py backfill lampes-fr --since 2025-01-01 --dry-run\n"
        "  manage.py backfill lampes-fr --since 2025-01-01\n"
        "  manage.py backfill --resume 7\n"
        "  manage.py backfill --list"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """A new one, or what to do with known ones."""
        parser.add_argument("shop", nargs="?", metavar="SHOP", help="its slug")
        parser.add_argument("--since", metavar="ISO", help="the moment; UTC without a zone")
        parser.add_argument("--dry-run", action="store_true", help="only say how many orders it means")
        parser.add_argument("--background", action="store_true", help="leave the reading to the worker")
        known = parser.add_mutually_exclusive_group()
        known.add_argument("--list", action="store_true", help="the newest backfills, of SHOP or of all")
        known.add_argument("--pause", type=int, metavar="ID", help="stop it until it is resumed")
        known.add_argument("--resume", type=int, metavar="ID", help="go on with a paused or failed one")
        known.add_argument("--cancel", type=int, metavar="ID", help="stop it for good")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of these."""
        shop = named_shop(options["shop"]) if options["shop"] else None
        if options["list"]:
            self._list(shop)
        elif (number := options["pause"] or options["cancel"]) is not None:
            self._stop(_known(number), cancel=options["cancel"] is not None)
        elif options["resume"] is not None:
            self._resume(_known(options["resume"]), background=options["background"])
        elif shop is None or not options["since"]:
            raise Error("Say what to read: SHOP and --since (or --list, --pause, --resume, --cancel).")
        else:
            self._start(shop, options)

    def _start(self, shop: Shop, options: dict[str, Any]) -> None:
        since = utc_moment("--since", options["since"])
        if options["dry_run"]:
            found = backfill.count(shop, since)
            self.stdout.write(
                f"{found} orders of {shop.slug} changed since {time_text(since)} and would be read. Those "
                "that the hub does not know yet are delivered as the shop's policy says. Nothing was changed."
            )
            return
        self._go_on(backfill.start(shop, since, who()), background=options["background"])

    def _resume(self, known: Backfill, *, background: bool) -> None:
        if not backfill.resume(known) and known.state not in UNDER_WAY:
            raise Error(f"--resume: backfill {known.pk} is {known.state}.")
        self._go_on(known, background=background)

    def _stop(self, known: Backfill, *, cancel: bool) -> None:
        stopped = backfill.cancel(known) if cancel else backfill.pause(known)
        if not stopped:
            raise Error(f"Backfill {known.pk} is {known.state} already.")
        self.stdout.write(f"Backfill {known.pk} is {known.state}.")

    def _go_on(self, known: Backfill, *, background: bool) -> None:
        if background:
            self.stdout.write(f"Backfill {known.pk} waits for the worker. See `manage.py backfill --list`.")
            return
        progress = Progress(self.stdout, known)
        with Shutdown() as stop:
            while known.state in UNDER_WAY and not stop.requested:
                if known.next_attempt_at and known.next_attempt_at > timezone.now():
                    progress.waits(known)
                elif backfill.work(known, backfill.Leg(stop=lambda: stop.requested, watch=progress.shows)):
                    continue
                stop.wait(_STEP_SECONDS)
                known.refresh_from_db()
        self._ended(known, progress)

    def _ended(self, known: Backfill, progress: Progress) -> None:
        interrupted = backfill.pause(known)
        progress.ends(known)
        if interrupted:
            self.stdout.write(f"Interrupted. Go on with: manage.py backfill --resume {known.pk}")
            sys.exit(INTERRUPTED)
        if known.state != BackfillState.DONE:
            self.stderr.write(
                one_line(f"{known.get_state_display()}: {known.error_cause} {known.error_remedy}")
            )
            sys.exit(1)

    def _list(self, shop: Shop | None) -> None:
        rows = Backfill.objects.filter(shop=shop) if shop else Backfill.objects.all()
        header = ("ID", "SHOP", "SINCE", "WHY", "STATE", "READ", "OF", "NEW", "CHANGED", "HELD", "TROUBLE")
        self.table(header, (_cells(row) for row in rows.select_related("shop")[:50]))


def _cells(row: Backfill) -> tuple[object, ...]:
    total = "?" if row.total is None else row.total
    counts = (row.seen, total, row.new, row.changed, row.held)
    return (row.pk, row.shop.slug, time_text(row.since), row.reason, row.state, *counts, row.error_code)


def _known(number: int) -> Backfill:
    known = Backfill.objects.select_related("shop").filter(pk=number).first()
    if known is None:
        raise Error(f"There is no backfill {number}. See `manage.py backfill --list`.")
    return known
