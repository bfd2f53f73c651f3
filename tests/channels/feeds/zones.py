"""Where shops stand, and the nights in which their clocks change: an hour comes twice, or never."""

from datetime import UTC, datetime, timedelta
from random import Random

_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
_NIGHTS = {
    "Europe/Paris": (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    "America/New_York": (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)),
    # by half an hour
    "Australia/Lord_Howe": (datetime(2026, 4, 4, 15, tzinfo=UTC), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
}


def place_and_time(chance: Random) -> tuple[str, datetime]:
    """A time zone, and when a feed begins there: in half of them around a change of the clocks."""
    zone = chance.choice(list(_NIGHTS))
    if chance.random() < 0.5:
        return zone, chance.choice(_NIGHTS[zone]) - timedelta(seconds=chance.uniform(-900, 5400))
    return zone, _YEAR + timedelta(seconds=chance.uniform(0, 365 * 86_400))
