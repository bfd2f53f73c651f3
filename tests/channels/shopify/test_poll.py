"""Reading what changed: pages, further pages of lines, points, tokens that die, answers with holes."""

import base64
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from channels.http import Http
from channels.shopify import api, channel, poll
from hub.errors import AffluentError, ContractError, CredentialsError, RateLimitedError, TransientError
from hub.ports import OrderPage
from sandbox.network.http import Request, Response
from sandbox.shops.shopify import ShopifySandbox, graphql
from tests.channels.contract.subject import Scene, cursor, subject
from tests.channels.shopify.contract_shop import ShopifyShop, opened

FIXTURES = Path(channel.__file__).parent / "fixtures"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def raw(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.raw.json").read_text(encoding="utf-8"))


@pytest.fixture
def shop() -> Iterator[ShopifyShop]:
    with opened(fixed_token=True) as made:
        yield made


@pytest.fixture
def scene(shop: ShopifyShop) -> Scene:
    return Scene(subject(channel.Shopify()), shop)


def calls(sandbox: ShopifySandbox) -> int:
    return sum("graphql" in request for request in sandbox.requests)


def walked(http: Http, since: str | None = None, per_page: int = 25) -> list[Any]:
    return [order for page in poll.pages(http, since, per_page) for order in page.orders]


def test_one_call_reads_a_page_of_orders(scene: Scene, shop: ShopifyShop) -> None:
    shop.put(50, scene.now)

    assert len(scene.ids(scene.walk())) == 50
    assert calls(shop.sandbox) == 2


def test_the_lines_beyond_the_fiftieth_are_fetched(scene: Scene, shop: ShopifyShop) -> None:
    # given
    whole = raw("13_65_lines")
    shop.sandbox.load(whole)

    # when
    (found,) = walked(scene.http())

    # then
    assert len(found["lineItems"]["nodes"]) == 65
    assert scene.subject.document(found) == scene.subject.document(whole)
    assert calls(shop.sandbox) == 2


def test_the_refunded_lines_beyond_the_fiftieth_are_fetched(scene: Scene, shop: ShopifyShop) -> None:
    # given an order of which every line was refunded by itself, in one refund
    order = raw("13_65_lines")
    parts = [
        {
            "id": f"gid://shopify/RefundLineItem/{900 + index}",
            "quantity": 1,
            "lineItem": {"id": line["id"]},
            "subtotalSet": {"shopMoney": {"amount": "0.01"}},
            "totalTaxSet": {"shopMoney": {"amount": "0.0"}},
        }
        for index, line in enumerate(order["lineItems"]["nodes"])
    ]
    refund = raw("04_partial_refund_line_and_shipping")["refunds"][0]
    refund |= {"refundLineItems": {"nodes": parts}, "refundShippingLines": {"nodes": []}}
    refund["totalRefundedSet"] = {"shopMoney": {"amount": "0.65"}}
    shop.sandbox.load({**order, "refunds": [refund]})

    # when
    (found,) = walked(scene.http())

    # then
    assert len(scene.subject.order(found).refunds[0].lines) == 65


def test_an_order_that_changes_while_its_lines_are_read_is_read_anew(scene: Scene, shop: ShopifyShop) -> None:
    # given an order whose first page of lines is read before it is changed, the second one after
    order = raw("13_65_lines")
    gid = shop.sandbox.load(order)
    stale = scene.subject.channel.order(scene.http(), gid).orders[0]
    with shop.sandbox.lock:
        shop.sandbox.store.edit(gid, {"note": "changed"})
        page = {"hasNextPage": True, "endCursor": _cursor_of(order["lineItems"]["nodes"][49]["id"])}
    stale["lineItems"] = {"nodes": stale["lineItems"]["nodes"][:50], "pageInfo": page}

    # when
    found = api.complete(scene.http(), stale)

    # then
    assert found["note"] == "changed"
    assert len(found["lineItems"]["nodes"]) == 65


def _cursor_of(gid: str) -> str:
    number = gid.rpartition("/")[2]
    return base64.b64encode(json.dumps({"last_id": int(number), "last_value": number}).encode()).decode()


def test_orders_edited_between_all_pages_are_all_read(scene: Scene, shop: ShopifyShop) -> None:
    # given a hundred orders, of which one changes while each page is stored
    ids = [shop.put(1, scene.now - MINUTE + n * SECOND / 10)[0] for n in range(100)]
    shop.sandbox.clock.freeze(scene.now + MINUTE)
    seen: set[str] = set()

    # when
    for number, page in enumerate(poll.pages(scene.http(), None, 10)):
        seen |= {order["id"] for order in page.orders}
        with shop.sandbox.lock:
            shop.sandbox.store.touch(ids[(number * 37) % 100])
        if number > 30:
            break

    # then
    assert seen == set(ids)


def test_a_long_walk_is_begun_anew_on_the_way(
    scene: Scene, shop: ShopifyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll, "_MOST_BY_PAGING", 20)
    ids = [shop.put(1, scene.now + n * SECOND)[0] for n in range(55)]

    found = walked(scene.http(), None, 10)

    assert {order["id"] for order in found} == set(ids)


def test_a_second_too_full_for_a_new_beginning_is_said(
    scene: Scene, shop: ShopifyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll, "_MOST_BY_PAGING", 20)
    shop.put(60, scene.now)

    with pytest.raises(ContractError, match="same second"):
        walked(scene.http(), None, 10)


def test_the_walk_waits_until_the_bucket_holds_a_page(scene: Scene, shop: ShopifyShop) -> None:
    # given a bucket that holds one page and fills up again within half a second
    shop.put(30, scene.now)
    shop.sandbox.bucket.available, shop.sandbox.bucket.per_second = 850.0, 20.0
    shop.sandbox.bucket.size = 850.0

    # when
    started = time.monotonic()
    found = walked(scene.http())

    # then nothing was refused
    assert len(found) == 30
    assert calls(shop.sandbox) == 2
    assert time.monotonic() - started < 5


def test_a_refusal_for_lack_of_points_is_waited_for(scene: Scene, shop: ShopifyShop) -> None:
    ids = shop.put(2, scene.now)
    shop.sandbox.fault("throttled", path="graphql", wait=0.4)

    started = time.monotonic()
    assert set(scene.ids(scene.walk())) == set(ids)
    assert time.monotonic() - started >= 0.4


def test_a_long_lack_of_points_is_handed_to_the_caller(scene: Scene, shop: ShopifyShop) -> None:
    shop.sandbox.fault("throttled", path="graphql", times=None, wait=7.12)

    with pytest.raises(RateLimitedError) as caught:
        scene.walk()
    assert caught.value.retry_after == pytest.approx(7.12)


def test_trouble_told_under_200_is_tried_again(scene: Scene, shop: ShopifyShop) -> None:
    ids = shop.put(2, scene.now)
    shop.sandbox.fault("internal_error", path="graphql", times=2)

    assert set(scene.ids(scene.walk())) == set(ids)


def test_a_page_with_holes_in_it_is_no_page(scene: Scene, shop: ShopifyShop) -> None:
    # given two pages, the second of which comes with an error beside its data
    shop.put(30, scene.now)
    shop.sandbox.fault("partial", path="graphql", times=None, after=1)

    # when
    pages: list[OrderPage] = []
    with pytest.raises(AffluentError, match="Timeout"):
        pages.extend(poll.pages(scene.http(), None))

    # then
    assert all(page.cursor is None for page in pages)


def test_a_single_401_of_the_edge_is_no_dead_token(scene: Scene, shop: ShopifyShop) -> None:
    ids = shop.put(1, scene.now)
    shop.sandbox.fault("unauthorized", path="graphql")

    assert scene.ids(scene.walk()) == ids


def test_a_fetched_token_serves_many_walks() -> None:
    with opened(fixed_token=False) as shop:
        scene = Scene(subject(channel.Shopify()), shop)
        for _ in range(3):
            scene.walk()

        assert sum("access_token" in request for request in shop.sandbox.requests) == 1


def test_a_token_that_dies_in_mid_walk_is_replaced() -> None:
    # given two pages, and a token that dies between them
    with opened(fixed_token=False) as shop:
        scene = Scene(subject(channel.Shopify()), shop)
        ids = shop.put(30, scene.now)
        pages = scene.subject.channel.pages(scene.http(), None)
        first = next(pages)
        shop.sandbox.fetched.clear()

        # when
        found = scene.ids([first, *pages])

        # then
        assert set(found) == set(ids)


def test_a_wrong_client_secret_is_named() -> None:
    with opened(fixed_token=False) as shop:
        scene = Scene(subject(channel.Shopify()), shop)
        shop.sandbox.client_secret, account = "another", shop.account()

        with pytest.raises(CredentialsError, match="no access token"):
            scene.walk(account=account)


def test_an_order_always_in_motion_is_left_for_the_next_walk(
    scene: Scene, shop: ShopifyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a shop that saves the order at each look at it
    gid = shop.sandbox.load(raw("13_65_lines"))
    answer = shop.sandbox.answer

    def saving(request: Any) -> Any:
        shop.sandbox.store.edit(gid, {})
        shop.sandbox.clock.advance(SECOND)
        return answer(request)

    monkeypatch.setattr(shop.sandbox, "answer", saving)

    with pytest.raises(TransientError, match="changed each time"):
        scene.walk()


def test_the_cursor_is_a_time_of_the_shop(scene: Scene, shop: ShopifyShop) -> None:
    shop.sandbox.clock.freeze(datetime(2026, 11, 20, 8, 0, tzinfo=UTC))

    assert cursor(scene.walk()) == "2026-11-20T08:00:00+00:00"


def test_the_cursor_is_that_of_the_first_page(scene: Scene, shop: ShopifyShop) -> None:
    # given three pages, and a clock that goes on between them
    shop.sandbox.clock.freeze(scene.now)
    shop.put(5, scene.now - MINUTE)
    observed = []

    # when
    for page in poll.pages(scene.http(), None, 2):
        observed.append(page.observed_at)
        last = page
        shop.sandbox.clock.advance(MINUTE)

    # then
    assert observed == [scene.now, scene.now + MINUTE, scene.now + 2 * MINUTE]
    assert last.cursor == scene.now.isoformat()


def test_an_order_of_the_very_second_of_the_bound_is_read(scene: Scene, shop: ShopifyShop) -> None:
    ids = shop.put(1, scene.now - poll.OVERLAP)

    assert [order["id"] for order in walked(scene.http(), scene.now.isoformat())] == ids


@pytest.mark.parametrize("external_id", ["4711", "gid://shopify/Order/4711"])
def test_an_order_is_asked_for_by_number_or_global_id(
    scene: Scene, shop: ShopifyShop, external_id: str
) -> None:
    shop.put(1, scene.now)

    (found,) = scene.subject.channel.order(scene.http(), external_id).orders

    assert found["name"] == "#4711"


@pytest.mark.parametrize("external_id", ["", "#1042", "gid://shopify/Customer/1", "1 OR 1", "٤٧"])
def test_what_is_no_id_is_not_asked_for(scene: Scene, shop: ShopifyShop, external_id: str) -> None:
    with pytest.raises(ContractError, match="no Shopify order id"):
        scene.subject.channel.order(scene.http(), external_id)
    assert calls(shop.sandbox) == 0


def test_a_last_page_after_an_error_is_asked_for_again(scene: Scene, shop: ShopifyShop) -> None:
    # given a shop that comes back from trouble with half of its orders, and says that these are all
    ids = shop.put(6, scene.now)
    shop.sandbox.fault("status", status=503)
    shop.sandbox.fault("short_page")

    assert set(scene.ids(scene.walk())) == set(ids)


def test_a_last_page_after_errors_twice_is_an_error(scene: Scene, shop: ShopifyShop) -> None:
    shop.put(6, scene.now)
    for after in (0, 1):
        shop.sandbox.fault("status", status=503, after=after)

    with pytest.raises(TransientError, match="last page"):
        scene.walk()


def test_orders_that_change_while_their_lines_are_read_do_not_end_the_walk(
    scene: Scene, shop: ShopifyShop
) -> None:
    # given a page with a long order, which changes between the page and the rest of its lines
    long = {**raw("13_65_lines"), "updatedAt": f"{scene.now - MINUTE:%Y-%m-%dT%H:%M:%SZ}"}
    shop.sandbox.load(long)
    others = shop.put(2, scene.now)
    shop.sandbox.clock.freeze(scene.now + MINUTE)
    answer = shop.sandbox.answer

    def meanwhile(request: Request) -> Response:
        if b'"HubOrderLines"' in request.body and shop.sandbox.clock.now() < scene.now + 2 * MINUTE:
            shop.sandbox.clock.advance(MINUTE)
            shop.sandbox.store.touch(long["id"])
        return answer(request)

    shop.sandbox.answer = meanwhile  # type: ignore[method-assign] # somebody at work in the shop

    # when
    found = [order["id"] for order in walked(scene.http(), per_page=1)]

    # then
    assert set(found) == {long["id"], *others}


def test_a_large_shop_is_counted_to_the_end(
    scene: Scene, shop: ShopifyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a shop that counts no further than two, unless it is asked to
    monkeypatch.setattr(graphql, "_MOST_COUNTED", 2)
    shop.put(5, scene.now)

    assert poll.count(scene.http(), None) == 5


def test_a_count_that_is_none_is_a_contract_error(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphql.GraphQL, "_count", lambda *_: {"ordersCount": None})

    with pytest.raises(ContractError, match="no number"):
        poll.count(scene.http(), None)
