"""The walk, while the shop goes on selling: no order is lost, and no more is asked than needed."""

import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote_plus
from zoneinfo import ZoneInfo

import pytest

from channels.http import Http, Limit
from channels.prestashop import channel, poll
from channels.prestashop.times import local_text
from hub.errors import ContractError, TransientError
from hub.ports import Account
from sandbox.network.http import Request, Response
from sandbox.shops.prestashop import PrestaShopSandbox
from tests.channels.contract.subject import IMPATIENT, Scene, subject
from tests.channels.prestashop import slips
from tests.channels.prestashop.contract_shop import PrestaShopShop

PRESTASHOP = channel.PrestaShop()
NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def shop() -> Iterator[PrestaShopShop]:
    with PrestaShopSandbox() as sandbox:
        yield PrestaShopShop(sandbox)


def connect(account: Account) -> Http:
    settings = PRESTASHOP.connect(account)
    return Http(account, replace(settings, retry=IMPATIENT, limit=Limit(per_minute=600_000, at_once=4)))


def seen(shop: PrestaShopShop, since: str | None, size: int = 100) -> tuple[dict[str, set[str]], str]:
    """Ids with the contents that a walk showed of each, and the new cursor."""
    found: dict[str, set[str]] = {}
    cursor = ""
    for page in poll.pages(connect(shop.account()), since, size):
        for raw in page.orders:
            found.setdefault(PRESTASHOP.identify(raw), set()).add(raw["order"].get("gift_message", ""))
        cursor = page.cursor or cursor
    return found, cursor


def asked(shop: PrestaShopShop, resource: str) -> list[str]:
    """The questions for a resource, as people read them."""
    return [
        unquote_plus(request)
        for request in shop.sandbox.requests
        if request.startswith(f"GET /api/{resource}?")
    ]


@pytest.mark.parametrize("size", [3, 20])
def test_nothing_is_lost_while_orders_change(shop: PrestaShopShop, size: int) -> None:
    # given a shop in which orders come and change all the time
    ids = shop.put(60, NOW - timedelta(hours=1))
    over = threading.Event()
    written: dict[str, str] = {}
    chance, numbers = random.Random(size), itertools.count()

    def sell() -> None:
        while not over.is_set():
            external_id = chance.choice(ids) if chance.random() < 0.9 else shop.put(1, datetime.now(UTC))[0]
            note = f"note {next(numbers)}"
            with shop.sandbox.lock:
                shop.sandbox.store.order(int(external_id))["gift_message"] = note
                shop.sandbox.store.touch(int(external_id))
                written[external_id] = note
            time.sleep(0.004)

    seller = threading.Thread(target=sell)
    seller.start()

    # when it is polled meanwhile, and once more when it is quiet
    known: dict[str, set[str]] = {}
    cursor: str | None = None
    until = time.monotonic() + 3
    try:
        while time.monotonic() < until:
            cursor = _poll(shop, cursor, size, known)
    finally:
        over.set()
        seller.join()
    _poll(shop, cursor, size, known)

    # then the last content of every order was seen
    assert len(written) > 50
    assert [key for key, note in written.items() if note not in known.get(key, ())] == []


def _poll(shop: PrestaShopShop, cursor: str | None, size: int, known: dict[str, set[str]]) -> str:
    found, position = seen(shop, cursor, size)
    for key, notes in found.items():
        known.setdefault(key, set()).update(notes)
    return position


def test_the_walk_asks_as_the_recipe_says(shop: PrestaShopShop) -> None:
    shop.put(5, NOW)
    since = NOW + timedelta(seconds=10)

    seen(shop, since.isoformat(), 2)

    lists = [request for request in asked(shop, "orders") if "date_upd" in request and "sort" in request]
    local = f"{(since - timedelta(seconds=300)).astimezone(PARIS):%Y-%m-%d %H:%M:%S}"
    assert f"filter[date_upd]=[{local},2099-12-31 23:59:59]" in lists[0]
    assert all("date=1" in request and "sort=[date_upd_ASC,id_ASC]" in request for request in lists)
    assert all("limit=0,2" in request and "display=full" in request for request in lists)
    assert any("filter[id]=![4711|4712]" in request for request in lists)
    assert all("output_format=JSON" in unquote_plus(request) for request in shop.sandbox.requests)


def test_a_hundred_orders_take_at_most_twelve_calls(shop: PrestaShopShop) -> None:
    # given a thousand orders of as many customers, on ten pages
    with shop.sandbox.lock:
        shop.sandbox.generate(1000)

    # when
    found, _ = seen(shop, None)

    # then
    assert len(found) == 1000
    assert shop.sandbox.request_count <= 12 * 10
    assert all(
        len(asked(shop, name)) == 1
        for name in ("configurations", "currencies", "languages", "carriers", "order_states")
    )
    assert "display=full" not in "".join(asked(shop, "customers"))


@pytest.mark.parametrize("check", slips.CHECKS, ids=lambda check: check.__name__)
def test_no_credit_slip_is_lost(check: Callable[[Scene], None], shop: PrestaShopShop) -> None:
    check(Scene(subject(PRESTASHOP), shop))


