"""Hours as people see them: the strip of a card, and the bars of the chart. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext

from hub.admin.amount import money
from hub.admin.labels import CALM, GOOD, WARN
from hub.admin.overview.hours import HOURS, STOPPED, Hour, first_hour
from hub.admin.overview.parts import Cell, Fact

_WIDTH, _HEIGHT, _GAP = 30, 240, 6  # of a bar, in the picture's own units


@dataclass(frozen=True, slots=True)
class Bar:
    """An hour of the chart: its place, height and figure. `label` is empty for most hours."""

    x: int
    y: int
    height: int
    count: int
    hour: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars of the last 24 hours, oldest first, in a picture of `width` by `height`."""

    bars: Sequence[Bar]
    total: int
    highest: int

    width: int = HOURS * _WIDTH
    height: int = _HEIGHT


def strip(found: Iterable[Hour], now: datetime) -> list[Cell]:
    """A cell for each hour: calm without orders, good, or a warning where something needs a person."""
    came: dict[datetime, int] = defaultdict(int)
    held: dict[datetime, int] = defaultdict(int)
    for row in found:
        if row.kind != STOPPED:
            came[row.hour] += row.count
        if row.held:
            held[row.hour] += row.count
    return [_cell(hour, came[hour], held[hour]) for hour in _hours(now)]


def chart(found: Iterable[Hour], now: datetime) -> Chart:
    """Orders per hour."""
    counts: dict[datetime, int] = defaultdict(int)
    for row in found:
        counts[row.hour] += row.count
    shown = [(hour, counts[hour]) for hour in _hours(now)]
    highest = max((count for _hour, count in shown), default=0)
    bars = [_bar(place, hour, count, highest) for place, (hour, count) in enumerate(shown)]
    return Chart(bars, sum(count for _hour, count in shown), highest)


def today(found: Iterable[Hour], label: str) -> list[Fact]:
    """How many today, and their sum in each currency."""
    rows = [row for row in found if row.today and row.kind != STOPPED]
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row.currency] += row.amount
    amounts = [money(amount, currency) for currency, amount in sorted(sums.items()) if currency and amount]
    count = sum(row.count for row in rows)
    return [Fact(label, " · ".join([str(count), *amounts]))]


def _hours(now: datetime) -> list[datetime]:
    return [first_hour(now) + timedelta(hours=place) for place in range(HOURS)]


def _cell(hour: datetime, came: int, held: int) -> Cell:
    tone = WARN if held else GOOD if came else CALM
    told = [ngettext("%(count)d order", "%(count)d orders", came) % {"count": came}]
    if held:
        text = ngettext("%(count)d needs a person", "%(count)d need a person", held)
        told.append(text % {"count": held})
    return Cell(tone, f"{_clock(hour)}: {', '.join(told)}")


def _bar(place: int, hour: datetime, count: int, highest: int) -> Bar:
    height = round(count * _HEIGHT / highest) if highest else 0
    height = max(height, 2) if count else 0
    clock = _clock(hour)
    return Bar(
        x=place * _WIDTH + _GAP // 2,
        y=_HEIGHT - height,
        height=height,
        count=count,
        hour=clock,
        label=clock if place % 4 == HOURS % 4 else "",
    )


def _clock(hour: datetime) -> str:
    return date_format(timezone.localtime(hour), "H:i")
