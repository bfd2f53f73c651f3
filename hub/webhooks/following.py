"""Following webhooks: reading the orders they name, one call for all that wait for one order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from hub import leases
from hub.caught import trouble_of
from hub.errors import ErrorClass
from hub.models import Order, Shop, Webhook, WebhookState
from hub.polling import Stop, look_soon, never, read_order
from hub.webhooks import failing

BATCH = 200  # webhooks of one shop at a time, so that the others have their turn
LATE_MARGIN = timedelta(seconds=60)  # what a shop shows may be behind its own clock


@dataclass(slots=True)
class FollowResult:
    """What became of the webhooks that were due: counts of webhooks, and of orders read at the shops."""

    read: int = 0
    followed: int = 0
    nothing_new: int = 0
    failed: int = 0
    waiting: int = 0

    def add(self, rows: Sequence[Webhook]) -> None:
        """Count these in, by the state they have now."""
        for row in rows:
            setattr(self, row.state, getattr(self, row.state) + 1)


def follow_due(stop: Stop = never) -> FollowResult:
    """Follow what is due, shop by shop, in the order it came; `stop` is asked between two orders.

    Killed anywhere, what was at hand is still waiting. Trouble is noted on the webhook (or, where the key is
    refused, on the shop); a database that is gone raises Django's `DatabaseError`.
    """
    result = FollowResult()
    for shop in _due_shops():
        if stop():
            break
        _follow_alone(shop, result, stop)
    return result


def follow_again(webhook: Webhook) -> bool:
    """Let a webhook wait once more, and be followed whatever is known; False where it names no order."""
    if not webhook.external_id:
        return False
    now = timezone.now()
    ended = Webhook.objects.filter(pk=webhook.pk).exclude(state=WebhookState.WAITING)
    again = {"state": WebhookState.WAITING, "attempts": 0, "next_attempt_at": now, "followed_at": now}
    return bool(ended.update(**again))


def is_late(webhook: Webhook, order: Order | None) -> bool:
    """Whether the order was seen at the shop after what the webhook tells of had happened there."""
    if order is None or order.observed_at is None or webhook.occurred_at is None:
        return False
    return webhook.followed_at is None and webhook.occurred_at + LATE_MARGIN < order.observed_at


def _due_shops() -> list[Shop]:
    due = Webhook.objects.filter(state=WebhookState.WAITING, next_attempt_at__lte=timezone.now())
    shops = Shop.objects.filter(pk__in=list(due.order_by().values_list("shop", flat=True).distinct()))
    return list(shops.filter(active=True).exclude(error_class=ErrorClass.CREDENTIALS).order_by("pk"))


def _follow_alone(shop: Shop, result: FollowResult, stop: Stop) -> None:
    """One follower per shop: the others find it busy and go on to the next."""
    name, owner = f"webhooks:{shop.pk}", leases.new_owner()
    if not leases.acquire(name, owner):
        return
    try:
        _follow_shop(shop, result, lambda: stop() or not leases.acquire(name, owner))
    finally:
        leases.release(name, owner)


def _follow_shop(shop: Shop, result: FollowResult, ends: Stop) -> None:
    for external_id, rows in _by_order(shop).items():
        if ends() or not _follow_order(shop, external_id, rows, result):
            return


def _by_order(shop: Shop) -> dict[str, list[Webhook]]:
    """What is due, under its order, in the order of the first webhook of each."""
    due = Webhook.objects.filter(shop=shop, state=WebhookState.WAITING, next_attempt_at__lte=timezone.now())
    found: dict[str, list[Webhook]] = {}
    for row in due.defer("body").order_by("id")[:BATCH]:
        found.setdefault(row.external_id, []).append(row)
    return found


def _follow_order(shop: Shop, external_id: str, rows: list[Webhook], result: FollowResult) -> bool:
    """Read the order and close its webhooks; False when the shop should be left alone for now."""
    known = Order.objects.filter(shop=shop, external_id=external_id).first()
    goes_on = True
    if all(is_late(row, known) for row in rows):
        _close(rows, WebhookState.NOTHING_NEW)
    else:
        result.read += 1
        error = trouble_of(shop, lambda: _read(shop, external_id, rows))
        goes_on = error is None or failing.note(shop, rows, error)
    result.add(rows)
    return goes_on


def _read(shop: Shop, external_id: str, rows: Sequence[Webhook]) -> None:
    """As polling reads it."""
    page = read_order(shop, external_id)
    is_news = page.new or page.changed or page.held
    _close(rows, WebhookState.FOLLOWED if is_news else WebhookState.NOTHING_NEW)
    if page.unsettled:
        look_soon(shop)


def _close(rows: Iterable[Webhook], state: WebhookState) -> None:
    now = timezone.now()
    for row in rows:
        row.state, row.followed_at = state, now
        row.clear_trouble()
    Webhook.objects.bulk_update(rows, ["state", "followed_at", *Webhook.TROUBLE_FIELDS])
