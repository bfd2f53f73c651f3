"""Getting in: the key, the shop's misleading refusals, and the connection test's words."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from channels.http import Http
from channels.prestashop import channel
from channels.prestashop.checkup import RESOURCES
from channels.source import ChannelAdapter
from hub.errors import AffluentError, ConfigError, ContractError, CredentialsError, TransientError
from hub.ports import Account, Finding
from sandbox.network.http import HttpServer, Request, Response
from sandbox.shops.prestashop import PrestaShopSandbox
from tests.channels.contract.subject import IMPATIENT

FIXTURES = Path(channel.__file__).parent / "fixtures"
PRESTASHOP = channel.PrestaShop()
KEY = "SANDBOXSANDBOXSANDBOXSANDBOXSAND"


def account(url: str, **options: Any) -> Account:
    return Account(
        shop="boutique", credentials={"url": url, "key": KEY}, options=options, allow_private_hosts=True
    )


def read(url: str, **options: Any) -> Any:
    """One order, with little patience."""
    mine = account(url, **options)
    return PRESTASHOP.order(Http(mine, replace(PRESTASHOP.connect(mine), retry=IMPATIENT)), "18")


def check(shop: PrestaShopSandbox, **changes: Any) -> dict[str, Finding]:
    mine = replace(account(shop.url), **changes)
    return {finding.name: finding for finding in ChannelAdapter(PRESTASHOP).open(mine).check()}


@contextmanager
def replaying(name: str, **changed: str) -> Iterator[str]:
    """A shop that gives one recorded error answer to every question."""
    recording = json.loads((FIXTURES / "errors" / f"{name}.json").read_text(encoding="utf-8"))
    text = recording["body_text"] if "body_text" in recording else json.dumps(recording["body"])

    def answer(_: Request) -> Response:
        return Response(recording["status"], text.encode(), {**recording["headers"], **changed})

    with HttpServer(answer) as server:
        yield server.url


@pytest.mark.parametrize(
    ("name", "kind", "code", "told"),
    [
        ("401_no_auth", CredentialsError, "access_denied", "key"),
        ("401_unknown_key", CredentialsError, "unknown_key", "Webservice"),
        ("401_disabled_key", CredentialsError, "unknown_key", "status on"),
        ("401_bad_key_format", CredentialsError, "bad_key", "32 characters"),
        ("401_resource_not_allowed", CredentialsError, "permission_missing", "tick View"),
        ("405_method_not_allowed", CredentialsError, "permission_missing", "tick View"),
        ("302_wrong_host", ConfigError, "redirected", "address"),
        ("400_unknown_resource", ContractError, "unknown_resource", "Report"),
        ("404_order_empty_body", ContractError, "not_found", "address"),
        ("500_unknown_filter", ContractError, "refused_request", "Report"),
        ("500_bad_display", ContractError, "refused_request", "Report"),
        ("500_bad_sort", ContractError, "refused_request", "Report"),
        ("500_date_filter_without_date_1", ContractError, "refused_request", "Report"),
        ("500_database_down", TransientError, "server_trouble", "error log"),
        ("500_api_root_json_empty", TransientError, "server_trouble", "error log"),
        ("503_webservice_disabled", ConfigError, "webservice_off", "Enable"),
        ("200_empty_body_invalid_utf8", ContractError, "empty_answer", "error log"),
    ],
)
def test_recorded_refusals_are_named(name: str, kind: type[AffluentError], code: str, told: str) -> None:
    with replaying(name) as url, pytest.raises(kind) as caught:
        read(url)

    assert caught.value.code == code
    assert told in caught.value.remedy
    assert "boutique" in caught.value.cause


def test_a_redirect_to_the_front_page_of_the_same_host_is_a_wrong_shop_number() -> None:
    with replaying("302_unknown_shop", Location="/?url=orders") as url, pytest.raises(ConfigError) as caught:
        read(url, id_shop="9")

    assert caught.value.code == "wrong_shop"
    assert "id_shop" in caught.value.remedy


def test_a_missing_permission_names_its_resource() -> None:
    with PrestaShopSandbox() as shop:
        shop.generate(18)
        shop.add_key(KEY, set(RESOURCES) - {"order_slip"})

        with pytest.raises(CredentialsError) as caught:
            read(shop.url)

    assert caught.value.code == "permission_missing"
    assert "tick View (GET) for order_slip" in caught.value.remedy


def test_the_key_is_the_user_and_the_password_is_empty() -> None:
    sign = PRESTASHOP.connect(account("https://shop.example.test/api/")).sign

    url, headers = sign("GET", "https://shop.example.test/api/orders")

    assert url == "https://shop.example.test/api/orders"
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode() == f"{KEY}:"


def test_an_address_with_a_pasted_path_is_understood() -> None:
    assert PRESTASHOP.connect(account("shop.example.test/fr/api/")).base_url == "https://shop.example.test/fr"


def test_a_sound_shop_passes() -> None:
    with PrestaShopSandbox() as shop:
        found = check(shop)

    assert all(finding.ok for finding in found.values())
    assert "8.2.1" in found["address"].detail
    assert "Europe/Paris" in found["time zone"].detail


def test_each_missing_permission_is_named_with_its_click_path() -> None:
    with PrestaShopSandbox() as shop:
        shop.add_key(KEY, set(RESOURCES) - {"taxes", "order_slip"})
        found = check(shop)

    missing = {name: finding for name, finding in found.items() if not finding.ok}
    assert set(missing) == {"permission taxes", "permission order_slip"}
    assert "tick View (GET) for taxes" in missing["permission taxes"].remedy


def test_a_key_without_any_permission_is_told_so() -> None:
    with PrestaShopSandbox() as shop:
        shop.add_key(KEY, ())
        found = check(shop)

    assert len([finding for finding in found.values() if not finding.ok]) == len(RESOURCES)


@pytest.mark.parametrize(("minutes", "side"), [(20, "ahead"), (-20, "behind")])
def test_a_wrong_clock_is_noticed(minutes: int, side: str) -> None:
    with PrestaShopSandbox() as shop:
        shop.clock.set_skew(timedelta(minutes=minutes))
        found = check(shop)

    assert not found["clock"].ok
    assert side in found["clock"].detail


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd"])
def test_a_time_zone_that_is_none_is_an_error_of_the_shop(name: str) -> None:
    with PrestaShopSandbox() as shop:
        for row in shop.store.tables["configurations"].values():
            if row["name"] == "PS_TIMEZONE":
                row["value"] = name
        found = check(shop)
        assert not found["time zone"].ok
        with pytest.raises(ContractError, match="time zone"):
            read(shop.url)


def test_a_shop_without_its_time_zone_is_a_contract_error() -> None:
    with PrestaShopSandbox() as shop:
        shop.store.tables["configurations"].clear()

        with pytest.raises(ContractError, match="PS_TIMEZONE"):
            read(shop.url)


def test_a_link_into_the_back_office_needs_its_folder() -> None:
    assert PRESTASHOP.order_url("18", account("https://shop.example.test")) == ""
    assert (
        PRESTASHOP.order_url("18", account("https://shop.example.test", admin_folder="/admin123/"))
        == "https://shop.example.test/admin123/index.php/sell/orders/18/view"
    )


@pytest.mark.parametrize("external_id", ["", "abc", "1]&display=full", "١"])
def test_what_is_no_id_is_not_asked_for(external_id: str) -> None:
    mine = account("http://127.0.0.1:1")

    with pytest.raises(ContractError, match="no PrestaShop order id"):
        PRESTASHOP.order(Http(mine, PRESTASHOP.connect(mine)), external_id)


def test_an_answer_that_is_another_list_is_a_contract_error() -> None:
    with (
        HttpServer(lambda _: Response.of_json({"carts": []})) as server,
        pytest.raises(ContractError) as caught,
    ):
        read(server.url)

    assert "configurations" in caught.value.cause


def test_a_proxy_that_removes_the_shops_clock_leaves_the_date() -> None:
    with PrestaShopSandbox() as shop:
        answer = shop.answer

        def without(request: Request) -> Response:
            response = answer(request)
            response.headers["Access-Time"] = ""
            return response

        shop.answer = without  # type: ignore[method-assign] # a proxy in between
        page = read(shop.url)

        assert abs(page.observed_at - shop.clock.now()) < timedelta(seconds=5)
