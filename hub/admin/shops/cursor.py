"""How far a shop was read, in words: its cursor, and what is read again beside it."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from hub.admin.backfills.progress import bar, missed_text
from hub.admin.labels import moment
from hub.backfill import newest_rereads
from hub.models import Backfill, Shop
from hub.models.backfill import UNDER_WAY
from hub.positions import moment_of


@dataclass(frozen=True, slots=True)
class Reading:
    """`position` as stored (empty: not to the end yet), `until` and `goes_on` as day and time."""

    position: str
    until: str
    goes_on: str
    missed: str
    missed_in: Backfill | None
    under_way: list[tuple[Backfill, SafeString]]


def reading_of(shop: Shop) -> Reading:
    """Two queries, besides the cursor that came with the shop."""
    cursor: Any = getattr(shop, "cursor", None)
    position, resume = (cursor.position, cursor.resume) if cursor else ("", "")
    newest = newest_rereads().filter(shop=shop).first()
    rows = Backfill.objects.filter(shop=shop, state__in=UNDER_WAY)
    return Reading(
        position=position,
        until=moment(moment_of(position)) or position,
        goes_on=moment(moment_of(resume)) or resume,
        missed=missed_text(newest) if newest else "",
        missed_in=newest,
        under_way=[(row, bar(row)) for row in rows],
    )
