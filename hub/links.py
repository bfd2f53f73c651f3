"""Links from the back office into the systems that orders go to; whoever delivers registers them."""

from collections.abc import Callable
from typing import Protocol

from hub.models import Delivery


class TargetLinks(Protocol):
    """Addresses at one target, for example at one Odoo database. Empty text: there is no such page."""

    def record(self, model: str, record_id: int) -> str:
        """The page of a record at the target."""
        ...

    def mend(self, delivery: Delivery) -> str:
        """The page where what stops the delivery can be mended."""
        ...


Opener = Callable[[str], TargetLinks | None]
_openers: dict[str, Opener] = {}


def register(kind: str, opener: Opener) -> None:
    """Let `opener` answer for the targets `<kind>:…`; it may ask the database, once per target."""
    _openers[kind] = opener


def of(target: str) -> TargetLinks | None:
    """The links of a target; None where nobody knows it (any more)."""
    opener = _openers.get(target.partition(":")[0])
    return opener(target) if opener else None