def test_a_tracking_number_is_read_with_the_order(shop: PrestaShopShop) -> None:
    (one,) = shop.put(1, NOW)
    shop.sandbox.store.track(int(one), "6A001")

    (raw,) = PRESTASHOP.order(connect(shop.account()), one).orders

    assert [parcel.tracking_number for parcel in PRESTASHOP.normalize(raw, shop.account()).fulfillments] == [
        "6A001"
    ]


def test_text_that_is_no_utf8_holds_one_order_and_no_other(shop: PrestaShopShop) -> None:
    # given a shop that answers with nothing at all whenever a certain order is among the rows
    ids = shop.put(9, NOW)
    shop.sandbox.rest.sick = {"orders": {int(ids[4])}}

    # when
    raws = {
        PRESTASHOP.identify(raw): raw
        for page in poll.pages(connect(shop.account()), None)
        for raw in page.orders
    }

    # then
    assert set(raws) == set(ids)
    assert PRESTASHOP.normalize(raws[ids[3]], shop.account()).external_id == ids[3]
    with pytest.raises(ContractError, match=f"order {ids[4]}"):
        PRESTASHOP.normalize(raws[ids[4]], shop.account())

    # and asked for alone it is not taken for deleted
    assert len(PRESTASHOP.order(connect(shop.account()), ids[4]).orders) == 1


@pytest.mark.parametrize(
    ("resource", "row_id", "missing"), [("customers", 3, "email"), ("addresses", 7, "id_country")]
)
def test_text_that_is_no_utf8_in_what_belongs_to_an_order_holds_it(
    shop: PrestaShopShop, resource: str, row_id: int, missing: str
) -> None:
    # given a buyer whose row cannot be sent, which must not look like a deleted one
    (one,) = shop.put(1, NOW)
    shop.sandbox.rest.sick = {resource: {row_id}}

    (raw,) = PRESTASHOP.order(connect(shop.account()), one).orders

    with pytest.raises(ContractError, match=f"order {one}: .*{missing}"):
        PRESTASHOP.normalize(raw, shop.account())


def test_a_shop_that_cannot_sort_by_date_is_read_by_ids(shop: PrestaShopShop) -> None:
    ids = [*shop.put(7, NOW), *shop.put(3, NOW + timedelta(seconds=1))]
    shop.sandbox.rest.unsortable = frozenset({"date_upd"})

    found, _ = seen(shop, None, 4)

    assert set(found) == set(ids)


def test_a_shop_that_takes_no_notice_of_the_order_asked_for_is_read_by_ids(shop: PrestaShopShop) -> None:
    ids = [shop.put(1, NOW - timedelta(hours=n))[0] for n in range(10)]
    shop.sandbox.rest.unsorted = True

    found, _ = seen(shop, None, 4)

    assert set(found) == set(ids)


@pytest.mark.parametrize("happens", ["touch", "forget"])
def test_an_order_that_moves_between_ids_and_orders_hides_no_other(
    shop: PrestaShopShop, happens: str
) -> None:
    # given a shop that is read by ids
    ids = [shop.put(1, NOW - timedelta(hours=10 - n))[0] for n in range(10)]
    shop.sandbox.rest.unsortable = frozenset({"date_upd"})
    last_of_the_page = ids[3]

    # when the last order of a page changes, or is deleted, after the list of ids and before it is read
    shop.sandbox.rest.before_orders = lambda: getattr(shop, happens)(last_of_the_page)
    found, _ = seen(shop, None, 4)

    # then
    assert set(found) >= set(ids) - {last_of_the_page}


def test_a_short_page_after_an_error_is_asked_for_again(shop: PrestaShopShop) -> None:
    ids = shop.put(3, NOW)
    shop.sandbox.fault("status", path="/api/orders", status=503)

    found, _ = seen(shop, None)

    assert set(found) == set(ids)
    assert len([request for request in asked(shop, "orders") if "sort" in request]) == 3


def test_a_short_page_after_an_error_twice_is_an_error(shop: PrestaShopShop) -> None:
    shop.put(3, NOW)
    shop.sandbox.fault("status", path="/api/orders", status=503)
    shop.sandbox.fault("status", path="/api/orders", status=503, after=1)

    with pytest.raises(TransientError, match="short page"):
        seen(shop, None)


def test_credit_slips_listed_after_an_error_are_asked_for_again(shop: PrestaShopShop) -> None:
    # given a shop that comes back from trouble without its newest credit slip
    one, _ = shop.put(2, NOW - timedelta(days=2))
    _, cursor = seen(shop, None)
    shop.sandbox.store.refund(int(one))
    for kind, options in (("status", {"status": 503}), ("short_page", {})):
        shop.sandbox.fault(kind, path="/api/order_slip", **options)

    assert set(seen(shop, cursor)[0]) == {one}


