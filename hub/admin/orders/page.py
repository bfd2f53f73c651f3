"""What the page of one order shows, read in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from hub.admin.amount import money, number
from hub.admin.deliveries.page import views
from hub.admin.documents import views as document_views
from hub.admin.labels import FULFILLMENT, LINE_KIND, PAYMENT, STATUS, badge
from hub.admin.orders.at_shop import shop_url
from hub.admin.orders.sections import sections
from hub.admin.orders.timeline import timeline
from hub.admin.orders.vat import RateShare, per_rate
from hub.admin.reconciliation.views import DifferenceView
from hub.admin.reconciliation.views import view as difference_view
from hub.models import Delivery, DifferenceState, Order, Revision
from hub.order import InvalidOrder, from_document
from hub.order import Line as UnifiedLine
from hub.order import Order as UnifiedOrder


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


def with_content(orders: QuerySet[Order]) -> QuerySet[Order]:
    """For the page of one: with its shop and its newest document, its deliveries and its PDFs."""
    newest = Revision.objects.filter(order=OuterRef("pk"), number=OuterRef("revision"))
    known = orders.select_related("shop").annotate(document=Subquery(newest.values("document")[:1]))
    return known.prefetch_related("deliveries__steps", "deliveries__tries", "invoice_documents")


def overview(order: Order) -> dict[str, Any]:
    """The first tab: what was sold to whom, what is wrong, where it went, what happened."""
    deliveries = deliveries_of(order)
    return {
        **_content(getattr(order, "document", None)),
        **around(order),
        "deliveries": views(deliveries),
        "documents": document_views(order),
        "differences": differences_of(order),
        "timeline": timeline(order, deliveries),
        "sections": sections(order),
    }


def around(order: Order) -> dict[str, Any]:
    """What stands above each tab: the three status axes, and the way to the shop."""
    axes = (
        (_("Status"), badge(STATUS, order.status)),
        (_("Payment"), badge(PAYMENT, order.payment_status)),
        (pgettext("state of the goods", "Shipping"), badge(FULFILLMENT, order.fulfillment_status)),
    )
    return {"axes": axes, "shop_url": shop_url(order)}


def deliveries_of(order: Order) -> list[Delivery]:
    """Newest first, with steps and attempts."""
    return list(order.deliveries.all())


def differences_of(order: Order) -> list[DifferenceView]:
    """What reconciliation found between this order and other sides; what is over comes last."""
    rows = sorted(order.differences.all(), key=lambda row: row.state == DifferenceState.RESOLVED)
    return [difference_view(row) for row in rows]


def _content(document: Any) -> dict[str, Any]:
    if document is None:
        return {"unified": None}
    try:
        unified = from_document(document)
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
