"""The sums: two queries for each stretch of the period, however many orders."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from typing import Any

from django.db.models import Count, DateField, DateTimeField, ExpressionWrapper, F, QuerySet, Sum, Value
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
        amounts = {"orders": str(self.orders), "gross": amount_text(self.gross, self.currency)}
        return {**_shared(self), **amounts}


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
        net, tax = (amount_text(amount, self.currency) for amount in (self.net, self.tax))
        rate = "" if self.rate is None else number_text(self.rate)
        return {**_shared(self), "rate": rate, "net": net, "tax": tax}


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
    orders = [row for part in parts for row in _orders(part, shop)]
    taxes = [row for part in parts for row in _taxes(part, shop)]
    return Sales(orders, taxes)


def _orders(part: Stretch, shop: Shop | None) -> Iterator[Orders]:
    rows = _within(Order.objects.all(), part, shop, "")
    counted = rows.values_list("in_day", "shop__channel", "country", "currency")
    summed = counted.annotate(count=Count("pk"), sum=Coalesce(Sum("gross"), Decimal(0)))
    for day, *rest in summed.order_by("in_day", "shop__channel", "country", "currency"):
        yield Orders(part.only or day, *rest)


def _taxes(part: Stretch, shop: Shop | None) -> Iterator[Taxes]:
    rows = _within(Line.objects.all(), part, shop, "order__")
    names = ("in_day", "order__shop__channel", "order__country", "order__currency", "rate")
    for day, *rest in rows.order_by(*names).values_list(*names).annotate(Sum("net"), Sum("tax")):
        yield Taxes(part.only or day, *rest)


def _within(rows: QuerySet[Any], part: Stretch, shop: Shop | None, path: str) -> QuerySet[Any]:
    """Those of the stretch, each with its local day."""
    column = f"{path}placed_at"
    found = rows.filter(**{f"{column}__gte": part.begin, f"{column}__lt": part.end})
    found = found.exclude(**{f"{path}status__in": _LEFT_OUT})
    if shop is not None:
        found = found.filter(**{f"{path}shop": shop})
    local = ExpressionWrapper(F(column) + Value(part.offset), output_field=DateTimeField())
    day = Value(part.only, output_field=DateField()) if part.only else TruncDate(local, tzinfo=UTC)
    with_day: QuerySet[Any] = found.order_by().annotate(in_day=day)
    return with_day


def _shared(row: Orders | Taxes) -> dict[str, str]:
    return {
        "day": row.day.isoformat(),
        "channel": row.channel,
        "country": row.country,
        "currency": row.currency,
    }


def by(rows: Iterable[Taxes], name: str) -> list[tuple[str, str, Decimal, Decimal]]:
    """`(currency, value, net, tax)` by currency and one of the columns, largest first, days in turn."""
    sums: dict[tuple[str, str], list[Decimal]] = {}
    for row in rows:
        total = sums.setdefault((row.currency, row.cells()[name]), [Decimal(0), Decimal(0)])
        total[0] += row.net
        total[1] += row.tax
    summed = [(currency, value, net, tax) for (currency, value), (net, tax) in sums.items()]
    return sorted(summed, key=lambda row: (row[0], Decimal(0) if name == "day" else -row[2], row[1]))
