"""The shop as a process, its control calls, and what moves an order's date."""

import http.client
import json
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from sandbox.shops.control import ControlError
from sandbox.shops.prestashop import PrestaShopSandbox

COMMAND = [sys.executable, "-m", "sandbox.shops.prestashop"]


def test_it_serves_and_stops_cleanly() -> None:
    with subprocess.Popen(
        [*COMMAND, "--port", "0", "--orders", "5", "--new-every", "0.05"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        started = re.search(r"http://127\.0\.0\.1:(\d+)  key (\w+)", process.stdout.readline())
        assert started is not None
        connection = http.client.HTTPConnection("127.0.0.1", int(started[1]), timeout=5)
        connection.request("GET", "/sandbox/state")
        assert json.loads(connection.getresponse().read())["orders"] >= 5
        connection.close()
        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=5) == 0
        assert process.stderr.read() == ""


def test_a_port_in_use_is_said_in_one_line() -> None:
    with PrestaShopSandbox() as shop:
        port = shop.url.rpartition(":")[2]
        second = subprocess.run(
            [*COMMAND, "--port", port], capture_output=True, text=True, timeout=10, check=False
        )

    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert "choose another --port" in second.stderr


@pytest.fixture
def shop() -> PrestaShopSandbox:
    sandbox = PrestaShopSandbox()
    sandbox.clock.freeze(datetime(2026, 11, 21, 22, 0, tzinfo=UTC))
    return sandbox


def test_the_same_seed_makes_the_same_orders(shop: PrestaShopSandbox) -> None:
    other = PrestaShopSandbox(clock=shop.clock)

    assert shop.generate(30, seed=7) == other.generate(30, seed=7)
    assert shop.store.tables == other.store.tables


def test_generated_orders_add_up(shop: PrestaShopSandbox) -> None:
    for order_id in shop.generate(50):
        order = shop.store.order(order_id)
        details = [
            row for row in shop.store.tables["order_details"].values() if row["id_order"] == str(order_id)
        ]
        for kind in ("excl", "incl"):
            goods = sum(Decimal(row[f"total_price_tax_{kind}"]) for row in details)
            assert Decimal(order[f"total_paid_tax_{kind}"]) == goods + Decimal(
                order[f"total_shipping_tax_{kind}"]
            )


def _moved(shop: PrestaShopSandbox, call: str, **body: str) -> bool:
    """Whether a control call moves the order's ``date_upd``."""
    before = shop.store.order(1)["date_upd"]
    shop.clock.advance(timedelta(minutes=1))
    shop.call(call, id=1, **body)
    return bool(shop.store.order(1)["date_upd"] != before)


def test_a_state_moves_the_date_a_slip_and_a_tracking_number_do_not(shop: PrestaShopSandbox) -> None:
    shop.generate(1)

    assert _moved(shop, "orders/state", state="3")
    assert not _moved(shop, "orders/refund")
    assert not _moved(shop, "orders/track", number="6A001")


def test_control_calls_make_and_delete_orders(shop: PrestaShopSandbox) -> None:
    made = shop.call("orders/place")["id"]
    shop.call("orders/generate", count=2)
    shop.call("orders/delete", id=made)

    assert shop.state()["orders"] == 2
    with pytest.raises(ControlError):
        shop.call("orders/eat")


@pytest.mark.parametrize("kind", ["webservice_disabled", "database_down", "php_warning", "empty_body"])
def test_faults_of_its_own(kind: str) -> None:
    expected = {"webservice_disabled": 503, "database_down": 500, "php_warning": 500, "empty_body": 200}
    with PrestaShopSandbox() as shop:
        shop.fault(kind)
        connection = http.client.HTTPConnection("127.0.0.1", int(shop.url.rpartition(":")[2]), timeout=5)
        connection.request("GET", f"/api/orders?ws_key={shop.key}&output_format=JSON")
        answer = connection.getresponse()
        body = answer.read()
        connection.close()

    assert answer.status == expected[kind]
    assert (body == b"") == (kind == "empty_body")
