"""From an understood order to its newest revision: same content is none, older content never wins."""

from datetime import datetime

from django.utils import timezone

from hub.errors import AffluentError, BusinessError
from hub.models import Event, EventKind, Line, Order, RawOrder, Revision
from hub.models.order import ID_LENGTH
from hub.order import Order as UnifiedOrder
from hub.order import to_document
from hub.order.digest import content_digest

BLOCKING_NOTICES = frozenset({"totals_mismatch"})
_NAME_LENGTH = 255
_NOT_INGESTED = frozenset({"id", "shop", "external_id", "trace_id", "accepted_revision", "received_at"})
# What an ingest writes of an order; the rest is fixed at first sight or belongs to staff.
INGESTED = tuple(f.name for f in Order._meta.concrete_fields if f.name not in _NOT_INGESTED)


def hold(order: Order, error: AffluentError) -> None:
    """The newest raw content cannot be understood: the order waits for a person, who is told once."""
    told = (order.error_code, order.error_cause)
    order.note_trouble(error, timezone.now())
    if (order.error_code, order.error_cause) != told:
        _tell(order, EventKind.HELD, order.error_cause)


def is_older(order: Order, updated_at: datetime | None, raw: RawOrder) -> bool:
    """Whether something newer is already known: by the shop's date, then by when it was observed."""
    if order.observed_at is None:
        return False
    if updated_at and order.updated_at and order.quiet_since and updated_at != order.updated_at:
        return updated_at < order.updated_at
    return raw.observed_at < order.observed_at


def tell_stale(order: Order, updated_at: datetime | None) -> None:
    """Leave a trace of a content that came too late to count."""
    date = f" (of {updated_at:%Y-%m-%d %H:%M:%S} UTC)" if updated_at else ""
    _tell(order, EventKind.STALE, f"An older content{date} came late.")


def revise(order: Order, raw: RawOrder, unified: UnifiedOrder) -> bool:
    """Make the content the newest revision; False when it says nothing new."""
    document = to_document(unified)
    newest = order.newest if order.revision else None
    is_new = newest is None or newest.digest != content_digest(document)
    order.updated_at = unified.updated_at
    if is_new:
        _write_revision(order, raw, unified, document)
    _take_notices(order, unified)
    return is_new


def _write_revision(order: Order, raw: RawOrder, unified: UnifiedOrder, document: dict[str, object]) -> None:
    order.revision += 1
    Revision.objects.create(
        order=order, number=order.revision, digest=content_digest(document), document=document, raw=raw
    )
    _copy_columns(order, unified)
    if order.revision > 1:
        order.lines.all().delete()
        _tell(order, EventKind.CHANGED, f"Changed at the shop: revision {order.revision}.")
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
    cause = f"Order {unified.number} of shop {unified.shop}: {blocking.detail}."
    remedy = "Compare it with the shop; correct it there, or accept the difference."
    order.note_trouble(BusinessError(blocking.code, cause, remedy), timezone.now())


def _tell(order: Order, kind: EventKind, text: str) -> None:
    Event.objects.create(shop=order.shop, order=order, kind=kind, text=text)
