"""The life of a delivery, the same for every target: claimed by lease, finished, held, tried again."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.utils import timezone

from hub.models import Delivery, DeliveryState, DeliveryStep, Event, EventKind, Order
from hub.sentences import reasoned, say

_OPEN = (DeliveryState.WAITING, DeliveryState.RUNNING)
_LOOK_AHEAD = 8  # more than the workers that can be at the same row at once
OFFERS, CHOSEN = "offers", "chosen"  # in a result: what a person may let the target do, and what they chose
ALONE_AFTER = 2  # failed attempts
_RESTABLE = (DeliveryState.HELD, DeliveryState.FAILED, DeliveryState.NOT_DUE, DeliveryState.WAITING)
_ANEW: dict[str, Any] = {  # the columns of one that is tried as if for the first time
    "state": DeliveryState.WAITING,
    "attempts": 0,
    "next_attempt_at": None,
    "waits_for": "",
    "finished_at": None,
}


def of_newest_revision(order: Order, target: str) -> Delivery:
    """The row of the order's newest published revision, made where it is missing; older open ones end."""
    delivery = _get_or_create(order, order.published_revision, target)
    older = Delivery.objects.filter(order=order, target=target, revision__lt=delivery.revision)
    older.exclude(state__in=(DeliveryState.DELIVERED, DeliveryState.SUPERSEDED)).exclude(
        state=DeliveryState.RUNNING, lease_until__gt=timezone.now()
    ).update(state=DeliveryState.SUPERSEDED, finished_at=timezone.now(), waits_for="")
    return delivery


def _get_or_create(order: Order, revision: int, target: str) -> Delivery:
    try:
        with transaction.atomic():
            return Delivery.objects.get_or_create(order=order, revision=revision, target=target)[0]
    except IntegrityError:
        return Delivery.objects.get(order=order, revision=revision, target=target)


def due(target: str, now: datetime | None = None) -> QuerySet[Delivery]:
    """What may be worked on now: waiting and due, or abandoned by a dead worker; oldest order first.

    Not while another revision of the same order is being written.
    """
    now = now or timezone.now()
    ready = Q(state=DeliveryState.WAITING) & (Q(next_attempt_at=None) | Q(next_attempt_at__lte=now))
    abandoned = Q(state=DeliveryState.RUNNING, lease_until__lte=now)
    busy = Delivery.objects.filter(
        order=OuterRef("order"), target=target, state=DeliveryState.RUNNING, lease_until__gt=now
    )
    rows = Delivery.objects.filter(~Exists(busy), ready | abandoned, target=target)
    return rows.select_related("order__shop").order_by("order__placed_at", "order_id", "id")


def claim_due(target: str, owner: str, limit: int) -> list[Delivery]:
    """Claim up to `limit` of the oldest due deliveries that nobody else takes at this moment.

    One that has failed repeatedly comes alone: whatever is wrong with it must not touch others.
    """
    rows = list(due(target).values_list("pk", "order_id", "attempts")[: limit + _LOOK_AHEAD])
    taken: list[Delivery] = []
    for troubled, group in groupby(rows, key=lambda row: row[2] >= ALONE_AFTER):
        size = 1 if troubled else limit
        keys = [(key, order_id) for key, order_id, _ in group]
        for start in range(0, len(keys), size):
            taken = claim_all(target, keys[start : start + size], owner)
            if taken:
                return taken
    return taken


def claim_all(target: str, keys: Sequence[tuple[int, int]], owner: str) -> list[Delivery]:
    """Claim those of the target's deliveries, given with their orders' ids, that nobody works on."""
    now = timezone.now()
    with transaction.atomic():
        free = _lock({order_id for _, order_id in keys})
        running = Delivery.objects.filter(
            order__in=free, target=target, state=DeliveryState.RUNNING, lease_until__gt=now
        )
        free -= set(running.values_list("order_id", flat=True))
        # One revision of an order at a time.
        wanted = {order_id: key for key, order_id in reversed(keys) if order_id in free}
        claimed = Delivery.objects.filter(
            pk__in=wanted.values(), state__in=(DeliveryState.WAITING, DeliveryState.RUNNING)
        )
        # Abandoned by a worker that died, which may have been this delivery's doing.
        died = F("attempts") + Case(When(state=DeliveryState.RUNNING, then=1), default=0)
        claimed.update(attempts=died, state=DeliveryState.RUNNING, owner=owner, lease_until=lease_end(now))
    rows = Delivery.objects.filter(pk__in=wanted.values(), state=DeliveryState.RUNNING, owner=owner)
    found = rows.select_related("order__shop").in_bulk()
    return [found[key] for key, _ in keys if key in found]


