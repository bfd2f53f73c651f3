"""What the hub knows after the pages it has seen, by its own law: newest wins, cursors of complete walks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels.base import Channel
from hub.ingest.revising import is_older
from hub.ports import OrderPage
from tests.channels.feeds.shop import Content, Shop


@dataclass(slots=True)
class Known:
    """The newest content of an order, under the names that the hub's models have."""

    content: Content
    updated_at: datetime | None
    observed_at: datetime
    quiet_since: datetime


class Ledger:
    """The orders of one shop by the channel's key, and where the next walk starts."""

    def __init__(self, shop: Shop, channel: Channel) -> None:
        self._shop = shop
        self._channel = channel
        self.orders: dict[str, Known] = {}
        self.cursor: str | None = None
        self._reached: str | None = None

    @property
    def asked_from(self) -> datetime | None:
        """From when on the next walk asks for changes: a place in a walk says it, a cursor overlaps."""
        if self._reached:
            return datetime.fromisoformat(self._reached.partition("/")[0])
        return datetime.fromisoformat(self.cursor) - self._shop.overlap if self.cursor else None

    @property
    def position(self) -> str | None:
        """Where the next walk starts: where a cut one had come to, else after the last complete one."""
        return self._reached or self.cursor

    def take(self, page: OrderPage) -> None:
        """Store a page."""
        for raw in page.orders:
            self._take(self._channel.identify(raw), raw, page.observed_at)
        if page.cursor is not None:
            self.cursor, self._reached = page.cursor, None
        elif page.reached is not None:
            self._reached = page.reached

    def _take(self, key: str, raw: Any, observed_at: datetime) -> None:
        content, known = self._shop.content(raw), self.orders.get(key)
        if known is not None and known.content == content:
            known.observed_at = max(known.observed_at, observed_at)
            return
        seen = Known(content, self._shop.updated_at(raw), observed_at, observed_at)
        as_models: Any = (known, seen)
        if known is None or not is_older(as_models[0], seen.updated_at, as_models[1]):
            self.orders[key] = seen
