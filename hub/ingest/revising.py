"""From an understood order to its newest revision: same content is none, older content never wins."""

from django.utils import timezone

from hub.errors import AffluentError, BusinessError
from hub.models import Event, EventKind, Line, Order, RawOrder, Revision
from hub.models.order import ID_LENGTH
from hub.order import Order as UnifiedOrder
from hub.order import to_document
from hub.order.digest import content_digest

BLOCKING_NOTICES = frozenset({"totals_mismatch"})
_NAME_LENGTH = 255


def hold(order: Order, error: AffluentError) -> None:
    """The newest raw content cannot be understood: the order waits for a person."""
    order.note_trouble(error, timezone.now())
    _tell(order, EventKind.HELD, error.cause)


def is_older(order: Order, unified: UnifiedOrder, raw: RawOrder) -> bool:
    """Whether something newer is already known: by the shop's date, then by when it was observed."""
    if order.updated_at is None or order.observed_at is None:
        return False
    return (unified.updated_at, raw.observed_at) < (order.updated_at, order.observed_at)


def tell_stale(order: Order, unified: UnifiedOrder) -> None:
    """Leave a trace of a content that came too late to count."""
    _tell(
        order, EventKind.STALE, f"An older content (of {unified.updated_at:%Y-%m-%d %H:%M:%S} UTC) came late."
    )


def revise(order: Order, raw: RawOrder, unified: UnifiedOrder) -> bool:
    """Make the content the newest revision; False when it says nothing new."""
    document = to_document(unified)
    newest = order.newest
    order.updated_at = unified.updated_at
    order.clear_trouble()
    _hold_for_notices(order, unified)
    if newest is not None and newest.digest == content_digest(document):
        return False
    _write_revision(order, raw, unified, document)
    return True


def _write_revision(order: Order, raw: RawOrder, unified: UnifiedOrder, document: dict[str, object]) -> None:
    order.revision += 1
    Revision.objects.create(
        order=order, number=order.revision, digest=content_digest(document), document=document, raw=raw
    )
    _copy_columns(order, unified)
    order.lines.all().delete()
    Line.objects.bulk_create(
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
        )
        for position, line in enumerate(unified.lines, start=1)
    )
    if order.revision > 1:
        _tell(order, EventKind.CHANGED, f"Changed at the shop: revision {order.revision}.")


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


def _hold_for_notices(order: Order, unified: UnifiedOrder) -> None:
    for notice in unified.notices:
        if notice.code in BLOCKING_NOTICES:
            cause = f"Order {unified.number} of shop {unified.shop}: {notice.detail}."
            remedy = "Compare it with the shop; correct it there, or accept the difference."
            order.note_trouble(BusinessError(notice.code, cause, remedy), timezone.now())
            return


def _tell(order: Order, kind: EventKind, text: str) -> None:
    Event.objects.create(shop=order.shop, order=order, kind=kind, text=text)