def _lock(orders: Collection[int]) -> set[int]:
    """Hold the orders' rows until the transaction ends; those that somebody else has are passed over."""
    skips = connection.features.has_select_for_update_skip_locked
    rows = Order.objects.select_for_update(skip_locked=skips).filter(pk__in=orders).order_by("pk")
    return set(rows.values_list("pk", flat=True))


def lease_end(now: datetime) -> datetime:
    """Until when a claim made now holds."""
    return now + timedelta(seconds=settings.LEASE_SECONDS)


def prolong(claimed: Collection[Delivery], owner: str) -> None:
    """Keep claims alive after a finished step, and count their attempts anew: they get on.

    Those that were lost meanwhile are somebody else's, and stay so.
    """
    ours = Delivery.objects.filter(
        pk__in=[delivery.pk for delivery in claimed], state=DeliveryState.RUNNING, owner=owner
    )
    ours.update(lease_until=lease_end(timezone.now()), attempts=0)
    for delivery in claimed:
        delivery.attempts = 0


def keep_claims(claimed: Collection[Delivery]) -> None:
    """Keep claims alive that wait for their turn, as far as they are still their workers'."""
    ours = Delivery.objects.filter(
        pk__in=[delivery.pk for delivery in claimed],
        state=DeliveryState.RUNNING,
        owner__in={delivery.owner for delivery in claimed},
    )
    ours.update(lease_until=lease_end(timezone.now()))


def still_claimed(claimed: Collection[Delivery]) -> set[int]:
    """Which of them, by id, their worker still has; the others were taken by somebody else."""
    rows = Delivery.objects.filter(
        pk__in=[delivery.pk for delivery in claimed],
        state=DeliveryState.RUNNING,
        owner__in={delivery.owner for delivery in claimed},
    )
    return set(rows.values_list("pk", flat=True))


def finish(delivery: Delivery, state: DeliveryState, **columns: object) -> bool:
    """End a claim with this state; False when the lease was lost meanwhile (then nothing is written)."""
    owner, delivery.owner = delivery.owner, ""
    delivery.state, delivery.lease_until = state, None
    if state in (DeliveryState.DELIVERED, DeliveryState.SUPERSEDED, DeliveryState.NOT_DUE):
        delivery.finished_at = timezone.now()
        delivery.clear_trouble()
        delivery.waits_for = ""
    for name, value in columns.items():
        setattr(delivery, name, value)
    return bool(_write_if_ours(delivery, owner))


def _write_if_ours(delivery: Delivery, owner: str) -> int:
    fields = [
        "state",
        "owner",
        "lease_until",
        "attempts",
        "next_attempt_at",
        "waits_for",
        "result",
        "finished_at",
    ]
    values = {name: getattr(delivery, name) for name in (*fields, *Delivery.TROUBLE_FIELDS)}
    return Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.RUNNING, owner=owner).update(**values)


def again(delivery: Delivery, *, actor: str, reason: str = "") -> bool:
    """Staff: try once more from the first step that is not done. False when it is running or done."""
    restarted = Delivery.objects.filter(pk=delivery.pk, state__in=_RESTABLE).update(**_ANEW)
    if restarted:
        text = reasoned(say("Deliver again to {target}.", target=delivery.target), reason)
        Event.objects.create(
            shop=delivery.order.shop, order=delivery.order, kind=EventKind.STAFF, actor=actor, text=text
        )
    return bool(restarted)


