"""The rows that wait for a problem, a page of them, each with its order and what it says of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from hub.admin.amount import money
from hub.admin.labels import DELIVERY, DOCUMENT, WEBHOOK, badge
from hub.models import Delivery, Difference, InvoiceDocument, Order, Shop, Webhook
from hub.problems import sources
from hub.problems.cause import Cause, Source

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Member:
    """`about` is the order's number or what stands for it; `url` its page, `own_url` the row's own."""

    key: int
    about: str
    url: str
    shop: str
    customer: str
    total: str
    since: datetime | None
    said: str
    state: SafeString | str = ""
    own_url: str = ""


def members(cause: Cause, number: int) -> tuple[list[Member], bool]:
    """A page of them, the oldest first, and whether there are more; one query."""
    rows: QuerySet[Any] = sources.of(cause.source).members(cause)
    show, related = _SHOWN.get(cause.source, (_delivery, ("order__shop",)))
    start = (number - 1) * PER_PAGE
    rows = rows.select_related(*related) if related else rows
    found = list(rows[start : start + PER_PAGE + 1])
    return [show(row) for row in found[:PER_PAGE]], len(found) > PER_PAGE


def _of_order(order: Order, row: Any, **columns: Any) -> Member:
    facts: dict[str, Any] = {
        "key": row.pk,
        "about": order.number or order.external_id,
        "url": reverse("admin:hub_order_change", args=[order.pk]),
        "shop": str(order.shop),
        "customer": order.customer_name,
        "total": money(order.gross, order.currency) if order.gross is not None and order.currency else "",
    }
    return Member(**{**facts, **columns})


def _delivery(row: Delivery) -> Member:
    return _of_order(
        row.order,
        row,
        since=row.error_since or row.created_at,
        said=row.error_cause,
        state=badge(DELIVERY, row.state),
        own_url=reverse("admin:hub_delivery_change", args=[row.pk]),
    )


def _order(row: Order) -> Member:
    return _of_order(row, row, since=row.error_since, said=row.error_cause)


def _difference(row: Difference) -> Member:
    own = reverse("admin:hub_difference_change", args=[row.pk])
    return _of_order(row.order, row, since=row.opened_at, said=row.cause, own_url=own)


def _document(row: InvoiceDocument) -> Member:
    own = reverse("admin:hub_invoicedocument_change", args=[row.pk])
    state = badge(DOCUMENT, row.state)
    return _of_order(row.order, row, since=row.error_since, said=row.error_cause, state=state, own_url=own)


def _webhook(row: Webhook) -> Member:
    own = reverse("admin:hub_webhook_change", args=[row.pk])
    return Member(
        row.pk,
        row.external_id or row.event_id,
        own,
        str(row.shop),
        "",
        "",
        row.error_since or row.received_at,
        row.error_cause,
        badge(WEBHOOK, row.state),
        own,
    )


def _shop(row: Shop) -> Member:
    own = reverse("admin:hub_shop_change", args=[row.pk])
    return Member(row.pk, str(row), own, str(row), "", "", row.error_since, row.error_cause, own_url=own)


_SHOWN: Mapping[str, tuple[Callable[[Any], Member], tuple[str, ...]]] = {
    Source.ORDER: (_order, ("shop",)),
    Source.DIFFERENCE: (_difference, ("order__shop",)),
    Source.DOCUMENT: (_document, ("order__shop",)),
    Source.WEBHOOK: (_webhook, ("shop",)),
    Source.SHOP: (_shop, ()),
}
