"""Getting in: signatures, the shop's misleading refusals, and the connection test's words."""

import base64
import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from channels.http import Http
from channels.source import ChannelAdapter
from channels.woocommerce import channel, poll
from channels.woocommerce.oauth import basic, oauth, signature_base
from hub.errors import AffluentError, ConfigError, ContractError, CredentialsError, TransientError
from hub.ports import Account, Finding
from sandbox.network.http import HttpServer, Request, Response
from sandbox.shops.woocommerce import Storage, WooCommerceSandbox
from tests.channels.contract.subject import IMPATIENT

FIXTURES = Path(channel.__file__).parent / "fixtures"
WOOCOMMERCE = channel.WooCommerce()


def account(url: str, **options: Any) -> Account:
    credentials = {"url": url, "consumer_key": "ck_sandbox", "consumer_secret": "cs_sandbox"}
    return Account(shop="boutique", credentials=credentials, options=options, allow_private_hosts=True)


def read(url: str, **options: Any) -> Any:
    """One order, with little patience."""
    mine = account(url, **options)
    http = Http(mine, replace(WOOCOMMERCE.connect(mine), retry=IMPATIENT))
    return WOOCOMMERCE.order(http, "35")


def check(shop: WooCommerceSandbox, **changes: Any) -> dict[str, Finding]:
    mine = replace(account(shop.url), **changes)
    return {finding.name: finding for finding in ChannelAdapter(WOOCOMMERCE).open(mine).check()}


def test_over_https_the_key_goes_into_the_header() -> None:
    url, headers = basic("ck", "cs")("GET", "https://shop.example.test/wp-json/wc/v3/orders")

    assert url == "https://shop.example.test/wp-json/wc/v3/orders"
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")) == b"ck:cs"


def test_the_signature_base_string_is_that_of_the_rfc() -> None:
    """The example of RFC 5849 3.4.1.1, but for the parameters of its body."""
    pairs = parse_qsl("b5=%3D%253D&a3=a&c%40=&a2=r%20b&c2=&a3=2+q", keep_blank_values=True)
    own = [("oauth_consumer_key", "9djdj82h48djs9d2"), ("oauth_nonce", "7d8f3e4a")]

    assert signature_base("post", "http://example.com/request", [*pairs, *own]) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540"
        "%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a"
    )


def test_every_signature_has_its_own_nonce_and_replaces_an_old_one() -> None:
    sign = oauth("ck", "cs", now=lambda: 1795299360.9)

    first, _ = sign("GET", "http://shop.example.test/orders?per_page=1")
    again, _ = sign("GET", first)

    one, two = (dict(parse_qsl(urlsplit(url).query)) for url in (first, again))
    assert one["oauth_timestamp"] == "1795299360"
    assert one["oauth_nonce"] != two["oauth_nonce"]
    assert sorted(one) == sorted(two)
    assert one["per_page"] == two["per_page"] == "1"


def test_a_shop_behind_a_proxy_is_signed_for_by_its_own_address() -> None:
    # given a shop that believes to be http://boutique.example.test
    with WooCommerceSandbox(https_seen=False, home_url="http://boutique.example.test") as shop:
        with pytest.raises(CredentialsError, match="signature"):
            read(shop.url)

        assert read(shop.url, sign_url="http://boutique.example.test").orders == []


@pytest.mark.parametrize(
    ("recording", "kind", "code"),
    [
        ("400_bad_status", ContractError, "refused_request"),
        ("401_basic_over_plain_http", CredentialsError, "key_not_accepted"),
        ("401_unknown_key", CredentialsError, "key_not_accepted"),
        ("401_wrong_secret", CredentialsError, "wrong_secret"),
        ("401_write_only_key_used_to_read", CredentialsError, "key_cannot_read"),
        ("401_read_key_used_to_write", CredentialsError, "key_cannot_write"),
        ("401_oauth_bad_signature", CredentialsError, "wrong_signature"),
        ("401_oauth_old_timestamp", ConfigError, "clock_skew"),
        ("401_oauth_replayed_nonce", TransientError, "nonce_used"),
        ("403_key_of_user_without_rights", CredentialsError, "user_without_rights"),
        ("404_route", ContractError, "no_api"),
        ("404_woocommerce_plugin_disabled", ContractError, "no_api"),
        ("500_php_fatal", TransientError, "server_trouble"),
        ("500_database_down", TransientError, "server_trouble"),
        ("503_wordpress_maintenance", TransientError, "server_trouble"),
    ],
)
def test_each_recorded_refusal_is_told_in_plain_words(
    recording: str, kind: type[AffluentError], code: str
) -> None:
    with replaying(recording) as url, pytest.raises(kind) as caught:
        read(url)

    assert caught.value.code == code
    assert "boutique" in caught.value.cause
    assert caught.value.remedy


