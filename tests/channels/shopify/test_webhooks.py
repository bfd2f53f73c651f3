"""Webhooks of Shopify: whose they are, what they are about, when it happened."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from channels.shopify import channel
from channels.webhooks import WebhookRequest, digest_of
from hub.errors import CredentialsError
from hub.ports import Account

FIXTURES = Path(channel.__file__).parent / "fixtures"
SHOPIFY = channel.Shopify()
DOMAIN = "lumen-maison.myshopify.com"


def account(secret: str = "shpss_1", url: str = DOMAIN) -> Account:
    credentials = {"url": url, "access_token": "shpat_1", "client_secret": secret}
    return Account(shop="lumen", credentials=credentials)


def webhook(body: Any, topic: str, family: str = "x-shopify", **more: str) -> WebhookRequest:
    """A call signed with the shop's secret; `more` are headers without the family's name."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    digest = base64.b64encode(hmac.new(b"shpss_1", content, hashlib.sha256).digest()).decode()
    said = {"topic": topic, "hmac-sha256": digest, "shop-domain": DOMAIN}
    said |= {name.replace("_", "-"): text for name, text in more.items()}
    headers = {f"{family}-{name}": text for name, text in said.items()}
    return WebhookRequest(account=account(), headers=headers, body=content, received_at=datetime.now(UTC))


def recorded() -> WebhookRequest:
    recording = json.loads((FIXTURES / "webhooks" / "orders_updated.json").read_text(encoding="utf-8"))
    return WebhookRequest(
        account=account(recording["client_secret_for_test"]),
        headers={name.lower(): value for name, value in recording["headers"].items()},
        body=recording["body_text"].encode(),
        received_at=datetime.now(UTC),
    )


def test_the_recorded_webhook_names_its_order_event_and_moment() -> None:
    hint = SHOPIFY.verify_webhook(recorded())

    assert (hint.topic, hint.external_id) == ("orders/updated", "gid://shopify/Order/6007294032768")
    assert hint.event_id == "98880550-7158-44d4-b7cd-2c97c8a091b5"
    assert hint.occurred_at == datetime(2026, 11, 16, 9, 15, 3, 512_000, tzinfo=UTC)


@pytest.mark.parametrize("family", ["x-shopify", "shopify"])
@pytest.mark.parametrize(
    ("topic", "body", "order"),
    [
        ("orders/paid", {"id": 7}, "gid://shopify/Order/7"),
        ("orders/edited", {"order_edit": {"id": 9, "order_id": 7}}, "gid://shopify/Order/7"),
        ("orders/edited", {"id": 9}, None),
        ("refunds/create", {"id": 9, "order_id": 7}, "gid://shopify/Order/7"),
        ("order_transactions/create", {"id": 9, "order_id": 7}, "gid://shopify/Order/7"),
        ("app/uninstalled", {"id": 3}, None),
        ("orders/updated", [], None),
        ("orders/updated", {"id": True}, None),
    ],
)
def test_webhooks_of_both_families_name_the_order(
    topic: str, body: Any, order: str | None, family: str
) -> None:
    hint = SHOPIFY.verify_webhook(webhook(body, topic, family, event_id="e-1"))

    assert (hint.topic, hint.external_id, hint.event_id) == (topic, order, "e-1")


def test_without_an_event_id_the_content_names_the_event() -> None:
    call = webhook({"id": 7}, "orders/paid")

    assert SHOPIFY.verify_webhook(call).event_id == digest_of(call.body)


@pytest.mark.parametrize("said", ["", "yesterday", "2026-13-01T00:00:00Z"])
def test_a_moment_that_cannot_be_read_is_none(said: str) -> None:
    assert SHOPIFY.verify_webhook(webhook({"id": 7}, "orders/paid", triggered_at=said)).occurred_at is None


@pytest.mark.parametrize("sender", ["other-shop.myshopify.com", "", "é"])
def test_a_webhook_of_another_shop_with_the_same_app_is_refused(sender: str) -> None:
    # given a call that the app's secret did sign: it is the same for every shop of the app
    call = webhook({"id": 7}, "orders/paid", shop_domain=sender)

    with pytest.raises(CredentialsError, match=DOMAIN) as caught:
        SHOPIFY.verify_webhook(call)
    assert caught.value.code == "misdirected_webhook"
    assert caught.value.remedy


@pytest.mark.parametrize("typed", ["Lumen-Maison", "https://admin.shopify.com/store/lumen-maison"])
def test_the_shop_is_known_however_its_address_was_typed(typed: str) -> None:
    call = webhook({"id": 7}, "orders/paid", shop_domain=DOMAIN.upper())

    assert SHOPIFY.verify_webhook(replace(call, account=account(url=typed))).external_id


def test_an_old_token_without_client_secret_believes_nothing_and_says_what_to_enter() -> None:
    with pytest.raises(CredentialsError, match="client secret") as caught:
        SHOPIFY.verify_webhook(replace(webhook({"id": 7}, "orders/paid"), account=account(secret="")))
    assert "API secret key" in caught.value.remedy
