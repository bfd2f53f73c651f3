"""Words and colours of states, the same on every page. Codes stay what they are in the API and the logs."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from hub.errors import ErrorClass
from hub.models import DeliveryState, DocumentState, WebhookState
from hub.order.vocabulary import FulfillmentStatus, LineKind, PaymentStatus, Status
from hub.spoken import spoken

Label = str | Promise
GOOD, CALM, BUSY, WARN, BAD = "good", "calm", "busy", "warn", "bad"

STATUS: Mapping[str, tuple[Label, str]] = {
    Status.DRAFT: (_("Draft"), CALM),
    Status.PENDING: (_("Pending"), CALM),
    Status.OPEN: (_("Open"), BUSY),
    Status.COMPLETED: (_("Completed"), GOOD),
    Status.CANCELLED: (_("Cancelled"), WARN),
    Status.UNKNOWN: (_("Status unknown"), CALM),
}
PAYMENT: Mapping[str, tuple[Label, str]] = {
    PaymentStatus.PENDING: (_("Payment pending"), CALM),
    PaymentStatus.AUTHORIZED: (_("Authorized"), BUSY),
    PaymentStatus.PARTIALLY_PAID: (_("Partially paid"), WARN),
    PaymentStatus.PAID: (_("Paid"), GOOD),
    PaymentStatus.PARTIALLY_REFUNDED: (_("Partially refunded"), WARN),
    PaymentStatus.REFUNDED: (_("Refunded"), WARN),
    PaymentStatus.VOIDED: (_("Voided"), WARN),
    PaymentStatus.FAILED: (_("Payment failed"), BAD),
    PaymentStatus.UNKNOWN: (_("Payment unknown"), CALM),
}
FULFILLMENT: Mapping[str, tuple[Label, str]] = {
    FulfillmentStatus.UNFULFILLED: (_("Not shipped"), CALM),
    FulfillmentStatus.PARTIAL: (_("Partly shipped"), BUSY),
    FulfillmentStatus.FULFILLED: (_("Shipped"), GOOD),
    FulfillmentStatus.RETURNED: (_("Returned"), WARN),
    FulfillmentStatus.NOT_REQUIRED: (_("Nothing to ship"), CALM),
    FulfillmentStatus.UNKNOWN: (_("Shipping unknown"), CALM),
}
DELIVERY: Mapping[str, tuple[Label, str]] = {
    DeliveryState.WAITING: (_("Waiting"), BUSY),
    DeliveryState.RUNNING: (_("Running"), BUSY),
    DeliveryState.DELIVERED: (_("Delivered"), GOOD),
    DeliveryState.HELD: (_("Held"), WARN),
    DeliveryState.FAILED: (_("Failed"), BAD),
    DeliveryState.SUPERSEDED: (_("Superseded by a newer revision"), CALM),
    DeliveryState.NOT_DUE: (_("Not to be delivered"), CALM),
}
DOCUMENT: Mapping[str, tuple[Label, str]] = {
    DocumentState.WAITING: (_("Waiting to be fetched"), BUSY),
    DocumentState.KEPT: (_("Kept"), GOOD),
    DocumentState.FAILED: (_("Could not be fetched"), BAD),
}
WEBHOOK: Mapping[str, tuple[Label, str]] = {
    WebhookState.WAITING: (_("Waiting"), BUSY),
    WebhookState.FOLLOWED: (_("Order read"), GOOD),
    WebhookState.NOTHING_NEW: (_("Nothing new"), CALM),
    WebhookState.FAILED: (_("Failed"), BAD),
}
ERROR_CLASS: Mapping[str, tuple[Label, str]] = {
    ErrorClass.TRANSIENT: (_("Out of reach"), WARN),
    ErrorClass.RATE_LIMITED: (_("Asked for patience"), WARN),
    ErrorClass.CREDENTIALS: (_("Key refused"), BAD),
    ErrorClass.CONTRACT: (_("Cannot be read"), BAD),
    ErrorClass.CONFIG: (_("Set-up incomplete"), WARN),
    ErrorClass.BUSINESS: (_("Needs a decision"), WARN),
    ErrorClass.BUG: (_("Mistake in the hub"), BAD),
}
LINE_KIND: Mapping[str, Label] = {
    LineKind.PRODUCT: _("Product"),
    LineKind.SHIPPING: _("Shipping"),
    LineKind.FEE: _("Fee"),
    LineKind.DISCOUNT: _("Discount"),
    LineKind.GIFT_WRAP: _("Gift wrap"),
    LineKind.GIFT_CARD: _("Gift card"),
    LineKind.TIP: _("Tip"),
    LineKind.ROUNDING: _("Rounding"),
}
STEP: Mapping[str, Label] = {
    "partner": _("Customer"),
    "invoice_address": _("Invoice address"),
    "delivery_address": _("Delivery address"),
    "order": _("Sale order"),
    "confirmed": _("Sale order confirmed"),
    "invoice": _("Invoice"),
    "repaired": _("Invoice repaired"),
    "posted": _("Invoice posted"),
    "rewriting": _("Quotation to be rewritten, revision"),
    "rewritten": _("Quotation rewritten, revision"),
    "crediting": _("Credit note begun for refund"),
    "credit_note": _("Credit note for refund"),
    "credited": _("Credit note finished for refund"),
    "covered": _("Credited with the cancellation: refund"),
    "payment": _("Payment"),
    "paid": _("Payment settles the invoice:"),
    "payout": _("Money given back for refund"),
    "paid_back": _("Credit note settled for refund"),
    "cancelling": _("Sale order to be cancelled, revision"),
    "cancelled": _("Sale order cancelled"),
}
_CELL, _TOOL_TIP = 90, 500  # characters


def badge(known: Mapping[str, tuple[Label, str]], code: str) -> SafeString:
    """The code as a coloured word; an unknown one as it is."""
    label, tone = known.get(code, (code, CALM))
    return pill(label, tone)


def pill(label: Label, tone: str) -> SafeString:
    """A coloured word."""
    return format_html('<span class="bo-badge bo-{}">{}</span>', tone, label)


def shortened(text: str, longest: int = _CELL) -> SafeString:
    """Text from outside for a cell: shortened, longer as tool tip, with its own writing direction."""
    said = spoken(text)
    return format_html('<bdi title="{}">{}</bdi>', _cut(said, _TOOL_TIP), _cut(said, longest))


def _cut(text: str, longest: int) -> str:
    """Most texts are short: those that may be too long are looked at letter by letter."""
    return text if len(text) <= longest else Truncator(text).chars(longest)


def moment(at: datetime | None) -> str:
    """Day and time to the minute, the same in every language but for the month's name."""
    return date_format(timezone.localtime(at), "j M Y H:i") if at else ""


def labels(known: Mapping[str, tuple[Label, str]]) -> list[tuple[str, Label]]:
    """Choices for a filter."""
    return [(str(code), label) for code, (label, _tone) in known.items()]
