"""What the page of one order shows, read in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from hub import ports
from hub.admin.amount import money, number
from hub.admin.deliveries.page import DeliveryView, views
from hub.admin.labels import FULFILLMENT, LINE_KIND, PAYMENT, STATUS, badge
from hub.admin.orders.vat import RateShare, per_rate
from hub.errors import AffluentError
from hub.models import Event, Order, Revision
from hub.order import InvalidOrder, from_document
from hub.order import Line as UnifiedLine
from hub.order import Order as UnifiedOrder

MOST_EVENTS = 200


@dataclass(frozen=True, slots=True)
class LineView:
    """A line, ready to be printed."""

    line: UnifiedLine
    kind: object
    quantity: str
    net: str
    tax: str
    gross: str
    discount: str


@dataclass(frozen=True, slots=True)
class RateView:
    """What was sold at one rate, ready to be printed. `rate` is empty where the platform hides it."""

    share: RateShare
    rate: str
    net: str
    tax: str


def overview(order: Order) -> dict[str, Any]:
    """The first tab: what was sold to whom, what is wrong, where it went, what happened."""
    document = order.newest
    return {
        **_content(document),
        "badges": badges(order),
        "shop_url": shop_url(order),
        "deliveries": deliveries_of(order),
        "events": timeline(order),
    }


def badges(order: Order) -> tuple[SafeString, ...]:
    """The three status axes."""
    return (
        badge(STATUS, order.status),
        badge(PAYMENT, order.payment_status),
        badge(FULFILLMENT, order.fulfillment_status),
    )


def shop_url(order: Order) -> str:
    """The order in the shop's own back office; empty when the shop's set-up does not let us say."""
    try:
        return ports.channel(order.shop.channel).order_url(order.external_id, order.shop.account)
    except AffluentError:
        return ""


def deliveries_of(order: Order) -> list[DeliveryView]:
    """Newest first, with steps and attempts."""
    return views(order.deliveries.select_related("order__shop").prefetch_related("steps", "tries"))


def timeline(order: Order) -> list[Event]:
    """The newest events, newest first."""
    return list(order.events.order_by("-occurred_at", "-id")[:MOST_EVENTS])


def _content(newest: Revision | None) -> dict[str, Any]:
    if newest is None:
        return {"unified": None}
    try:
        unified = from_document(newest.document)
    except InvalidOrder as invalid:  # written by another version of the hub
        return {"unified": None, "unreadable": str(invalid)}
    return {
        "unified": unified,
        "lines": [_line(line, unified.currency) for line in unified.lines],
        "rates": [_rate(share, unified.currency) for share in per_rate(unified)],
        "totals": _sums(unified.totals, unified.currency),
        "addresses": _addresses(unified),
        "payments": [(p, money(p.amount, unified.currency)) for p in unified.payments],
        "refunds": [(r, _sums(r, unified.currency)) for r in unified.refunds],
    }


def _line(line: UnifiedLine, currency: str) -> LineView:
    return LineView(
        line=line,
        kind=LINE_KIND.get(line.kind, line.kind),
        quantity=number(line.quantity),
        net=money(line.net, currency),
        tax=money(line.tax, currency),
        gross=money(line.gross, currency),
        discount=money(line.discount, currency) if line.discount else "",
    )


def _rate(share: RateShare, currency: str) -> RateView:
    rate = "" if share.rate is None else f"{number(share.rate)}\N{NO-BREAK SPACE}%"
    return RateView(share, rate, money(share.net, currency), money(share.tax, currency))


def _sums(amounts: Any, currency: str) -> dict[str, str]:
    return {name: money(getattr(amounts, name), currency) for name in ("net", "tax", "gross")}


def _addresses(unified: UnifiedOrder) -> Iterable[tuple[str, Any]]:
    billing, shipping = unified.billing_address, unified.shipping_address
    if billing is not None and billing == shipping:
        return [("both", billing)]
    return [(kind, one) for kind, one in (("billing", billing), ("shipping", shipping)) if one is not None]
