"""The walk, while the site goes on selling: no order is lost, and no more is asked than needed."""

import itertools
import json
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from channels.http import Http, Limit
from channels.wix import channel, poll
from channels.wix.api import Api
from hub.errors import ContractError, CredentialsError, TransientError
from hub.order import Order
from hub.ports import Account, OrderPage
from sandbox.network.http import HttpServer, Request, Response
from sandbox.shops.wix import WixSandbox
from sandbox.shops.wix.refunds import refund
from tests.channels.contract.subject import IMPATIENT
from tests.channels.wix.contract_shop import WixShop

WIX = channel.Wix()
NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
ORDER = {"id": "order-1", "updatedDate": "2026-11-17T08:00:01.000Z"}


@pytest.fixture
def shop() -> Iterator[WixShop]:
    with WixSandbox() as sandbox:
        yield WixShop(sandbox, app=False)


@pytest.fixture
def app_shop() -> Iterator[WixShop]:
    with WixSandbox() as sandbox:
        yield WixShop(sandbox, app=True)


def connect(shop: WixShop, url: str = "") -> Api:
    account = shop.account()
    account = replace(account, credentials={**account.credentials, "url": url or shop.sandbox.url})
    settings = WIX.connect(account)
    return Api(Http(account, replace(settings, retry=IMPATIENT, limit=Limit(per_minute=600_000, at_once=4))))


def ids(pages: list[OrderPage]) -> list[str]:
    return [WIX.identify(raw) for page in pages for raw in page.orders]


def seen(shop: WixShop, since: str | None, per_page: int) -> tuple[dict[str, set[str]], str]:
    """Ids with the notes that a walk showed of each, and the new cursor."""
    found: dict[str, set[str]] = {}
    cursor = ""
    for page in poll.pages(connect(shop), since, per_page):
        for raw in page.orders:
            found.setdefault(WIX.identify(raw), set()).add(raw["order"].get("buyerNote", ""))
        cursor = page.cursor or cursor
    return found, cursor


@pytest.mark.parametrize("per_page", [3, 20])
def test_nothing_is_lost_while_orders_change(shop: WixShop, per_page: int) -> None:
    # given a site on which orders come and change all the time
    known = shop.put(60, NOW - timedelta(hours=1))
    over = threading.Event()
    written: dict[str, str] = {}
    chance, numbers = random.Random(per_page), itertools.count()

    def sell() -> None:
        while not over.wait(0.002):
            external_id = chance.choice(known) if chance.random() < 0.9 else shop.put(1, datetime.now(UTC))[0]
            note = f"note {next(numbers)}"
            with shop.sandbox.lock:
                shop.sandbox.store.change(external_id, {"buyerNote": note})
            written[external_id] = note

    seller = threading.Thread(target=sell)
    seller.start()

    # when
    shown: dict[str, set[str]] = {}
    cursor: str | None = None
    try:
        for _ in range(6):
            found, cursor = seen(shop, cursor, per_page)
            for external_id, notes in found.items():
                shown.setdefault(external_id, set()).update(notes)
    finally:
        over.set()
        seller.join()
    last, _ = seen(shop, cursor, per_page)
    for external_id, notes in last.items():
        shown.setdefault(external_id, set()).update(notes)

    # then the newest content of every order was shown
    assert set(shown) == set(shop.sandbox.store.orders)
    assert [key for key, note in written.items() if note not in shown[key]] == []


def test_a_hundred_orders_take_two_calls(shop: WixShop) -> None:
    shop.put(300, NOW)

    list(poll.pages(connect(shop), None))

    assert shop.sandbox.request_count == 6


def test_payments_and_refunds_come_with_their_order(shop: WixShop) -> None:
    # given orders of which one was refunded after the first walk
    shop.sandbox.generate(12, seed=3)
    cursor = list(poll.pages(connect(shop), None))[-1].cursor
    paid = next(key for key, order in shop.sandbox.store.orders.items() if order["paymentStatus"] == "PAID")
    with shop.sandbox.lock:
        refund(shop.sandbox.store, paid)

    # when
    pages = list(poll.pages(connect(shop), cursor))

    # then
    orders = {order.external_id: order for page in pages for order in map(normalize, page.orders)}
    assert sum(part.gross for part in orders[paid].refunds) == orders[paid].totals.gross
    assert orders[paid].refunds[0].tax == orders[paid].totals.tax
    assert orders[paid].payment_status.value == "refunded"


def normalize(raw: Any) -> Order:
    return WIX.normalize(raw, Account(shop="wix", credentials={}))


def test_a_position_that_went_stale_is_searched_for_again(shop: WixShop) -> None:
    # given a walk in the middle of which all positions become stale
    expected = [shop.put(1, NOW + timedelta(seconds=n))[0] for n in range(12)]
    pages = poll.pages(connect(shop), None, per_page=5)
    first = next(pages)
    shop.sandbox.expire_cursors()

    # when
    rest = list(pages)

    # then it goes on from the last order that was read
    assert set(ids([first, *rest])) == set(expected)
    assert ids(rest)[0] == ids([first])[-1]


