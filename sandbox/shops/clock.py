"""The clock of a shop's server, which may be wrong or stand still."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime


class Clock:
    """Real time plus a skew, or one frozen moment. Thread-safe; every moment is an aware UTC ``datetime``."""

    def __init__(self, frozen_at: datetime | None = None, skew: timedelta = timedelta()) -> None:
        self._lock = threading.Lock()
        self._skew = skew
        self._frozen = frozen_at

    def now(self) -> datetime:
        """The shop's idea of now."""
        with self._lock:
            return self._frozen if self._frozen is not None else datetime.now(UTC) + self._skew

    def freeze(self, at: datetime | None = None) -> None:
        """Stand still, at ``at`` or where the clock is."""
        moment = at if at is not None else self.now()
        with self._lock:
            self._frozen = moment.astimezone(UTC)

    def thaw(self) -> None:
        """Run again with the skew set before."""
        with self._lock:
            self._frozen = None

    def set_skew(self, skew: timedelta) -> None:
        """Run ahead of real time by ``skew`` (negative: behind)."""
        with self._lock:
            self._skew = skew

    def advance(self, step: timedelta) -> None:
        """Jump forward, frozen or not."""
        with self._lock:
            if self._frozen is not None:
                self._frozen += step
            else:
                self._skew += step

    def http_date(self) -> str:
        """Now, as an HTTP ``Date`` header says it."""
        return format_datetime(self.now().replace(microsecond=0), usegmt=True)
