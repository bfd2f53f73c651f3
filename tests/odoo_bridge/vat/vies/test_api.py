"""`/api/v1/vat/check/`."""

import pytest
from django.core.cache import cache
from django.test import Client

from hub import api_keys
from odoo_bridge.models import OdooConnection, ShopPolicy
from odoo_bridge.vat.api.views import EXAMPLE, VatThrottle
from sandbox.vies import ViesSandbox
from tests.factories import shop
from tests.odoo_bridge.vat.vies.world import OWN, asked

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/vat/check/"


def caller(*scopes: str) -> Client:
    cache.clear()
    _, key = api_keys.make("test", scopes)
    return Client(headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def client(db: None) -> Client:
    return caller("vat:check")


def test_a_number_is_checked_with_its_proof(client: Client, vies: ViesSandbox) -> None:
    # given
    lampes = shop()
    main = OdooConnection.objects.create(name="main", url="https://odoo.example.com", seller_vat_id=OWN.text)
    ShopPolicy.objects.create(shop=lampes, connection=main)
    vies.next_identifiers.append("WAPIAAAAX3lU8bHe")

    # when
    found = client.get(ADDRESS, {"number": "be 403.019.261", "shop": lampes.slug}).json()

    # then
    assert found["answer"] == found["last_proof"]
    times = {name: found["answer"][name] for name in ("asked_at", "told_at")}
    assert found["answer"] == {**EXAMPLE["answer"], **times}  # type: ignore[dict-item]
    assert {**found, "answer": None, "last_proof": None} == {**EXAMPLE, "answer": None, "last_proof": None}


@pytest.mark.parametrize(
    ("number", "country", "outage", "verdict", "code"),
    [
        ("DE111111125", "", "", "invalid", ""),
        ("094259216", "GR", "", "valid", ""),
        ("DE136695976", "", "TIMEOUT", "unavailable", "TIMEOUT"),
        ("DE136695976", "", "IP_BLOCKED", "error", "IP_BLOCKED"),
        ("GB980780684", "", "", "not_asked", "not_in_vies"),
        ("hello", "FR", "", "not_asked", "syntax"),
    ],
)
def test_whatever_vies_does_there_is_a_verdict(
    client: Client, vies: ViesSandbox, number: str, country: str, outage: str, verdict: str, code: str
) -> None:
    if outage:
        vies.fail(outage)

    answer = client.get(ADDRESS, {"number": number, **({"country": country} if country else {})})

    assert answer.status_code == 200
    found = answer.json()
    assert (found["verdict"], found["code"]) == (verdict, code)
    assert bool(found["reason"]) is (verdict != "valid")
    assert (found["answer"] is None) is (verdict not in ("valid", "invalid"))


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({}, "number"),
        ({"number": "1" * 61}, "number"),
        ({"number": "BE0403019261", "country": "Greece"}, "country"),
        ({"number": "BE0403019261", "shop": "nowhere"}, "shop"),
        ({"number": "BE0403019261", "anew": "true"}, "anew"),
    ],
)
def test_what_cannot_be_used_is_named(
    client: Client, vies: ViesSandbox, query: dict[str, str], parameter: str
) -> None:
    answer = client.get(ADDRESS, query)

    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]
    assert asked(vies) == []


def test_the_key_needs_the_scope(vies: ViesSandbox) -> None:
    answer = caller("orders:read").get(ADDRESS, {"number": "BE0403019261"})

    assert (answer.status_code, answer.json()["required_scope"]) == (403, "vat:check")


def test_a_loop_gone_wild_is_stopped(
    client: Client, vies: ViesSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(VatThrottle, "get_rate", lambda _self: "2/min")

    codes = [client.get(ADDRESS, {"number": "BE0403019261"}).status_code for _ in range(3)]

    assert codes == [200, 200, 429]
