"""What a shop's orders are compared with: the shop itself, and the targets that plug in here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hub.errors import BusinessError
from hub.models import Difference, Order, Shop
from hub.reconciliation.findings import Examined, Finding
from hub.sentences import say

SHOP = "shop"


class Side(Protocol):
    """One side of a comparison; it writes nothing to the hub but through `heal`."""

    @property
    def name(self) -> str:
        """`shop`, or what deliveries call the target."""
        ...

    def examine(self, orders: Sequence[Order]) -> Sequence[Examined]:
        """Compare these orders of one shop. Orders that are none of its own are left out.

        Raises `AffluentError` when the side as a whole cannot be asked: then none of them was compared.
        """
        ...

    def heal(self, order: Order, finding: Finding) -> str:
        """Mend a finding that is `automatic`; what was done, in words. Empty: nothing was.

        Raises `AffluentError` where that failed.
        """
        ...

    def days(self) -> list[list[str | int]]:
        """`[day, there, in the hub]` by day of placing, where the side counts orders itself; else empty."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """A person who lets the hub heal a difference."""

    difference: Difference
    actor: str
    reason: str


Finder = Callable[[Shop, datetime], Sequence[Side]]
Healer = Callable[[Request], str]
_finders: list[Finder] = []
_healers: dict[str, Healer] = {}


def register_healer(kind: str, healer: Healer) -> None:
    """Let it heal the differences with the sides called `<kind>` or `<kind>:…`."""
    _healers[kind] = healer


def register(kind: str, finder: Finder, healer: Healer) -> None:
    """Let another app name the sides of a shop's orders since a day; it heals those called `<kind>:…`."""
    if finder not in _finders:
        _finders.append(finder)
    register_healer(kind, healer)


def targets(shop: Shop, since: datetime) -> list[Side]:
    """Where the shop's orders went or should go; raises `AffluentError` where nobody can say."""
    return [side for finder in _finders for side in finder(shop, since)]


def heal(request: Request) -> str:
    """What was done about it, in words; raises `AffluentError` where nothing could be."""
    healer = _healers.get(request.difference.side.partition(":")[0])
    if healer is None:
        raise BusinessError(
            "nobody_heals",
            say("No installed app can mend something at {side}.", side=request.difference.side),
            say("Mend it there by hand, or accept it."),
        )
    return healer(request)
