"""The bucket of points that Shopify gives an app per shop, as each answer tells it (`extensions.cost`)."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

_LONGEST = 3600.0


@dataclass(frozen=True, slots=True)
class Bucket:
    """What the last query was reckoned at, what is left, and how many points come back per second."""

    requested: float
    available: float
    restored_per_second: float

    @property
    def wait(self) -> float:
        """Seconds until the same query can be asked again; 0 when it can be at once."""
        missing = self.requested - self.available
        return min(_LONGEST, max(0.0, missing / self.restored_per_second))


def bucket(body: Any) -> Bucket | None:
    """The bucket in an answer; None where it says nothing usable."""
    cost = _object(_object(body).get("extensions")).get("cost")
    status = _object(_object(cost).get("throttleStatus"))
    requested = _number(_object(cost).get("requestedQueryCost"))
    available, rate = _number(status.get("currentlyAvailable")), _number(status.get("restoreRate"))
    if requested is None or available is None or not rate or rate <= 0:
        return None
    return Bucket(requested, available, rate)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return float(number) if number.is_finite() and abs(number) < 10**9 else None