def test_a_token_that_dies_in_the_middle_is_renewed(app_shop: WixShop) -> None:
    expected = app_shop.put(12, NOW)
    pages = poll.pages(connect(app_shop), None, per_page=5)
    first = next(pages)
    app_shop.sandbox.access.tokens.clear()

    assert set(ids([first, *pages])) == set(expected)
    assert list(app_shop.sandbox.requests).count("POST /oauth2/token") == 2


def test_a_token_that_is_refused_when_fresh_is_no_endless_circle(app_shop: WixShop) -> None:
    app_shop.sandbox.access.app_rights = frozenset()

    with pytest.raises(CredentialsError, match="403"):
        list(poll.pages(connect(app_shop), None))

    assert app_shop.sandbox.request_count == 2


def test_the_walk_ends_at_what_changed_after_it_began(shop: WixShop) -> None:
    shop.sandbox.clock.freeze(NOW)
    shop.put(3, NOW - timedelta(minutes=1))
    later = [shop.put(1, NOW + timedelta(minutes=n))[0] for n in range(1, 9)]

    pages = list(poll.pages(connect(shop), None, per_page=4))

    assert pages[-1].cursor == NOW.isoformat()
    assert not set(ids(pages)) & set(later[2:])


def test_the_next_walk_starts_where_this_one_began(shop: WixShop) -> None:
    shop.sandbox.clock.freeze(NOW)
    shop.put(12, NOW - timedelta(minutes=1))
    pages = poll.pages(connect(shop), None, per_page=5)
    first = next(pages)
    shop.sandbox.clock.advance(timedelta(minutes=10))

    assert [page.cursor for page in [first, *pages]] == [None, None, NOW.isoformat()]


def page(count: int = 1, **metadata: Any) -> dict[str, Any]:
    said = {"count": count, "cursors": {}, "hasNext": False, **metadata}
    return {
        "orders": [ORDER] * count,
        "metadata": {key: value for key, value in said.items() if value is not ...},
    }


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"orders": None, "metadata": {}},
        {"orders": {}, "metadata": {"hasNext": False}},
        {"orders": []},
        page(hasNext=...),
        page(hasNext="no"),
        page(hasNext=True),
        page(hasNext=True, cursors=None),
        page(hasNext=True, cursors={"next": ""}),
        page(0, hasNext=True, cursors={"next": "more"}),
        page(hasNext=True, cursors={"next": "the same again"}),
        {"orders": [ORDER], "metadata": {"count": 2, "hasNext": False}},
    ],
    ids=lambda document: json.dumps(document, default=str)[:60],
)
def test_a_page_that_may_hide_orders_is_refused(shop: WixShop, document: Any) -> None:
    with answering(lambda _: Response.of_json(document)) as server, pytest.raises(ContractError) as caught:
        list(poll.pages(connect(shop, server.url), None))

    assert caught.value.remedy


def answering(search: Callable[[Request], Response]) -> HttpServer:
    """A server that answers searches as told and knows no payments."""

    def answer(request: Request) -> Response:
        if request.path.endswith("list-by-ids"):
            return Response.of_json({"orderTransactions": []})
        return search(request)

    return HttpServer(answer)


def test_a_last_page_after_an_error_is_asked_for_again(shop: WixShop) -> None:
    # given a server that shows nothing right after it failed
    asked = itertools.count(1)

    def search(_: Request) -> Response:
        number = next(asked)
        return Response(503) if number == 1 else Response.of_json(page(0) if number == 2 else page(1))

    # when
    with answering(search) as server:
        pages = list(poll.pages(connect(shop, server.url), None))

    # then
    assert ids(pages) == ["order-1"]


def test_a_last_page_that_comes_only_after_errors_is_not_believed(shop: WixShop) -> None:
    asked = itertools.count(1)

    def search(_: Request) -> Response:
        return Response(503) if next(asked) % 2 else Response.of_json(page(0))

    with answering(search) as server, pytest.raises(TransientError, match="last page"):
        list(poll.pages(connect(shop, server.url), None))


def test_rows_that_are_no_orders_are_handed_on(shop: WixShop) -> None:
    rows = [None, "x", {}, {"id": 7}, {"id": "order-1", "updatedDate": "never"}]
    document = {"orders": rows, "metadata": {"count": 5, "hasNext": False}}

    with answering(lambda _: Response.of_json(document)) as server:
        pages = list(poll.pages(connect(shop, server.url), None))

    assert [raw["order"] for raw in pages[0].orders] == rows
    assert pages[-1].cursor


def test_payments_that_fail_stop_the_walk(shop: WixShop) -> None:
    shop.put(3, NOW)
    shop.sandbox.fault("status", times=None, path="/payments/", status=500)

    with pytest.raises(TransientError):
        list(poll.pages(connect(shop), None))
