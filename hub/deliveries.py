"""The life of a delivery, the same for every target: claimed by lease, finished, held, tried again."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from hub.models import Delivery, DeliveryState, Event, EventKind, Order

_OPEN = (DeliveryState.WAITING, DeliveryState.RUNNING)
_LOOK_AHEAD = 8  # more than the workers that can be at the same row at once
_RESTABLE = (DeliveryState.HELD, DeliveryState.FAILED, DeliveryState.NOT_DUE, DeliveryState.WAITING)


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
    return rows.select_related("order__shop").order_by("order__placed_at", "order_id")


def claim(delivery: Delivery, owner: str) -> bool:
    """Take the lease; False when it is not due any more, or somebody else works on this order."""
    now = timezone.now()
    with transaction.atomic():
        if not _lock(delivery.order_id):
            return False
        same_order = Delivery.objects.filter(order=delivery.order_id, target=delivery.target)
        if same_order.filter(state=DeliveryState.RUNNING, lease_until__gt=now).exists():
            return False
        claimed = Delivery.objects.filter(
            pk=delivery.pk, state__in=(DeliveryState.WAITING, DeliveryState.RUNNING)
        ).update(state=DeliveryState.RUNNING, owner=owner, lease_until=lease_end(now))
    if claimed:
        delivery.refresh_from_db()
    return bool(claimed)


def claim_next(target: str, owner: str) -> Delivery | None:
    """Claim the oldest due delivery that nobody else takes at this moment; None when there is none."""
    for key in due(target).values_list("pk", flat=True)[:_LOOK_AHEAD]:
        delivery = Delivery.objects.select_related("order__shop").get(pk=key)
        if claim(delivery, owner):
            return delivery
    return None


def _lock(order_id: int) -> bool:
    """Hold the order's row until the transaction ends; False when somebody else has it, without waiting."""
    skips = connection.features.has_select_for_update_skip_locked
    rows = Order.objects.select_for_update(skip_locked=skips).filter(pk=order_id)
    return rows.only("pk").first() is not None


def lease_end(now: datetime) -> datetime:
    """Until when a claim made now holds."""
    return now + timedelta(seconds=settings.LEASE_SECONDS)


def prolong(delivery: Delivery) -> bool:
    """Keep a claim alive on a long way; False when it was lost meanwhile."""
    ours = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.RUNNING, owner=delivery.owner)
    return bool(ours.update(lease_until=lease_end(timezone.now())))


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
    restarted = Delivery.objects.filter(pk=delivery.pk, state__in=_RESTABLE).update(
        state=DeliveryState.WAITING, attempts=0, next_attempt_at=None, waits_for="", finished_at=None
    )
    if restarted:
        text = f"Deliver again to {delivery.target}." + (f" Reason: {reason}" if reason else "")
        Event.objects.create(
            shop=delivery.order.shop, order=delivery.order, kind=EventKind.STAFF, actor=actor, text=text
        )
    return bool(restarted)


def release_waiting(target: str, waits_for: str) -> int:
    """What a delivery waited for exists now: let all of them go on. Returns how many."""
    waiting = Delivery.objects.filter(target=target, waits_for=waits_for, state=DeliveryState.HELD)
    return waiting.update(state=DeliveryState.WAITING, next_attempt_at=None, waits_for="")


def note(delivery: Delivery, text: str, **detail: object) -> None:
    """A line in the order's history."""
    Event.objects.create(
        shop=delivery.order.shop, order=delivery.order, kind=EventKind.DELIVERY, text=text, detail=detail
    )


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
            text=f"Declared done at {delivery.target}. Reason: {reason}",
        )
    return bool(closed)
