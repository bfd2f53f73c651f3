"""Shops: how they are doing, and never how to get in."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from hub.errors import CredentialsError
from tests.factories import ingest, shop, unified_order

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_shop_that_is_read_well(client: Client) -> None:
    shop(
        "lampes-fr",
        name="Lampes",
        poll_seconds=60,
        last_poll_at=NOON - timedelta(seconds=30),
        last_success_at=NOON - timedelta(seconds=90),
        next_poll_at=NOON + timedelta(seconds=30),
    )

    with time_machine.travel(NOON, tick=False):
        found = client.get("/api/v1/shops/lampes-fr/").json()

    assert found.pop("created_at").endswith("Z")
    assert found == {
        "slug": "lampes-fr",
        "name": "Lampes",
        "channel": "paper",
        "active": True,
        "poll_seconds": 60,
        "health": {
            "last_poll_at": "2026-11-21T11:59:30Z",
            "last_success_at": "2026-11-21T11:58:30Z",
            "next_poll_at": "2026-11-21T12:00:30Z",
            "lag_seconds": 90,
            "error": None,
        },
        "links": {
            "self": "http://testserver/api/v1/shops/lampes-fr/",
            "orders": "http://testserver/api/v1/orders/?shop=lampes-fr",
        },
    }


def test_a_shop_that_was_never_read_has_no_lag_yet(client: Client) -> None:
    shop("lampes-fr")

    assert client.get("/api/v1/shops/lampes-fr/").json()["health"] == {
        "last_poll_at": None,
        "last_success_at": None,
        "next_poll_at": None,
        "lag_seconds": None,
        "error": None,
    }


def test_a_clock_that_runs_behind_gives_no_negative_lag(client: Client) -> None:
    shop("lampes-fr", last_success_at=NOON + timedelta(seconds=5))

    with time_machine.travel(NOON, tick=False):
        assert client.get("/api/v1/shops/lampes-fr/").json()["health"]["lag_seconds"] == 0


def test_a_shop_in_trouble_says_what_to_do(client: Client) -> None:
    lampes = shop("lampes-fr")
    lampes.note_trouble(CredentialsError("key_refused", "The shop refuses the key.", "Make a new key."), NOON)
    lampes.save()

    assert client.get("/api/v1/shops/lampes-fr/").json()["health"]["error"] == {
        "class": "credentials",
        "code": "key_refused",
        "cause": "The shop refuses the key.",
        "remedy": "Make a new key.",
        "since": "2026-11-21T12:00:00Z",
    }


def test_the_links_lead_somewhere(client: Client) -> None:
    ingest(shop("lampes-fr"), unified_order())
    [row] = client.get("/api/v1/shops/").json()["results"]

    assert client.get(row["links"]["self"]).json()["slug"] == "lampes-fr"
    assert len(client.get(row["links"]["orders"]).json()["results"]) == 1


@pytest.mark.parametrize("address", ["/api/v1/shops/", "/api/v1/shops/lampes-fr/", "/api/v1/orders/"])
def test_secrets_are_never_told(client: Client, address: str) -> None:
    lampes = shop("lampes-fr", credentials={"key": "s3cr3t-key"}, options={"token": "s3cr3t-option"})
    ingest(lampes, unified_order())

    answer = client.get(address)

    assert answer.status_code == 200
    assert "s3cr3t" not in answer.text
    assert "credentials" not in answer.text


def test_shops_can_be_read_when_the_encryption_key_is_lost(client: Client, settings: Settings) -> None:
    shop("lampes-fr")
    settings.ENCRYPTION_KEYS = ["bG9zdCBhbmQgcmVwbGFjZWQgYnkgYW5vdGhlciAzMmI="]

    assert client.get("/api/v1/shops/").status_code == 200


def test_an_unknown_shop_is_not_found(client: Client) -> None:
    assert client.get("/api/v1/shops/nowhere/").status_code == 404
