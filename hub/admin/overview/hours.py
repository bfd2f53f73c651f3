"""What came and what was delivered in each of the last 24 hours, by shop and by target, in one query."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DecimalField,
    F,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import TruncHour
from django.utils import timezone

from hub.admin.overview.part import STUCK, is_held
from hub.models import Delivery, DeliveryState, Order
from hub.order.vocabulary import Status

HOURS = 24
PLACED, DELIVERED, STOPPED = "placed", "delivered", "stopped"
_NAMES = ("h_kind", "h_shop", "h_target", "h_currency", "h_hour", "h_today", "h_held")


@dataclass(frozen=True, slots=True)
class Hour:
    """What happened in the hour that begins at `hour`: orders placed, deliveries that ended or were stopped.

    `held`: of those orders, the ones that need a person now. `amount` is without cancelled orders.
    """

    kind: str
    shop_id: int | None
    target: str
    currency: str
    hour: datetime
    today: bool
    held: bool
    count: int
    amount: Decimal


def first_hour(now: datetime) -> datetime:
    """Where the strip of the last 24 hours begins; the hour that is not over is its last."""
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS - 1)


def midnight(now: datetime) -> datetime:
    """When today began, for those who look at the page."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def hours(may: Callable[[str], bool], now: datetime) -> Iterator[Hour]:
    """Since the beginning of today or of the strip, whichever is earlier; only what the person may see."""
    since = min(first_hour(now), midnight(now))
    parts = []
    if may("hub.view_order"):
        parts.append(_placed(since, now))
    if may("hub.view_delivery"):
        parts += [_delivered(since, now), _stopped(since, now)]
    if not parts:
        return
    for row in parts[0].union(*parts[1:], all=True):
        kind, shop, target, currency, hour, today, held, count, amount = row
        yield Hour(kind, shop, target, currency, hour, bool(today), bool(held), count, amount or Decimal(0))


def _placed(since: datetime, now: datetime) -> QuerySet[Any]:
    held = Case(When(is_held(), then=True), default=False, output_field=BooleanField())
    orders = Order.objects.filter(placed_at__gte=since)
    sold = Case(When(status=Status.CANCELLED, then=None), default=F("gross"))
    shop, currency = F("shop_id"), F("currency")
    return _grouped(orders, PLACED, "placed_at", sold, now, shop=shop, currency=currency, held=held)


def _delivered(since: datetime, now: datetime) -> QuerySet[Any]:
    rows = Delivery.objects.filter(finished_at__gte=since, state=DeliveryState.DELIVERED)
    amount, currency = F("order__gross"), F("order__currency")
    return _grouped(rows, DELIVERED, "finished_at", amount, now, target=F("target"), currency=currency)


def _stopped(since: datetime, now: datetime) -> QuerySet[Any]:
    rows = Delivery.objects.filter(error_since__gte=since, state__in=STUCK)
    held = Value(True, output_field=BooleanField())
    return _grouped(rows, STOPPED, "error_since", _none(DecimalField()), now, target=F("target"), held=held)


def _grouped(
    rows: QuerySet[Any], kind: str, at: str, amount: Any, now: datetime, **columns: Any
) -> QuerySet[Any]:
    """All with the same columns, so that they fit together."""
    is_today = Q(**{f"{at}__gte": midnight(now)})
    named = rows.order_by().annotate(
        h_kind=Value(kind, output_field=CharField()),
        h_shop=columns.get("shop", _none(IntegerField())),
        h_target=columns.get("target", Value("", output_field=CharField())),
        h_currency=columns.get("currency", Value("", output_field=CharField())),
        h_hour=TruncHour(at, tzinfo=UTC),
        h_today=Case(When(is_today, then=True), default=False, output_field=BooleanField()),
        h_held=columns.get("held", Value(False, output_field=BooleanField())),
    )
    total = Sum(amount, output_field=DecimalField(max_digits=24, decimal_places=4))
    counted: QuerySet[Any] = named.values_list(*_NAMES).annotate(h_count=Count("pk"), h_amount=total)
    return counted


def _none(field: Any) -> Value:
    return Value(None, output_field=field)
