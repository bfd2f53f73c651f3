"""What a page makes of its orders: decided one after the other, in memory."""

from dataclasses import dataclass, field

from hub.ingest.history import History
from hub.ingest.raws import RawKey, Sighting
from hub.ingest.reading import Unreadable, read
from hub.ingest.revising import hold, is_older, revise, tell_stale
from hub.ingest.settling import awaits_quiet, confirm, settle, take_raw, take_unreadable
from hub.models import EventKind, Order, RawOrder, Shop
from hub.ports import ChannelPort
from hub.sentences import say


@dataclass(slots=True)
class PageResult:
    """What became of a page: counts of orders, and how many still have to settle.

    `changed_ids` are known orders that got a new revision.
    `overtaken` when a person moved the cursor after the walk began: then the page did not move it.
    """

    seen: int = 0
    new: int = 0
    changed: int = 0
    held: int = 0
    unsettled: int = 0
    external_ids: set[str] = field(default_factory=set)
    new_ids: set[str] = field(default_factory=set)
    changed_ids: set[str] = field(default_factory=set)
    overtaken: bool = False


@dataclass(slots=True)
class Intake:
    """Takes in what a page shows; `raws` and `histories` are what the hub has of its orders.

    `confirmed` are the orders and `shown_again` the raw contents that only need a new time.
    """

    shop: Shop
    channel: ChannelPort
    raws: dict[RawKey, RawOrder]
    histories: dict[str, History]
    result: PageResult = field(default_factory=PageResult)
    confirmed: list[Order] = field(default_factory=list)
    shown_again: list[RawOrder] = field(default_factory=list)

    def see(self, sighting: Sighting) -> None:
        """Decide what the sighting makes of its order."""
        self.result.seen += 1
        self.result.external_ids.add(sighting.external_id)
        history = self.histories.get(sighting.external_id) or self._first_sight(sighting)
        if sighting.confirms(history.order):
            confirm(history.order, sighting.observed_at)
            self.confirmed.append(history.order)
        else:
            self._take_content(history, sighting)
            history.is_changed = True
        settle(history)

    def count_unsettled(self) -> None:
        """Count the orders that wait for another look, once all of the page was seen."""
        self.result.unsettled = sum(awaits_quiet(history.order) for history in self.histories.values())

    def _first_sight(self, sighting: Sighting) -> History:
        history = History(Order(shop=self.shop, external_id=sighting.external_id))
        history.tell(EventKind.RECEIVED, say("First seen at the shop."))
        self.histories[sighting.external_id] = history
        self.result.new += 1
        self.result.new_ids.add(sighting.external_id)
        return history

    def _take_content(self, history: History, sighting: Sighting) -> None:
        order, raw = history.order, self._show(sighting)
        understood = read(self.channel, self.shop, sighting.external_id, sighting.raw)
        date = order.updated_at if isinstance(understood, Unreadable) else understood.updated_at
        if is_older(order, date, raw):
            tell_stale(history, date)
        elif isinstance(understood, Unreadable):
            take_unreadable(order, raw)
            hold(history, understood.error)
            self.result.held += 1
        else:
            take_raw(order, raw, understood.updated_at)
            self._count_change(history, revised=revise(history, raw, understood))

    def _count_change(self, history: History, *, revised: bool) -> None:
        self.result.changed += revised
        if revised and history.order.revision > 1:
            self.result.changed_ids.add(history.order.external_id)

    def _show(self, sighting: Sighting) -> RawOrder:
        raw = self.raws[sighting.key]
        if raw.observed_at < sighting.observed_at:
            raw.observed_at = sighting.observed_at
            self.shown_again.append(raw)
        return raw
