"""`manage.py rotate_keys`."""

from typing import Any

from hub.management.base import Error, HubCommand
from hub.vault.rotation import rotate


class Command(HubCommand):
    """A new encryption key takes over."""

    help = (
        "Encrypt all stored secrets anew with the first key of ENCRYPTION_KEYS. Put a new key in front, "
        "restart, run this, then remove the old key."
    )
    example = "manage.py rotate_keys"

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate, and name what could not be read."""
        done = rotate()
        self.stdout.write(f"{done.renewed} secrets encrypted anew, {done.current} were current.")
        if done.unreadable:
            names = ", ".join(done.unreadable)
            raise Error(
                f"No key opens the secrets of: {names}. Bring the old key back, or type them in again."
            )
