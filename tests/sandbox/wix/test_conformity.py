"""The sandbox answers every recorded question as it was answered."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.shops.wix import WixSandbox
from tests.sandbox.wix.replay import Answer, ask, capture, names, replay

KEY = "IST.eyJraWQiOiJ0ZXN0LW9ubHkifQ.not-a-secret"
SINGLES = [name for name in names("") if name[:2].isdigit() and name[:2] < "13"]


@pytest.fixture
def shop() -> Iterator[WixSandbox]:
    """A site that knows the recorded key."""
    with WixSandbox(api_key=KEY) as running:
        yield running


def load(shop: WixSandbox, exchange: dict[str, Any]) -> None:
    transactions = {
        entry["orderTransactions"]["orderId"]: entry["orderTransactions"]
        for entry in (also["response"]["body"] for also in exchange.get("also", []))
    }
    for order in exchange["response"]["body"]["orders"]:
        shop.load(order, transactions.get(order["id"]))


def assert_as_recorded(answer: Answer, exchange: dict[str, Any]) -> None:
    recorded = exchange["response"]
    assert answer.status == recorded["status"]
    assert answer.document == recorded["body"]
    assert answer.headers["Content-Type"] == recorded["headers"]["content-type"]
    assert answer.headers["x-wix-request-id"]
    assert answer.headers["Date"]


@pytest.mark.parametrize("name", SINGLES)
def test_orders_and_their_payments(shop: WixSandbox, name: str) -> None:
    exchange = capture(name)
    load(shop, exchange)

    assert_as_recorded(replay(shop, exchange), exchange)
    for also in exchange.get("also", []):
        assert_as_recorded(replay(shop, also), also)


def test_there_are_twelve_of_them() -> None:
    assert len(SINGLES) == 12


def test_an_empty_page(shop: WixSandbox) -> None:
    load(shop, capture("01_b2c_fr_tax_included"))
    exchange = capture("14_empty_page")

    assert_as_recorded(replay(shop, exchange), exchange)


def test_two_pages(shop: WixSandbox) -> None:
    # given the orders of both pages
    first, second = capture("13_page1_of_2"), capture("13_page2_of_2")
    load(shop, second)
    load(shop, first)

    # when the second page is asked for with the sandbox's own cursor: it is opaque
    page = replay(shop, first).document
    cursor = page["metadata"]["cursors"]["next"]
    second["request"]["body"]["search"]["cursorPaging"]["cursor"] = cursor
    rest = replay(shop, second).document

    # then
    for answer, exchange in ((page, first), (rest, second)):
        recorded = exchange["response"]["body"]
        assert answer["orders"] == recorded["orders"]
        assert _shape(answer["metadata"]) == _shape(recorded["metadata"])


def _shape(metadata: dict[str, Any]) -> dict[str, Any]:
    return {**metadata, "cursors": sorted(metadata["cursors"])}


@pytest.mark.parametrize("name", ["e1_limit_101_400", "e2_cursor_with_filter_400", "e5_order_not_found_404"])
def test_refused_questions(shop: WixSandbox, name: str) -> None:
    exchange = capture(name)

    assert_as_recorded(replay(shop, exchange), exchange)


def test_an_unknown_key() -> None:
    with WixSandbox(api_key="IST.another") as shop:
        exchange = capture("e3_unauthenticated_401")
        assert_as_recorded(replay(shop, exchange), exchange)


@pytest.mark.parametrize(("rights", "site"), [([], None), (["orders"], "another-site")])
def test_a_key_without_the_right(rights: list[str], site: str | None) -> None:
    with WixSandbox(site_id=site or "7f3a1c52-0d2b-4b5e-9a77-2a6f4a1f9e10") as shop:
        shop.add_key(KEY, rights)
        exchange = capture("e4_forbidden_403")
        assert_as_recorded(replay(shop, exchange), exchange)


def test_a_token_and_a_refused_one(shop: WixSandbox) -> None:
    asked, refused = capture("t1_oauth_token"), capture("t2_oauth_token_refused")
    shop.app["client_secret"] = asked["request"]["body"]["client_secret"]

    token = replay(shop, asked).document

    assert sorted(token) == sorted(asked["response"]["body"])
    assert token["expires_in"] == asked["response"]["body"]["expires_in"]
    assert_as_recorded(replay(shop, refused), refused)
    assert (
        ask(shop, "GET", "/ecom/v1/orders/x", headers={"Authorization": token["access_token"]}).status == 404
    )
