"""The walk, while the shop goes on selling: no order is lost, and no more is asked than needed."""

import itertools
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from channels.http import Http, Limit
from channels.woocommerce import channel, poll
from hub.errors import ConfigError, ContractError, TransientError
from hub.ports import Account
from sandbox.network.http import HttpServer, Request, Response
from sandbox.shops.woocommerce import Storage, WooCommerceSandbox
from tests.channels.contract.subject import IMPATIENT
from tests.channels.woocommerce.contract_shop import WooCommerceShop

WOOCOMMERCE = channel.WooCommerce()
NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)


@pytest.fixture(params=list(Storage), ids=str)
def shop(request: pytest.FixtureRequest) -> Iterator[WooCommerceShop]:
    with WooCommerceSandbox(storage=request.param) as sandbox:
        yield WooCommerceShop(sandbox)


def connect(account: Account) -> Http:
    settings = WOOCOMMERCE.connect(account)
    return Http(account, replace(settings, retry=IMPATIENT, limit=Limit(per_minute=600_000, at_once=4)))


def seen(shop: WooCommerceShop, since: str | None, per_page: int) -> tuple[dict[str, set[str]], str]:
    """Ids with the contents that a walk showed of each, and the new cursor."""
    found: dict[str, set[str]] = {}
    cursor = ""
    for page in poll.pages(connect(shop.account()), since, per_page):
        for raw in page.orders:
            found.setdefault(WOOCOMMERCE.identify(raw), set()).add(raw["order"]["customer_note"])
        cursor = page.cursor or cursor
    return found, cursor


@pytest.mark.parametrize("per_page", [3, 20])
def test_nothing_is_lost_while_orders_change(shop: WooCommerceShop, per_page: int) -> None:
    # given a shop in which orders come and change all the time
    ids = shop.put(60, NOW - timedelta(hours=1))
    over = threading.Event()
    written: dict[str, str] = {}
    chance, numbers = random.Random(per_page), itertools.count()

    def sell() -> None:
        while not over.is_set():
            external_id = chance.choice(ids) if chance.random() < 0.9 else shop.put(1, datetime.now(UTC))[0]
            note = f"note {next(numbers)}"
            with shop.sandbox.lock:
                shop.sandbox.store.order(int(external_id))["customer_note"] = note
                shop.touch(external_id)
                written[external_id] = note
            time.sleep(0.002)

    seller = threading.Thread(target=sell)
    seller.start()

    # when it is polled meanwhile, and once more when it is quiet
    known: dict[str, set[str]] = {}
    cursor: str | None = None
    until = time.monotonic() + 3
    try:
        while time.monotonic() < until:
            cursor = _poll(shop, cursor, per_page, known)
    finally:
        over.set()
        seller.join()
    _poll(shop, cursor, per_page, known)

    # then the last content of every order was seen
    assert len(written) > 50
    assert [key for key, note in written.items() if note not in known.get(key, ())] == []


def _poll(shop: WooCommerceShop, cursor: str | None, per_page: int, known: dict[str, set[str]]) -> str:
    found, position = seen(shop, cursor, per_page)
    for key, notes in found.items():
        known.setdefault(key, set()).update(notes)
    return position


def test_the_walk_asks_as_the_recipe_says(shop: WooCommerceShop) -> None:
    shop.put(5, NOW)
    since = NOW + timedelta(seconds=10)

    seen(shop, since.isoformat(), 2)

    lists = [request for request in shop.sandbox.requests if "/orders?" in request]
    bound = f"modified_after={since - timedelta(seconds=301):%Y-%m-%dT%H:%M:%S}&"
    assert bound in lists[0]
    assert all("dates_are_gmt=true" in request and "dp=2" in request for request in lists)
    assert all("orderby=modified" in request and "order=asc" in request for request in lists)
    assert not any("page=" in request.replace("per_page=", "") or "offset=" in request for request in lists)
    assert "Z&" not in "".join(lists)
    assert any("exclude=" in request for request in lists)
    assert "status=trash" in lists[-1]


def test_refunds_are_asked_for_only_where_there_are_some() -> None:
    with WooCommerceSandbox() as sandbox:
        sandbox.generate(60)
        refunded = {
            str(order["id"])
            for order in sandbox.store.orders.values()
            if order["refunds"] and order["status"] not in ("checkout-draft", "auto-draft")
        }

        raws = [
            raw
            for page in poll.pages(connect(WooCommerceShop(sandbox).account()), None)
            for raw in page.orders
        ]

        paths = [request.partition("?")[0] for request in sandbox.requests]
        asked = {request.split("/")[-2] for request in paths if request.endswith("/refunds")}
        assert asked == refunded
        assert {str(raw["order"]["id"]) for raw in raws if raw["refunds"]} == refunded


