"""How many are open, on their way and through, by shop, target and class, in one query."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, Min, Q, QuerySet, Value
from django.utils import timezone

from hub.admin.overview.part import STUCK, part_of_order
from hub.models import (
    Delivery,
    DeliveryState,
    Difference,
    DifferenceState,
    DocumentState,
    InvoiceDocument,
    Order,
    Outbox,
    Webhook,
    WebhookState,
)

ORDER, DELIVERY, DOCUMENT, DIFFERENCE = "order", "delivery", "document", "difference"  # need a person
ON_ITS_WAY, OUTBOX, WEBHOOK = "on_its_way", "outbox", "webhook"  # go on by themselves
FUNNEL = "funnel"  # all orders of the last days, by their part
FUNNEL_DAYS = 7


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of a kind, since when the oldest. `code`: an error class, a kind of difference, a part."""

    kind: str
    shop_id: int | None
    target: str
    code: str
    count: int
    oldest: datetime | None

    @property
    def needs_a_person(self) -> bool:
        """Whether it goes no further by itself."""
        return self.kind in (ORDER, DELIVERY, DOCUMENT, DIFFERENCE)


@dataclass(frozen=True, slots=True)
class Source:
    """Which rows are of a kind, and which of their columns say whose, what and since when."""

    permission: str
    kind: str
    rows: Callable[[], QuerySet[Any]]
    since: str
    shop: str = ""
    target: str = ""
    code: str = ""

    def counted(self) -> QuerySet[Any]:
        """A row for each shop, target and code, ready to be joined with those of other sources."""
        grouped = (
            self.rows()
            .order_by()
            .annotate(
                w_kind=Value(self.kind, output_field=CharField()),
                w_shop=F(self.shop) if self.shop else Value(None, output_field=IntegerField()),
                w_target=F(self.target) if self.target else Value("", output_field=CharField()),
                w_code=F(self.code) if self.code else Value("", output_field=CharField()),
            )
        )
        names = ("w_kind", "w_shop", "w_target", "w_code")
        rows: QuerySet[Any] = grouped.values_list(*names).annotate(
            w_count=Count("pk"), w_oldest=Min(self.since)
        )
        return rows


def _recent() -> QuerySet[Order]:
    """Orders without a date, which nobody could read yet, by when they were received."""
    since = timezone.now() - timedelta(days=FUNNEL_DAYS)
    recent = Q(placed_at__gte=since) | Q(placed_at=None, received_at__gte=since)
    return Order.objects.filter(recent).annotate(part=part_of_order())


_sources: list[Source] = [
    Source(
        "hub.view_order",
        ORDER,
        lambda: Order.objects.filter(error_class__gt=""),
        since="error_since",
        shop="shop_id",
        code="error_class",
    ),
    Source(
        "hub.view_delivery",
        DELIVERY,
        lambda: Delivery.objects.filter(state__in=STUCK),
        since="error_since",
        shop="order__shop_id",
        target="target",
        code="error_class",
    ),
    Source(
        "hub.view_invoicedocument",
        DOCUMENT,
        lambda: InvoiceDocument.objects.filter(state=DocumentState.FAILED),
        since="error_since",
        shop="order__shop_id",
        target="target",
        code="error_class",
    ),
    Source(
        "hub.view_difference",
        DIFFERENCE,
        lambda: Difference.objects.filter(state=DifferenceState.OPEN),
        since="opened_at",
        shop="shop_id",
        target="side",
        code="kind",
    ),
    Source(
        "hub.view_delivery",
        ON_ITS_WAY,
        lambda: Delivery.objects.filter(state__in=(DeliveryState.WAITING, DeliveryState.RUNNING)),
        since="created_at",
        target="target",
    ),
    Source(
        "hub.view_delivery", OUTBOX, lambda: Outbox.objects.filter(published_at=None), since="occurred_at"
    ),
    Source(
        "hub.view_webhook",
        WEBHOOK,
        lambda: Webhook.objects.filter(state=WebhookState.WAITING),
        since="received_at",
        shop="shop_id",
    ),
    Source("hub.view_order", FUNNEL, _recent, since="received_at", code="part"),
]


def add(source: Source) -> None:
    """Let another table be counted in the same query; its kind is a word of its own."""
    _sources.append(source)


def counts(may: Callable[[str], bool]) -> Iterator[Counted]:
    """Of everything that the person may see; a kind without rows is not told."""
    counted = [source.counted() for source in _sources if may(source.permission)]
    if not counted:
        return
    for row in counted[0].union(*counted[1:], all=True):
        found = Counted(*row)
        if found.count:
            yield found
