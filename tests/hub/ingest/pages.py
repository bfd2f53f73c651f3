"""Pages of a shop that can say anything, as the tests of the ingest send them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hub.ingest import PageResult, ingest_page
from hub.models import Shop
from hub.order import Order as UnifiedOrder
from hub.order import to_document
from hub.ports import Account, OrderPage, Raw
from tests.factories import PAPER, PLACED_AT, PaperChannel, unified_order


class Scripted(PaperChannel):
    """The paper channel with a mapping or an identification of the test's own."""

    def __init__(
        self,
        normalize: Callable[[Raw], UnifiedOrder] | None = None,
        identify: Callable[[Raw], Any] | None = None,
    ) -> None:
        super().__init__()
        self._normalize = normalize
        self._identify = identify

    def normalize(self, raw: Raw, account: Account) -> UnifiedOrder:
        return self._normalize(raw) if self._normalize else super().normalize(raw, account)

    def identify(self, raw: Raw) -> str:
        return str(self._identify(raw)) if self._identify else super().identify(raw)


def at(seconds: float) -> datetime:
    """The shop's clock, so long after the order was placed."""
    return PLACED_AT + timedelta(seconds=seconds)


def raw(external_id: str = "4711", *, changed: float = 0, **content: Any) -> dict[str, Any]:
    """What the shop sends of an order whose date was moved at `changed` seconds."""
    order = unified_order(external_id, updated_at=at(changed))
    return to_document(replace(order, **content))


def send(
    shop: Shop,
    *raws: Raw,
    seen: float,
    cursor: str | None = None,
    reached: str | None = None,
    channel: PaperChannel = PAPER,
) -> PageResult:
    """A page of a poll that began before any rewind, read at `seen` seconds of the shop's clock."""
    page = OrderPage(orders=raws, observed_at=at(seen), cursor=cursor, reached=reached)
    return ingest_page(shop, channel, page, rewinds=0)
