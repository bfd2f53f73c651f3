"""Subscribing at Shopify: what is mended, what stays, what Shopify refuses and what to do about it."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from channels.shopify import channel
from channels.shopify.subscriptions import TOPICS
from channels.source import ChannelAdapter, ShopSource
from hub.ports import Account, Finding
from sandbox.network.http import HttpServer, Response
from sandbox.shops.shopify import ShopifySandbox
from tests.channels.shopify.contract_shop import ShopifyShop, opened

SHOPIFY = channel.Shopify()
ADDRESS = "https://hub.example.test/webhooks/shopify/lumen/"


@pytest.fixture
def shop() -> Iterator[ShopifyShop]:
    with opened(fixed_token=True) as made:
        yield made


def source(shop: ShopifyShop) -> ShopSource:
    return ChannelAdapter(SHOPIFY).open(shop.account())


def subscribed(shop: ShopifyShop) -> Sequence[Finding]:
    return source(shop).subscribe(ADDRESS)


def held(sandbox: ShopifySandbox) -> list[tuple[str, str]]:
    return sorted((one["topic"], one["uri"]) for one in sandbox.subscriptions.held.values())


def writes(sandbox: ShopifySandbox) -> int:
    """Calls but for the one that lists."""
    return sum("graphql" in request for request in sandbox.requests) - 1


SET = sorted((topic, ADDRESS) for topic in TOPICS)


def test_every_topic_is_subscribed_once(shop: ShopifyShop) -> None:
    (finding,) = subscribed(shop)

    assert held(shop.sandbox) == SET
    assert finding.ok
    assert "orders/create" in finding.detail
    assert "order_transactions/create" in finding.detail


def test_what_is_in_order_is_not_touched(shop: ShopifyShop) -> None:
    subscribed(shop)
    shop.sandbox.requests.clear()

    (finding,) = subscribed(shop)

    assert writes(shop.sandbox) == 0
    assert "in order" in finding.detail


@pytest.mark.parametrize(
    "wrong",
    [
        {"uri": "http://hub.example.test/webhooks/shopify/lumen/"},
        {"uri": "https://HUB.example.test:443/webhooks/shopify/lumen?from=before"},
        {"format": "XML"},
        {"filter": "total_price:>=100"},
        {"includeFields": ["name"]},
    ],
)
def test_a_subscription_that_is_not_as_the_hub_needs_it_is_mended(
    shop: ShopifyShop, wrong: dict[str, Any]
) -> None:
    # given our subscription, changed by somebody
    shop.sandbox.subscriptions.add("ORDERS_PAID", **{"uri": ADDRESS, **wrong})

    # when
    findings = subscribed(shop)

    # then one is left, and it tells everything
    assert all(finding.ok for finding in findings)
    assert held(shop.sandbox) == SET
    (paid,) = shop.sandbox.subscriptions.of("orders/paid")
    assert (paid["uri"], paid["format"], paid["filter"], paid["includeFields"]) == (ADDRESS, "JSON", None, [])


def test_doubles_are_removed_and_the_sound_one_stays(shop: ShopifyShop) -> None:
    # given three subscriptions of one topic that lead to the same page, one of them sound
    add = shop.sandbox.subscriptions.add
    add("ORDERS_PAID", "http://hub.example.test/webhooks/shopify/lumen")
    sound = add("ORDERS_PAID", ADDRESS)
    add("ORDERS_PAID", ADDRESS, filter="total_price:>=100")

    # when
    (finding,) = subscribed(shop)

    # then
    assert [one["id"] for one in shop.sandbox.subscriptions.of("orders/paid")] == [sound]
    assert "removed: orders/paid, orders/paid" in finding.detail


@pytest.mark.parametrize(
    "foreign",
    [
        "https://other.example.test/webhooks/shopify/lumen/",
        "https://hub.example.test/webhooks/shopify/another/",
        "https://hub.example.test:8443/webhooks/shopify/lumen/",
        "arn:aws:events:eu-west-1::event-source/aws.partner/shopify.com/1/x",
        "pubsub://project:topic",
        "https://[broken",
    ],
)
def test_subscriptions_that_lead_elsewhere_stay(shop: ShopifyShop, foreign: str) -> None:
    gid = shop.sandbox.subscriptions.add("ORDERS_PAID", foreign)

    subscribed(shop)
    source(shop).unsubscribe(ADDRESS)

    assert list(shop.sandbox.subscriptions.held) == [gid]


def test_unsubscribing_removes_all_that_lead_to_the_hub_whatever_their_topic(shop: ShopifyShop) -> None:
    subscribed(shop)
    shop.sandbox.subscriptions.add("ORDERS_DELETE", ADDRESS.replace("https", "http"))

    (finding,) = source(shop).unsubscribe(ADDRESS)

    assert held(shop.sandbox) == []
    assert finding.ok
    assert "orders/delete" in finding.detail


def test_unsubscribing_where_nothing_is_subscribed_says_so(shop: ShopifyShop) -> None:
    (finding,) = source(shop).unsubscribe(ADDRESS)

    assert finding.ok
    assert "nothing to remove" in finding.detail


@pytest.mark.parametrize(
    ("change", "says", "remedy"),
    [
        ({"approved": False}, "protected customer data", "API access requests"),
        ({"scopes": ("read_products",)}, "specified topic", "read_orders"),
        ({"domain": "hub.example.test"}, "cannot be any of the domains", "public internet"),
    ],
)
def test_what_shopify_refuses_is_one_finding_with_its_remedy(
    shop: ShopifyShop, change: dict[str, Any], says: str, remedy: str
) -> None:
    # given a shop that takes no subscription
    for name, value in change.items():
        setattr(shop.sandbox.about, name, value)

    # when
    (finding,) = subscribed(shop)

    # then
    assert not finding.ok
    assert says in finding.detail
    assert "Polling still finds every change" in finding.detail
    assert remedy in finding.remedy


def test_an_address_without_encryption_is_refused_with_a_remedy(shop: ShopifyShop) -> None:
    (finding,) = source(shop).subscribe("http://hub.example.test/webhooks/shopify/lumen/")

    assert not finding.ok
    assert "https://" in finding.remedy


def test_without_a_client_secret_nothing_is_subscribed(shop: ShopifyShop) -> None:
    # given an old app, of which only the token was entered
    credentials = {**shop.account().credentials, "client_secret": ""}
    account = Account(shop="lumen", credentials=credentials, allow_private_hosts=True)

    (finding,) = ChannelAdapter(SHOPIFY).open(account).subscribe(ADDRESS)

    assert not finding.ok
    assert "API secret key" in finding.remedy
    assert held(shop.sandbox) == []


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"webhookSubscriptions": None}},
        {"data": {"webhookSubscriptions": {"nodes": [7, {}], "pageInfo": {"hasNextPage": False}}}},
        {"data": {}},
        {"data": {"webhookSubscriptionCreate": {"userErrors": None}}},
        {"errors": [{"message": "Throttled again and again"}]},
    ],
)
def test_answers_of_any_shape_become_findings(body: Any) -> None:
    with HttpServer(lambda _: Response.of_json(body)) as server:
        credentials = {"url": server.url, "access_token": "shpat_1", "client_secret": "shpss_1"}
        account = Account(shop="answers", credentials=credentials, allow_private_hosts=True)

        findings = ChannelAdapter(SHOPIFY).open(account).subscribe(ADDRESS)

    assert findings
    assert not findings[-1].ok
    assert findings[-1].remedy
