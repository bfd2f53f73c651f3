"""What the first page asks of the database: each question once, and none that the person may not ask."""

from collections.abc import Callable, Mapping
from functools import cached_property

from django.utils import timezone

from hub.admin.overview.counts import FUNNEL, Counted, counts
from hub.admin.overview.hours import Hour, hours
from hub.admin.overview.part import Part
from hub.models import Shop


class Numbers:
    """The shared figures of one look at the page, taken when somebody first wants them.

    `may` says whether who looks may see what a permission names.
    """

    def __init__(self, may: Callable[[str], bool]) -> None:
        self.may = may
        self.now = timezone.now()

    @cached_property
    def shops(self) -> list[Shop]:
        """All of them, with how far each was read and its webhooks."""
        return list(Shop.objects.select_related("cursor", "webhook_subscription").defer("credentials"))

    @cached_property
    def counts(self) -> list[Counted]:
        """What is open, on its way, and through."""
        return list(counts(self.may))

    @cached_property
    def hours(self) -> list[Hour]:
        """What came and went in the last 24 hours."""
        return list(hours(self.may, self.now))

    @cached_property
    def funnel(self) -> Mapping[str, int]:
        """How many orders of the last days are in each part."""
        found = {row.code: row.count for row in self.counts if row.kind == FUNNEL}
        return {part.value: found.get(part, 0) for part in Part}

    def count(self, *kinds: str) -> int:
        """How many there are of these kinds."""
        return sum(row.count for row in self.counts if row.kind in kinds)