def test_drafts_are_no_orders(shop: WooCommerceShop) -> None:
    real, draft = shop.put(2, NOW)
    shop.sandbox.store.order(int(draft))["status"] = "checkout-draft"

    assert set(seen(shop, None, 100)[0]) == {real}


def test_currencies_with_three_decimals_are_read_with_three(shop: WooCommerceShop) -> None:
    (external_id,) = shop.put(1, NOW)
    order = shop.sandbox.store.order(int(external_id))
    order["currency"] = "KWD"

    seen(shop, None, 100)

    alone = [request for request in shop.sandbox.requests if f"/orders/{external_id}?" in request]
    assert len(alone) == 1
    assert "dp=3" in alone[0]


def test_a_short_page_after_an_error_is_asked_for_again(shop: WooCommerceShop) -> None:
    ids = shop.put(3, NOW)
    shop.sandbox.fault("status", path="/orders", status=503)

    found, _ = seen(shop, None, 100)

    assert set(found) == set(ids)
    assert len([request for request in shop.sandbox.requests if "status=any" in request]) == 3


def test_a_short_page_after_an_error_twice_is_an_error(shop: WooCommerceShop) -> None:
    shop.put(3, NOW)
    shop.sandbox.fault("status", path="/orders", status=503)
    shop.sandbox.fault("status", path="/orders", status=503, after=1)

    with pytest.raises(TransientError, match="short page"):
        seen(shop, None, 100)


def test_orders_that_the_key_may_not_see_are_an_error(shop: WooCommerceShop) -> None:
    shop.put(3, NOW)
    answer = shop.sandbox.answer

    def hidden(request: object) -> object:
        response = answer(request)  # type: ignore[arg-type] # handed on as it came
        response.body = b"[]"
        return response

    shop.sandbox.answer = hidden  # type: ignore[method-assign, assignment] # a plugin in between
    with pytest.raises(ContractError, match="shows none"):
        seen(shop, None, 100)


def test_more_orders_in_one_second_than_a_url_can_name_are_an_error() -> None:
    with WooCommerceSandbox() as sandbox:
        shop = WooCommerceShop(sandbox)
        shop.put(1_100, NOW)

        with pytest.raises(ContractError, match="same second"):
            seen(shop, None, 100)


@pytest.mark.parametrize("said", [None, "", "yesterday", "0001-01-01T00:00:00", [], 7])
def test_an_order_without_a_date_of_change_does_not_stop_the_walk(said: object) -> None:
    # given two pages of which the first shows no usable date
    rows = [{"id": number, "date_modified_gmt": said, "currency": "EUR"} for number in (1, 2)]
    last = [{"id": 3, "date_modified_gmt": "2026-11-21T22:00:00", "currency": "EUR"}]

    def answer(request: Request) -> Response:
        query = dict(request.query)
        second = "exclude" in query
        found = [] if query["status"] == "trash" else last if second else rows
        headers = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": "1" if second else "2"}
        return Response.of_json(found, headers=headers)

    # when
    with HttpServer(answer) as server:
        account = Account(shop="boutique", credentials={"url": server.url}, allow_private_hosts=True)
        pages = list(poll.pages(connect(account), None, 2))

    # then
    assert [raw["order"]["id"] for page in pages for raw in page.orders] == [1, 2, 3]


@pytest.mark.parametrize("since", ["yesterday", "", "0001-01-01", "9999-12-31T23:59:59-23:00"])
def test_a_position_that_is_none_is_a_config_error(since: str) -> None:
    account = Account(shop="boutique", credentials={"url": "http://127.0.0.1:1"}, allow_private_hosts=True)

    with pytest.raises(ConfigError, match="position"):
        next(poll.pages(connect(account), since))


def test_a_row_that_is_no_order_does_not_stop_the_page(shop: WooCommerceShop) -> None:
    ids = shop.put(3, NOW)
    broken = shop.sandbox.store.order(int(ids[1]))
    broken |= {"currency": 7, "refunds": [{"id": "?"}], "total": []}

    raws = [raw for page in poll.pages(connect(shop.account()), None) for raw in page.orders]

    assert len(raws) == 3
