"""Bars of orders by day, drawn as SVG on this host: no script, no picture."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

from hub.reports.sales import Orders

WIDTH, HEIGHT = 900, 160  # of the drawing's own units


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: where its bar stands, how high it is, and what it says."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All days of the period, also those without orders."""

    bars: list[Bar]
    highest: int
    width: int = WIDTH
    height: int = HEIGHT


def chart(rows: Iterable[Orders], first: date, last: date) -> Chart:
    """Of the orders of all channels together."""
    counts: Counter[date] = Counter()
    for row in rows:
        counts[row.day] += row.orders
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    highest = max(counts.values(), default=0)
    step = WIDTH / len(days)
    bars = [_bar(day, number * step, step, counts[day], highest) for number, day in enumerate(days)]
    return Chart(bars, highest)


def _bar(day: date, x: float, step: float, count: int, highest: int) -> Bar:
    height = HEIGHT * count / highest if highest else 0.0
    text = f"{date_format(day, 'j M Y')}: {count}"
    return Bar(round(x, 2), round(HEIGHT - height, 2), round(step * 0.85, 2), round(height, 2), text)
