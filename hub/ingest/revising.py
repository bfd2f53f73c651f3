"""From an understood order to its newest revision: same content is none, older content never wins."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from hub.errors import AffluentError, BusinessError
from hub.ingest.history import History
from hub.models import EventKind, Line, Order, RawOrder, Revision
from hub.models.order import ID_LENGTH
from hub.order import Line as UnifiedLine
from hub.order import Order as UnifiedOrder
from hub.order import to_document
from hub.order.digest import content_digest
from hub.sentences import say

BLOCKING_NOTICES = frozenset({"totals_mismatch"})
_NAME_LENGTH = 255
_HIGHEST_RATE = Decimal(100_000)  # what the column takes
_LONGEST_LATE = timedelta(hours=1)  # an answer out of a cache, or of a replica that lags


def hold(history: History, error: AffluentError) -> None:
    """The newest raw content cannot be understood: the order waits for a person, who is told once."""
    order = history.order
    told = (order.error_code, order.error_cause)
    order.note_trouble(error, timezone.now())
    if (order.error_code, order.error_cause) != told:
        history.tell(EventKind.HELD, order.error_cause)


def is_older(order: Order, updated_at: datetime | None, raw: RawOrder) -> bool:
    """Whether something newer is already known: by the shop's date, then by when it was observed.

    What the shop still shows long after is what it says now, whatever date it gives: in the hour that comes
    twice, or out of a backup, dates go back.
    """
    if order.observed_at is None:
        return False
    if updated_at and order.updated_at and order.quiet_since and updated_at != order.updated_at:
        return updated_at < order.updated_at and raw.observed_at < order.observed_at + _LONGEST_LATE
    return raw.observed_at < order.observed_at


def tell_stale(history: History, updated_at: datetime | None) -> None:
    """Leave a trace of a content that came too late to count."""
    text = say("An older content came late.")
    if updated_at:
        text = say("An older content (of {moment} UTC) came late.", moment=f"{updated_at:%Y-%m-%d %H:%M:%S}")
    history.tell(EventKind.STALE, text)


def revise(history: History, raw: RawOrder, unified: UnifiedOrder) -> bool:
    """Make the content the newest revision; False when it says nothing new."""
    document = to_document(unified)
    content = Revision(raw=raw, document=document, digest=content_digest(document))
    is_new = history.newest is None or history.newest.digest != content.digest
    history.order.updated_at = unified.updated_at
    if is_new:
        _add_revision(history, content, unified)
    _take_notices(history.order, unified)
    return is_new


def _add_revision(history: History, content: Revision, unified: UnifiedOrder) -> None:
    order = history.order
    order.revision += 1
    content.order, content.number = order, order.revision
    history.newest = content
    history.revisions.append(content)
    history.lines = _lines(order, unified)
    _copy_columns(order, unified)
    if order.revision > 1:
        history.tell(
            EventKind.CHANGED, say("Changed at the shop: revision {revision}.", revision=order.revision)
        )


def _lines(order: Order, unified: UnifiedOrder) -> list[Line]:
    return [
        Line(
            order=order,
            position=position,
            kind=line.kind,
            sku=line.sku[:ID_LENGTH],
            title=line.title[:_NAME_LENGTH],
            quantity=line.quantity,
            net=line.net,
            tax=line.tax,
            gross=line.gross,
            rate=_rate(line),
        )
        for position, line in enumerate(unified.lines, start=1)
    ]


def _rate(line: UnifiedLine) -> Decimal | None:
    """Of the line's one tax; None where there are several, or the platform does not tell."""
    rates = {tax.rate for tax in line.taxes}
    if not rates:
        return Decimal(0)
    rate = rates.pop()
    return rate if not rates and rate is not None and abs(rate) < _HIGHEST_RATE else None


def _copy_columns(order: Order, unified: UnifiedOrder) -> None:
    """Columns to list, filter and search by; the document is the truth."""
    address = unified.shipping_address or unified.billing_address
    order.number = unified.number[:ID_LENGTH]
    order.status, order.payment_status = unified.status, unified.payment_status
    order.fulfillment_status = unified.fulfillment_status
    order.currency, order.gross = unified.currency, unified.totals.gross
    order.customer_name = (unified.customer.company or unified.customer.name)[:_NAME_LENGTH]
    order.email = unified.customer.email[:ID_LENGTH]
    order.vat_id = (unified.customer.vat_id or "")[:64]
    order.country = address.country if address else ""
    order.placed_at = unified.placed_at


def _take_notices(order: Order, unified: UnifiedOrder) -> None:
    """In trouble while a notice blocks the revision and no person has accepted it."""
    blocking = next((notice for notice in unified.notices if notice.code in BLOCKING_NOTICES), None)
    if blocking is None or order.accepted_revision == order.revision:
        order.clear_trouble()
        return
    cause = say(
        "Order {order} of shop {shop}: {detail}.",
        order=unified.number,
        shop=unified.shop,
        detail=blocking.detail,
    )
    remedy = say("Compare it with the shop; correct it there, or accept the difference.")
    order.note_trouble(BusinessError(blocking.code, cause, remedy), timezone.now())
