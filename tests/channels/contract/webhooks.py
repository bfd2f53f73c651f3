"""Checks that only genuine webhooks count. Each takes a scene."""

from dataclasses import replace

import pytest

from hub.errors import AffluentError, CredentialsError
from tests.channels.contract.subject import Scene


def a_genuine_webhook_names_the_order(scene: Scene) -> None:
    hint = scene.subject.channel.verify_webhook(scene.shop.webhook("4711"))
    assert hint.external_id == "4711"
    assert hint.topic


def a_webhook_of_another_secret_is_refused(scene: Scene) -> None:
    with pytest.raises(CredentialsError):
        scene.subject.channel.verify_webhook(replace(scene.shop.webhook("4711"), secret="another"))


def a_changed_body_is_refused(scene: Scene) -> None:
    # one character, wherever it stands: some platforms send their webhooks encoded
    genuine = scene.shop.webhook("4711")
    middle = len(genuine.body) // 2
    other = b"8" if genuine.body[middle : middle + 1] != b"8" else b"9"
    changed = genuine.body[:middle] + other + genuine.body[middle + 1 :]
    with pytest.raises(CredentialsError):
        scene.subject.channel.verify_webhook(replace(genuine, body=changed))


def without_a_secret_nothing_is_believed(scene: Scene) -> None:
    with pytest.raises(CredentialsError):
        scene.subject.channel.verify_webhook(replace(scene.shop.webhook("4711"), secret=""))


def a_body_of_any_shape_is_a_hint_or_a_classed_error(scene: Scene) -> None:
    genuine = scene.shop.webhook("4711")
    for body in (b"", b"\xff", b"[]", b"null", b'{"id":[]}', b"{" * 50_000, b"webhook_id="):
        for headers in ({}, genuine.headers, dict.fromkeys(genuine.headers, "é\x00")):
            with pytest.raises(AffluentError):
                scene.subject.channel.verify_webhook(replace(genuine, headers=headers, body=body))


CHECKS = (
    a_genuine_webhook_names_the_order,
    a_webhook_of_another_secret_is_refused,
    a_changed_body_is_refused,
    without_a_secret_nothing_is_believed,
    a_body_of_any_shape_is_a_hint_or_a_classed_error,
)
