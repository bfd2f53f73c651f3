"""Points per second instead of calls: what a query costs, and the bucket that it takes them from."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

ORDER_NODE = 138
FULFILLMENTS = 2  # two lists more
LINE_NODE = 12
MOST_PER_QUERY = 1000


def connection(first: int, node: int) -> int:
    """The requested cost of a connection, by the formula measured on real answers."""
    return 2 + math.floor(2 * math.log(max(2, first))) * node


class Bucket:
    """A leaky bucket. A query reserves its requested cost; what it did not use comes back at once."""

    def __init__(
        self, size: float = 2000, per_second: float = 100, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.size = size
        self.per_second = per_second
        self.available = size
        self._now = now
        self._filled_at = now()

    def take(self, requested: float, used: float) -> bool:
        """Whether the query may run; then its real cost is gone."""
        self._fill()
        if requested > self.available:
            return False
        self.available -= min(used, requested)
        return True

    def told(self, requested: float, used: float | None) -> dict[str, Any]:
        """The `extensions` of an answer."""
        self._fill()
        status = {
            "maximumAvailable": self.size,
            "currentlyAvailable": math.floor(self.available),
            "restoreRate": self.per_second,
        }
        cost = {"requestedQueryCost": requested, "actualQueryCost": used, "throttleStatus": status}
        return {"cost": cost}

    def _fill(self) -> None:
        now = self._now()
        self.available = min(self.size, self.available + (now - self._filled_at) * self.per_second)
        self._filled_at = now
