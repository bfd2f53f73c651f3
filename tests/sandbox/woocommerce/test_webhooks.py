"""Webhooks of the shop: managed and delivered as recorded, lost where the real ones are lost."""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.network.http import HttpServer, Request, Response
from sandbox.shops.clock import Clock
from sandbox.shops.woocommerce import WooCommerceSandbox
from sandbox.shops.woocommerce.deliveries import signature
from sandbox.shops.woocommerce.webhooks import MOST_FAILURES
from tests.sandbox.woocommerce.recorded import HOME, ask, assert_as_recorded, capture, full_order, target_of

WEBHOOKS = "/wp-json/wc/v3/webhooks"
# What differs by the machines between which a call was made, and what is told twice.
_OF_THE_LINE = {"Accept-Encoding", "Connection", "Content-Length", "Host"}


@contextmanager
def hub(status: int = 200) -> Iterator[tuple[str, list[Request]]]:
    """Somebody who is called and answers with that status."""
    calls: list[Request] = []

    def answer(request: Request) -> Response:
        calls.append(request)
        return Response.of_json({}, status)

    with HttpServer(answer) as server:
        yield f"{server.url}/hook", calls


def subscribe(shop: WooCommerceSandbox, address: str, *topics: str) -> list[int]:
    made = []
    for topic in topics:
        body = {"topic": topic, "delivery_url": address, "secret": "a-secret"}
        made.append(int(ask(shop, WEBHOOKS, "POST", body).document["id"]))
    assert shop.deliveries.wait()
    return made


@pytest.mark.parametrize(
    "name",
    [
        "write/webhook_pause",
        "write/webhook_reactivate",
        "write/webhook_delete",
        "write/webhook_delete_without_force_501",
    ],
)
def test_a_webhook_is_changed_and_deleted_as_recorded(name: str) -> None:
    # given the recorded webhook
    recorded = capture(name)
    moment = datetime(2026, 11, 21, 23, 48, 9, tzinfo=UTC)
    with WooCommerceSandbox(home_url=HOME, clock=Clock(moment)) as shop:
        shop.store.webhooks._last = 6
        url = "https://hub.example.test/hook"
        shop.store.webhooks.create(
            {"name": "Hub order.updated", "topic": "order.updated", "delivery_url": url}
        )
        shop.store.webhooks.saved(shop.store.webhooks.known[7])

        request = recorded["request"]
        answer = ask(shop, target_of(recorded), request["method"], request.get("body"))

    assert_as_recorded(answer, recorded)


def test_a_ping_that_fails_is_not_noticed() -> None:
    recorded = capture("write/webhook_url_ping_fails")
    moment = datetime(2026, 11, 21, 23, 48, 9, tzinfo=UTC)

    with WooCommerceSandbox(home_url=HOME, clock=Clock(moment)) as shop:
        shop.store.webhooks._last = 7
        answer = ask(shop, target_of(recorded), "POST", recorded["request"]["body"])

    assert_as_recorded(answer, recorded)


def test_many_webhooks_are_listed_in_the_recorded_order() -> None:
    recorded = capture("webhooks_list")

    with WooCommerceSandbox(home_url=HOME) as shop:
        for row in sorted(recorded["body"], key=lambda row: int(row["id"])):
            shop.store.webhooks.create({"topic": row["topic"], "delivery_url": row["delivery_url"]})
            document = shop.store.webhooks.known[row["id"]].document
            document |= {name: value for name, value in row.items() if name != "_links"}
        answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


def test_a_webhook_is_disabled_after_six_failures_in_a_row_and_shown_as_recorded() -> None:
    recorded = capture("webhook_disabled_after_failures")
    row = recorded["body"]

    with hub(500) as (address, _), WooCommerceSandbox(home_url=HOME) as shop:
        order_id = shop.load(full_order())
        shop.store.webhooks._last = 1
        subscribe(shop, address, row["topic"])
        for failures in range(1, MOST_FAILURES + 1):
            shop.store.edit(order_id, {"customer_note": str(failures)})
            assert shop.deliveries.wait()
            status = ask(shop, target_of(recorded)).document["status"]
            assert status == ("disabled" if failures == MOST_FAILURES else "active")
        named = {
            name: row[name] for name in row if name == "name" or "date" in name or name == "delivery_url"
        }
        shop.store.webhooks.known[2].document |= named
        answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


def test_a_success_forgives_failures() -> None:
    with hub() as (address, calls), WooCommerceSandbox() as shop:
        order_id = shop.load(full_order())
        [webhook_id] = subscribe(shop, address, "order.updated")
        for _ in range(MOST_FAILURES - 1):
            shop.store.webhooks.delivered(webhook_id, success=False)
        shop.store.set_status(order_id, "completed")
        assert shop.deliveries.wait()

        assert shop.store.webhooks.known[webhook_id].failures == 0
    assert len(calls) == 2


def test_activating_by_hand_does_not_forgive_failures(shop: WooCommerceSandbox) -> None:
    webhook = shop.store.webhooks.create({"topic": "order.updated", "delivery_url": "http://127.0.0.1:9/"})
    for _ in range(MOST_FAILURES):
        shop.store.webhooks.delivered(1, success=False)

    ask(shop, f"{WEBHOOKS}/1", "PUT", {"status": "active"})
    assert webhook.document["status"] == "active"
    shop.store.webhooks.delivered(1, success=False)

    assert webhook.document["status"] == "disabled"


