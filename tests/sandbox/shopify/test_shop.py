"""What a test or a demo does to the shop: generated orders, controls, points, the command."""

import json
import re
import signal
import subprocess
import sys
from decimal import Decimal
from typing import Any

from sandbox.shops.shopify import ShopifySandbox
from sandbox.shops.shopify.bucket import Bucket
from tests.sandbox.shopify.recorded import load, replay, send


def control(shop: ShopifySandbox, name: str, **body: Any) -> Any:
    return send(shop, "POST", f"/sandbox/{name}", {}, json.dumps(body).encode())["body"]


def amount(bag: Any) -> Decimal:
    return Decimal(bag["shopMoney"]["amount"])


def test_generated_orders_add_up(shop: ShopifySandbox) -> None:
    ids = shop.generate(60, seed=3)

    assert len(set(ids)) == 60
    for order in shop.store.orders.values():
        lines = [
            amount(line["originalTotalSet"])
            - sum(amount(given["allocatedAmountSet"]) for given in line["discountAllocations"])
            for line in order["lineItems"]["nodes"]
        ]
        assert sum(lines) + Decimal("6.9") == amount(order["totalPriceSet"])


def test_the_same_seed_makes_the_same_orders() -> None:
    made = []
    for _ in range(2):
        with ShopifySandbox() as shop:
            shop.clock.freeze(
                shop.clock.now().replace(year=2026, month=11, day=1, hour=0, minute=0, second=0)
            )
            shop.generate(5, seed=9)
            made.append(shop.store.orders)
    assert made[0] == made[1]


def test_controls_change_orders(shop: ShopifySandbox) -> None:
    # given
    one, two = control(shop, "orders/generate", n=2)["ids"]
    placed = control(shop, "orders/place")["id"]

    # when
    control(shop, "orders/cancel", id=one)
    control(shop, "orders/edit", id=two, changes={"note": "gift"})
    control(shop, "orders/delete", id=placed)

    # then
    assert shop.store.orders[one]["cancelledAt"]
    assert shop.store.orders[two]["note"] == "gift"
    assert placed not in shop.store.orders
    assert "no order" in control(shop, "orders/touch", id=placed)["error"]


def test_old_orders_are_hidden_without_their_scope(shop: ShopifySandbox) -> None:
    # given orders of which one is older than sixty days
    one, two = shop.generate(2)
    shop.store.orders[one] |= {"createdAt": "2020-01-01T00:00:00Z"}
    control(shop, "app", scopes=["read_orders", "read_customers", "read_products"])

    # when
    body = replay(shop, load("19_empty_page"), query="")["body"]

    # then
    assert [order["id"] for order in body["data"]["orders"]["nodes"]] == [two]


def test_an_empty_bucket_refuses_and_fills_up_again() -> None:
    # given
    time = [0.0]
    bucket = Bucket(size=100, per_second=10, now=lambda: time[0])

    # when
    assert bucket.take(80, 80)
    assert not bucket.take(80, 80)
    time[0] = 6.0

    # then
    assert bucket.take(80, 80)


def test_the_command_serves_and_stops_cleanly() -> None:
    command = [sys.executable, "-m", "sandbox.shops.shopify", "--port", "0", "--orders", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert re.search(r"http://127\.0\.0\.1:\d+  token \w+  orders 3", process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=5) == 0
        assert process.stderr.read() == ""
