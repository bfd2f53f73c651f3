"""Where an order stands in the hub, on its way to Odoo: what needs no look at Odoo is said here. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from hub.models import Delivery, DeliveryState
from hub.reconciliation.findings import Examined, Finding, Verdict, differing
from hub.sentences import say
from odoo_bridge.models.policy import DeliverWhen
from odoo_bridge.reconciliation import kinds
from odoo_bridge.reconciliation.known import Known
from odoo_bridge.sale.due import reason_not_due

_ON_ITS_WAY = say("on its way to Odoo")


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is (UTC), how long an order may take, and the zone in which days begin."""

    now: datetime
    patience: timedelta
    zone: tzinfo

    def is_fresh(self, since: datetime | None) -> bool:
        """Whether that is so recent that waiting is no difference."""
        return since is not None and since > self.now - self.patience


def verdict(known: Known, clock: Clock, *, stirred: bool) -> Examined | None:
    """What is known without Odoo; None when Odoo has to be looked at.

    `stirred`: something happened to the order within the clock's patience.
    """
    delivery = known.delivery
    if known.newest is None:
        return _untold(known)
    if delivery is None and known.unpublished is not None:
        return _unpublished(known, known.unpublished, clock)
    if delivery is None or delivery.state == DeliveryState.NOT_DUE:
        return _not_delivered(known, clock, stirred=stirred)
    if delivery.state == DeliveryState.DELIVERED:
        by_hand = Examined(known.row, Verdict.EQUAL, say("declared done by a person"))
        return by_hand if known.sale_id is None else None
    return _stuck(known, delivery, clock, stirred=stirred)


def not_delivered(known: Known) -> Finding:
    """An order that is due and has no delivery, or one that was left out and would be due by now."""
    if known.delivery is None:
        return Finding(
            kind=kinds.NOT_PLANNED,
            cause=say(
                "{said} is due, and has no delivery to {target}.",
                said=known.said,
                target=known.policy.connection.target,
            ),
            remedy=say("The hub makes the delivery. If this comes again, see whether the bridge runs."),
            facts={"revision": known.row.published_revision},
            automatic=True,
        )
    return Finding(
        kind=kinds.LEFT_OUT,
        cause=say(
            "{said} was not to be delivered when it came, and is due by the delivery policy now.",
            said=known.said,
        ),
        remedy=say("Deliver it, or accept this difference."),
        facts={"revision": known.row.published_revision},
        healable=True,
    )


def _untold(known: Known) -> Examined:
    if known.row.revision:
        return Examined(known.row, Verdict.UNDER_WAY, say("has not settled yet"))
    return Examined(known.row, Verdict.NOT_COMPARED, say("cannot be read: the order is held"))


def _unpublished(known: Known, since: datetime, clock: Clock) -> Examined:
    if clock.is_fresh(since):
        return Examined(known.row, Verdict.UNDER_WAY, say("waits to be published"))
    finding = Finding(
        kind=kinds.UNPUBLISHED,
        cause=say(
            "{said} has a message that waits to be published since {since} UTC.",
            said=known.said,
            since=f"{since:%Y-%m-%d %H:%M}",
        ),
        remedy=say(
            "Nothing is lost. See whether the relay runs and reaches the broker; without a "
            "broker, the worker."
        ),
    )
    return differing(known.row, [finding])


def _not_delivered(known: Known, clock: Clock, *, stirred: bool) -> Examined | None:
    if known.sale_id is None:
        reason = known.newest and reason_not_due(
            known.newest,
            live=known.policy.live,
            only_paid=known.policy.deliver_when == DeliverWhen.PAID,
            placed_from=known.policy.deliver_from,
            zone=clock.zone,
        )
        if reason:
            return Examined(known.row, Verdict.NOT_DUE)
    if stirred or clock.is_fresh(known.row.changed_at):
        return Examined(known.row, Verdict.UNDER_WAY, _ON_ITS_WAY)
    return None


def _stuck(known: Known, delivery: Delivery, clock: Clock, *, stirred: bool) -> Examined:
    """Waiting, held or failed: a difference once that lasts longer than an order may take."""
    since = delivery.error_since or delivery.created_at
    waits = delivery.state in (DeliveryState.WAITING, DeliveryState.RUNNING)
    if stirred or clock.is_fresh(since) or (waits and _was_released(delivery)):
        return Examined(known.row, Verdict.UNDER_WAY, _ON_ITS_WAY)
    return differing(known.row, [_told(known, delivery, clock)])


def _told(known: Known, delivery: Delivery, clock: Clock) -> Finding:
    since = delivery.error_since or delivery.created_at
    since_then = f"{since:%Y-%m-%d %H:%M}"
    said: str = say("{said} is not in Odoo since {since} UTC", said=known.said, since=since_then)
    facts = {"state": delivery.state, "code": delivery.error_code, "revision": delivery.revision}
    if delivery.state == DeliveryState.HELD:
        kind, said = kinds.HELD, _because(say("{said}, its delivery is held", said=said), delivery)
        remedy, automatic = say("See the delivery."), False
    elif delivery.state == DeliveryState.FAILED:
        kind, said = kinds.FAILED, _because(say("{said}, its delivery failed", said=said), delivery)
        remedy, automatic = say("See the delivery."), delivery.error_class in ("transient", "rate_limited")
    else:
        said = say("{said}, its delivery is {state}", said=said, state=delivery.state)
        kind, said = kinds.OVERDUE, _because(said, delivery)
        remedy = say("See whether the bridge runs (`manage.py bridge`).")
        automatic = delivery.next_attempt_at is not None and delivery.next_attempt_at > clock.now
    return Finding(
        kind=kind,
        cause=said,
        remedy=delivery.error_remedy or remedy,
        facts=facts,
        healable=automatic or kind != kinds.OVERDUE,
        automatic=automatic,
    )


def _was_released(delivery: Delivery) -> bool:
    """Held until something came or a person said so: it goes on with the bridge's next turn."""
    return delivery.state == DeliveryState.WAITING and delivery.error_class in ("config", "business")


def _because(said: str, delivery: Delivery) -> str:
    if not delivery.error_cause:
        return say("{said}.", said=said)
    return say("{said}: {why}", said=said, why=delivery.error_cause)
