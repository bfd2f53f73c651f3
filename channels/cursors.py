"""Where a walk begins: a cursor is a moment of the platform's clock, and an overlap goes back from it."""

from datetime import UTC, datetime, timedelta

from hub.errors import ConfigError

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def walk_start(since: str | None, back: timedelta) -> datetime:
    """The moment (UTC) from which to read: `since` minus `back`, or the beginning of time for None.

    A time without zone is UTC. Raises `ConfigError` for what is no time.
    """
    if since is None:
        return BEGINNING
    try:
        cursor = datetime.fromisoformat(since)
        cursor = cursor.replace(tzinfo=UTC) if cursor.tzinfo is None else cursor.astimezone(UTC)
        return max(BEGINNING, cursor - back)
    except (ValueError, OverflowError):
        raise ConfigError(
            "bad_cursor",
            f"{since!r} is no position to read from.",
            "Give a time like 2026-11-21T22:00:00Z.",
        ) from None
