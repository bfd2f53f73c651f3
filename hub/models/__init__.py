"""The tables of the core. The database is the truth; the broker may be wiped at any moment."""

from hub.models.access import ApiKey
from hub.models.alert import Alert, AlertMessage, AlertRecipient, AlertRule, MessageKind, RecipientKind
from hub.models.backfill import Backfill, BackfillReason, BackfillState
from hub.models.delivery import Attempt, Delivery, DeliveryState, DeliveryStep
from hub.models.document import DocumentKind, DocumentState, InvoiceContent, InvoiceDocument
from hub.models.history import Event, EventKind, Outbox
from hub.models.lease import Lease
from hub.models.order import Line, Order, RawOrder, Revision
from hub.models.problem import Problem, ProblemAct, ProblemState, Replay, ReplayItem
from hub.models.reconciliation import (
    Difference,
    DifferenceState,
    Reconciliation,
    ReconciliationReason,
    ReconciliationState,
)
from hub.models.saved_filter import SavedFilter
from hub.models.second_factor import Authenticator, RecoveryCode
from hub.models.shop import Cursor, Shop
from hub.models.webhook import Webhook, WebhookState, WebhookSubscription

__all__ = [
    "Alert",
    "AlertMessage",
    "AlertRecipient",
    "AlertRule",
    "ApiKey",
    "Attempt",
    "Authenticator",
    "Backfill",
    "BackfillReason",
    "BackfillState",
    "Cursor",
    "Delivery",
    "DeliveryState",
    "DeliveryStep",
    "Difference",
    "DifferenceState",
    "DocumentKind",
    "DocumentState",
    "Event",
    "EventKind",
    "InvoiceContent",
    "InvoiceDocument",
    "Lease",
    "Line",
    "MessageKind",
    "Order",
    "Outbox",
    "Problem",
    "ProblemAct",
    "ProblemState",
    "RawOrder",
    "RecipientKind",
    "Reconciliation",
    "ReconciliationReason",
    "ReconciliationState",
    "RecoveryCode",
    "Replay",
    "ReplayItem",
    "Revision",
    "SavedFilter",
    "Shop",
    "Webhook",
    "WebhookState",
    "WebhookSubscription",
]
