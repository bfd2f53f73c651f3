"""Getting in: forms, refusals in plain words, the connection test, and webhooks that are genuine or not."""

import base64
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
from channels.webhooks import WebhookRequest
from channels.wix import channel, notifications
from channels.wix.access import ApiKey, App, access_of
from hub.errors import AffluentError, ConfigError, ContractError, CredentialsError, ErrorClass
from hub.ports import Account, Finding
from sandbox.network.http import HttpServer, Response
from sandbox.shops.wix import WixSandbox
from tests.channels.wix.contract_shop import WixShop, event, public_key, signed

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


# --- webhooks -----------------------------------------------------------------------------------------


def request(body: bytes, secret: str | None = None) -> WebhookRequest:
    return WebhookRequest(headers={}, body=body, secret=public_key() if secret is None else secret)


def sample(name: str) -> tuple[WebhookRequest, datetime]:
    """A recorded webhook, and a time at which it was fresh."""
    recording = json.loads((FIXTURES / "webhooks" / f"{name}.json").read_text(encoding="utf-8"))
    call = request(recording["body_text"].encode(), recording["public_key_pem"])
    return call, datetime(2026, 11, 17, 8, 0, 2, tzinfo=UTC)


def test_the_recorded_webhook_names_its_order() -> None:
    hint = notifications.hint(*sample("order_approved"))

    assert hint.topic == "wix.ecom.v1.order_approved"
    assert hint.external_id == "284733d5-679f-57cd-90f3-8fb45cf6d35a"


def test_the_recorded_forgery_is_refused() -> None:
    with pytest.raises(CredentialsError, match="signature"):
        notifications.hint(*sample("bad_signature"))


def test_an_old_webhook_is_refused_and_a_little_skew_is_not() -> None:
    call, fresh = sample("order_approved")

    assert notifications.hint(call, fresh + timedelta(minutes=62)).external_id
    with pytest.raises(CredentialsError, match="expired"):
        notifications.hint(call, fresh + timedelta(days=1))


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512", ""])
def test_another_algorithm_is_a_forgery(algorithm: str) -> None:
    with pytest.raises(CredentialsError):
        WIX.verify_webhook(request(signed(event("o-1"), algorithm)))


def test_an_unsigned_token_is_a_forgery() -> None:
    head, payload, _ = signed(event("o-1")).split(b".")
    for body in (b".".join((head, payload, b"")), b".".join((head, payload)), payload):
        with pytest.raises(CredentialsError):
            WIX.verify_webhook(request(body))


@pytest.mark.parametrize(
    "change",
    [
        lambda pem: pem.replace("\n", " "),
        lambda pem: pem.replace("\n", "\\n"),
        lambda pem: "".join(pem.splitlines()[1:-1]),
        lambda pem: f"  {pem}\r\n",
    ],
    ids=["blanks", "backslashes", "without frame", "edges"],
)
def test_the_key_may_be_pasted_in_any_shape(change: Any) -> None:
    assert WIX.verify_webhook(request(signed(event("o-1")), change(public_key()))).external_id == "o-1"


@pytest.mark.parametrize(
    "secret", ["", "no key", base64.b64encode(b"x" * 300).decode(), "-----BEGIN PUBLIC KEY-----"]
)
def test_a_key_that_is_none_believes_nothing(secret: str) -> None:
    with pytest.raises(CredentialsError):
        WIX.verify_webhook(request(signed(event("o-1")), secret))


@pytest.mark.parametrize("claims", [[], "x", None, 7])
def test_claims_that_are_no_object_are_refused(claims: Any) -> None:
    with pytest.raises(CredentialsError):
        WIX.verify_webhook(request(signed(claims)))


@pytest.mark.parametrize("data", [None, "", "[]", "{", 7, "{}", json.dumps({"eventType": 7, "data": "["})])
def test_a_genuine_webhook_of_another_shape_is_a_contract_error(data: Any) -> None:
    with pytest.raises(ContractError):
        WIX.verify_webhook(request(signed(event("o-1", data=data))))


def test_nested_objects_are_read_like_nested_texts() -> None:
    inner = {"entityFqdn": "wix.ecom.v1.order", "slug": "updated", "entityId": "o-2"}
    claims = event("o-1", data={"eventType": "wix.ecom.v1.order_updated", "data": inner})

    assert WIX.verify_webhook(request(signed(claims))).external_id == "o-2"


def test_a_webhook_about_something_else_has_nothing_to_fetch() -> None:
    inner = {"entityFqdn": "wix.ecom.v1.checkout", "slug": "created", "entityId": "c-1"}
    claims = event(
        "", data=json.dumps({"eventType": "wix.ecom.v1.checkout_created", "data": json.dumps(inner)})
    )

    assert WIX.verify_webhook(request(signed(claims))).external_id is None
