"""How far a backfill is, for who waits at a terminal: one line that renews itself, or a line now and then."""

import time

from django.core.management.base import OutputWrapper

from hub.management.base import one_line
from hub.models import Backfill

_LINE_SECONDS = 10.0  # between two lines where the output is no terminal


class Progress:
    """`shows` after each page, `ends` once."""

    def __init__(self, out: OutputWrapper, backfill: Backfill) -> None:
        self._out = out
        self._started, self._began_with = time.monotonic(), backfill.seen
        self._told_at = self._started
        self._waited_for = ""

    def shows(self, backfill: Backfill) -> None:
        """Where it is now."""
        if self._out.isatty():
            self._out.write(f"\r{self._sentence(backfill)}\x1b[K", ending="")
            self._out.flush()
        elif time.monotonic() - self._told_at >= _LINE_SECONDS:
            self._told_at = time.monotonic()
            self._out.write(self._sentence(backfill))

    def waits(self, backfill: Backfill) -> None:
        """Why it does not go on right now; once for each attempt."""
        until = f"{backfill.next_attempt_at:%H:%M:%S} UTC"
        if until != self._waited_for:
            self._waited_for = until
            self._out.write(one_line(f"Goes on at {until}: {backfill.error_cause}"))

    def ends(self, backfill: Backfill) -> None:
        """The last line."""
        start = "\r" if self._out.isatty() else ""
        self._out.write(f"{start}{self._sentence(backfill)}")

    def _sentence(self, backfill: Backfill) -> str:
        rate = (backfill.seen - self._began_with) / max(time.monotonic() - self._started, 0.001)
        total = "" if backfill.total is None else f" of {backfill.total}"
        percent = "" if backfill.percent is None else f" ({backfill.percent} %)"
        counts = f"{backfill.new} new, {backfill.changed} changed, {backfill.held} held"
        read = f"{backfill.shop.slug}: {backfill.seen}{total} orders read{percent}"
        return f"{read}, {counts}; {rate:.0f} a second"
