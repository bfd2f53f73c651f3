"""Dates as WooCommerce keeps them: to the second, once in UTC (``*_gmt``) and once as the site's wall
clock.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

_REST_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII
)


def wall(moment: datetime, zone: ZoneInfo) -> str:
    """Return the site's wall clock at a moment, without offset, as ``date_modified`` shows it."""
    return moment.astimezone(zone).replace(tzinfo=None).isoformat(timespec="seconds")


def gmt(moment: datetime) -> str:
    """Return UTC without suffix, as the ``*_gmt`` fields show it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def stamp(document: dict[str, Any], name: str, moment: datetime | None, zone: ZoneInfo) -> None:
    """Set ``date_<name>`` and its ``_gmt`` twin of an order or refund."""
    document[f"date_{name}"] = wall(moment, zone) if moment else None
    document[f"date_{name}_gmt"] = gmt(moment) if moment else None


def rest_date(text: str, zone: ZoneInfo) -> str | None:
    """Read a date parameter as the REST API does; None when it is none.

    The outcome is a wall clock. A date with ``Z`` or an offset becomes the *site's* wall clock; one without
    is taken as it stands. That is why ``…Z`` with ``dates_are_gmt=true`` compares the site's clock with the
    UTC column.
    """
    match = _REST_DATE.fullmatch(text)
    if match is None:
        return None
    try:
        parsed = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    if parsed.tzinfo is None:
        return parsed.isoformat(timespec="seconds")
    return wall(parsed, zone)
