"""Getting in: addresses as people type them, errors in plain words, the connection test."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from channels.http import Answer
from channels.shopify import channel
from channels.shopify.errors import inspect, refine
from hub.errors import (
    AffluentError,
    ConfigError,
    ContractError,
    CredentialsError,
    RateLimitedError,
    TransientError,
)
from hub.ports import Account, Finding
from tests.channels.contract.subject import Scene, subject
from tests.channels.shopify.contract_shop import ShopifyShop, opened

FIXTURES = Path(channel.__file__).parent / "fixtures"
SHOPIFY = channel.Shopify()


@pytest.fixture
def shop() -> Iterator[ShopifyShop]:
    with opened(fixed_token=True) as made:
        yield made


def recorded(name: str) -> Answer:
    recording = json.loads((FIXTURES / "errors" / f"{name}.json").read_text(encoding="utf-8"))
    text = recording["body_text"] if "body_text" in recording else json.dumps(recording["body"])
    return Answer(
        method=recording["request"]["method"],
        url=recording["request"]["url"],
        status=recording["status"],
        headers={"X-Shopify-API-Version": recording["headers"].get("x-shopify-api-version", "")},
        content=text.encode(),
        tries=1,
        shop="lampes",
    )


@pytest.mark.parametrize(
    ("name", "kind", "code", "says"),
    [
        ("e1_throttled", RateLimitedError, "rate_limited", "points"),
        ("e2_max_cost_exceeded", ContractError, "query_too_dear", "1520"),
        ("e4_unauthorized", CredentialsError, "token_refused", "access token"),
        ("e6_access_denied_scope", CredentialsError, "scope_missing", "read_customers"),
        ("e7_protected_customer_data_not_approved", CredentialsError, "protected_data", "protected customer"),
        ("e8_internal_server_error", TransientError, "server_trouble", "went wrong on our end"),
        ("e9_invalid_cursor", TransientError, "cursor_refused", "Invalid cursor"),
        ("e10_shop_frozen_402", ConfigError, "shop_frozen", "unpaid"),
        ("e11_shop_locked_423", ConfigError, "shop_locked", "locked"),
        ("e12_not_found_404", ConfigError, "no_such_shop", "no Shopify shop"),
        ("e13_unknown_field", ContractError, "schema_changed", "2026-04"),
        ("t2_client_credentials_refused", CredentialsError, "no_token", "cannot be performed"),
    ],
)
def test_each_recorded_error_is_named(name: str, kind: type[AffluentError], code: str, says: str) -> None:
    answer = recorded(name)

    error = refine(answer) if answer.status >= 300 else inspect(answer)

    assert type(error) is kind
    assert error.code == code
    assert says in error.cause
    assert error.remedy


def test_the_wait_for_points_is_reckoned_from_the_bucket() -> None:
    error = inspect(recorded("e1_throttled"))

    assert error is not None
    assert error.retry_after == pytest.approx((830 - 118) / 100)


def test_a_refusal_to_a_mutation_is_no_error_of_the_connection() -> None:
    assert inspect(recorded("e3_user_errors")) is None


@pytest.mark.parametrize(
    "errors", ["text", [], ["x"], [{}], {"a": 1}, [{"message": 1, "extensions": []}], [None], 7]
)
def test_errors_of_any_shape_are_classed(errors: Any) -> None:
    answer = replace(recorded("e8_internal_server_error"), content=json.dumps({"errors": errors}).encode())

    error = inspect(answer)

    assert (error is None) == (not errors)


@pytest.mark.parametrize(
    "typed",
    [
        "lumen-maison.myshopify.com",
        "https://lumen-maison.myshopify.com/",
        "https://lumen-maison.myshopify.com/admin/orders",
        "Lumen-Maison",
        "https://admin.shopify.com/store/lumen-maison/orders?x=1",
        " admin.shopify.com/store/lumen-maison ",
    ],
)
def test_the_address_is_understood_as_people_type_it(typed: str) -> None:
    account = Account(shop="lampes", credentials={"url": typed, "access_token": "shpat_1"})

    assert SHOPIFY.connect(account).base_url == "https://lumen-maison.myshopify.com"


@pytest.mark.parametrize(
    "given", [{}, {"client_id": "id"}, {"client_secret": "secret"}, {"access_token": "", "client_id": "id"}]
)
def test_a_way_in_must_be_given(given: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="client id"):
        SHOPIFY.connect(Account(shop="lampes", credentials={"url": "lampes", **given}))


def findings(shop: ShopifyShop) -> list[Finding]:
    scene = Scene(subject(SHOPIFY), shop)
    return list(SHOPIFY.check(scene.http()))


def failed(shop: ShopifyShop) -> dict[str, str]:
    return {finding.name: finding.remedy for finding in findings(shop) if not finding.ok}


@pytest.mark.parametrize("scope", ["read_all_orders", "read_products"])
def test_a_missing_scope_is_named(shop: ShopifyShop, scope: str) -> None:
    about = shop.sandbox.about
    about.scopes = tuple(name for name in about.scopes if name != scope)

    found = failed(shop)

    assert list(found) == [f"scope {scope}"]
    assert "Access scopes" in found[f"scope {scope}"]


def test_missing_customers_are_named_and_stop_the_walk(shop: ShopifyShop) -> None:
    # given an app that may not read customers
    scene = Scene(subject(SHOPIFY), shop)
    shop.put(2, scene.now)
    shop.sandbox.about.scopes = ("read_orders", "read_all_orders", "read_products")

    # then data with holes is not taken for orders without customers
    with pytest.raises(CredentialsError, match="read_customers"):
        scene.walk()


def test_data_that_nobody_approved_is_named(shop: ShopifyShop) -> None:
    shop.sandbox.about.approved = False

    with pytest.raises(CredentialsError, match="protected customer data") as caught:
        findings(shop)
    assert "API access requests" in caught.value.remedy


def test_hidden_names_and_postcodes_are_named(shop: ShopifyShop) -> None:
    # given an order as an app without level 2 sees it
    scene = Scene(subject(SHOPIFY), shop)
    (gid,) = shop.put(1, scene.now)
    hidden = dict.fromkeys(("name", "firstName", "lastName", "address1", "address2", "zip", "phone"))
    stored = shop.sandbox.store.orders[gid]
    for field in ("billingAddress", "shippingAddress"):
        stored[field] |= hidden

    assert "customer data" in failed(shop)
    order = scene.subject.order(stored)
    assert "customer_data_hidden" in {notice.code for notice in order.notices}


def test_a_dead_version_is_named(shop: ShopifyShop) -> None:
    shop.sandbox.about.versions = ("2027-01", "2027-04")

    assert "version" in failed(shop)


def test_the_oldest_version_is_announced_before_it_dies(shop: ShopifyShop) -> None:
    shop.sandbox.about.versions = ("2026-10", "2027-01", "2027-04")

    (version,) = [finding for finding in findings(shop) if finding.name == "version"]

    assert version.ok
    assert "next to end" in version.detail
