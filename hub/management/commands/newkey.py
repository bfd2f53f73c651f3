"""`manage.py newkey`: let a program read the REST API."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandParser

from hub import api_keys
from hub.management.base import Error, HubCommand


class Command(HubCommand):
    """Makes a key and prints it once: the key alone on stdout, what to know about it on stderr."""

    help = "Make a key for the REST API. It is printed once and cannot be shown again."
    example = "manage.py newkey warehouse --scope orders:read --scope events:read --expires 2027-01-01"

    def add_arguments(self, parser: CommandParser) -> None:
        """Name, scopes, expiry."""
        parser.add_argument("name", metavar="NAME", help="who uses the key, for example warehouse")
        parser.add_argument(
            "--scope",
            action="append",
            default=[],
            metavar="SCOPE",
            help="may be given several times: " + "; ".join(map(": ".join, api_keys.SCOPES.items())),
        )
        parser.add_argument(
            "--expires", metavar="DAY", help="first day (UTC) on which the key is refused, as 2027-01-01"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make and print it."""
        expires_at = _midnight(options["expires"]) if options["expires"] else None
        row, key = api_keys.make(options["name"], options["scope"], expires_at=expires_at)
        self.stdout.write(key)
        until = f"until {expires_at:%Y-%m-%d}" if expires_at else "until it is revoked"
        self.stderr.write(f"Copy it now; only its prefix {row.prefix} stays readable. Valid {until}.")


def _midnight(day: str) -> datetime:
    try:
        return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise Error(f"--expires {day!r} is not a day. Write it as 2027-01-01.") from None
