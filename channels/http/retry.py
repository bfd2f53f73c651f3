"""Whether and when to try a call again. Only calls that change nothing are repeated here."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

RETRIED_STATUSES = frozenset({408, 425, 429, 502, 503, 504})
REPEATABLE_METHODS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """`tries` in all; pauses grow from `first_pause` seconds, with full jitter, up to `longest_pause`.

    A server that asks (`Retry-After`) for more than `longest_pause` is not waited for: the caller gets
    the error with `retry_after` and comes back later.
    """

    tries: int = 4
    first_pause: float = 0.5
    longest_pause: float = 20.0

    def pause(self, failed_tries: int, asked: float | None) -> float | None:
        """Seconds until the next try; None: give up."""
        if failed_tries >= self.tries or (asked is not None and asked > self.longest_pause):
            return None
        grown = min(self.longest_pause, self.first_pause * 2 ** (failed_tries - 1))
        # Jitter keeps several workers from coming back in step; what the server asked for is a minimum.
        return (asked or 0.0) + random.uniform(0, grown)  # noqa: S311 - spreads load, guards nothing


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds of a `Retry-After` header (RFC 9110 10.2.3: a number or a date); None without a usable one."""
    said = (headers.get("Retry-After") or "").strip()
    if said.isascii() and said.isdigit():
        return float(min(int(said[:9]), 86_400))
    try:
        until = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(0.0, (until - (now or datetime.now(UTC))).total_seconds()), 86_400.0)
