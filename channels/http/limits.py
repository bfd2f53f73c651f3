"""The pace of calls to one shop: a token bucket and a cap on calls at once, shared within the process."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_BURST_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Limit:
    """How many calls a platform takes: `per_minute` on average, `at_once` in parallel."""

    per_minute: int
    at_once: int = 2


class Pace:
    """Lets calls through at the limit's pace. After a pause, ten seconds' worth may go in a burst."""

    def __init__(
        self,
        limit: Limit,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate = limit.per_minute / 60
        self._burst = max(1.0, self._rate * _BURST_SECONDS)
        self._tokens = self._burst
        self._now, self._sleep = now, sleep
        self._filled_at = now()
        self._lock = threading.Lock()
        self._parallel = threading.BoundedSemaphore(limit.at_once)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits for a turn and holds one of the parallel places while the call lasts."""
        with self._parallel:
            if wait := self._reserve():
                self._sleep(wait)
            yield

    def _reserve(self) -> float:
        """Takes a token, on credit if need be; returns the seconds to wait for it."""
        with self._lock:
            now = self._now()
            self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate)
            self._filled_at = now
            self._tokens -= 1
            return max(0.0, -self._tokens / self._rate)


_paces: dict[tuple[str, Limit], Pace] = {}
_paces_lock = threading.Lock()


def pace_of(shop: str, limit: Limit) -> Pace:
    """The one pace of a shop in this process."""
    with _paces_lock:
        return _paces.setdefault((shop, limit), Pace(limit))
