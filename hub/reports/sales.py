"""The sums: three queries, however long the period and however many orders."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from typing import Any

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from hub.models import Line, Order, Shop
from hub.order.money import amount_text, number_text
from hub.order.vocabulary import Status
from hub.reports.days import Stretch, stretches

_LEFT_OUT = (Status.CANCELLED, Status.DRAFT)
ORDER_COLUMNS = ("day", "channel", "country", "currency", "orders", "gross")
TAX_COLUMNS = ("day", "channel", "country", "currency", "rate", "net", "tax")


@dataclass(frozen=True, slots=True)
class Orders:
    """Of one day, channel, country and currency."""

    day: date
    channel: str
    country: str
    currency: str
    orders: int
    gross: Decimal

    def cells(self) -> dict[str, str]:
        """As text, by column."""
        words = {name: str(getattr(self, name)) for name in ORDER_COLUMNS}
        return {**words, "gross": amount_text(self.gross, self.currency)}


@dataclass(frozen=True, slots=True)
class Taxes:
    """Of one day, channel, country, currency and rate; no rate: several at once, or not told by the shop."""

    day: date
    channel: str
    country: str
    currency: str
    rate: Decimal | None
    net: Decimal
    tax: Decimal

    def cells(self) -> dict[str, str]:
        """As text, by column."""
        return {name: self.cell(name) for name in TAX_COLUMNS}

    def cell(self, name: str) -> str:
        """Of one column."""
        value: date | Decimal | str | None = getattr(self, name)
        if name == "rate":
            return "" if self.rate is None else number_text(self.rate)
        return amount_text(value, self.currency) if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True, slots=True)
class Sales:
    """Both tables of a period."""

    orders: Sequence[Orders]
    taxes: Sequence[Taxes]


def sales(first: date, last: date, shop: Shop | None = None) -> Sales:
    """By the day of placing in the hub's time zone, both days included; without cancelled orders and drafts.

    Amounts are those of the orders as they stand now: refunds are not taken off.
    """
    parts = list(stretches(first, last, timezone.get_default_timezone()))
    orders = list(_together(_orders(part, shop) for part in parts))
    taxes = list(_together(_taxes(part, shop) for part in parts))
    channels = dict(Shop.objects.values_list("pk", "channel"))
    return Sales(
        [Orders(*row) for row in _by_channel(orders, channels)],
        [Taxes(*row) for row in _by_channel(taxes, channels)],
    )


def _by_channel(rows: Iterable[tuple[Any, ...]], channels: Mapping[int, str]) -> Iterator[tuple[Any, ...]]:
    """The shops of a channel together, day after day; what has no rate comes first.

    Not in the query: to join the few shops makes the database read the orders in their order.
    """
    sums: dict[tuple[Any, ...], tuple[Any, Any]] = {}
    for day, shop, *labels, one, other in rows:
        key = (day, channels[shop], *labels)
        so_far = sums.get(key, (0, 0))
        sums[key] = (so_far[0] + one, so_far[1] + other)
    for key in sorted(sums, key=lambda key: [(label is not None, label) for label in key]):
        yield (*key, *sums[key])


def _together(parts: Iterable[QuerySet[Any]]) -> QuerySet[Any]:
    """The sums of all stretches in one query."""
    first, *others = parts
    return first.union(*others, all=True) if others else first


def _orders(part: Stretch, shop: Shop | None) -> QuerySet[Any]:
    rows = _within(Order.objects.all(), part, shop, "")
    counted = rows.values_list("in_day", "shop", "country", "currency")
    summed: QuerySet[Any] = counted.annotate(count=Count("pk"), sum=Coalesce(Sum("gross"), Decimal(0)))
    return summed


def _taxes(part: Stretch, shop: Shop | None) -> QuerySet[Any]:
    rows = _within(Line.objects.all(), part, shop, "order__")
    names = ("in_day", "order__shop", "order__country", "order__currency", "rate")
    summed: QuerySet[Any] = rows.values_list(*names).annotate(Sum("net"), Sum("tax"))
    return summed


def _within(rows: QuerySet[Any], part: Stretch, shop: Shop | None, path: str) -> QuerySet[Any]:
    """Those of the stretch, each with its local day."""
    column = f"{path}placed_at"
    found = rows.filter(**{f"{column}__gte": part.begin, f"{column}__lt": part.end})
    found = found.exclude(**{f"{path}status__in": _LEFT_OUT})
    if shop is not None:
        found = found.filter(**{f"{path}shop": shop})
    local = F(column) if part.only is None else Value(part.begin, output_field=DateTimeField())
    shifted = ExpressionWrapper(local + Value(part.offset), output_field=DateTimeField())
    with_day: QuerySet[Any] = found.order_by().annotate(in_day=TruncDate(shifted, tzinfo=UTC))
    return with_day


def by(rows: Iterable[Taxes], name: str) -> list[tuple[str, str, Decimal, Decimal]]:
    """`(currency, value, net, tax)` by currency and one of the columns, largest first, days in turn."""
    sums: dict[tuple[str, str], list[Decimal]] = {}
    for row in rows:
        total = sums.setdefault((row.currency, row.cell(name)), [Decimal(0), Decimal(0)])
        total[0] += row.net
        total[1] += row.tax
    summed = [(currency, value, net, tax) for (currency, value), (net, tax) in sums.items()]
    return sorted(summed, key=lambda row: (row[0], Decimal(0) if name == "day" else -row[2], row[1]))
