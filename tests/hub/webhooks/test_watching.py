"""The watch over webhooks, on stored orders."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from hub.models import Event, Shop, WebhookSubscription
from hub.order.vocabulary import Status
from hub.webhooks.watching import watch
from tests.factories import PAPER, PaperSource, ingest, unified_order
from tests.hub.webhooks.calls import call, calling_shop, said

pytestmark = pytest.mark.django_db


def row() -> WebhookSubscription:
    return WebhookSubscription.objects.get()


def polled(shop: Shop, external_id: str, minutes_ago: float, *, after: float = 1, **content: object) -> None:
    """An order that changed then, and that polling found a little later."""
    changed = timezone.now() - timedelta(minutes=minutes_ago)
    with time_machine.travel(changed + timedelta(minutes=after), tick=False):
        order = unified_order(external_id, placed_at=changed, **content)
        ingest(shop, order, observed_at=changed + timedelta(minutes=after))


@pytest.fixture
def lampes() -> Shop:
    return calling_shop(poll_seconds=60)


def hours_ago(hours: float) -> datetime:
    return timezone.now() - timedelta(hours=hours)


def test_changes_that_came_by_polling_alone_are_a_silence_told_once_and_repaired(lampes: Shop) -> None:
    PAPER.sources["lampes-fr"] = PaperSource()
    WebhookSubscription.objects.update(checked_at=hours_ago(2), last_received_at=hours_ago(12))
    polled(lampes, "1", 120)
    polled(lampes, "2", 60)

    first, second = watch(), watch()

    assert (first, second) == ({"silent": 1, "repaired": 1}, {"silent": 1, "repaired": 0})
    assert row().silent_since is not None
    assert (row().silent_changes, row().subscribed_at) == (2, row().subscribed_at)
    [event] = Event.objects.filter(kind="webhooks")
    assert event.text.startswith("Webhooks stopped: 2 changes since ")
    assert (event.shop, event.order) == (lampes, None)
    assert len(PAPER.sources["lampes-fr"].subscribers) == 1

    polled(lampes, "3", 30)
    watch()
    assert row().silent_changes == 3


def test_a_shop_that_has_never_called_is_told_too(lampes: Shop) -> None:
    polled(lampes, "1", 120)
    polled(lampes, "2", 60)

    assert watch()["silent"] == 1


def test_a_webhook_ends_it(lampes: Shop) -> None:
    polled(lampes, "1", 120)
    polled(lampes, "2", 60)
    watch()

    call(said())

    assert watch()["silent"] == 0
    assert row().silent_since is None
    assert [event.text for event in Event.objects.filter(kind="webhooks").order_by("id")][1:] == [
        "Webhooks come again."
    ]


def test_no_alarm_where_webhooks_come(lampes: Shop) -> None:
    WebhookSubscription.objects.update(last_received_at=hours_ago(0.9))
    polled(lampes, "1", 120)
    polled(lampes, "2", 60)

    assert watch()["silent"] == 0


def test_no_alarm_for_a_shop_that_just_subscribed(lampes: Shop) -> None:
    polled(lampes, "1", 120)
    polled(lampes, "2", 60)
    WebhookSubscription.objects.update(subscribed_at=hours_ago(0.5))

    assert watch()["silent"] == 0


def test_no_alarm_for_a_backfill_or_a_nightly_re_read(lampes: Shop) -> None:
    for number in range(5):
        polled(lampes, str(number), 600, after=300)

    assert watch()["silent"] == 0


def test_no_alarm_for_drafts(lampes: Shop) -> None:
    for number in range(5):
        polled(lampes, str(number), 60, status=Status.DRAFT)

    assert watch()["silent"] == 0


def test_no_alarm_for_dates_that_move_without_a_new_content(lampes: Shop) -> None:
    for number in range(3):
        polled(lampes, str(number), 60 * 20)
    WebhookSubscription.objects.update(last_received_at=hours_ago(5))
    lampes.orders.update(updated_at=hours_ago(1))

    assert watch()["silent"] == 0


@pytest.mark.parametrize("change", [{"wanted": False}, {"subscribed_at": None}])
def test_nobody_is_watched_who_wants_none_or_could_not_subscribe(
    lampes: Shop, change: dict[str, object]
) -> None:
    polled(lampes, "1", 120)
    polled(lampes, "2", 60)
    WebhookSubscription.objects.update(**change)

    assert watch()["silent"] == 0


def test_a_paused_shop_is_not_watched(lampes: Shop) -> None:
    polled(lampes, "1", 120)
    polled(lampes, "2", 60)
    Shop.objects.update(active=False)

    assert watch()["silent"] == 0
