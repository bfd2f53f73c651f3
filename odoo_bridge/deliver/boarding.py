"""From claimed deliveries to trips: which of them have a way to go at all, and what is known of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from hub import deliveries
from hub.errors import AffluentError, BusinessError
from hub.models import Delivery, DeliveryState, Revision, Shop
from hub.order import from_document
from hub.sentences import say
from odoo_bridge import connections
from odoo_bridge.deliver.ending import MAX_ATTEMPTS, Ending
from odoo_bridge.deliver.progress import HUB, Logbook, Progress, progress_of
from odoo_bridge.deliver.trip import CrashError, Trip
from odoo_bridge.external_ids import safe_key
from odoo_bridge.models import OdooConnection, ShopPolicy
from odoo_bridge.models.policy import DeliverWhen
from odoo_bridge.sale.afterwards import Plan, Written, concerns_odoo, first_time, is_cancelled
from odoo_bridge.sale.credit_lines import is_own
from odoo_bridge.sale.due import reason_not_due, was_refunded
from odoo_bridge.sale.payments import keyed

Document = dict[str, Any]
PolicyOf = Callable[[OdooConnection, Shop], ShopPolicy | None]


class OrderHeldError(BusinessError):
    """The order itself waits for a person, not its delivery; that goes on when nothing holds the order."""

    waits_for = "order"


def stored_policy(connection: OdooConnection, shop: Shop) -> ShopPolicy | None:
    """The shop's policy with all that it names; None where the shop's orders go elsewhere."""
    policy = connections.policy_for(shop)
    if policy is None or policy.connection_id != connection.pk:
        return None
    return connections.with_choices(policy)


def board(
    connection: OdooConnection,
    claimed: Sequence[Delivery],
    *,
    policy_of: PolicyOf = stored_policy,
    logbook: Logbook = HUB,
) -> Iterator[Trip | Ending]:
    """A trip for each delivery that has something to tell Odoo, an ending for the others; asks nobody."""
    known = _Known.of(connection, claimed, policy_of, logbook)
    for delivery in claimed:
        try:
            yield _trip(delivery, known)
        except _NoTrip as end:
            yield Ending(delivery, end.outcome, end.result)
        except AffluentError as error:
            yield Ending(delivery, error=error)


class _NoTrip(Exception):  # noqa: N818 - no error: there is nothing to do
    def __init__(self, outcome: DeliveryState, **result: object) -> None:
        self.outcome = outcome
        self.result = result
        super().__init__(outcome)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the hub's database says of the whole batch, by order or shop."""

    documents: Mapping[int, Document]
    policies: Mapping[int, ShopPolicy | None]
    delivered: Mapping[int, Delivery]
    progress: Mapping[int, Progress]

    @classmethod
    def of(
        cls,
        connection: OdooConnection,
        claimed: Sequence[Delivery],
        policy_of: PolicyOf,
        logbook: Logbook,
    ) -> "_Known":
        revisions = {delivery.order_id: delivery.revision for delivery in claimed}
        rows = Revision.objects.filter(order__in=revisions, number__in=set(revisions.values()))
        shops = {delivery.order.shop_id: delivery.order.shop for delivery in claimed}
        done = Delivery.objects.filter(
            order__in=revisions, target=connection.target, state=DeliveryState.DELIVERED
        )
        return cls(
            documents={row.order_id: row.document for row in rows if revisions[row.order_id] == row.number},
            policies={key: policy_of(connection, shop) for key, shop in shops.items()},
            # The newest one that this target has, or that a person declared done.
            delivered={row.order_id: row for row in done.order_by("revision")},
            progress=progress_of(claimed, logbook),
        )


def _trip(delivery: Delivery, known: _Known) -> Trip:
    _refuse_deadly(delivery)
    if delivery.revision < delivery.order.published_revision:
        deliveries.of_newest_revision(delivery.order, delivery.target)
        raise _NoTrip(DeliveryState.SUPERSEDED)
    policy = known.policies[delivery.order.shop_id]
    if policy is None:
        raise _NoTrip(DeliveryState.NOT_DUE, reason=say("The shop's orders go elsewhere."))
    document = known.documents[delivery.order_id]
    order = from_document(document)
    trip = Trip(delivery, order, document, policy, known.progress[delivery.pk])
    _see_what_is_to_do(trip, known.delivered.get(delivery.order_id))
    _refuse_held(delivery)
    return trip


def _refuse_deadly(delivery: Delivery) -> None:
    if delivery.attempts >= MAX_ATTEMPTS:
        raise CrashError(
            "bridge_died",
            say(
                "The bridge died while it delivered order {order}, {attempts} times.",
                order=delivery.order,
                attempts=delivery.attempts,
            ),
            say("Report it with the log of the bridge, then deliver again."),
        )


def _see_what_is_to_do(trip: Trip, done: Delivery | None) -> None:
    """Raises `_NoTrip` when nothing is. What Odoo has already may need a look at Odoo first.

    Where an earlier delivery may have written the order, and its answer was lost, "not due any more" is no
    reason to leave it there: it is cancelled, or goes its way and is credited.
    """
    trip.known = _written(trip, done)
    if trip.known is None:
        reason = reason_not_due(
            trip.order,
            live=trip.policy.live,
            only_paid=trip.policy.deliver_when == DeliverWhen.PAID,
            placed_from=trip.policy.deliver_from,
            zone=timezone.get_default_timezone(),
        )
        if not reason or (trip.progress.begun_before and was_refunded(trip.order)):
            trip.plan = first_time(trip.order)
        elif trip.progress.begun_before and is_cancelled(trip.order):
            trip.known, trip.in_doubt = Written(trip.document, trip.order), True
        else:
            raise _NoTrip(DeliveryState.NOT_DUE, reason=reason)
        return
    trip.finished = done is not None and done.revision >= (trip.progress.written_revision or 0)
    asks = concerns_odoo(trip.known, trip.order, trip.document, pays=trip.policy.register_payment)
    if done and trip.finished and not asks:
        raise _NoTrip(DeliveryState.DELIVERED, **{**done.result, "nothing_to_do": True})
    if not asks:
        trip.known, trip.plan = None, Plan()


def _written(trip: Trip, done: Delivery | None) -> Written | None:
    """What Odoo has of the order; what a delivered revision said is settled, by us or by a person."""
    revision = max(trip.progress.written_revision or 0, done.revision if done else 0)
    if not revision:
        return None
    since = done.revision if done else 0
    begun = trip.progress.keys("crediting", since=since) | trip.progress.keys("credited", since=since)
    document = _document(trip.delivery, revision)
    settled = from_document(_document(trip.delivery, done.revision)) if done else None
    paid = trip.progress.keys("paid")
    return Written(
        document=document,
        order=from_document(document),
        revision=revision,
        refunds={refund.external_id for refund in (settled.refunds if settled else ())},
        credited={key for key in begun if not is_own(key)},
        payments=set(keyed(settled.payments if settled else ()))
        | {key for key in keyed(trip.order.payments) if safe_key(key) in paid},
        cancelled=settled is not None and is_cancelled(settled),
        doubtful=trip.progress.doubtful or bool(trip.progress.keys("cancelling", since=since)),
        begun=any(map(is_own, begun)),
    )


def _document(delivery: Delivery, revision: int) -> Document:
    return dict(Revision.objects.get(order=delivery.order_id, number=revision).document)


def _refuse_held(delivery: Delivery) -> None:
    order = delivery.order
    if order.in_trouble and order.accepted_revision < delivery.revision:
        raise OrderHeldError(order.error_code, order.error_cause, order.error_remedy)
