"""What the recordings do not show: searching, tokens, coherent orders, the control API, the process."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.shops.wix import WixSandbox
from tests.sandbox.wix.replay import ask, control, search

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ASCENDING = [{"fieldName": "updatedDate", "order": "ASC"}]


@pytest.fixture
def shop() -> Iterator[WixSandbox]:
    with WixSandbox() as running:
        running.clock.freeze(NOW)
        yield running


def order_ids(document: Any) -> list[str]:
    return [order["id"] for order in document["orders"]]


def test_the_newest_order_comes_first_unless_asked_otherwise(shop: WixSandbox) -> None:
    made = shop.generate(5)

    assert order_ids(search(shop)) == made[::-1]
    assert order_ids(search(shop, sort=ASCENDING)) == made


def test_an_order_that_is_being_placed_is_not_listed(shop: WixSandbox) -> None:
    one, other = shop.generate(2)
    shop.store.orders[one]["status"] = "INITIALIZED"

    assert order_ids(search(shop)) == [other]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"number": {"$eq": "10002"}}, ["10002"]),
        ({"number": "10002"}, ["10002"]),
        ({"number": {"$ne": "10002"}}, ["10001", "10003"]),
        ({"number": {"$in": ["10001", "10003"]}}, ["10001", "10003"]),
        ({"number": {"$nin": ["10001", "10003"]}}, ["10002"]),
        ({"updatedDate": {"$gt": "2026-11-20T11:58:00.000Z"}}, ["10003"]),
        ({"updatedDate": {"$gte": "2026-11-20T11:58:00.000Z"}}, ["10002", "10003"]),
        ({"updatedDate": {"$lt": "2026-11-20T12:58:00.000+01:00"}}, ["10001"]),
        (
            {"updatedDate": {"$gte": "2026-11-20T11:57:00Z", "$lte": "2026-11-20T11:58:00Z"}},
            ["10001", "10002"],
        ),
        ({"channelInfo.type": {"$eq": "POS"}}, []),
    ],
)
def test_filters(shop: WixSandbox, condition: Any, expected: list[str]) -> None:
    shop.generate(3)

    found = search(shop, filter=condition, sort=ASCENDING)

    assert [order["number"] for order in found["orders"]] == expected


@pytest.mark.parametrize(
    "question",
    [
        {"filter": {"colour": "blue"}},
        {"filter": {"number": {"$like": "1"}}},
        {"filter": {"updatedDate": {"$gte": "yesterday"}}},
        {"sort": [{"fieldName": "colour"}]},
        {"sort": ASCENDING * 5},
        {"cursorPaging": {"limit": 0}},
        {"cursorPaging": {"cursor": "made.up"}},
    ],
)
def test_what_is_not_understood_is_refused(shop: WixSandbox, question: Any) -> None:
    shop.generate(1)

    assert ask(shop, "POST", "/ecom/v1/orders/search", {"search": question}).status == 400


def test_an_order_that_changes_between_two_pages_pushes_no_other_out_of_sight(shop: WixSandbox) -> None:
    made = shop.generate(6)
    page = search(shop, sort=ASCENDING, cursorPaging={"limit": 3})
    control(shop, "orders/edit", id=made[0], changes={"buyerNote": "x"})

    rest = search(shop, cursorPaging={"limit": 9, "cursor": page["metadata"]["cursors"]["next"]})

    assert order_ids(rest) == [*made[3:], made[0]]


def test_a_token_dies_after_four_hours(shop: WixSandbox) -> None:
    asked = {"grant_type": "client_credentials", **shop.app}
    token = ask(shop, "POST", "/oauth2/token", asked, {}).document["access_token"]
    path, headers = "/ecom/v1/orders/search", {"Authorization": token}

    assert ask(shop, "POST", path, {}, headers).status == 200
    shop.clock.advance(timedelta(hours=4))
    assert ask(shop, "POST", path, {}, headers).status == 401


def test_generated_orders_add_up(shop: WixSandbox) -> None:
    for order_id in shop.generate(150, seed=7):
        order, transactions = shop.store.order(order_id), shop.store.payments(order_id)
        parts = [*order["lineItems"], *([order["shippingInfo"]["cost"]] if "shippingInfo" in order else [])]
        net, gross = (_sum(parts, f"totalPrice{side}Tax") for side in ("Before", "After"))
        summary = {name: Decimal(money["amount"]) for name, money in order["priceSummary"].items()}
        assert summary["total"] == gross
        assert summary["tax"] == gross - net
        assert _sum(transactions["payments"], "amount") == gross
        for part in parts:
            tax = Decimal(part["taxInfo"]["taxAmount"]["amount"])
            rate = Decimal(part["taxInfo"]["taxRate"])
            before = Decimal(part["totalPriceBeforeTax"]["amount"])
            assert tax == Decimal(part["totalPriceAfterTax"]["amount"]) - before
            assert abs(tax - before * rate) <= Decimal("0.01")


def _sum(holders: list[Any], field: str) -> Decimal:
    return sum((Decimal(holder[field]["amount"]) for holder in holders), Decimal(0))


def test_the_same_seed_makes_the_same_orders(shop: WixSandbox) -> None:
    shop.generate(10, seed=5)
    with WixSandbox() as other:
        other.clock.freeze(NOW)
        other.generate(10, seed=5)

        assert other.store.orders == shop.store.orders


def test_the_control_api_moves_orders_on(shop: WixSandbox) -> None:
    # given
    placed = control(shop, "orders/place", seed=1)["id"]
    shop.store.orders[placed]["paymentStatus"] = "PAID"
    shop.clock.advance(timedelta(minutes=1))

    # when
    control(shop, "orders/fulfill", id=placed)
    control(shop, "orders/refund", id=placed, amount="1.50")
    partly = shop.store.order(placed)
    control(shop, "orders/refund", id=placed)
    control(shop, "orders/cancel", id=placed)

    # then
    order = shop.store.order(placed)
    assert partly["paymentStatus"] == "PARTIALLY_REFUNDED"
    assert partly["balanceSummary"]["refunded"]["amount"] == "1.50"
    assert (order["status"], order["paymentStatus"]) == ("CANCELED", "FULLY_REFUNDED")
    assert order["fulfillmentStatus"] == "FULFILLED"
    assert order["updatedDate"] == "2026-11-20T12:01:00.000Z"
    control(shop, "orders/delete", id=placed)
    assert ask(shop, "GET", f"/ecom/v1/orders/{placed}").status == 404


def test_the_state_counts_orders(shop: WixSandbox) -> None:
    control(shop, "orders/generate", n=4)
    control(shop, "tokens/expire")
    control(shop, "cursors/expire")

    state = ask(shop, "GET", "/sandbox/state").document

    assert (state["platform"], state["orders"], state["by_status"]) == ("wix", 4, {"APPROVED": 4})


@pytest.mark.parametrize("body", ["{", "[]", "7", '{"search": null}'])
def test_a_body_of_any_shape_is_answered(shop: WixSandbox, body: str) -> None:
    assert ask(shop, "POST", "/ecom/v1/orders/search", body).status in (200, 400)


def test_it_serves_as_a_process_and_stops_cleanly() -> None:
    command = [
        sys.executable,
        "-m",
        "sandbox.shops.wix",
        "--port",
        "0",
        "--orders",
        "3",
        "--new-every",
        "0.1",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert re.search(r"http://127\.0\.0\.1:\d+  key \S+  site \S+", process.stdout.readline())
        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=5) == 0
        assert process.stderr.read() == ""


def test_it_runs_on_the_standard_library_alone() -> None:
    alone = [sys.executable, "-S", "-c", "import sandbox.shops.wix.__main__"]

    subprocess.run(alone, timeout=10, check=True)
