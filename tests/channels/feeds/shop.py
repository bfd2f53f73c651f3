"""What a feed needs of a platform's shop: making and changing orders, reading them, and what it shows now."""

import importlib
from abc import ABC, abstractmethod
from collections.abc import Generator, Hashable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from types import ModuleType
from typing import Any, ClassVar

import requests

from channels.base import Channel
from channels.http import Http, Limit
from channels.http.retry import RetryPolicy
from hub.ports import Account, OrderPage
from sandbox.network.http import Request
from sandbox.shops.clock import Clock
from sandbox.shops.server import PlatformSandbox

Content = Hashable
Walk = Generator[OrderPage, None, None]
AT_ONCE = RetryPolicy(tries=3, first_pause=0, longest_pause=0)
NO_LIMIT = Limit(per_minute=10**9, at_once=4)
SECOND = timedelta(seconds=1)


class Fault:
    """A fault of the sandbox; `retried` where the product asks again at once."""

    def __init__(self, kind: str, *, retried: bool = False, **options: Any) -> None:
        self.kind, self.retried, self.options = kind, retried, options


class Shop(ABC):
    """A shop of the sandbox, and the channel that reads it `size` orders a page.

    Orders are made as small as the platform lets them be: what is read is when they changed, and how.
    """

    sandbox: PlatformSandbox
    overlap: ClassVar[timedelta]
    step: ClassVar[timedelta] = SECOND
    """The smallest difference between two dates of change."""
    smallest_page: ClassVar[int] = 1
    faults: ClassVar[tuple[Fault, ...]]
    spoilt_listing: ClassVar[tuple[Fault, ...]] = ()
    """What goes wrong only where orders are listed."""

    def __init__(self, channel: Channel, chance: Random, clock: Clock, zone: str, seed: int) -> None:
        self.channel = channel
        self.chance = chance
        self.clock = clock
        self.size = chance.randint(self.smallest_page, self.smallest_page + 3)
        self.changed: dict[str, datetime] = {}
        """When each order changed last, as the platform knows it."""
        self._account = Account(shop="feed", credentials=self.credentials(f"https://shop-{seed}.test"))

    def http(self, session: requests.Session) -> Http:
        """A connection without patience."""
        settings = replace(self.channel.connect(self._account), retry=AT_ONCE, limit=NO_LIMIT)
        return Http(self._account, settings, session=session)

    def pages(self, session: requests.Session, since: str | None) -> Walk:
        """One walk."""
        yield from self.module("poll").pages(self.http(session), since, self.size)

    def module(self, name: str) -> ModuleType:
        """A module of the channel's package, which may be a broken copy."""
        return importlib.import_module(f"{type(self.channel).__module__.rpartition('.')[0]}.{name}")

    def stamped(self, at: datetime) -> datetime:
        """A moment as exact as the platform keeps it."""
        return at - timedelta(microseconds=at.microsecond % (self.step // timedelta(microseconds=1)))

    def is_covered(self, changed: datetime, cursor: datetime) -> bool:
        """Whether a walk from the cursor asks for what changed at that time."""
        return changed >= cursor - self.overlap

    def runs_forward(self, changed: datetime, again: datetime) -> bool:
        """Whether an order that changes again bears a later date; else none tells which is newer."""
        return changed <= again

    def meanwhile(self) -> str:
        """Something that only this platform does during a walk; what it was."""
        return ""

    @abstractmethod
    def credentials(self, url: str) -> Mapping[str, str]:
        """How to get in."""

    @abstractmethod
    def is_listing(self, request: Request) -> bool:
        """Whether a request lists what changed."""

    @abstractmethod
    def put(self, at: datetime, mark: str) -> str:
        """Make an order that changed last at that time; its key."""

    @abstractmethod
    def change(self, key: str, mark: str) -> str:
        """Change an order now, in one of the ways that the platform tells; what was done."""

    @abstractmethod
    def remove(self, key: str) -> None:
        """Delete an order for good."""

    @abstractmethod
    def shown(self) -> Mapping[str, Content]:
        """What the platform shows now: every order's content."""

    @abstractmethod
    def content(self, raw: Any) -> Content:
        """What a raw order says, in the same form."""

    @abstractmethod
    def updated_at(self, raw: Any) -> datetime | None:
        """When the order changed, as the mapping reads it."""
