"""Checks that trouble is classed, bounded, and silent about secrets. Each takes a scene."""

import json
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from channels.http import Timeouts
from channels.http.retry import RetryPolicy
from channels.source import CHECK_PATIENCE, ChannelAdapter
from hub.errors import (
    AffluentError,
    ConfigError,
    ContractError,
    CredentialsError,
    ErrorClass,
    RateLimitedError,
    TransientError,
)
from sandbox.network.http import HttpServer, Request, Response
from tests.channels.contract.subject import Scene, load

_FAULTS = ("html_200", "garbage", "truncated_json", "cut", "reset", "redirect", "rate_limited")


def a_refused_key_is_a_credentials_error(scene: Scene) -> None:
    wrong = dict.fromkeys(scene.shop.account().credentials, "wrong-and-secret")
    account = replace(scene.shop.account(), credentials={**wrong, "url": scene.shop.sandbox.url})
    with pytest.raises(CredentialsError) as caught:
        scene.walk(account=account)
    assert caught.value.remedy


def a_busy_shop_is_waited_for(scene: Scene) -> None:
    ids = scene.shop.put(2, scene.now)
    scene.shop.sandbox.fault("rate_limited", path=scene.shop.listing, retry_after=1)
    started = time.monotonic()
    assert set(scene.ids(scene.walk())) == set(ids)
    assert time.monotonic() - started >= 1


def a_long_wait_is_handed_to_the_caller(scene: Scene) -> None:
    scene.shop.sandbox.fault("rate_limited", path=scene.shop.listing, times=None, retry_after=3600)
    started = time.monotonic()
    with pytest.raises(RateLimitedError) as caught:
        scene.walk()
    assert caught.value.retry_after == 3600
    assert time.monotonic() - started < 5


def a_server_error_is_transient(scene: Scene) -> None:
    scene.shop.put(2, scene.now)
    scene.shop.sandbox.fault("status", path=scene.shop.listing, times=None, status=500)
    with pytest.raises(TransientError):
        scene.walk()


def a_server_that_comes_back_is_read_to_the_end(scene: Scene) -> None:
    ids = scene.shop.put(scene.shop.page_size + 2, scene.now)
    scene.shop.sandbox.fault("status", path=scene.shop.listing, times=1, after=1, status=503)
    assert set(scene.ids(scene.walk())) == set(ids)


def a_web_page_instead_of_data_is_a_contract_error(scene: Scene) -> None:
    _fails(scene, ContractError, "html_200")


def bytes_that_are_no_text_are_a_contract_error(scene: Scene) -> None:
    _fails(scene, ContractError, "garbage")


def half_of_the_json_is_a_contract_error(scene: Scene) -> None:
    scene.shop.put(3, scene.now)
    _fails(scene, ContractError, "truncated_json")


def a_body_without_end_is_a_contract_error(scene: Scene) -> None:
    scene.shop.sandbox.fault("huge", path=scene.shop.listing, times=None, bytes=3_000_000)
    with pytest.raises(ContractError, match="larger"):
        scene.walk(largest_body=1_000_000)


def a_line_that_breaks_is_tried_again(scene: Scene) -> None:
    ids = scene.shop.put(3, scene.now)
    scene.shop.sandbox.fault("cut", path=scene.shop.listing)
    assert set(scene.ids(scene.walk())) == set(ids)


def a_line_that_always_breaks_is_transient(scene: Scene) -> None:
    scene.shop.put(3, scene.now)
    _fails(scene, TransientError, "cut")


def a_connection_reset_is_tried_again(scene: Scene) -> None:
    ids = scene.shop.put(3, scene.now)
    scene.shop.sandbox.fault("reset", path=scene.shop.listing)
    assert set(scene.ids(scene.walk())) == set(ids)


def a_silent_server_is_given_up_in_time(scene: Scene) -> None:
    scene.shop.sandbox.fault("latency", path=scene.shop.listing, times=None, seconds=2)
    started = time.monotonic()
    with pytest.raises(TransientError):
        scene.walk(timeouts=Timeouts(connect=0.5, read=0.5, total=1.5))
    assert time.monotonic() - started < 4


def the_key_does_not_follow_to_another_host(scene: Scene) -> None:
    caught: list[Request] = []

    def answer(request: Request) -> Response:
        caught.append(request)
        return Response.of_json([])

    with HttpServer(answer) as elsewhere:
        scene.shop.sandbox.fault("redirect", path=scene.shop.listing, times=None, location=elsewhere.url)
        with pytest.raises(ConfigError):
            scene.walk()
    assert caught == []


def a_private_address_is_refused_unless_allowed(scene: Scene) -> None:
    before = scene.shop.sandbox.request_count
    with pytest.raises(ConfigError, match="public internet"):
        scene.walk(account=replace(scene.shop.account(), allow_private_hosts=False))
    assert scene.shop.sandbox.request_count == before


def a_dead_host_is_transient(scene: Scene) -> None:
    account = scene.shop.account()
    dead = replace(account, credentials={**account.credentials, "url": "http://127.0.0.1:1"})
    with pytest.raises(TransientError):
        scene.walk(account=dead)


def a_sound_shop_passes_the_connection_test(scene: Scene) -> None:
    findings = _check(scene, scene.shop.account())
    assert len(findings) >= 3
    assert [finding for finding in findings if not finding.ok] == []


def the_connection_test_tells_what_to_do_about_a_wrong_key(scene: Scene) -> None:
    wrong = {**dict.fromkeys(scene.shop.account().credentials, "wrong"), "url": scene.shop.sandbox.url}
    findings = _check(scene, replace(scene.shop.account(), credentials=wrong))
    assert any(not finding.ok and finding.remedy for finding in findings)


