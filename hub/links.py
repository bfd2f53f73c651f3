"""Links from the back office into the systems that orders go to; whoever delivers registers them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from hub.models import Delivery


@dataclass(frozen=True, slots=True)
class Stored:
    """A record at a target as the hub keeps it; `step`: which one made or used it, where that is known."""

    model: str
    record_id: int | None
    name: str
    step: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """What people call a record, and what else is worth knowing of it."""

    name: str
    remark: str = ""


class TargetLinks(Protocol):
    """Addresses at one target, for example at one Odoo database. Empty text: there is no such page."""

    def record(self, model: str, record_id: int) -> str:
        """The page of a record at the target."""
        ...

    def called(self, record: Stored) -> Called:
        """The record in the words of those who work with the target."""
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


def called(target: TargetLinks | None, record: Stored) -> Called:
    """What the target calls it; as it is kept where nobody knows that target (any more)."""
    if target is not None:
        return target.called(record)
    number = "" if record.record_id is None else f"#{record.record_id}"
    return Called(f"{record.name or record.model} {number}".strip())