def test_what_happens_to_an_order_is_told_by_its_topic() -> None:
    # given a webhook for everything
    topics = (
        "order.created",
        "order.updated",
        "order.deleted",
        "order.restored",
        "action.woocommerce_order_refunded",
    )
    with hub() as (address, calls), WooCommerceSandbox() as shop:
        subscribe(shop, address, *topics)
        assert [call.body for call in calls] == [b"webhook_id=%d" % number for number in range(1, 6)]
        calls.clear()

        # when an order lives its life
        order_id = shop.place(seed=1, finish_after=None)
        shop.finish(order_id)
        shop.call("orders/refund", id=order_id)
        shop.call("orders/trash", id=order_id)
        shop.call("orders/untrash", id=order_id)
        assert shop.deliveries.wait()
        told = [call.headers["x-wc-webhook-topic"] for call in calls]

        # then deleting it for good tells nothing
        shop.call("orders/delete", id=order_id)
        assert shop.deliveries.wait()

    assert told[:2] == ["order.created", "order.updated"]
    assert set(told) == set(topics)
    assert len(calls) == len(told)


@pytest.mark.parametrize(
    "name",
    [
        "01_ping",
        "06_order_created",
        "10_action_woocommerce_order_refunded",
        "11_order_deleted",
        "12_order_restored",
    ],
)
def test_a_call_has_the_recorded_shape(name: str) -> None:
    # given the order that was told about, and a webhook of the recorded topic
    recorded = capture(f"webhooks/{name}")
    headers: Mapping[str, str] = recorded["headers"]
    body = recorded["raw_body"] or base64.b64decode(recorded["raw_body_b64"]).decode()
    topic = headers.get("X-WC-Webhook-Topic", "order.updated")
    with hub() as (address, calls), WooCommerceSandbox(home_url="http://woo.example.test") as shop:
        shop.load(full_order(id=161))
        shop.store.webhooks._last = int(headers.get("X-WC-Webhook-ID", "1")) - 1
        subscribe(shop, address, topic)

        # when
        if name != "01_ping":
            shop.store.told(topic, 161)
            assert shop.deliveries.wait()

    # then
    call = calls[-1]
    assert {*call.headers} >= {each.lower() for each in {*headers} - _OF_THE_LINE}
    for each in {*headers} - _OF_THE_LINE - {"X-WC-Webhook-Signature", "X-WC-Webhook-Delivery-ID"}:
        assert call.headers[each.lower()] == headers[each]
    if "X-WC-Webhook-Signature" in headers:
        assert call.headers["x-wc-webhook-signature"] == signature("a-secret", call.body)
        assert len(call.headers["x-wc-webhook-delivery-id"]) == len(headers["X-WC-Webhook-Delivery-ID"])
    assert _shape(call.body.decode()) == _shape(body)


def _shape(body: str) -> Any:
    """Short bodies as they are, orders by their keys."""
    if not body.startswith("{"):
        return body
    document = json.loads(body)
    return document if len(document) < 3 else set(document) - {"_links"}


def test_orders_of_one_second_share_a_delivery_id() -> None:
    with hub() as (address, calls), WooCommerceSandbox() as shop:
        first, second = shop.load(full_order(id=1)), shop.load(full_order(id=2))
        subscribe(shop, address, "order.updated")
        shop.clock.freeze()
        shop.store.set_status(first, "completed")
        shop.store.set_status(second, "completed")
        assert shop.deliveries.wait()

    assert len({call.headers["x-wc-webhook-delivery-id"] for call in calls[1:]}) == 1
    assert [json.loads(call.body)["id"] for call in calls[1:]] == [1, 2]


def test_a_new_address_is_pinged_and_a_paused_webhook_is_silent() -> None:
    with hub() as (address, calls), WooCommerceSandbox() as shop:
        order_id = shop.load(full_order())
        [webhook_id] = subscribe(shop, address, "order.updated")

        ask(shop, f"{WEBHOOKS}/{webhook_id}", "PUT", {"delivery_url": f"{address}2"})
        ask(shop, f"{WEBHOOKS}/{webhook_id}", "PUT", {"status": "paused"})
        shop.store.set_status(order_id, "completed")
        assert shop.deliveries.wait()

    assert [call.path for call in calls] == ["/hook", "/hook2"]


def test_an_address_where_nobody_answers_counts_as_a_failure(shop: WooCommerceSandbox) -> None:
    order_id = shop.load(full_order())
    [webhook_id] = subscribe(shop, "http://127.0.0.1:9/hook", "order.updated")
    shop.store.set_status(order_id, "completed")
    assert shop.deliveries.wait()

    assert shop.store.webhooks.known[webhook_id].failures == 1


@pytest.mark.parametrize(
    ("method", "status", "code"),
    [("GET", 404, "invalid_id"), ("PUT", 400, "invalid_id"), ("DELETE", 404, "invalid_id")],
)
def test_a_webhook_that_is_not_there(shop: WooCommerceSandbox, method: str, status: int, code: str) -> None:
    answer = ask(shop, f"{WEBHOOKS}/9?force=true", method, None if method == "GET" else {})

    assert answer.status == status
    assert answer.document["code"] == f"woocommerce_rest_shop_webhook_{code}"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"status": "asleep"}, "status"),
        ({"topic": "order.nope"}, "topic"),
        ({"delivery_url": "no"}, "delivery_url"),
    ],
)
def test_a_bad_change_is_refused(shop: WooCommerceSandbox, body: dict[str, str], code: str) -> None:
    subscribe(shop, "http://127.0.0.1:9/", "order.updated")

    answer = ask(shop, f"{WEBHOOKS}/1", "PUT", body)

    assert answer.status == 400
    assert answer.document["code"] == f"woocommerce_rest_shop_webhook_invalid_{code}"