def the_connection_test_never_raises(scene: Scene) -> None:
    for fault in _FAULTS:
        scene.shop.sandbox.faults.clear()
        scene.shop.sandbox.fault(fault, times=None, retry_after=60)
        findings = _check(scene, scene.shop.account())
        assert any(not finding.ok and finding.remedy for finding in findings), fault


def the_connection_test_ends_in_time(scene: Scene) -> None:
    scene.shop.sandbox.fault("latency", times=None, seconds=1)
    started = time.monotonic()
    with suppress(TransientError):  # a test of one or two calls may come through
        list(scene.subject.channel.check(scene.http().within(Timeouts(connect=1, read=2, total=2.5))))
    assert time.monotonic() - started < 4
    assert CHECK_PATIENCE.total <= 20


def secrets_are_in_no_log(scene: Scene) -> None:
    scene.shop.put(2, scene.now)
    scene.shop.sandbox.fault("cut", path=scene.shop.listing)
    with capture_logs() as logs:
        scene.walk()
    assert any(entry["event"] == "shop_call" for entry in logs)
    _assert_no_secret(scene, json.dumps(logs, default=str))


def every_call_is_logged_with_its_shop_and_trace(scene: Scene) -> None:
    with structlog.contextvars.bound_contextvars(trace_id="trace-1"), capture_logs() as logs:
        scene.walk()
    calls = [entry for entry in logs if entry["event"] == "shop_call"]
    assert len(calls) == scene.shop.sandbox.request_count
    for call in calls:
        assert {"method", "url", "status", "ms", "bytes", "retries"} <= set(call)
        assert (call["shop"], call["trace_id"]) == (scene.shop.account().shop, "trace-1")


def secrets_are_in_no_error(scene: Scene) -> None:
    for fault in ("html_200", "reset", "cut", "redirect"):
        scene.shop.sandbox.faults.clear()
        scene.shop.sandbox.fault(fault, times=None, path=scene.shop.listing)
        scene.shop.put(1, scene.now)
        with pytest.raises(AffluentError) as caught:
            scene.walk(retry=RetryPolicy(tries=1))
        error = caught.value
        shown = "".join(traceback.format_exception(error)) + repr(error.__context__) + repr(error.__cause__)
        _assert_no_secret(scene, f"{error.cause} {error.remedy} {shown}")


def every_recorded_error_is_classed_and_says_what_to_do(scene: Scene) -> None:
    folder = Path(scene.subject.folder) / "fixtures" / "errors"
    recordings = [load(file) for file in sorted(folder.glob("*.json"))]
    assert len(recordings) >= 5, (
        f"{len(recordings)} recorded errors, five are the least: save the API's own error answers as "
        f'{folder}/NAME.json: {{"status": 401, "headers": {{…}}, "body": {{…}}}}'
    )
    for recording in (entry for entry in recordings if entry["status"] >= 300):
        with _replaying(recording) as url:
            account = scene.shop.account()
            account = replace(account, credentials={**account.credentials, "url": url})
            with pytest.raises(AffluentError) as caught:
                scene.walk(account=account)
            assert caught.value.error_class is not ErrorClass.BUG
            assert caught.value.remedy


def the_shop_is_named_in_its_errors(scene: Scene) -> None:
    scene.shop.sandbox.fault("html_200", times=None, path=scene.shop.listing)
    with pytest.raises(ContractError) as caught:
        scene.walk()
    assert scene.shop.account().shop in caught.value.cause


@contextmanager
def _replaying(recording: dict[str, Any]) -> Iterator[str]:
    text = recording["body_text"] if "body_text" in recording else json.dumps(recording["body"])
    headers = {
        name: value for name, value in recording["headers"].items() if name not in ("Date", "Retry-After")
    }

    def answer(_: Request) -> Response:
        return Response(recording["status"], text.encode(), dict(headers))

    with HttpServer(answer) as server:
        yield server.url


def _fails(scene: Scene, kind: type[AffluentError], fault: str) -> None:
    scene.shop.sandbox.fault(fault, path=scene.shop.listing, times=None)
    with pytest.raises(kind) as caught:
        scene.walk()
    assert caught.value.remedy


def _check(scene: Scene, account: Any) -> Any:
    return ChannelAdapter(scene.subject.channel).open(account).check()


def _assert_no_secret(scene: Scene, text: str) -> None:
    for name, item in scene.subject.channel.credentials.items():
        value = scene.shop.account().credentials.get(name)
        if item.secret and value:
            assert value not in text, name


CHECKS = (
    a_refused_key_is_a_credentials_error,
    a_busy_shop_is_waited_for,
    a_long_wait_is_handed_to_the_caller,
    a_server_error_is_transient,
    a_server_that_comes_back_is_read_to_the_end,
    a_web_page_instead_of_data_is_a_contract_error,
    bytes_that_are_no_text_are_a_contract_error,
    half_of_the_json_is_a_contract_error,
    a_body_without_end_is_a_contract_error,
    a_line_that_breaks_is_tried_again,
    a_line_that_always_breaks_is_transient,
    a_connection_reset_is_tried_again,
    a_silent_server_is_given_up_in_time,
    the_key_does_not_follow_to_another_host,
    a_private_address_is_refused_unless_allowed,
    a_dead_host_is_transient,
    a_sound_shop_passes_the_connection_test,
    the_connection_test_tells_what_to_do_about_a_wrong_key,
    the_connection_test_never_raises,
    the_connection_test_ends_in_time,
    secrets_are_in_no_log,
    every_call_is_logged_with_its_shop_and_trace,
    secrets_are_in_no_error,
    every_recorded_error_is_classed_and_says_what_to_do,
    the_shop_is_named_in_its_errors,
)
