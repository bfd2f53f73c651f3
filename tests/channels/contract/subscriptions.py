"""Checks that a shop's webhooks are made, mended and removed, ours alone. Each takes a scene."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from channels.source import ChannelAdapter, ShopSource
from channels.webhooks import WebhookRequest
from sandbox.network.http import HttpServer, Request, Response
from tests.channels.contract.subject import Scene

ADDRESS = "https://hub.example.test/webhooks/{slug}/fixture/"
FOREIGN = "https://elsewhere.example.test/hook"
_PATIENCE = 10.0


def _source(scene: Scene) -> ShopSource:
    return ChannelAdapter(scene.subject.channel).open(scene.shop.account())


def _address(scene: Scene) -> str:
    return ADDRESS.format(slug=scene.subject.slug)


def _ours(scene: Scene) -> list[str]:
    """Which address each active webhook calls, but for those that the shop has without us."""
    return [address for address in scene.subscribed.webhooks() if address != FOREIGN]


def subscribing_makes_webhooks_to_the_address(scene: Scene) -> None:
    findings = _source(scene).subscribe(_address(scene))
    assert findings
    assert all(finding.ok and finding.detail for finding in findings), findings
    assert set(_ours(scene)) == {_address(scene)}


def subscribing_twice_leaves_one_set_and_calls_no_more(scene: Scene) -> None:
    sets, calls = [], []
    for _ in range(2):
        before = scene.shop.sandbox.request_count
        assert all(finding.ok for finding in _source(scene).subscribe(_address(scene)))
        calls.append(scene.shop.sandbox.request_count - before)
        sets.append(_ours(scene))
    assert sets[0] == sets[1]
    assert calls[1] <= calls[0]


def doubles_of_ours_are_removed(scene: Scene) -> None:
    _source(scene).subscribe(_address(scene))
    once = _ours(scene)
    scene.subscribed.foreign_webhook(_address(scene))
    assert all(finding.ok for finding in _source(scene).subscribe(_address(scene)))
    assert _ours(scene) == once


def webhooks_that_the_platform_gave_up_are_mended(scene: Scene) -> None:
    _source(scene).subscribe(_address(scene))
    sound = _ours(scene)
    scene.subscribed.lose_webhooks()
    assert _ours(scene) == []
    assert all(finding.ok for finding in _source(scene).subscribe(_address(scene)))
    assert _ours(scene) == sound


def webhooks_of_others_are_left_alone(scene: Scene) -> None:
    scene.subscribed.foreign_webhook(FOREIGN)
    others = scene.subscribed.webhooks().count(FOREIGN)
    assert others
    for change in (_source(scene).subscribe, _source(scene).unsubscribe):
        change(_address(scene))
        assert scene.subscribed.webhooks().count(FOREIGN) == others


def unsubscribing_removes_ours_and_may_be_repeated(scene: Scene) -> None:
    _source(scene).subscribe(_address(scene))
    for _ in range(2):
        findings = _source(scene).unsubscribe(_address(scene))
        assert findings
        assert all(finding.ok for finding in findings), findings
        assert _ours(scene) == []


def trouble_while_subscribing_is_a_finding(scene: Scene) -> None:
    scene.shop.sandbox.fault("html_200", times=None)
    for change in (_source(scene).subscribe, _source(scene).unsubscribe):
        assert [finding for finding in change(_address(scene)) if not finding.ok and finding.remedy]


def trouble_half_way_is_mended_by_the_next_try(scene: Scene) -> None:
    _source(scene).subscribe(_address(scene))
    whole = _ours(scene)
    _source(scene).unsubscribe(_address(scene))
    for calls in range(1, 4):
        # the answer is lost: after every other call the platform has done what it was asked
        scene.shop.sandbox.fault("reset_after" if calls % 2 else "reset", after=calls)
        _source(scene).subscribe(_address(scene))
        scene.shop.sandbox.faults.clear()
    assert all(finding.ok for finding in _source(scene).subscribe(_address(scene)))
    assert _ours(scene) == whole


def a_change_is_told_to_the_address(scene: Scene) -> None:
    [external_id] = scene.shop.put(1, scene.now)
    with _hub(scene) as (address, calls):
        _source(scene).subscribe(address)
        scene.shop.touch(external_id)
        hints = []
        deadline = time.monotonic() + _PATIENCE
        while external_id not in hints and time.monotonic() < deadline:
            time.sleep(0.01)
            hints = [scene.subject.channel.verify_webhook(call).external_id for call in [*calls]]
    assert external_id in hints


@contextmanager
def _hub(scene: Scene) -> Iterator[tuple[str, list[WebhookRequest]]]:
    """A hub on a real socket that only writes down who calls."""
    account, calls = scene.shop.account(), []

    def answer(request: Request) -> Response:
        now = datetime.now(UTC)
        calls.append(
            WebhookRequest(account=account, headers=request.headers, body=request.body, received_at=now)
        )
        return Response.of_json({"outcome": "stored"})

    with HttpServer(answer) as server:
        yield f"{server.url}/webhooks/{scene.subject.slug}/{account.shop}/", calls


CHECKS = (
    subscribing_makes_webhooks_to_the_address,
    subscribing_twice_leaves_one_set_and_calls_no_more,
    doubles_of_ours_are_removed,
    webhooks_that_the_platform_gave_up_are_mended,
    webhooks_of_others_are_left_alone,
    unsubscribing_removes_ours_and_may_be_repeated,
    trouble_while_subscribing_is_a_finding,
    trouble_half_way_is_mended_by_the_next_try,
    a_change_is_told_to_the_address,
)
"""For channels whose `webhooks` the hub subscribes by itself: those without `steps`."""