@pytest.mark.parametrize("recording", ["404_order", "404_order_deleted_forever"])
def test_an_order_that_is_gone_is_no_error(recording: str) -> None:
    with replaying(recording) as url:
        assert list(read(url).orders) == []


def test_plain_permalinks_are_recognised_by_their_redirect() -> None:
    def answer(request: Request) -> Response:
        return Response(301, headers={"Location": f"{request.path}/"})

    with HttpServer(answer) as server, pytest.raises(ConfigError, match="permalinks"):
        read(server.url)


@contextmanager
def replaying(name: str) -> Iterator[str]:
    recording = json.loads((FIXTURES / "errors" / f"{name}.json").read_text(encoding="utf-8"))
    text = recording["body_text"] if "body_text" in recording else json.dumps(recording["body"])

    def answer(_: Request) -> Response:
        headers = {"Content-Type": recording["headers"]["Content-Type"]}
        return Response(recording["status"], text.encode(), headers)

    with HttpServer(answer) as server:
        yield server.url


@pytest.mark.parametrize("fault", ["php_warning", "bom"])
def test_output_before_the_json_spoils_a_list_but_not_an_order(fault: str) -> None:
    with WooCommerceSandbox() as shop:
        order_id = shop.generate(1)[0]
        mine = account(shop.url)
        http = Http(mine, replace(WOOCOMMERCE.connect(mine), retry=IMPATIENT))
        shop.fault(fault, times=None)

        assert len(WOOCOMMERCE.order(http, str(order_id)).orders) == 1
        with pytest.raises(ContractError, match="X-WP-Total") as caught:
            list(WOOCOMMERCE.pages(http, None))
        assert ("some-plugin.php" in caught.value.cause) == (fault == "php_warning")


def test_the_connection_test_of_a_sound_shop_says_what_it_found() -> None:
    with WooCommerceSandbox() as shop:
        shop.generate(3)
        found = check(shop)

    assert all(finding.ok for finding in found.values())
    assert "11.0.1" in found["version"].detail
    assert "HPOS" in found["storage"].detail
    assert "EUR" in found["currency"].detail
    assert "not encrypted" in found["encryption"].detail


def test_the_connection_test_explains_the_old_storage() -> None:
    with WooCommerceSandbox(storage=Storage.LEGACY) as shop:
        storage = check(shop)["storage"]

    assert "legacy" in storage.detail
    assert "10.4" in storage.detail
    assert "every night" in storage.remedy


def test_the_connection_test_measures_the_shops_clock() -> None:
    with WooCommerceSandbox() as shop:
        shop.clock.set_skew(timedelta(minutes=5))
        clock = check(shop)["clock"]

    assert not clock.ok
    assert "ahead" in clock.detail
    assert "NTP" in clock.remedy


def test_the_connection_test_says_when_the_plugin_is_off() -> None:
    with WooCommerceSandbox() as shop:
        shop.fault("plugin_disabled", times=None, path="/wc/v3/")
        found = check(shop)

    assert found["address"].ok
    assert "Plugins" in found["connection"].remedy


def test_the_connection_test_names_a_plugin_that_prints() -> None:
    with WooCommerceSandbox() as shop:
        shop.fault("php_warning", times=None, path="/orders")
        orders = check(shop)["orders"]

    assert not orders.ok
    assert "some-plugin.php" in orders.detail


