"""A shop that answers as platforms do: by date of change, some orders a page, while orders go on changing."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from hub.models import Shop
from hub.order.document import time_text
from hub.ports import OrderPage
from hub.positions import BEGINNING, moment_of
from tests.factories import PAPER, PaperSource, shop
from tests.hub.ingest.pages import at, raw

Between = Callable[[int], None]


class Ledger(PaperSource):
    """`between` is called with the number of pages read so far, and may change orders or raise.

    A walk begins `overlap` seconds before its position. `tells_reached=False` is a platform whose walks
    cannot be taken up half-way.
    """

    slug = "lampes-fr"

    def __init__(
        self, count: int = 0, *, page_size: int = 2, overlap: float = 0, tells_reached: bool = True
    ) -> None:
        super().__init__()
        self.changed: dict[str, float] = {}
        self.notes: dict[str, str] = {}
        self.clock = 10_000.0
        self.page_size = page_size
        self.tells_reached = tells_reached
        self.overlap = timedelta(seconds=overlap)
        self.between: Between = lambda pages: None
        self.asked: list[str | None] = []
        self.read: list[str] = []
        for number in range(count):
            self.change(str(number), seconds=number * 10)

    def change(self, external_id: str, note: str = "", *, seconds: float) -> None:
        """The order is saved at the shop, `seconds` after the first was placed."""
        self.changed[external_id], self.notes[external_id] = seconds, note

    def pages(self, since: str | None) -> Iterator[OrderPage]:
        self.asked.append(since)
        started, reached = self.clock, (moment_of(since or "") or BEGINNING + self.overlap) - self.overlap
        seen: set[tuple[str, float]] = set()
        pages = 0
        while rows := self._next(reached, seen):
            self.between(pages)
            pages += 1
            seen.update(rows)
            self.read += [external_id for external_id, _ in rows]
            reached = at(rows[-1][1])
            yield OrderPage(
                orders=[self._raw(external_id) for external_id, _ in rows],
                observed_at=at(self.clock),
                reached=time_text(reached) if self.tells_reached else None,
            )
        self.between(pages)
        yield OrderPage(orders=(), observed_at=at(self.clock), cursor=time_text(at(started)))

    def order(self, external_id: str) -> OrderPage:
        found = [self._raw(external_id)] if external_id in self.changed else []
        return OrderPage(orders=found, observed_at=at(self.clock))

    def count(self, since: str | None) -> int:
        return len(self._rows(moment_of(since or "") or BEGINNING))

    def _rows(self, start: datetime) -> list[tuple[str, float]]:
        rows = [row for row in self.changed.items() if at(row[1]) >= start]
        return sorted(rows, key=lambda row: (row[1], int(row[0])))

    def _next(self, start: datetime, seen: set[tuple[str, float]]) -> list[tuple[str, float]]:
        return [row for row in self._rows(start) if row not in seen][: self.page_size]

    def _raw(self, external_id: str) -> dict[str, Any]:
        content = raw(external_id, changed=self.changed[external_id], note=self.notes[external_id])
        return {**content, "shop": self.slug}


def opened(ledger: Ledger, slug: str = "lampes-fr", **columns: Any) -> Shop:
    """A shop that holds this ledger."""
    PAPER.sources[slug], ledger.slug = ledger, slug
    return shop(slug, **columns)


def breaking(after: int, trouble: Exception) -> Between:
    """The shop fails when so many pages were read."""

    def fail(pages: int) -> None:
        if pages == after:
            raise trouble

    return fail
