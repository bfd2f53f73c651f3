"""Getting in: forms, refusals in plain words, and the connection test."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from channels.http import Http
from channels.http.retry import RetryPolicy
from channels.source import ChannelAdapter
from channels.wix import channel
from channels.wix.access import ApiKey, App, access_of
from hub.errors import AffluentError, ConfigError, ContractError, ErrorClass
from hub.ports import Account, Finding
from sandbox.network.http import HttpServer, Response
from sandbox.shops.wix import WixSandbox
from tests.channels.wix.contract_shop import WixShop

WIX = channel.Wix()
FIXTURES = Path(channel.__file__).parent / "fixtures"
KEY = {"api_key": "IST.x", "site_id": "7f3a1c52-0d2b-4b5e-9a77-2a6f4a1f9e10"}
APP = {"client_id": "c", "client_secret": "s", "instance_id": "i"}


@pytest.fixture
def shop() -> Iterator[WixShop]:
    with WixSandbox() as sandbox:
        yield WixShop(sandbox, app=False)


def account(**credentials: str) -> Account:
    return Account(shop="wix-fr", credentials=credentials, allow_private_hosts=True)


def test_either_way_in_is_enough() -> None:
    assert isinstance(access_of(account(**KEY)), ApiKey)
    assert isinstance(access_of(account(**APP)), App)
    assert isinstance(access_of(account(**KEY, **APP)), ApiKey)
    assert "IST.x" not in repr(access_of(account(**KEY)))


@pytest.mark.parametrize(
    "credentials", [{}, {"api_key": "IST.x"}, {**APP, "instance_id": " "}, {"site_id": "s", "client_id": "c"}]
)
def test_half_a_way_in_is_a_config_error(credentials: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="wix-fr"):
        ChannelAdapter(WIX).open(account(**credentials))


def test_a_pasted_key_with_line_breaks_is_refused_by_wix_and_not_by_the_library(shop: WixShop) -> None:
    given = {**KEY, "api_key": "IST\r\nX-Evil: 1é", "url": shop.sandbox.url}

    findings = ChannelAdapter(WIX).open(account(**given)).check()

    assert findings[-1].ok is False
    assert "API key" in findings[-1].remedy


def recorded(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FIXTURES / "errors" / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize(
    ("name", "kind", "code", "words"),
    [
        ("400_limit_101", ErrorClass.CONTRACT, "refused_request", "search.cursorPaging.limit"),
        ("400_cursor_with_filter", ErrorClass.CONTRACT, "stale_cursor", "cursor"),
        ("400_oauth_token_refused", ErrorClass.CREDENTIALS, "app_refused", "Invalid client credentials"),
        ("401_unauthenticated", ErrorClass.CREDENTIALS, "unauthenticated", "401"),
        ("403_forbidden", ErrorClass.CREDENTIALS, "permission_missing", "403"),
        ("404_order_not_found", ErrorClass.CONTRACT, "order_not_found", "Order not found"),
        ("429_rate_limited", ErrorClass.RATE_LIMITED, "rate_limited", "429"),
        ("500_server_error_html", ErrorClass.TRANSIENT, "server_trouble", "Internal Server Error"),
    ],
)
def test_each_error_says_what_it_is_and_what_to_do(
    name: str, kind: ErrorClass, code: str, words: str
) -> None:
    recording = recorded(name)
    text = recording.get("body_text") or json.dumps(recording["body"])
    answer = Response(recording["status"], text.encode(), dict(recording["headers"]))

    with HttpServer(lambda _: replace(answer)) as server:
        given = account(**KEY, url=server.url)
        http = Http(given, replace(WIX.connect(given), retry=RetryPolicy(tries=1)))
        with pytest.raises(AffluentError) as caught:
            list(WIX.pages(http, None))

    assert (caught.value.error_class, caught.value.code) == (kind, code)
    assert words in caught.value.cause
    assert "wix-fr" in caught.value.cause
    assert caught.value.remedy


def findings_of(shop: WixShop, **credentials: str) -> dict[str, Finding]:
    given = {**shop.account().credentials, **credentials}
    found = ChannelAdapter(WIX).open(replace(shop.account(), credentials=given)).check()
    return {finding.name: finding for finding in found}


def test_the_connection_test_names_each_missing_right(shop: WixShop) -> None:
    # given keys with one right each
    shop.put(1, datetime.now(UTC))
    shop.sandbox.add_key("IST.orders-only", ["orders"])
    shop.sandbox.add_key("IST.payments-only", ["payments"])

    # when
    orders = findings_of(shop, api_key="IST.orders-only")
    payments = findings_of(shop, api_key="IST.payments-only")

    # then
    assert {name: finding.ok for name, finding in orders.items()} == {
        "encryption": True,
        "orders": True,
        "order": True,
        "payments": False,
        "clock": True,
    }
    assert "payments and refunds" in orders["payments"].detail
    assert "Read Orders" in orders["payments"].remedy
    assert [finding.ok for finding in payments.values()] == [True, False]
    assert "Read Orders" in payments["connection"].remedy


def test_the_connection_test_knows_a_key_of_another_site(shop: WixShop) -> None:
    found = findings_of(shop, site_id="another-site")

    assert not found["connection"].ok
    assert "/dashboard/" in found["connection"].remedy


def test_the_connection_test_sees_a_wrong_clock(shop: WixShop) -> None:
    shop.sandbox.clock.set_skew(timedelta(minutes=-20))

    found = findings_of(shop)["clock"]

    assert not found.ok
    assert "ahead of Wix's" in found.detail


def test_a_404_of_something_else_is_no_deleted_order(shop: WixShop) -> None:
    with HttpServer(lambda _: Response.of_html("<h1>No such page</h1>", 404)) as server:
        source = ChannelAdapter(WIX).open(replace(shop.account(), credentials={**KEY, "url": server.url}))
        with pytest.raises(ContractError) as caught:
            source.order("7d6a0c65-d76a-5dad-9a9c-c09e1cc59cc4")

    assert caught.value.remedy


@pytest.mark.parametrize("external_id", ["", "../oauth2/token", "a b", "x" * 65, "id?x=1", "é"])
def test_what_is_no_id_is_not_asked_for(shop: WixShop, external_id: str) -> None:
    with pytest.raises(ContractError, match="order id"):
        ChannelAdapter(WIX).open(shop.account()).order(external_id)

    assert shop.sandbox.request_count == 0


def test_the_order_page_needs_the_site_id() -> None:
    assert WIX.order_url("o-1", account(**APP)) == ""
    assert WIX.order_url("o-1", account(**KEY)) == (
        "https://manage.wix.com/dashboard/7f3a1c52-0d2b-4b5e-9a77-2a6f4a1f9e10/store/orders/order/o-1"
    )
