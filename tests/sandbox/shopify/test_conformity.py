"""The sandbox answers recorded requests as they were answered."""

import copy
from typing import Any

import pytest

from sandbox.shops.shopify import ShopifySandbox
from tests.sandbox.shopify.recorded import CAPTURES, load, recorded_orders, replay

PAGES = sorted(file.stem for file in CAPTURES.glob("[01]*.json") if file.stem[:2] not in ("13", "18", "19"))


def compare(answer: Any, recording: Any) -> None:
    assert answer["status"] == recording["response"]["status"]
    assert answer["headers"]["x-shopify-api-version"] == "2026-10"
    assert answer["body"]["data"] == recording["response"]["body"]["data"]
    assert set(answer["body"]["extensions"]["cost"]) == set(
        recording["response"]["body"]["extensions"]["cost"]
    )
    told, said = (
        body["extensions"]["cost"]["requestedQueryCost"]
        for body in (answer["body"], recording["response"]["body"])
    )
    assert told == said


@pytest.mark.parametrize("name", PAGES)
def test_a_page_with_one_order(shop: ShopifySandbox, name: str) -> None:
    for order in recorded_orders(name):
        shop.load(order)

    compare(replay(shop, load(name)), load(name))


def test_two_pages_with_the_recorded_cursors(shop: ShopifySandbox) -> None:
    names = ("18_page1_of_2", "18_page2_of_2")
    for order in [*recorded_orders(names[1]), *recorded_orders(names[0])]:
        shop.load(order)

    for name in names:
        compare(replay(shop, load(name)), load(name))


def test_sixty_five_lines_on_two_pages(shop: ShopifySandbox) -> None:
    # given
    first, second = load("13_65_lines_page1"), load("13_65_lines_page2")
    (order,) = copy.deepcopy(recorded_orders("13_65_lines_page1"))
    order["lineItems"]["nodes"] += second["response"]["body"]["data"]["order"]["lineItems"]["nodes"]
    shop.load(order)

    # then
    compare(replay(shop, first), first)
    answer = replay(shop, second)
    assert answer["body"]["data"] == second["response"]["body"]["data"]


def test_an_empty_page(shop: ShopifySandbox) -> None:
    compare(replay(shop, load("19_empty_page")), load("19_empty_page"))


def test_an_order_that_is_not_there(shop: ShopifySandbox) -> None:
    compare(replay(shop, load("20_order_not_found")), load("20_order_not_found"))


def test_a_query_that_is_too_dear(shop: ShopifySandbox) -> None:
    recording = load("e2_max_cost_exceeded")

    body = replay(shop, recording)["body"]

    assert body["errors"][0]["extensions"] == recording["response"]["body"]["errors"][0]["extensions"]


def test_a_wrong_token(shop: ShopifySandbox) -> None:
    recording = load("e4_unauthorized")

    answer = replay(shop, recording, token="shpat_wrong")

    assert (answer["status"], answer["body"]) == (401, recording["response"]["body"])


def test_a_missing_scope(shop: ShopifySandbox) -> None:
    # given an app that may not read customers
    recording = load("e6_access_denied_scope")
    shop.load(recorded_orders("01_b2c_fr_taxes_included")[0])
    shop.about.scopes = ("read_orders", "read_all_orders")

    # when
    body = replay(shop, recording)["body"]

    # then data and error stand beside each other
    (told,), (said,) = body["errors"], recording["response"]["body"]["errors"]
    assert (told["message"], told["extensions"]) == (said["message"], said["extensions"])
    assert body["data"]["order"]["customer"] is None


def test_no_approval_for_customer_data(shop: ShopifySandbox) -> None:
    recording = load("e7_protected_customer_data_not_approved")
    shop.about.approved = False

    body = replay(shop, recording)["body"]

    (told,), (said,) = body["errors"], recording["response"]["body"]["errors"]
    assert (body["data"], told["message"], told["extensions"]) == (None, said["message"], said["extensions"])


def test_a_cursor_of_something_else(shop: ShopifySandbox) -> None:
    recording = load("e9_invalid_cursor")

    body = replay(shop, recording, after="bm90IGEgY3Vyc29y")["body"]

    assert body["data"] is None
    assert body["errors"][0]["message"] == recording["response"]["body"]["errors"][0]["message"]


def test_a_token_by_client_credentials(shop: ShopifySandbox) -> None:
    # given
    recording = load("t1_client_credentials_token")
    shop.client_id = recording["request"]["form"]["client_id"]
    shop.client_secret = recording["request"]["form"]["client_secret"]

    # when
    answer = replay(shop, recording)

    # then it opens the door
    said = recording["response"]["body"]
    assert answer["status"] == 200
    assert {**answer["body"], "access_token": said["access_token"]} == said
    token = answer["body"]["access_token"]
    assert replay(shop, load("19_empty_page"), token=token)["status"] == 200


def test_a_token_for_somebody_elses_shop(shop: ShopifySandbox) -> None:
    recording = load("t2_client_credentials_refused")

    answer = replay(shop, recording)

    assert (answer["status"], answer["body"]) == (400, recording["response"]["body"])