@pytest.mark.parametrize("done", ["changes", "is deleted"])
def test_an_order_that_goes_while_a_page_is_put_together_from_ids_hides_no_other(
    shop: PrestaShopShop, done: str
) -> None:
    # given a shop that cannot sort, whose last order of a page changes or goes before it is read in full
    ids = [shop.put(1, NOW - timedelta(minutes=9 - minute))[0] for minute in range(6)]
    shop.sandbox.rest.unsortable = frozenset({"date_upd"})
    store, answer = shop.sandbox.store, shop.sandbox.answer

    def meanwhile(request: Request) -> Response:
        if ("filter[id]", f"[{'|'.join(ids[:3])}]") in request.query and int(ids[2]) in store.tables[
            "orders"
        ]:
            store.touch(int(ids[2])) if done == "changes" else store.delete(int(ids[2]))
        return answer(request)

    shop.sandbox.answer = meanwhile  # type: ignore[method-assign] # somebody at work in the shop

    # when
    found, _ = seen(shop, None, 3)

    # then
    assert set(found) >= set(ids) - {ids[2]}


def test_more_orders_in_one_second_than_a_url_can_name_are_an_error(shop: PrestaShopShop) -> None:
    shop.put(750, NOW)

    with pytest.raises(ContractError, match="same second"):
        seen(shop, None)


def test_two_accounts_of_one_installation_read_each_order_once(shop: PrestaShopShop) -> None:
    # given an installation of two shops, with credit slips in both
    shop.sandbox.store.put("shops", [{"id": 2, "name": "Outlet"}])
    orders = {number: shop.put(2, NOW - timedelta(days=2)) for number in ("1", "2")}
    for order_id in orders["2"]:
        shop.sandbox.store.order(int(order_id))["id_shop"] = "2"
    after = seen(shop, None)[1]
    for order_id in (orders["1"][0], orders["2"][0]):
        shop.sandbox.store.refund(int(order_id))

    # when two accounts read one each, and a third says nothing
    for options, number in (({"id_shop": "1"}, "1"), ({"id_shop": "2"}, "2"), ({}, "1")):
        http = connect(replace(shop.account(), shop=f"shop-{len(options)}-{number}", options=options))
        walks = [list(poll.pages(http, since)) for since in (None, after)]
        read = [[PRESTASHOP.identify(raw) for page in walk for raw in page.orders] for walk in walks]

        # then
        assert read == [orders[number], orders[number][:1]]
        assert poll.count(http, after) == 1

    # and all of them are those of both
    http = connect(replace(shop.account(), options={"id_shop": "all"}))
    every = {PRESTASHOP.identify(raw) for page in poll.pages(http, None) for raw in page.orders}
    assert every == {*orders["1"], *orders["2"]}


@pytest.mark.parametrize(
    ("at", "other", "latest", "written"),
    [
        # both in winter, both in summer
        ("2026-11-21T22:00:00", "2026-11-21T23:00:00", False, "2026-11-21 23:00:00"),
        ("2026-07-01T22:00:00", "2026-07-01T23:00:00", False, "2026-07-02 00:00:00"),
        # from summer into winter: 02:40 comes at 00:40 and at 01:40
        ("2026-10-25T00:40:00", "2026-10-25T01:10:00", False, "2026-10-25 01:40:00"),
        ("2026-10-25T01:10:00", "2026-10-25T00:40:00", True, "2026-10-25 03:10:00"),
        # from winter into summer
        ("2026-03-29T00:55:00", "2026-03-29T01:05:00", False, "2026-03-29 01:55:00"),
        ("2026-03-29T01:05:00", "2026-03-29T00:55:00", True, "2026-03-29 03:05:00"),
    ],
)
def test_bounds_are_never_too_narrow_when_clocks_change(
    at: str, other: str, latest: bool, written: str
) -> None:
    moments = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (at, other)]

    assert local_text(moments[0], PARIS, moments[1], latest=latest) == written


@pytest.mark.parametrize("night", [datetime(2026, 10, 24, 23, tzinfo=UTC), datetime(2026, 3, 29, tzinfo=UTC)])
def test_a_walk_through_a_night_of_changed_clocks_may_be_cut_after_each_page(
    shop: PrestaShopShop, night: datetime
) -> None:
    # given an order every six minutes: a page holds more than the hour that comes twice
    ids = [shop.put(1, night + n * timedelta(minutes=6))[0] for n in range(60)]

    # when no walk comes further than one page
    found: set[str] = set()
    since: str | None = None
    for _ in range(40):
        page = next(poll.pages(connect(shop.account()), since, 25))
        found |= {PRESTASHOP.identify(raw) for raw in page.orders}
        since = page.reached or since

    # then
    assert found == set(ids)


def test_nothing_is_lost_in_the_night_in_which_clocks_go_back(shop: PrestaShopShop) -> None:
    """Orders every seven minutes, polled every five, from before the hour that comes twice until after it."""
    clock = shop.sandbox.clock
    start = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    made: set[str] = set()
    found: set[str] = set()
    cursor: str | None = None
    for minute in range(0, 180, 1):
        clock.freeze(start + timedelta(minutes=minute))
        if minute % 7 == 0:
            made.update(shop.put(1, clock.now()))
        if minute % 5 == 0:
            orders, cursor = seen(shop, cursor)
            found |= set(orders)
    clock.freeze(start + timedelta(minutes=200))
    found |= set(seen(shop, cursor)[0])

    assert found == made
