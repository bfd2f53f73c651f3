"""Who gets in: bearer keys, their scopes, and how a refusal explains itself."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

from hub import api_keys
from hub.models import ApiKey

pytestmark = pytest.mark.django_db
ADDRESSES = {
    "/api/v1/orders/": "orders:read",
    "/api/v1/orders/1/": "orders:read",
    "/api/v1/orders/1/invoices/": "invoices:read",
    "/api/v1/shops/": "shops:read",
    "/api/v1/shops/lampes-fr/": "shops:read",
    "/api/v1/events/": "events:read",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_a_key_nobody_gets_in(address: str) -> None:
    answer = Client().get(address)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="affluent"'
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "key-missing"
    assert "Authorization: Bearer" in answer.json()["detail"]


@pytest.mark.parametrize(
    "header", ["Bearer", "Basic YTpi", "Bearer a b", "Bearer é", "aff_1_2", "Bearer nonsense"]
)
def test_a_header_that_is_no_bearer_key_is_refused(header: str) -> None:
    answer = Client().get("/api/v1/orders/", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="affluent", error="invalid_token"'
    assert answer.json()["code"] == "key-refused"


def test_the_scheme_is_read_in_any_case() -> None:
    _, key = api_keys.make("test", ["orders:read"])

    assert Client().get("/api/v1/orders/", headers={"Authorization": f"bearer {key}"}).status_code == 200


def test_a_key_in_the_address_is_not_taken() -> None:
    _, key = api_keys.make("test", ["orders:read"])

    assert Client().get("/api/v1/orders/", {"key": key}).status_code == 401


def test_a_session_of_the_back_office_is_no_key(admin_client: Client) -> None:
    assert admin_client.get("/api/v1/orders/").status_code == 401


def test_a_revoked_key_hears_why(caller: Callable[..., Client]) -> None:
    client = caller("orders:read")
    ApiKey.objects.update(revoked_at=datetime(2026, 11, 21, tzinfo=UTC))

    answer = client.get("/api/v1/orders/")

    assert answer.status_code == 401
    assert "revoked on 2026-11-21" in answer.json()["detail"]


@pytest.mark.parametrize(("address", "scope"), ADDRESSES.items())
def test_a_key_without_the_scope_hears_which_one(
    address: str, scope: str, caller: Callable[..., Client]
) -> None:
    others = [known for known in api_keys.SCOPES if known != scope]

    answer = caller(*others).get(address)

    assert answer.status_code == 403
    assert answer["WWW-Authenticate"] == (
        f'Bearer realm="affluent", error="insufficient_scope", scope="{scope}"'
    )
    assert answer.json()["required_scope"] == scope
    assert f"Make a key with --scope {scope}" in answer.json()["detail"]


@pytest.mark.parametrize(("address", "scope"), ADDRESSES.items())
def test_the_one_scope_is_enough(address: str, scope: str, caller: Callable[..., Client]) -> None:
    assert caller(scope).get(address).status_code in (200, 404)


def test_use_is_remembered(caller: Callable[..., Client]) -> None:
    before = timezone.now()

    caller("orders:read").get("/api/v1/orders/")

    used = ApiKey.objects.get().last_used_at
    assert used is not None
    assert before <= used <= timezone.now()


def test_the_answer_is_kept_out_of_shared_caches(client: Client) -> None:
    cache_control = client.get("/api/v1/orders/")["Cache-Control"]

    assert {part.strip() for part in cache_control.split(",")} == {"private", "no-store"}