def all_again(rows: Sequence[Delivery], *, actor: str, reason: str, choice: str = "") -> set[int]:
    """Staff: `again`, or with a `choice` `choose`, for many that the caller has locked; which ones went.

    What does not offer the choice is left alone.
    """
    going = [row for row in rows if row.state in _RESTABLE and (not choice or offers(row, choice))]
    if choice:
        for row in going:
            Delivery.objects.filter(pk=row.pk).update(result={**row.result, CHOSEN: choice})
    keys = {row.pk for row in going}
    Delivery.objects.filter(pk__in=keys).update(**_ANEW)
    shops = dict(Order.objects.filter(deliveries__in=keys).values_list("pk", "shop"))
    Event.objects.bulk_create(
        Event(
            shop_id=shops[row.order_id],
            order_id=row.order_id,
            kind=EventKind.STAFF,
            actor=actor,
            text=reasoned(say("Deliver again to {target}.", target=row.target), reason),
        )
        for row in going
    )
    return keys


def reconsider(keys: Collection[int]) -> int:
    """What was not to be delivered may be by now: try these of them anew. Returns how many."""
    return Delivery.objects.filter(pk__in=keys, state=DeliveryState.NOT_DUE).update(**_ANEW)


def hurry(delivery: Delivery) -> bool:
    """Do not wait for the next attempt. False when it does not wait for one."""
    waiting = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING)
    return bool(waiting.exclude(next_attempt_at=None).update(next_attempt_at=None))


def start_over(order: Order, target: str, *, actor: str, reason: str, steps: Collection[str]) -> bool:
    """Staff: what the target had of the order is gone; forget these steps and write it there anew.

    Steps are named without their keys. False while the order is being written, or was never delivered.
    """
    with transaction.atomic():
        if order.pk not in _lock({order.pk}):
            return False
        rows = Delivery.objects.filter(order=order, target=target)
        newest = rows.filter(revision=order.published_revision, state=DeliveryState.DELIVERED)
        if rows.filter(state=DeliveryState.RUNNING).exists() or not newest.exists():
            return False
        gone = Q(*(Q(name=name) | Q(name__startswith=f"{name}:") for name in steps), _connector=Q.OR)
        DeliveryStep.objects.filter(gone, delivery__in=rows).delete()
        rows.filter(revision__lt=order.published_revision, state=DeliveryState.DELIVERED).update(
            state=DeliveryState.SUPERSEDED
        )
        newest.update(
            state=DeliveryState.WAITING, attempts=0, next_attempt_at=None, finished_at=None, result={}
        )
        text = reasoned(say("Write it to {target} again.", target=target), reason)
        Event.objects.create(shop=order.shop, order=order, kind=EventKind.STAFF, actor=actor, text=text)
    return True


def offers(delivery: Delivery, choice: str) -> bool:
    """Whether it waits for a person who may let the target do this."""
    result = delivery.result if isinstance(delivery.result, dict) else {}
    return delivery.state == DeliveryState.HELD and choice in result.get(OFFERS, ())


def choose(delivery: Delivery, choice: str, *, actor: str, reason: str) -> bool:
    """Staff: let the target do what it offered. False when that is not offered (any more)."""
    if not offers(delivery, choice):
        return False
    held = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.HELD)
    held.update(result={**delivery.result, CHOSEN: choice})
    return again(delivery, actor=actor, reason=reason)


def release_waiting(target: str, waits_for: str) -> int:
    """What a delivery waited for exists now: let all of them go on. Returns how many."""
    waiting = Delivery.objects.filter(target=target, waits_for=waits_for, state=DeliveryState.HELD)
    return waiting.update(state=DeliveryState.WAITING, next_attempt_at=None, waits_for="")


def line(delivery: Delivery, text: str, **detail: object) -> Event:
    """A line for the order's history, not stored yet: many are stored at once."""
    order = delivery.order
    return Event(shop=order.shop, order=order, kind=EventKind.DELIVERY, text=text, detail=detail)


def declare_done(delivery: Delivery, *, actor: str, reason: str) -> bool:
    """Staff: the target says the right thing already, by hand. False when it is running or done."""
    closed = Delivery.objects.filter(pk=delivery.pk, state__in=_RESTABLE).update(
        state=DeliveryState.DELIVERED, waits_for="", finished_at=timezone.now(), next_attempt_at=None
    )
    if closed:
        Event.objects.create(
            shop=delivery.order.shop,
            order=delivery.order,
            kind=EventKind.STAFF,
            actor=actor,
            text=reasoned(say("Declared done at {target}.", target=delivery.target), reason),
        )
    return bool(closed)
