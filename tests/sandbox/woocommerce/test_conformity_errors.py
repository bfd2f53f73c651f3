"""Errors and authentication, compared with recorded answers.

Left out of the comparison: the style sheet of WordPress's HTML pages and their ``Link`` header (what a
client sees of such a page is its status, type, ``Retry-After`` and words); OAuth parameters inside
``Link``, which hold the signature.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.shops.clock import Clock
from sandbox.shops.woocommerce import WooCommerceSandbox
from tests.sandbox.woocommerce.oauth import signed
from tests.sandbox.woocommerce.recorded import (
    HOME,
    Answer,
    ask,
    assert_as_recorded,
    basic,
    capture,
    full_order,
    names,
    target_of,
)

NOW = datetime(2026, 11, 21, 22, 16, tzinfo=UTC)
PLAIN_HOME = HOME.replace("https", "http")
ORDERS = f"{PLAIN_HOME}/wp-json/wc/v3/orders?per_page=1"


@pytest.fixture
def plain_shop() -> Iterator[WooCommerceSandbox]:
    """A shop that sees plain HTTP, with its clock at the recorded moment."""
    with WooCommerceSandbox(home_url=PLAIN_HOME, https_seen=False, clock=Clock(NOW)) as shop:
        shop.load(full_order(id=158))
        yield shop


def sign(
    shop: WooCommerceSandbox, nonce: str = "0f6bc95170da124b", age: int = 0, secret: str = "", **how: str
) -> str:
    """A signed listing of one order, ``age`` seconds old."""
    timestamp = int(NOW.timestamp()) - age
    return signed(
        ORDERS, shop.consumer_key, secret or shop.consumer_secret, nonce=nonce, timestamp=timestamp, **how
    )


BY_REQUEST_ALONE = [
    "errors/400_bad_date",
    "errors/400_bad_json",
    "errors/400_bad_orderby",
    "errors/400_bad_status",
    "errors/400_per_page_101",
    "errors/404_customer",
    "errors/404_order",
    "errors/404_route",
]


@pytest.mark.parametrize("name", BY_REQUEST_ALONE)
def test_bad_requests_are_refused_as_recorded(shop: WooCommerceSandbox, name: str) -> None:
    recorded = capture(name)
    request = recorded["request"]

    answer = ask(shop, target_of(recorded), request["method"], request.get("body"))

    assert_as_recorded(answer, recorded)


KEYS = {
    "errors/401_no_auth": {},
    "errors/401_unknown_key": basic("ck_nobody", "cs_nothing"),
    "errors/401_wrong_secret": basic("ck_sandbox", "cs_wrong"),
    "errors/401_read_key_used_to_write": basic("ck_read", "cs_read"),
    "errors/401_write_only_key_used_to_read": basic("ck_write", "cs_write"),
    "errors/403_key_of_user_without_rights": basic("ck_powerless", "cs_powerless"),
    "write/order_put_with_read_key_401": basic("ck_read", "cs_read"),
}


@pytest.mark.parametrize("name", KEYS)
def test_keys_are_refused_as_recorded(shop: WooCommerceSandbox, name: str) -> None:
    recorded = capture(name)
    shop.add_key("ck_read", "cs_read", "read")
    shop.add_key("ck_write", "cs_write", "write")
    shop.add_key("ck_powerless", "cs_powerless", shop_rights=False)
    request = recorded["request"]

    answer = ask(shop, target_of(recorded), request["method"], request.get("body"), KEYS[name])

    assert_as_recorded(answer, recorded)


def test_keys_in_the_query_count_over_https(shop: WooCommerceSandbox) -> None:
    query = f"consumer_key={shop.consumer_key}&consumer_secret={shop.consumer_secret}"

    answer = ask(shop, f"/wp-json/wc/v3/orders?{query}", headers={})

    assert answer.status == 200


def test_basic_over_plain_http_counts_for_nothing(plain_shop: WooCommerceSandbox) -> None:
    recorded = capture("errors/401_basic_over_plain_http")

    answer = ask(plain_shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


def without_signature(headers: dict[str, str]) -> dict[str, str]:
    return {
        name: re.sub(r"oauth_(consumer_key|signature|timestamp)=[^&]*", "", text)
        for name, text in headers.items()
    }


def test_a_signed_request_over_plain_http_is_answered(plain_shop: WooCommerceSandbox) -> None:
    # given: the recorded order, and others up to 111
    recorded = capture("oauth1_http_ok")
    plain_shop.load(recorded["body"][0])
    for number in range(110):
        plain_shop.load(full_order(id=1000 + number, date_created_gmt="2026-11-21T22:00:00"))

    # when
    answer = ask(plain_shop, sign(plain_shop), headers={})

    # then
    recorded["headers"] = without_signature(recorded["headers"])
    assert_as_recorded(
        Answer(answer.status, without_signature(dict(answer.headers)), answer.content), recorded
    )


def test_sha1_and_the_authorization_header_are_fine_too(plain_shop: WooCommerceSandbox) -> None:
    # given: the same parameters, once in the query and once in a header
    target = sign(plain_shop, algorithm="HMAC-SHA1")
    path, _, query = sign(plain_shop, nonce="another").partition("?")
    pairs = [pair.partition("=") for pair in query.split("&")]
    header = "OAuth " + ", ".join(f'{name}="{text}"' for name, _, text in pairs if name.startswith("oauth_"))

    # when
    in_query = ask(plain_shop, target, headers={})
    in_header = ask(plain_shop, f"{path}?per_page=1", headers={"Authorization": header})

    # then
    assert (in_query.status, in_header.status) == (200, 200)


def test_the_same_signed_url_works_once(plain_shop: WooCommerceSandbox) -> None:
    recorded = capture("errors/401_oauth_replayed_nonce")
    target = sign(plain_shop)

    first, again = (ask(plain_shop, target, headers={}) for _ in range(2))

    assert first.status == 200
    assert_as_recorded(again, recorded)


def test_a_wrong_signature_is_refused(plain_shop: WooCommerceSandbox) -> None:
    recorded = capture("errors/401_oauth_bad_signature")

    answer = ask(plain_shop, sign(plain_shop, secret="cs_wrong"), headers={})

    assert_as_recorded(answer, recorded)


def test_a_signature_for_another_scheme_is_refused(shop: WooCommerceSandbox) -> None:
    target = signed(ORDERS, shop.consumer_key, shop.consumer_secret, nonce="n")

    answer = ask(shop, target, headers={})

    assert answer.document["message"] == "Invalid signature - provided signature does not match."


@pytest.mark.parametrize(("age", "status"), [(899, 200), (-899, 200), (1000, 401), (-1000, 401)])
def test_a_timestamp_may_be_fifteen_minutes_off(
    plain_shop: WooCommerceSandbox, age: int, status: int
) -> None:
    answer = ask(plain_shop, sign(plain_shop, age=age), headers={})

    assert answer.status == status
    if status == 401:
        assert_as_recorded(answer, capture("errors/401_oauth_old_timestamp"))


def test_without_rewriting_the_key_is_not_even_looked_at(shop: WooCommerceSandbox) -> None:
    recorded = capture("errors/plain_permalinks_rest_route_param")

    answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


@pytest.mark.parametrize("kind", ["php_warning", "bom"])
def test_output_before_the_json_comes_with_status_200(shop: WooCommerceSandbox, kind: str) -> None:
    recorded = capture({"bom": "errors/200_bom_before_json"}.get(kind, "errors/200_php_warning_before_json"))
    shop.load(full_order(id=158, total="87.86"))
    shop.fault(kind)

    answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)
    assert "X-WP-Total" not in answer.headers


def test_with_the_plugin_switched_off_every_route_is_unknown(shop: WooCommerceSandbox) -> None:
    recorded = capture("errors/404_woocommerce_plugin_disabled")
    shop.fault("plugin_disabled")

    answer = ask(shop, target_of(recorded))

    assert (answer.status, answer.document) == (recorded["status"], recorded["body"])


def test_plain_permalinks_redirect(shop: WooCommerceSandbox) -> None:
    recorded = capture("errors/plain_permalinks_html")
    shop.fault("plain_permalinks", location=f"{HOME}/wp-json/wc/v3/orders/")

    answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


PAGES = {
    "errors/500_database_down": "database_down",
    "errors/500_php_fatal": "server_error",
    "errors/503_wordpress_maintenance": "maintenance",
}


def words(page: str) -> list[str]:
    """Title and message of a page."""
    return re.findall(r"<title>(.*?)</title>|<div class=\"wp-die-message\">(.*?)</div>", page)


@pytest.mark.parametrize("name", PAGES)
def test_a_wordpress_that_is_down_answers_a_page(shop: WooCommerceSandbox, name: str) -> None:
    recorded = capture(name)
    shop.fault(PAGES[name])

    answer = ask(shop, target_of(recorded))

    assert answer.status == recorded["status"]
    assert answer.headers["Content-Type"] == recorded["headers"]["Content-Type"]
    assert answer.headers.get("Retry-After") == recorded["headers"].get("Retry-After")
    assert words(answer.content.decode()) == words(recorded["body_text"])
    assert len(words(recorded["body_text"])) == 2


WRITES: dict[str, dict[str, Any]] = {
    "write/order_put_404": {},
    "write/order_put_unknown_status_400": {"id": 1042},
    "write/refund_order_404": {},
    "write/refund_too_much": {"id": 2175},
    "write/webhook_no_topic_400": {},
    "write/webhook_bad_topic_400": {},
    "write/webhook_bad_url_400": {},
}


@pytest.mark.parametrize("name", WRITES)
def test_bad_writes_are_refused_as_recorded(shop: WooCommerceSandbox, name: str) -> None:
    recorded = capture(name)
    request = recorded["request"]
    if WRITES[name]:
        shop.load(full_order(**WRITES[name]))

    answer = ask(shop, target_of(recorded), request["method"], request["body"])

    assert_as_recorded(answer, recorded)


def test_every_recorded_error_is_replayed() -> None:
    elsewhere = {
        "errors/200_bom_before_json",
        "errors/200_php_warning_before_json",
        "errors/401_basic_over_plain_http",
        "errors/401_oauth_bad_signature",
        "errors/401_oauth_old_timestamp",
        "errors/401_oauth_replayed_nonce",
        "errors/404_order_deleted_forever",
        "errors/404_woocommerce_plugin_disabled",
        "errors/plain_permalinks_html",
        "errors/plain_permalinks_rest_route_param",
    }

    assert {*BY_REQUEST_ALONE, *KEYS, *PAGES, *elsewhere} >= set(names("errors"))
