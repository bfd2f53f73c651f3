"""One attempt at one delivery: claim it, see whether it is due, walk the steps, write down how it ended."""

from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from hub import deliveries, leases
from hub.errors import AffluentError, BusinessError, ErrorClass, TransientError
from hub.models import Delivery, DeliveryState, Revision
from hub.order import Order, from_document
from hub.order.money import ZERO, amount_text
from odoo_bridge import connections
from odoo_bridge.customers.identity import customer_key
from odoo_bridge.deliver.outcome import record_attempt, record_failure
from odoo_bridge.deliver.progress import Progress
from odoo_bridge.deliver.steps import Knowledge, Walk
from odoo_bridge.models import OdooConnection, ShopPolicy
from odoo_bridge.models.policy import DeliverWhen
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.errors import rests_connection
from odoo_bridge.sale.changes import changed_parts
from odoo_bridge.sale.due import reason_not_due

log = structlog.get_logger(__name__)
_BUSY_CUSTOMER_SECONDS = 2


class CrashError(AffluentError):
    """A mistake of ours: kept with the delivery, the traceback in the log."""

    error_class = ErrorClass.BUG


class OrderHeldError(BusinessError):
    """The order itself waits for a person, not its delivery; that goes on when nothing holds the order."""

    waits_for = "order"


class Engine:
    """Delivers to one Odoo connection; one thread at a time."""

    def __init__(self, connection: OdooConnection, knowledge: Knowledge, owner: str) -> None:
        self.connection = connection
        self._knowledge = knowledge
        self._owner = owner

    def deliver(self, delivery: Delivery) -> DeliveryState | None:
        """Claim it and make one attempt; None when somebody else has it."""
        return self.attempt(delivery) if deliveries.claim(delivery, self._owner) else None

    def deliver_next(self) -> DeliveryState | None:
        """One attempt at the oldest due delivery; None when nothing is due for us."""
        delivery = deliveries.claim_next(self.connection.target, self._owner)
        return self.attempt(delivery) if delivery is not None else None

    def attempt(self, delivery: Delivery) -> DeliveryState | None:
        """One attempt at a claimed delivery. Never raises for trouble of the order or of Odoo."""
        started = timezone.now()
        structlog.contextvars.bind_contextvars(trace_id=delivery.order.trace_id, order=delivery.order_id)
        odoo: Odoo | None = None
        try:
            document = _document(delivery)
            order = from_document(document)
            odoo = connections.open_odoo(self.connection)
            return self._attempt(delivery, order, document, odoo, started)
        except AffluentError as error:
            return self._failed(delivery, error, started, odoo.calls if odoo else 0)
        except (OperationalError, InterfaceError) as trouble:  # our own: a deadlock's victim, a lost line
            busy = TransientError("database_busy", f"The hub's own database refused: {trouble}.")
            return self._failed(delivery, busy, started, odoo.calls if odoo else 0)
        except Exception as mistake:  # a mistake in one order must not stop the bridge
            log.exception("delivery_crashed")
            crash = CrashError("delivery_crashed", f"The bridge made a mistake: {mistake!r}.", "Report it.")
            return self._failed(delivery, crash, started, odoo.calls if odoo else 0)
        finally:
            structlog.contextvars.unbind_contextvars("trace_id", "order")

    def _attempt(
        self, delivery: Delivery, order: Order, document: dict[str, object], odoo: Odoo, started: datetime
    ) -> DeliveryState | None:
        if delivery.revision < delivery.order.published_revision:
            deliveries.of_newest_revision(delivery.order, delivery.target)
            return self._end(delivery, DeliveryState.SUPERSEDED, {})
        policy = connections.policy_for(delivery.order.shop)
        if policy is None or policy.connection_id != self.connection.pk:
            return self._end(delivery, DeliveryState.NOT_DUE, {"reason": "The shop's orders go elsewhere."})
        with leases.held(f"customer:{self.connection.pk}:{customer_key(order)}"[:191]) as mine:
            if not mine:
                return self._later(delivery)
            outcome, result = self._walk(delivery, order, document, odoo, policy)
        if odoo.calls:
            connections.note_success(self.connection)
        ended = self._end(delivery, outcome, result)
        if ended is DeliveryState.DELIVERED:
            record_attempt(delivery, started, odoo.calls, ended)
        return ended

    def _walk(
        self, delivery: Delivery, order: Order, document: dict[str, object], odoo: Odoo, policy: ShopPolicy
    ) -> tuple[DeliveryState, dict[str, object]]:
        progress = Progress(delivery)
        done = _last_delivered(delivery)
        baseline = _document(done) if done else progress.written_document()
        if baseline is None:
            reason = reason_not_due(order, only_paid=policy.deliver_when == DeliverWhen.PAID)
            if reason:
                return DeliveryState.NOT_DUE, {"reason": reason}
        elif done and not changed_after(baseline, document, order):
            return DeliveryState.DELIVERED, {**done.result, "nothing_to_do": True}
        else:
            refuse_changes(baseline, document, order)
        _refuse_held(delivery)
        result = Walk(odoo, order, policy, progress, self._knowledge).run()
        if order.refunds:
            _tell_refunds(delivery, order)
        return DeliveryState.DELIVERED, result

    def _end(
        self, delivery: Delivery, state: DeliveryState, result: dict[str, object]
    ) -> DeliveryState | None:
        """Write down how it ended; None when the lease was lost meanwhile: then nothing is written."""
        delivery.attempts += state is DeliveryState.DELIVERED
        if not deliveries.finish(delivery, state, result=result):
            return None
        said = ", ".join(str(result[key]) for key in ("sale_order", "invoice", "reason") if result.get(key))
        deliveries.note(delivery, f"{state.label}: {said}" if said else str(state.label))
        return state

    def _later(self, delivery: Delivery) -> DeliveryState:
        """Another order of the same customer is being written: two at once could double the customer."""
        soon = timezone.now() + timedelta(seconds=_BUSY_CUSTOMER_SECONDS)
        deliveries.finish(delivery, DeliveryState.WAITING, next_attempt_at=soon)
        return DeliveryState.WAITING

    def _failed(
        self, delivery: Delivery, error: AffluentError, started: datetime, calls: int
    ) -> DeliveryState:
        log.warning(
            "delivery_failed", error_class=error.error_class.value, code=error.code, cause=error.cause
        )
        if calls and not error.error_class.retries and not rests_connection(error):
            connections.note_success(self.connection)
        return record_failure(delivery, self.connection, error, started, calls)


