"""Law 11: polls see half-made orders, so the world only hears of contents that stood still."""

import pytest
from pytest_django import Settings

from hub.ingest.settling import vanish
from hub.models import EventKind, Order, Outbox
from hub.order.closing import totals_of
from hub.order.vocabulary import Status
from tests.factories import shop
from tests.hub.ingest.pages import raw, send

pytestmark = pytest.mark.django_db


def messages() -> list[tuple[int, str]]:
    return list(Outbox.objects.order_by("id").values_list("revision", "type"))


def test_an_order_changed_a_moment_ago_waits_for_a_second_look() -> None:
    lampes = shop()

    assert send(lampes, raw(), seen=1).unsettled == 1
    assert messages() == []

    assert send(lampes, raw(), seen=9.9).unsettled == 1
    assert messages() == []

    assert send(lampes, raw(), seen=10).unsettled == 0
    assert messages() == [(1, "order.created")]


def test_the_half_made_order_is_never_told() -> None:
    lampes = shop()

    send(lampes, raw(lines=(), totals=totals_of(())), seen=1)
    send(lampes, raw(changed=2), seen=3)
    send(lampes, raw(changed=2), seen=20)

    assert messages() == [(2, "order.created")]
    assert Order.objects.get().revision == 2


def test_a_content_that_moved_without_its_date_is_quiet_since_it_was_seen() -> None:
    lampes = shop()
    send(lampes, raw(), seen=100)

    send(lampes, raw(note="edited in the database"), seen=200)
    assert messages() == [(1, "order.created")]

    send(lampes, raw(note="edited in the database"), seen=210)
    assert messages() == [(1, "order.created"), (2, "order.updated")]


def test_a_date_in_the_future_does_not_keep_an_order_for_ever() -> None:
    lampes = shop()

    send(lampes, raw(changed=10**8), seen=1)
    send(lampes, raw(changed=10**8), seen=12)

    assert messages() == [(1, "order.created")]


def test_an_old_order_is_told_at_first_sight() -> None:
    lampes = shop()

    send(lampes, raw(), seen=10**7)

    assert messages() == [(1, "order.created")]


def test_the_setting_says_how_long(settings: Settings) -> None:
    settings.SETTLE_SECONDS = 0
    lampes = shop()

    send(lampes, raw(), seen=0)

    assert messages() == [(1, "order.created")]


def test_the_message_says_what_changed_since_the_world_last_heard() -> None:
    lampes = shop()
    send(lampes, raw(), seen=60)
    refund = {
        "external_id": "r",
        "created_at": "2026-11-22T00:00:00Z",
        "net": "1.00",
        "tax": "0.00",
        "gross": "1.00",
    }
    refunded = {**raw(changed=100), "refunds": [{**refund, "reason": "", "lines": []}]}
    send(lampes, refunded, seen=160)
    send(lampes, {**refunded, "updated_at": raw(changed=200)["updated_at"], "note": "x"}, seen=260)
    send(lampes, {**raw(changed=300, status=Status.CANCELLED)}, seen=360)

    assert [kind for _, kind in messages()] == [
        "order.created",
        "order.refunded",
        "order.updated",
        "order.cancelled",
    ]


def test_an_order_that_the_shop_lost_before_it_settled_is_left_alone_until_it_comes_back() -> None:
    lampes = shop()
    send(lampes, raw(), seen=1)

    vanish(Order.objects.get())
    vanish(Order.objects.get())

    order = Order.objects.get()
    assert order.quiet_since is None
    assert order.events.filter(kind=EventKind.STALE).count() == 1

    # back from the trash
    send(lampes, raw(), seen=300)
    send(lampes, raw(), seen=320)
    assert messages() == [(1, "order.created")]


def test_an_order_that_settled_cannot_vanish() -> None:
    lampes = shop()
    send(lampes, raw(), seen=60)

    vanish(Order.objects.get())

    assert Order.objects.get().quiet_since is not None
