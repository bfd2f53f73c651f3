"""How many requests a minute: counted in each web process, against loops gone wild, not to the unit."""

import time

from django.core.cache import cache

_WINDOW = 60  # seconds


def seconds_to_wait(kind: str, who: str, most: int) -> int | None:
    """Count one more; None while there are at most so many this minute, else the seconds left of it."""
    minute, spent = divmod(time.time(), _WINDOW)
    key = f"limits:{kind}:{int(minute)}:{who}"
    cache.add(key, 0, _WINDOW)
    try:
        count = cache.incr(key)
    except ValueError:  # dropped in between to make room
        return None
    return None if count <= most else max(1, round(_WINDOW - spent))
