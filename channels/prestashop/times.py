"""The shop's local times, which carry no offset, as UTC.

In the night in which clocks go back an hour comes twice. Of the two readings the later one is taken where the
earlier one would lie before something that certainly came first; else the earlier one.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from channels.reading import Reading
from hub.sentences import say

NEVER = ("", "0000-00-00 00:00:00", "0000-00-00")
_FORM = "%Y-%m-%d %H:%M:%S"


def zone(name: str) -> ZoneInfo | None:
    """The time zone of that name; None where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def moment(row: Reading, field: str, place: ZoneInfo, not_before: datetime | None = None) -> datetime:
    """The UTC time at the field; raises `ContractError` for anything else."""
    found = optional_moment(row, field, place, not_before)
    if found is None:
        raise row.error(field, say("is missing"))
    return found


def optional_moment(
    row: Reading, field: str, place: ZoneInfo, not_before: datetime | None = None
) -> datetime | None:
    """The same; None where the shop writes no date."""
    said = row.text(field, "")
    if said in NEVER:
        return None
    readings = _readings(said, place)
    if readings is None:
        raise row.error(field, say("{found} is not a time", found=repr(said[:40])))
    first, second = readings
    # Outside that hour both readings are the same, or the hour does not exist (spring).
    return second if not_before and first < not_before <= second else first


def earliest(said: str, place: ZoneInfo) -> datetime | None:
    """The earliest moment that the shop may write so; None where it is no time."""
    readings = _readings(said, place)
    return min(readings) if readings else None


def _readings(said: str, place: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Both readings of a local time."""
    try:
        local = datetime.strptime(said, _FORM)  # noqa: DTZ007 - the offset is the time zone's
        first, second = (local.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    except (ValueError, OverflowError):
        return None
    return first, second


def local_text(at: datetime, place: ZoneInfo, other: datetime, *, latest: bool) -> str:
    """`at` as the shop would write it, with the larger (`latest`) or smaller offset of `at` and `other`."""
    offsets = [moment.astimezone(place).utcoffset() or timedelta() for moment in (at, other)]
    offset = max(offsets) if latest else min(offsets)
    return f"{(at.astimezone(UTC) + offset).replace(tzinfo=None):{_FORM}}"
