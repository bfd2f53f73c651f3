"""Following webhooks: one call per order, in order, nothing lost by a killed process."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connections
from django.utils import timezone

from hub import leases
from hub.models import Event, Lease, Order, Outbox, Shop, Webhook, WebhookState
from hub.ports import OrderPage
from hub.webhooks.following import LATE_MARGIN, follow_again, follow_due
from tests.conftest import Manage
from tests.factories import ingest, unified_order
from tests.hub.ingest.pages import raw
from tests.hub.webhooks.calls import calling_shop, waiting
from tests.hub.webhooks.desks import desk, states

pytestmark = pytest.mark.django_db


def test_the_order_that_a_webhook_names_is_read_and_published() -> None:
    lampes = calling_shop()
    shop = desk(lampes, **{"4711": raw("4711")})
    row = waiting(lampes)

    result = follow_due()

    row.refresh_from_db()
    assert (result.read, result.followed, shop.asked) == (1, 1, ["4711"])
    assert (row.state, row.in_trouble) == (WebhookState.FOLLOWED, False)
    assert row.followed_at is not None
    assert Outbox.objects.get().order.external_id == "4711"


def test_all_that_wait_for_one_order_cost_one_call_and_orders_come_in_turn() -> None:
    lampes = calling_shop()
    shop = desk(lampes, a=raw("a"), b=raw("b"))
    for number, order in enumerate("abab"):
        waiting(lampes, f"e{number}", order)

    result = follow_due()

    assert shop.asked == ["a", "b"]
    assert states() == ["followed"] * 4
    assert (result.read, result.followed) == (2, 4)


def test_an_order_that_shows_the_same_as_before_is_nothing_new() -> None:
    lampes = calling_shop()
    desk(lampes, **{"4711": raw("4711")})
    ingest(lampes, raw("4711"))
    waiting(lampes)

    assert follow_due().nothing_new == 1
    assert states() == ["nothing_new"]


def test_a_late_one_asks_the_shop_nothing() -> None:
    # given an order that was seen at the shop well after what the webhook tells of
    lampes = calling_shop()
    [order] = ingest(lampes, unified_order())
    assert order.observed_at is not None
    shop = desk(lampes)
    waiting(lampes, occurred_at=order.observed_at - LATE_MARGIN - timedelta(seconds=1))

    result = follow_due()

    assert (shop.asked, states(), result.read) == ([], ["nothing_new"], 0)


@pytest.mark.parametrize("seconds", [None, -60, 0, 30, 10**6])
def test_one_that_may_tell_something_newer_is_followed(seconds: float | None) -> None:
    lampes = calling_shop()
    [order] = ingest(lampes, unified_order())
    assert order.observed_at is not None
    shop = desk(lampes, **{"4711": raw("4711")})
    happened = None if seconds is None else order.observed_at + timedelta(seconds=seconds)
    waiting(lampes, occurred_at=happened)

    follow_due()

    assert shop.asked == ["4711"]


def test_one_newer_among_late_ones_is_reason_enough_to_read() -> None:
    lampes = calling_shop()
    [order] = ingest(lampes, unified_order())
    assert order.observed_at is not None
    shop = desk(lampes, **{"4711": raw("4711")})
    waiting(lampes, "e1", occurred_at=order.observed_at - timedelta(hours=1))
    waiting(lampes, "e2", occurred_at=order.observed_at + timedelta(hours=1))

    follow_due()

    assert shop.asked == ["4711"]
    assert WebhookState.WAITING not in states()


def test_a_person_can_have_it_followed_whatever_is_known() -> None:
    lampes = calling_shop()
    [order] = ingest(lampes, unified_order())
    assert order.observed_at is not None
    shop = desk(lampes, **{"4711": raw("4711")})
    row = waiting(lampes, occurred_at=order.observed_at - timedelta(hours=1))
    follow_due()

    assert follow_again(row)
    assert not follow_again(row)  # it waits already
    follow_due()

    assert shop.asked == ["4711"]
    assert not follow_again(waiting(lampes, "e2", "", state=WebhookState.FAILED))


def test_an_order_that_the_shop_no_longer_has_never_settles() -> None:
    # given an order that was seen once and had not settled
    lampes = calling_shop()
    [order] = ingest(lampes, unified_order(), observed_at=unified_order().updated_at)
    desk(lampes)
    waiting(lampes)

    follow_due()

    assert states() == ["nothing_new"]
    assert "no longer has this order" in Event.objects.filter(order=order).latest("id").text
    assert Outbox.objects.count() == 0


def test_an_order_that_has_to_settle_brings_the_next_poll_nearer() -> None:
    now = timezone.now()
    lampes = calling_shop(next_poll_at=now + timedelta(minutes=30))
    desk(lampes, **{"4711": raw("4711", changed=60)})
    waiting(lampes)

    follow_due()

    lampes.refresh_from_db()
    assert lampes.next_poll_at is not None
    assert lampes.next_poll_at - now <= timedelta(seconds=settings.SETTLE_SECONDS + 11)


def test_a_settled_order_leaves_the_next_poll_alone() -> None:
    later = timezone.now() + timedelta(minutes=30)
    lampes = calling_shop(next_poll_at=later)
    desk(lampes, **{"4711": raw("4711")})
    waiting(lampes)

    follow_due()

    lampes.refresh_from_db()
    assert lampes.next_poll_at == later


def test_an_order_that_cannot_be_understood_is_held_and_its_webhook_done() -> None:
    lampes = calling_shop()
    desk(lampes, **{"4711": {"external_id": "4711"}})
    waiting(lampes)

    follow_due()

    assert states() == ["followed"]
    assert Order.objects.get().error_class == "contract"


def test_a_paused_shop_is_left_alone() -> None:
    lampes = calling_shop(active=False)
    shop = desk(lampes, **{"4711": raw()})
    waiting(lampes)

    follow_due()

    assert (shop.asked, states()) == ([], ["waiting"])


def test_a_shop_that_somebody_follows_is_left_to_them() -> None:
    lampes = calling_shop()
    shop = desk(lampes, **{"4711": raw()})
    waiting(lampes)

    with leases.held(f"webhooks:{lampes.pk}"):
        follow_due()
    assert shop.asked == []

    follow_due()
    assert shop.asked == ["4711"]


def test_it_ends_between_two_orders_when_asked_to() -> None:
    lampes = calling_shop()
    shop = desk(lampes, a=raw("a"), b=raw("b"))
    waiting(lampes, "e1", "a")
    waiting(lampes, "e2", "b")

    follow_due(lambda: bool(shop.asked))

    assert states() == ["followed", "waiting"]


def test_one_that_comes_while_its_order_is_read_is_followed_after_it() -> None:
    lampes = calling_shop()
    shop = desk(lampes)
    read = shop.order

    def order(external_id: str) -> OrderPage:
        if not shop.asked:
            waiting(lampes, "e2")
        return read(external_id)

    shop.orders = {"4711": raw()}
    shop.order = order  # type: ignore[method-assign] # seen from outside
    waiting(lampes)

    follow_due()
    assert states() == ["followed", "waiting"]

    follow_due()
    assert shop.asked == ["4711", "4711"]


def test_one_whose_time_has_not_come_waits() -> None:
    lampes = calling_shop()
    shop = desk(lampes, **{"4711": raw()})
    waiting(lampes, next_attempt_at=timezone.now() + timedelta(minutes=5))

    follow_due()
    assert shop.asked == []

    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        follow_due()
    assert shop.asked == ["4711"]


@pytest.mark.django_db(transaction=True)
def test_two_followers_at_once_read_each_order_once() -> None:
    shops = [calling_shop(f"shop-{number}") for number in range(3)]
    desks = [desk(shop, **{str(n): raw(str(n), shop=shop.slug) for n in range(5)}) for shop in shops]
    for shop in shops:
        for number in range(5):
            waiting(shop, f"e{number}", str(number))

    def work() -> None:
        follow_due()
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [sorted(laid_out.asked) for laid_out in desks] == [list("01234")] * 3
    assert set(states()) == {"followed"}


@pytest.mark.repeats
class TestKilled:
    """A real process that is killed while the shop keeps it waiting."""

    @pytest.fixture
    def slow(self) -> Iterator[ThreadingHTTPServer]:
        """A server that never answers, and knows that it was asked."""

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.set()
                release.wait(60)

            def log_message(self, *_: Any) -> None:
                pass

        asked, release = threading.Event(), threading.Event()
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.asked = asked  # type: ignore[attr-defined] # kept for the test
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        release.set()
        server.shutdown()
        server.server_close()

    def test_a_process_killed_in_the_middle_loses_nothing(
        self, manage: Manage, slow: ThreadingHTTPServer
    ) -> None:
        # given a process that is killed while it reads the order
        woo = {
            "url": f"http://127.0.0.1:{slow.server_address[1]}",
            "consumer_key": "ck_x",
            "consumer_secret": "cs_x",
        }
        lampes = calling_shop(channel="woocommerce", credentials=woo)
        waiting(lampes)
        process = manage("follow_webhooks", LEASE_SECONDS="1")
        assert slow.asked.wait(30)  # type: ignore[attr-defined] # set above
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        assert states() == ["waiting"]

        # when its lease has run out, another takes over
        _until(lambda: Lease.objects.get(name=f"webhooks:{lampes.pk}").expires_at < timezone.now())
        Shop.objects.filter(pk=lampes.pk).update(channel="paper")
        shop = desk(lampes, **{"4711": raw()})
        follow_due()

        assert (shop.asked, states()) == (["4711"], ["followed"])

    def test_a_process_ends_cleanly_when_asked(self, manage: Manage) -> None:
        lampes = calling_shop(channel="gone")
        waiting(lampes)
        process = manage("follow_webhooks")
        _until(lambda: states() == ["failed"])

        process.send_signal(signal.SIGTERM)

        assert process.wait(20) == 0
        assert "Traceback" not in process.communicate()[1]
        assert Webhook.objects.get().error_code == "unknown_channel"


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)
