"""Checks that only genuine webhooks count, and that an event has one id. Each takes a scene."""

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta

import pytest

from channels.webhooks import Hint, WebhookRequest
from hub.errors import AffluentError, CredentialsError
from tests.channels.contract.subject import Scene


def _read(scene: Scene, request: WebhookRequest) -> Hint:
    return scene.subject.channel.verify_webhook(request)


def _of_secret(scene: Scene, request: WebhookRequest, secret: str) -> WebhookRequest:
    """The same call to a shop whose form holds another secret."""
    declared = scene.subject.channel.webhooks
    assert declared is not None
    credentials = {**request.account.credentials, declared.secret: secret}
    return replace(request, account=replace(request.account, credentials=credentials))


def _signatures(request: WebhookRequest) -> set[str]:
    """The headers that carry one; none where the body does."""
    return {name for name in request.headers if "signature" in name or "hmac" in name}


def a_genuine_webhook_names_the_order(scene: Scene) -> None:
    hint = _read(scene, scene.called.webhook("4711"))
    assert hint.external_id == "4711"
    assert hint.topic
    assert hint.event_id


def a_webhook_of_another_secret_is_refused(scene: Scene) -> None:
    with pytest.raises(CredentialsError):
        _read(scene, _of_secret(scene, scene.called.webhook("4711"), "another"))


def a_forged_signature_is_refused(scene: Scene) -> None:
    genuine = scene.called.webhook("4711")
    signed = _signatures(genuine)
    body = genuine.body if signed else genuine.body[:-8] + b"AAAAAAAA"  # a token ends with its signature
    for forgery in ("", "AAAA", "é\x00"):
        headers = {name: forgery if name in signed else text for name, text in genuine.headers.items()}
        with pytest.raises(CredentialsError):
            _read(scene, replace(genuine, headers=headers, body=body))


def a_changed_body_is_refused(scene: Scene) -> None:
    # one character, wherever it stands: some platforms send their webhooks encoded
    genuine = scene.called.webhook("4711")
    middle = len(genuine.body) // 2
    other = b"8" if genuine.body[middle : middle + 1] != b"8" else b"9"
    changed = genuine.body[:middle] + other + genuine.body[middle + 1 :]
    with pytest.raises(CredentialsError):
        _read(scene, replace(genuine, body=changed))


def without_a_secret_nothing_is_believed(scene: Scene) -> None:
    genuine = scene.called.webhook("4711")
    by_nobody = base64.b64encode(hmac.new(b"", genuine.body, hashlib.sha256).digest()).decode()
    headers = {
        name: by_nobody if name in _signatures(genuine) else text for name, text in genuine.headers.items()
    }
    for request in (genuine, replace(genuine, headers=headers)):
        with pytest.raises(CredentialsError):
            _read(scene, _of_secret(scene, request, ""))


def a_repeated_delivery_is_the_same_event(scene: Scene) -> None:
    genuine = scene.called.webhook("4711")
    again = replace(genuine, received_at=genuine.received_at + timedelta(seconds=1))
    assert _read(scene, genuine) == _read(scene, again)


def another_event_has_another_id(scene: Scene) -> None:
    events = [scene.called.webhook(external_id) for external_id in ("4711", "4711", "4712")]
    assert len({_read(scene, event).event_id for event in events}) == len(events)


def when_it_happened_is_a_moment_in_utc(scene: Scene) -> None:
    happened = _read(scene, scene.called.webhook("4711")).occurred_at
    assert happened is None or happened.utcoffset() == timedelta(0)


def a_body_of_any_shape_is_a_hint_or_a_classed_error(scene: Scene) -> None:
    genuine = scene.called.webhook("4711")
    for body in (b"", b"\xff", b"[]", b"null", b'{"id":[]}', b"{" * 50_000, b"webhook_id="):
        for headers in ({}, genuine.headers, dict.fromkeys(genuine.headers, "é\x00")):
            with pytest.raises(AffluentError):
                _read(scene, replace(genuine, headers=headers, body=body))


CHECKS = (
    a_genuine_webhook_names_the_order,
    a_webhook_of_another_secret_is_refused,
    a_forged_signature_is_refused,
    a_changed_body_is_refused,
    without_a_secret_nothing_is_believed,
    a_repeated_delivery_is_the_same_event,
    another_event_has_another_id,
    when_it_happened_is_a_moment_in_utc,
    a_body_of_any_shape_is_a_hint_or_a_classed_error,
)
"""For channels that declare `webhooks`."""