def _document(delivery: Delivery) -> dict[str, object]:
    return dict(Revision.objects.get(order=delivery.order_id, number=delivery.revision).document)


def _tell_refunds(delivery: Delivery, order: Order) -> None:
    """The invoice is of what was ordered; what was given back before is for a person to credit."""
    refunded = amount_text(sum((refund.gross for refund in order.refunds), ZERO), order.currency)
    deliveries.note(
        delivery,
        f"The shop had refunded {refunded} {order.currency} before: make the credit note in Odoo.",
        code="refunded_before_delivery",
    )


def _refuse_held(delivery: Delivery) -> None:
    order = delivery.order
    if order.in_trouble and order.accepted_revision < delivery.revision:
        raise OrderHeldError(order.error_code, order.error_cause, order.error_remedy)


def _last_delivered(delivery: Delivery) -> Delivery | None:
    """The newest revision that this target already has, or that a person declared done."""
    done = Delivery.objects.filter(
        order=delivery.order_id, target=delivery.target, state=DeliveryState.DELIVERED
    )
    return done.exclude(pk=delivery.pk).select_related("order").order_by("-revision").first()


def changed_after(before: dict[str, object], after: dict[str, object], order: Order) -> str:
    """What changed that Odoo should know, in words; empty when nothing did."""
    if order.cancelled_at is not None or order.status.value == "cancelled":
        return "it was cancelled" if before["status"] != "cancelled" else ""
    if after["refunds"] != before["refunds"]:
        return "it was refunded"
    parts = changed_parts(before, after)
    return f"it was changed ({', '.join(parts)})" if parts else ""


def refuse_changes(before: dict[str, object], after: dict[str, object], order: Order) -> None:
    """Hold an order that changed after it had been written: a person decides what Odoo should say."""
    change = changed_after(before, after, order)
    if change:
        raise BusinessError(
            "changed_after_delivery",
            f"Order {order.number} of shop {order.shop} is in Odoo already, and then {change} at the shop.",
            "Make the same change in Odoo (cancel, credit note, or edit), then mark this delivery as done.",
        )
