"""The shop calls those who subscribed, as the recorded call does, and gives them up when they fail."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from sandbox.network.http import HttpServer, Request, Response
from sandbox.shops.control import ControlError
from sandbox.shops.shopify import ShopifySandbox
from sandbox.shops.shopify.deliveries import MOST_FAILURES
from tests.sandbox.shopify.recorded import load, recorded_orders


@contextmanager
def subscriber(status: int = 200) -> Iterator[tuple[str, list[Request]]]:
    """Somebody who listens on a real socket: the address, and the calls so far."""
    calls: list[Request] = []

    def answer(request: Request) -> Response:
        calls.append(request)
        return Response.of_html("", status)

    with HttpServer(answer) as server:
        yield f"{server.url}/webhooks", calls


def until(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.01)
    return holds()


@pytest.fixture
def gid(shop: ShopifySandbox) -> str:
    (order,) = recorded_orders("01_b2c_fr_taxes_included")
    return shop.load(order)


def test_a_call_looks_as_the_recorded_one(shop: ShopifySandbox, gid: str) -> None:
    # given
    recorded = load("w1_webhook_orders_updated")["request"]
    with subscriber() as (address, calls):
        shop.subscriptions.add("ORDERS_UPDATED", address)

        # when
        shop.call("orders/touch", id=gid)

        # then
        assert until(lambda: len(calls) == 1)
    (call,) = calls
    names = {name.lower() for name in recorded["headers"]}
    assert names <= set(call.headers)
    body, wanted = json.loads(call.body), json.loads(recorded["body_text"])
    assert list(body) == list(wanted)
    assert {name: type(body[name]) for name in body} == {name: type(wanted[name]) for name in wanted}
    assert list(body["line_items"][0]) == list(wanted["line_items"][0])
    assert body["admin_graphql_api_id"] == gid


def test_a_call_is_signed_with_the_client_secret(shop: ShopifySandbox, gid: str) -> None:
    # given the recorded call, signed by the same rule
    recorded = load("w1_webhook_orders_updated")["request"]
    assert (
        signature(recorded["client_secret_for_test"], recorded["body_text"].encode())
        == (recorded["headers"]["X-Shopify-Hmac-Sha256"])
    )

    with subscriber() as (address, calls):
        shop.subscriptions.add("ORDERS_CANCELLED", address)
        shop.call("orders/cancel", id=gid)
        assert until(lambda: len(calls) == 1)
    assert calls[0].headers["x-shopify-hmac-sha256"] == signature(shop.client_secret, calls[0].body)


def signature(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def test_each_happening_calls_those_of_its_topic(shop: ShopifySandbox) -> None:
    # given a subscriber of all topics
    topics = ("ORDERS_CREATE", "ORDERS_PAID", "ORDERS_EDITED", "REFUNDS_CREATE", "ORDERS_DELETE")
    with subscriber() as (address, calls):
        for topic in topics:
            shop.subscriptions.add(topic, address)

        # when
        placed = shop.place()
        order = shop.store.order(placed)
        shop.call("orders/edit", id=placed, changes={"lineItems": order["lineItems"]})
        (refunded,) = recorded_orders("04_partial_refund_line_and_shipping")
        shop.call("orders/edit", id=placed, changes={"refunds": refunded["refunds"]})
        shop.call("orders/delete", id=placed)

        # then each is told, and two subscriptions to one happening would share its id
        wanted = {"orders/create", "orders/paid", "orders/edited", "refunds/create", "orders/delete"}
        assert until(lambda: len(calls) >= len(wanted))
    assert {call.headers["x-shopify-topic"] for call in calls} == wanted


def test_one_happening_has_one_id_for_all_who_are_called(shop: ShopifySandbox, gid: str) -> None:
    with subscriber() as (address, calls):
        for path in ("/a", "/b"):
            shop.subscriptions.add("ORDERS_UPDATED", f"{address}{path}")
        shop.call("orders/touch", id=gid)
        assert until(lambda: len(calls) == 2)

    assert len({call.headers["x-shopify-event-id"] for call in calls}) == 1
    assert len({call.headers["x-shopify-webhook-id"] for call in calls}) == 2


def test_who_fails_is_called_again_and_then_given_up(shop: ShopifySandbox, gid: str) -> None:
    shop.deliveries.pause = 0.01
    with subscriber(status=503) as (address, calls):
        shop.subscriptions.add("ORDERS_UPDATED", address)
        shop.call("orders/touch", id=gid)
        assert until(lambda: not shop.subscriptions.held)

    assert len(calls) == MOST_FAILURES
    assert len({call.headers["x-shopify-webhook-id"] for call in calls}) == 1


def test_nobody_is_called_about_what_did_not_happen(shop: ShopifySandbox) -> None:
    with subscriber() as (address, calls):
        shop.subscriptions.add("ORDERS_UPDATED", address)
        with pytest.raises(ControlError):
            shop.call("orders/touch", id="gid://shopify/Order/1")
        shop.stop()

    assert calls == []
