"""What a module of the shop tells: signed, about one order, one event each time."""

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from channels.prestashop import channel
from channels.webhooks import WebhookRequest
from hub.errors import CredentialsError
from hub.ports import Account, Hint

PRESTASHOP = channel.PrestaShop()
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def call(body: bytes = b'{"id_order": 4711}', at: datetime = NOW, **headers: str) -> WebhookRequest:
    """A call of the module: keyword arguments are headers without `x-affluent-`."""
    digest = base64.b64encode(hmac.new(b"a-secret", body, hashlib.sha256).digest()).decode()
    named = {f"x-affluent-{name.replace('_', '-')}": text for name, text in headers.items()}
    return WebhookRequest(
        account=Account(shop="lampes", credentials={"webhook_secret": "a-secret"}),
        headers={"x-affluent-signature": digest, **named},
        body=body,
        received_at=at,
    )


def test_a_call_names_order_event_and_topic() -> None:
    hint = PRESTASHOP.verify_webhook(call(topic="order.updated", event_id="5f0c1a"))

    assert hint == Hint(event_id="5f0c1a", topic="order.updated", external_id="4711")


def test_a_repeated_call_is_the_same_event() -> None:
    first, again = call(event_id="5f0c1a"), call(event_id="5f0c1a", at=NOW + timedelta(seconds=3))

    assert PRESTASHOP.verify_webhook(first) == PRESTASHOP.verify_webhook(again)


def test_two_changes_of_one_order_are_two_events_even_without_ids() -> None:
    # given two calls that are equal to the last byte, for a body tells only which order it is
    first, second = call(), call(at=NOW + timedelta(seconds=1))

    assert PRESTASHOP.verify_webhook(first).event_id != PRESTASHOP.verify_webhook(second).event_id


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b"[" * 100_000, b'{"id_order": true}', b'{"id_order": "4711"}', b'{"id": 4711}'],
)
def test_a_genuine_call_that_names_no_order_has_nothing_to_fetch(body: bytes) -> None:
    assert PRESTASHOP.verify_webhook(call(body)).external_id is None


def test_the_hub_may_choose_the_secret_and_says_what_to_do_with_it() -> None:
    declared = PRESTASHOP.webhooks

    assert declared.hub_chooses_secret
    assert "Module Manager" in declared.steps


def test_a_wrong_signature_says_what_to_enter() -> None:
    with pytest.raises(CredentialsError, match="webhook secret") as caught:
        PRESTASHOP.verify_webhook(call(signature="AAAA"))
    assert "module" in caught.value.remedy


def test_the_module_sends_what_the_channel_reads() -> None:
    # given the module that the README hands out, whose every hook has its function
    php = (Path(channel.__file__).parent / "docs" / "affluenthook.php").read_text(encoding="utf-8")
    hooks = re.findall(r"'(action\w+)' => 'order\.", php)
    assert hooks == re.findall(r"function hookA(\w+)", php.replace("hookAction", "hookAaction"))

    # then its headers and its signature are those that the channel checks
    named = set(re.findall(r"'(X-Affluent-[A-Za-z-]+): '", php))
    assert {name.lower() for name in named} == {
        "x-affluent-topic",
        "x-affluent-event-id",
        "x-affluent-signature",
    }
    assert "base64_encode(hash_hmac('sha256', $body, $secret, true))" in php
    assert "json_encode(['id_order' => $order])" in php
