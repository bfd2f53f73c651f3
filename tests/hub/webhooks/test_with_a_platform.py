"""The whole way on real sockets: a shop that calls the hub, and the hub that reads the shop."""

import time
from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from hub.models import Order, Shop, Webhook, WebhookSubscription
from hub.polling import poll
from hub.webhooks.following import follow_due
from hub.webhooks.subscribing import repair_due, subscribe, unsubscribe
from sandbox.shops.woocommerce import WooCommerceSandbox
from tests.factories import shop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def platform() -> Iterator[WooCommerceSandbox]:
    with WooCommerceSandbox() as sandbox:
        yield sandbox


@pytest.fixture
def boutique(platform: WooCommerceSandbox, live_server: LiveServer, settings: Settings) -> Shop:
    settings.BASE_URL = live_server.url
    keys = {"consumer_key": platform.consumer_key, "consumer_secret": platform.consumer_secret}
    made = shop(
        "boutique",
        channel="woocommerce",
        credentials={"url": platform.url, **keys},
        allow_private_hosts=True,
    )
    poll(made)
    return made


def test_an_order_that_is_placed_is_read_without_a_poll(platform: WooCommerceSandbox, boutique: Shop) -> None:
    assert subscribe(boutique).works

    placed = platform.place(finish_after=None)
    _until(lambda: Webhook.objects.filter(external_id=str(placed)).exists())
    follow_due()

    assert Order.objects.get().external_id == str(placed)
    assert set(Webhook.objects.values_list("state", flat=True)) == {"followed"}
    assert WebhookSubscription.objects.get().forged == 0


def test_what_a_person_broke_at_the_platform_is_mended(platform: WooCommerceSandbox, boutique: Shop) -> None:
    subscribe(boutique)
    boutique.refresh_from_db()
    boutique.credentials = {**boutique.credentials, "webhook_secret": "another"}
    boutique.save()
    platform.place(finish_after=None)
    _until(lambda: WebhookSubscription.objects.get().forged > 0)

    WebhookSubscription.objects.update(checked_at=None)
    assert repair_due() == 1
    placed = platform.place(finish_after=None)

    _until(lambda: Webhook.objects.filter(external_id=str(placed)).exists())


def test_after_stopping_nobody_calls(platform: WooCommerceSandbox, boutique: Shop) -> None:
    subscribe(boutique)

    assert all(finding.ok for finding in unsubscribe(boutique))
    platform.place(finish_after=None)
    poll(boutique)

    assert Order.objects.count() == 1
    assert Webhook.objects.count() == 0


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)
