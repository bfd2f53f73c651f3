"""A shop that answers badly: nothing is lost, the cursor stays, and a person learns of it."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from channels.shopify import api, channel, lists, poll
from channels.shopify.saved import unpack
from hub.errors import CredentialsError
from hub.order import Order
from hub.order.vocabulary import FulfillmentStatus, PaymentStatus
from hub.ports import Finding, OrderPage
from sandbox.network.http import Request
from tests.channels.contract.subject import Scene, subject
from tests.channels.shopify.contract_shop import ShopifyShop, opened

FIXTURES = Path(channel.__file__).parent / "fixtures"


def raw(name: str = "01_b2c_fr_taxes_included") -> Any:
    return json.loads((FIXTURES / f"{name}.raw.json").read_text(encoding="utf-8"))


@pytest.fixture
def shop() -> Iterator[ShopifyShop]:
    with opened(fixed_token=True) as made:
        yield made


@pytest.fixture
def scene(shop: ShopifyShop) -> Scene:
    return Scene(subject(channel.Shopify()), shop)


def notices(order: Order) -> list[str]:
    return [notice.code for notice in order.notices]


def many(order: Any, payments: int, refunds: int) -> Any:
    """The order with that many payments and refunds, of a cent each."""
    made = copy.deepcopy(order)
    cent = {"shopMoney": {"amount": "0.01"}}
    (sale,) = [entry for entry in order["transactions"] if entry["kind"] == "CAPTURE"]
    made["transactions"] = [
        {**sale, "id": f"gid://shopify/OrderTransaction/{n}", "amountSet": cent} for n in range(payments)
    ]
    refund = raw("04_partial_refund_line_and_shipping")["refunds"][0]
    parts = ("refundLineItems", "refundShippingLines", "orderAdjustments")
    empty: dict[str, Any] = {part: {"nodes": []} for part in parts}
    made["refunds"] = [
        {**refund, **empty, "id": f"gid://shopify/Refund/{n}", "totalRefundedSet": cent}
        for n in range(refunds)
    ]
    return made


def test_payments_and_refunds_beyond_the_twentieth_are_fetched(scene: Scene, shop: ShopifyShop) -> None:
    # given
    whole = many(raw(), payments=33, refunds=27)
    shop.sandbox.load(whole)

    # when
    (found,) = (order for page in scene.walk() for order in page.orders)

    # then
    assert len(found["transactions"]) == 33
    assert len(found["refunds"]) == 27
    order = scene.subject.order(found)
    assert len(order.payments) == 33
    assert len({refund.external_id for refund in order.refunds}) == 27


def test_a_list_that_was_not_cut_costs_one_call_and_changes_nothing(scene: Scene, shop: ShopifyShop) -> None:
    # given as many refunds as are asked for, and not one more
    shop.sandbox.load(many(raw(), payments=1, refunds=lists.ASKED["refunds"]))

    (found,) = (order for page in scene.walk() for order in page.orders)

    assert len(found["refunds"]) == 20
    assert sum("graphql" in request for request in shop.sandbox.requests) == 2


def test_an_order_that_changes_while_its_lists_are_read_is_read_anew(
    scene: Scene, shop: ShopifyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given an order that is refunded once more between the page and its lists
    order = many(raw(), payments=1, refunds=20)
    gid = shop.sandbox.load(order)
    answer = shop.sandbox.answer
    extra = many(raw(), payments=1, refunds=22)["refunds"]

    def refunding(request: Request) -> Any:
        if b'"HubOrderLists"' in request.body and len(shop.sandbox.store.orders[gid]["refunds"]) == 20:
            shop.sandbox.store.edit(gid, {"refunds": extra})
        return answer(request)

    monkeypatch.setattr(shop.sandbox, "answer", refunding)

    # when
    (found,) = (order for page in scene.walk() for order in page.orders)

    # then all of it is of one moment
    assert len(found["refunds"]) == 22
    assert found["updatedAt"] == shop.sandbox.store.orders[gid]["updatedAt"]


def test_a_saved_answer_with_longer_lists_joins_its_order() -> None:
    whole = many(raw(), payments=25, refunds=22)
    cut = {**whole, "transactions": whole["transactions"][:20], "refunds": whole["refunds"][:20]}
    rest = {name: whole.get(name, []) for name in ("id", "updatedAt", *lists.ASKED)}

    (found,) = unpack([{"data": {"order": cut}}, {"data": {"order": rest}}])

    assert (len(found["transactions"]), len(found["refunds"])) == (25, 22)


def test_a_fixed_token_that_dies_in_mid_walk_leaves_the_cursor_where_it_was(
    scene: Scene, shop: ShopifyShop
) -> None:
    # given two pages, and a token that is revoked between them
    shop.put(30, scene.now)
    pages = poll.pages(scene.http(), None)
    read: list[OrderPage] = [next(pages)]
    shop.sandbox.access_token = "shpat_another"

    # when
    with pytest.raises(CredentialsError) as caught:
        read.extend(pages)

    # then
    assert caught.value.code == "token_refused"
    assert "new token" in caught.value.remedy
    assert [page.cursor for page in read] == [None]


def test_a_fetched_token_that_dies_in_mid_walk_is_fetched_once() -> None:
    with opened(fixed_token=False) as shop:
        scene = Scene(subject(channel.Shopify()), shop)
        ids = shop.put(60, scene.now)
        pages = scene.subject.channel.pages(scene.http(), None)
        first = next(pages)
        shop.sandbox.fetched.clear()
        shop.sandbox.requests.clear()

        assert set(scene.ids([first, *pages])) == set(ids)
        assert sum("access_token" in request for request in shop.sandbox.requests) == 1


def test_words_that_nobody_knew_are_kept_and_noticed(scene: Scene) -> None:
    # given words of a later version
    order = raw()
    order |= {"displayFinancialStatus": "TOKENIZED", "displayFulfillmentStatus": "BEAMED"}
    order["transactions"].append({**order["transactions"][0], "kind": "STREAM", "status": "FLOWING"})

    # when
    found = scene.subject.order(order)

    # then
    assert found.payment_status is PaymentStatus.UNKNOWN
    assert found.fulfillment_status is FulfillmentStatus.UNKNOWN
    assert found.raw_status["displayFinancialStatus"] == "TOKENIZED"
    assert notices(found).count("unknown_status") == 4
    assert len(found.payments) == 1


@pytest.mark.parametrize("field", ["displayFinancialStatus", "displayFulfillmentStatus"])
def test_a_state_that_is_no_longer_told_is_unknown_and_noticed(scene: Scene, field: str) -> None:
    order = raw()
    del order[field]

    found = scene.subject.order(order)

    assert (
        PaymentStatus.UNKNOWN is found.payment_status or FulfillmentStatus.UNKNOWN is found.fulfillment_status
    )
    assert "unknown_status" in notices(found)


def version(shop: ShopifyShop, **headers: str) -> Finding:
    answer = shop.sandbox.answer

    def saying(request: Request) -> Any:
        response = answer(request)
        response.headers.update({name.replace("_", "-"): text for name, text in headers.items()})
        return response

    shop.sandbox.answer = saying  # type: ignore[method-assign] # a shop that talks
    scene = Scene(subject(channel.Shopify()), shop)
    (found,) = [finding for finding in scene.subject.channel.check(scene.http()) if finding.name == "version"]
    return found


def test_an_answer_of_another_version_is_told(shop: ShopifyShop) -> None:
    found = version(shop, X_Shopify_API_Version="2027-01")

    assert not found.ok
    assert api.VERSION in found.detail
    assert "2027-01" in found.detail


def test_what_shopify_announces_to_leave_is_told(shop: ShopifyShop) -> None:
    found = version(shop, X_Shopify_API_Deprecated_Reason="https://shopify.dev/changelog/some-field")

    assert found.ok
    assert "shopify.dev/changelog/some-field" in found.detail
    assert found.remedy
