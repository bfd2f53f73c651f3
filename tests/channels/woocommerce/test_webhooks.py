"""Webhooks: what is genuine, what it says, and how the hub keeps its own in the shop."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from channels.source import ChannelAdapter, ShopSource
from channels.webhooks import Hint, WebhookRequest
from channels.woocommerce import channel
from channels.woocommerce.subscriptions import TOPICS
from hub.errors import ContractError, CredentialsError
from hub.ports import Account, Finding
from sandbox.shops.woocommerce import WooCommerceSandbox
from sandbox.shops.woocommerce.deliveries import signature
from tests.channels.woocommerce.contract_shop import WooCommerceShop

RECORDINGS = Path(channel.__file__).parent / "fixtures" / "webhooks"
WOOCOMMERCE = channel.WooCommerce()
SECRET = "rig-webhook-secret"
ADDRESS = "https://hub.example.test/webhooks/woocommerce/boutique/"
NOW = datetime(2026, 11, 21, 22, 21, tzinfo=UTC)


def request(body: bytes, topic: str = "order.updated", delivery: str = "d1") -> WebhookRequest:
    """A genuine call."""
    headers = {"x-wc-webhook-topic": topic, "x-wc-webhook-signature": signature(SECRET, body)}
    headers |= {"x-wc-webhook-delivery-id": delivery} if delivery else {}
    mine = Account(shop="boutique", credentials={"webhook_secret": SECRET})
    return WebhookRequest(account=mine, headers=headers, body=body, received_at=NOW)


def recorded(name: str) -> WebhookRequest:
    recording = json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))
    headers = {key.lower(): value for key, value in recording["headers"].items()}
    return replace(request(recording["body"].encode()), headers=headers)


@pytest.mark.parametrize(
    ("name", "topic", "external_id"),
    [
        ("ping", "ping", None),
        ("order_created", "order.created", "161"),
        ("order_updated", "order.updated", "161"),
        ("order_deleted", "order.deleted", "161"),
        ("action_woocommerce_order_refunded", "action.woocommerce_order_refunded", "161"),
    ],
)
def test_recorded_webhooks_are_genuine(name: str, topic: str, external_id: str | None) -> None:
    hint = WOOCOMMERCE.verify_webhook(recorded(name))

    assert (hint.topic, hint.external_id) == (topic, external_id)


def test_a_recorded_webhook_with_one_byte_changed_is_forged() -> None:
    genuine = recorded("order_updated")

    with pytest.raises(CredentialsError):
        WOOCOMMERCE.verify_webhook(replace(genuine, body=genuine.body + b" "))


def test_two_orders_in_one_second_are_two_events_under_one_delivery_id() -> None:
    ids = {WOOCOMMERCE.verify_webhook(request(b'{"id":%d}' % number)).event_id for number in (1, 2)}

    assert len(ids) == 2


def test_the_same_words_twice_are_two_events_under_two_delivery_ids() -> None:
    body = b'{"action":"woocommerce_order_refunded","arg":161}'
    topic = "action.woocommerce_order_refunded"

    one, two = (WOOCOMMERCE.verify_webhook(request(body, topic, delivery)) for delivery in ("d1", "d2"))

    assert one.event_id != two.event_id
    assert replace(one, event_id="") == replace(two, event_id="")


def test_without_a_delivery_id_topic_and_content_are_the_event() -> None:
    ids = [
        WOOCOMMERCE.verify_webhook(request(b'{"id":1}', topic, "")).event_id
        for topic in ("order.deleted", "order.deleted", "order.updated")
    ]

    assert ids[0] == ids[1] != ids[2]


def test_an_event_id_stays_short_whatever_the_headers_hold() -> None:
    hint = WOOCOMMERCE.verify_webhook(request(b'{"id":1}', "x" * 5000, "y\x00" * 5000))

    assert len(hint.event_id) < 180
    assert len(hint.topic) <= 100


def test_only_a_new_order_tells_when_it_happened() -> None:
    created, updated = (
        WOOCOMMERCE.verify_webhook(recorded(f"order_{word}")) for word in ("created", "updated")
    )

    assert created.occurred_at == datetime(2026, 11, 21, 22, 20, 40, tzinfo=UTC)
    assert updated.occurred_at is None


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("coupon.updated", b'{"id":7}'),
        ("action.woocommerce_add_to_cart", b'{"action":"woocommerce_add_to_cart","arg":7}'),
        ("action.woocommerce_order_refunded", b'{"arg":["7"]}'),
        ("action.woocommerce_order_refunded", b'{"arg":true}'),
    ],
)
def test_what_is_not_about_an_order_has_nothing_to_fetch(topic: str, body: bytes) -> None:
    assert WOOCOMMERCE.verify_webhook(request(body, topic)).external_id is None


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"no", b'{"code":"woocommerce_rest_cannot_view"}', b'{"id":{}}']
)
def test_a_genuine_webhook_that_cannot_be_read_is_a_contract_error(body: bytes) -> None:
    with pytest.raises(ContractError, match="webhook"):
        WOOCOMMERCE.verify_webhook(request(body))


def test_the_ping_is_believed_without_a_signature_and_is_one_event_for_ever() -> None:
    pings = [replace(request(b"webhook_id=%d" % number), headers={}) for number in (1, 22)]

    assert {WOOCOMMERCE.verify_webhook(ping) for ping in pings} == {Hint(event_id="ping", topic="ping")}


# --- subscribing ----------------------------------------------------------------------------------------


@pytest.fixture
def shop() -> Iterator[WooCommerceShop]:
    with WooCommerceSandbox() as sandbox:
        yield WooCommerceShop(sandbox)


def source(shop: WooCommerceShop, **credentials: str) -> ShopSource:
    mine = shop.account()
    return ChannelAdapter(WOOCOMMERCE).open(replace(mine, credentials={**mine.credentials, **credentials}))


def known(shop: WooCommerceShop) -> list[dict[str, Any]]:
    return [webhook.document for webhook in shop.sandbox.store.webhooks.known.values()]


def secrets(shop: WooCommerceShop) -> set[str]:
    return {webhook.secret for webhook in shop.sandbox.store.webhooks.known.values()}


def make(shop: WooCommerceShop, address: str, topic: str = "order.updated") -> dict[str, Any]:
    with shop.sandbox.lock:
        return shop.sandbox.store.webhooks.create({"topic": topic, "delivery_url": address}).document


def only(findings: Any) -> Finding:
    (finding,) = findings
    assert isinstance(finding, Finding)
    return finding


def test_subscribing_makes_one_webhook_per_topic_and_says_so(shop: WooCommerceShop) -> None:
    finding = only(source(shop).subscribe(ADDRESS))

    assert [row["topic"] for row in known(shop)] == list(TOPICS)
    assert {row["delivery_url"] for row in known(shop)} == {ADDRESS}
    assert secrets(shop) == {"a-webhook-secret"}
    assert "made: 4, kept: 0" in finding.detail
    assert "made: 0, kept: 4" in only(source(shop).subscribe(ADDRESS)).detail


def test_the_secret_of_the_form_is_written_again_because_the_shop_never_shows_its_own(
    shop: WooCommerceShop,
) -> None:
    source(shop).subscribe(ADDRESS)

    source(shop, webhook_secret="another-long-secret").subscribe(ADDRESS)

    assert secrets(shop) == {"another-long-secret"}
    assert len(known(shop)) == len(TOPICS)


def test_a_disabled_webhook_is_replaced_because_its_failures_would_count_on(shop: WooCommerceShop) -> None:
    source(shop).subscribe(ADDRESS)
    shop.lose_webhooks()

    finding = only(source(shop).subscribe(ADDRESS))

    assert "made: 4, kept: 0, disabled or doubled ones removed: 4" in finding.detail
    assert {webhook.failures for webhook in shop.sandbox.store.webhooks.known.values()} == {0}


def test_doubles_paused_ones_and_other_topics_to_our_address_go(shop: WooCommerceShop) -> None:
    source(shop).subscribe(ADDRESS)
    oldest = known(shop)[1]["id"]
    make(shop, ADDRESS)
    make(shop, ADDRESS, "action.woocommerce_order_refunded")
    make(shop, ADDRESS)["status"] = "paused"

    source(shop).subscribe(ADDRESS)

    assert sorted(row["topic"] for row in known(shop)) == sorted(TOPICS)
    assert oldest in {row["id"] for row in known(shop)}


@pytest.mark.parametrize(
    "spelling", [ADDRESS[:-1], ADDRESS.replace("https", "http"), ADDRESS.replace("hub.", "HUB.")]
)
def test_our_address_in_another_spelling_is_set_right(shop: WooCommerceShop, spelling: str) -> None:
    make(shop, spelling)

    source(shop).subscribe(ADDRESS)

    assert [row["delivery_url"] for row in known(shop)] == [ADDRESS] * len(TOPICS)


@pytest.mark.parametrize(
    "address",
    ["https://hub.example.test/webhooks/woocommerce/other/", "https://[broken", "", "https://x.test"],
)
def test_another_address_is_somebody_elses(shop: WooCommerceShop, address: str) -> None:
    document = make(shop, "https://elsewhere.example.test/")
    document["delivery_url"] = address

    source(shop).subscribe(ADDRESS)
    source(shop).unsubscribe(ADDRESS)

    assert [row["id"] for row in known(shop)] == [document["id"]]


def test_ours_are_found_among_more_webhooks_than_a_page_holds(shop: WooCommerceShop) -> None:
    for number in range(230):
        make(shop, f"https://elsewhere.example.test/{number}")
    source(shop).subscribe(ADDRESS)

    assert "kept: 4" in only(source(shop).subscribe(ADDRESS)).detail
    assert only(source(shop).unsubscribe(ADDRESS)).detail == "4 webhooks to the hub removed."
    assert len(known(shop)) == 230


@pytest.mark.parametrize("change", ["subscribe", "unsubscribe"])
def test_a_key_that_may_only_read_is_told_where_to_click_and_that_nothing_is_lost(
    shop: WooCommerceShop, change: str
) -> None:
    source(shop).subscribe(ADDRESS)
    shop.sandbox.add_key("ck_reader", "cs_reader", "read")

    reader = source(shop, consumer_key="ck_reader", consumer_secret="cs_reader")
    finding = only(getattr(reader, change)(ADDRESS))

    assert not finding.ok
    assert "may read but not write" in finding.detail
    assert "WooCommerce › Settings › Advanced › REST API" in finding.remedy
    assert "Read/Write" in finding.remedy
    assert "polling finds every change" in finding.remedy
    assert len(known(shop)) == len(TOPICS)


def test_without_a_secret_nothing_is_subscribed(shop: WooCommerceShop) -> None:
    finding = only(source(shop, webhook_secret="").subscribe(ADDRESS))

    assert not finding.ok
    assert "webhook secret" in finding.remedy
    assert known(shop) == []


def test_a_webhook_that_went_meanwhile_is_as_good_as_removed(shop: WooCommerceShop) -> None:
    # given a colleague who removes webhooks in WooCommerce just now
    source(shop).subscribe(ADDRESS)
    shop.sandbox.fault("status", status=404, path="/webhooks/")

    assert only(source(shop).unsubscribe(ADDRESS)).ok