def test_a_key_of_a_lesser_user_still_passes() -> None:
    with WooCommerceSandbox() as shop:
        for path in ("system_status", "settings"):
            shop.fault("unauthorized", times=None, path=path)
        found = check(shop)

    assert "Administrator" in found["version"].detail
    assert all(finding.ok for finding in found.values())


@pytest.mark.parametrize("typed", ["{url}/", "{url}/wp-json/wc/v3/", "{url}/wp-admin/index.php"])
def test_an_address_may_be_pasted_from_anywhere_in_the_shop(typed: str) -> None:
    with WooCommerceSandbox() as shop:
        assert WOOCOMMERCE.connect(account(typed.format(url=shop.url))).base_url == shop.url


@pytest.mark.parametrize("external_id", ["", "12/../../users", "１２", "-1", "12?x=1"])
def test_an_id_is_a_number_before_it_gets_into_an_address(external_id: str) -> None:
    mine = account("http://127.0.0.1:1")

    with pytest.raises(ContractError, match="no WooCommerce order id"):
        WOOCOMMERCE.order(Http(mine, WOOCOMMERCE.connect(mine)), external_id)


def test_the_hosting_may_allow_fewer_calls() -> None:
    assert WOOCOMMERCE.connect(account("https://x.test", per_minute="30")).limit.per_minute == 30


@pytest.mark.parametrize(
    "junk", [None, True, 0, "x", [], {}, [None], [[]], [{"id": []}], {"id": 1}, {"code": 1}], ids=repr
)
@pytest.mark.parametrize("status", [200, 401, 404, 500])
def test_json_of_any_shape_is_an_order_or_an_error_in_class(junk: Any, status: int) -> None:
    def answer(_: Request) -> Response:
        return Response.of_json(junk, status, {"X-WP-Total": "1", "X-WP-TotalPages": "1"})

    with HttpServer(answer) as server:
        mine = account(server.url)
        http = Http(mine, replace(WOOCOMMERCE.connect(mine), retry=IMPATIENT))
        for attempt in (lambda: WOOCOMMERCE.order(http, "35"), lambda: list(WOOCOMMERCE.pages(http, None))):
            with suppress(AffluentError):
                attempt()
        assert ChannelAdapter(WOOCOMMERCE).open(mine).check()


def test_wordpress_without_woocommerce_is_told_apart() -> None:
    def answer(_: Request) -> Response:
        return Response.of_json({"name": "Blog", "namespaces": ["wp/v2"]})

    with HttpServer(answer) as server:
        found = {
            finding.name: finding for finding in ChannelAdapter(WOOCOMMERCE).open(account(server.url)).check()
        }

    assert not found["woocommerce"].ok
    assert "Plugins" in found["woocommerce"].remedy


def test_an_order_that_goes_while_its_refunds_are_asked_for_stays_as_it_was_seen() -> None:
    with WooCommerceSandbox() as shop:
        shop.generate(60)
        order_id = next(key for key, order in shop.store.orders.items() if order["refunds"])
        mine = account(shop.url)
        row = copy.deepcopy(shop.store.orders[order_id])
        shop.store.delete(order_id)

        raw = poll.complete(Http(mine, WOOCOMMERCE.connect(mine)), row)

    assert raw == {"order": row, "refunds": []}


def test_refunds_that_are_not_found_for_another_reason_are_an_error() -> None:
    with WooCommerceSandbox() as shop:
        shop.fault("plugin_disabled", times=None, path="/refunds")
        mine = account(shop.url)
        with pytest.raises(ContractError, match="API is not there"):
            poll.complete(
                Http(mine, WOOCOMMERCE.connect(mine)), {"id": 1, "currency": "EUR", "refunds": [{"id": 2}]}
            )


def test_an_answer_without_a_date_is_refused() -> None:
    def answer(_: Request) -> Response:
        return Response.of_json([], headers={"X-WP-Total": "0", "X-WP-TotalPages": "0", "Date": "today"})

    with HttpServer(answer) as server:
        mine = account(server.url)
        with pytest.raises(ContractError, match="Date"):
            list(WOOCOMMERCE.pages(Http(mine, WOOCOMMERCE.connect(mine)), None))
