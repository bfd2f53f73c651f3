"""A period in stretches of one offset to UTC, so that any database can tell local days apart. Pure.

MariaDB converts time zones only where an administrator has loaded its tables; adding an offset it can always.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY = timedelta(days=1)
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Stretch:
    """`begin` to before `end` (UTC), with local time at UTC plus `offset`; `only` where it is one day."""

    begin: datetime
    end: datetime
    offset: timedelta
    only: date | None = None


def stretches(first: date, last: date, zone: tzinfo) -> Iterator[Stretch]:
    """Both days included. A day on which the clocks change is a stretch of its own."""
    begin = day = first
    while day <= last:
        if _offset(day, zone) != _offset(day + DAY, zone):
            yield from _of_days(begin, day, zone)
            yield Stretch(_midnight(day, zone), _midnight(day + DAY, zone), _offset(day, zone), day)
            begin = day + DAY
        day += DAY
    yield from _of_days(begin, last + DAY, zone)


def _of_days(begin: date, end: date, zone: tzinfo) -> Iterator[Stretch]:
    if begin < end:
        yield Stretch(_midnight(begin, zone), _midnight(end, zone), _offset(begin, zone))


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _offset(day: date, zone: tzinfo) -> timedelta:
    return datetime.combine(day, time.min, zone).utcoffset() or timedelta(0)
