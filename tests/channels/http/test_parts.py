"""The parts of the transport that need no socket."""

import json
import socket
from datetime import UTC, datetime
from typing import Any

import pytest

from channels.http.addresses import PrivateAddressError, is_public, public_addresses
from channels.http.body import plain, preface, read_json
from channels.http.limits import Limit, Pace, pace_of
from channels.http.redaction import Redactor, redact_url
from channels.http.retry import RetryPolicy, retry_after
from channels.http.urls import may_follow, shop_url
from hub.errors import ConfigError, ContractError


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("::1", "fe80::1", "fe80::1%eth0", "fc00::1", "::", "::ffff:127.0.0.1", "64:ff9b::7f00:1"),
        *("2002:7f00:1::", "224.0.0.1", "255.255.255.255", "ff02::1"),
    ],
)
def test_what_is_inside_the_house_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101"])
def test_the_internet_is_public(address: str) -> None:
    assert is_public(address)


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_: Any, **__: Any) -> list[Any]:
        return [(0, 0, 0, "", (address, 443)) for address in ("1.1.1.1", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    with pytest.raises(PrivateAddressError, match=r"10\.0\.0\.1"):
        public_addresses("rebinding.example.test", 443)


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers differently the second time gains nothing: it is asked once."""
    from channels.http.addresses import PublicOnlyAdapter

    asked, connected = [], []
    answers = iter(["1.1.1.1", "127.0.0.1"])

    def resolve(host: str, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(0, 0, 0, "", (next(answers), 80))]

    def connect(address: Any, *_: Any, **__: Any) -> Any:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("channels.http.addresses.create_connection", connect)

    pool = PublicOnlyAdapter().poolmanager.connection_from_url("http://rebinding.example.test")
    with pytest.raises(Exception, match="rebinding"):
        pool.urlopen("GET", "/", retries=False)

    assert (asked, connected) == (["rebinding.example.test"], ["1.1.1.1"])


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://shop.example.test", "https://shop.example.test"),
        ("shop.example.test/", "https://shop.example.test"),
        (" HTTP://Shop.example.test:80/boutique/ ", "http://shop.example.test/boutique"),
        ("https://shop.example.test:8443", "https://shop.example.test:8443"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("https://shop.example.test/?a=1#b", "https://shop.example.test"),
    ],
)
def test_an_address_is_read_as_people_type_it(typed: str, address: str) -> None:
    assert shop_url(typed) == address


@pytest.mark.parametrize(
    "typed",
    ["", "https://", "ftp://x", "https://user:pw@x.test", "https://a b", "https://x:port", "http://[::1"],
)
def test_what_is_no_address_is_a_config_error(typed: str) -> None:
    with pytest.raises(ConfigError, match="address") as caught:
        shop_url(typed)
    assert "pw" not in caught.value.cause


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [
        ("https://a.test/x", "https://a.test/y", True),
        ("http://a.test/x", "https://a.test/x", True),
        ("https://a.test/x", "http://a.test/x", False),
        ("https://a.test/x", "https://www.a.test/x", False),
        ("https://a.test/x", "https://a.test:8443/x", False),
        ("https://a.test/x", "file:///etc/passwd", False),
    ],
)
def test_where_a_key_may_travel(source: str, target: str, allowed: bool) -> None:
    assert may_follow(source, target) is allowed


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b'{"a":1}', {"a": 1}),
        (b"\xef\xbb\xbf[1]", [1]),
        (b"\n<br />\n<b>Warning</b>: x in <b>/a.php</b><br />\n[1]", [1]),
        (b'Notice: [x] in a.php\n{"a":2}', {"a": 2}),
        (b'{"a":"x\\u0000y\\ud800z"}', {"a": "xy\ufffdz"}),
        (b'{"a":"\\ud83d\\ude00"}', {"a": "😀"}),
        (b'{"a":"\xff"}', {"a": "\ufffd"}),
    ],
)
def test_json_is_found_and_cleaned(content: bytes, value: Any) -> None:
    read = read_json(content, "Shop x")

    assert read == value
    json.dumps(read, ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<!DOCTYPE html><html><body>One moment</body></html>", "One moment"),
        (b"<html><script>var a = [1]</script></html>", "web page"),
        (b"Bad gateway", "Bad gateway"),
        (b'[{"a":1},{"a"', "breaks off"),
        (b'{"a":"unfinished', "breaks off"),
        (b'{"a":1,"a":2}', "twice"),
        (b'{"a":NaN}', "NaN"),
        (b'{"a":-Infinity}', "Infinity"),
        (b'{"a":1e999}', "too large"),
        (b'{"a":123456789012345678901234567890}', "64 bits"),
        (b"[" * 100_000, "nested"),
        (b"[1] and more", "not JSON"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ContractError, match=reason) as caught:
        read_json(content, "Shop x")
    assert caught.value.cause.startswith("Shop x")
    assert caught.value.remedy


def test_what_was_printed_before_the_json_is_told() -> None:
    assert preface(b"<br />\n<b>Warning</b>:  x in <b>/a.php</b> on line <b>1</b><br />\n[1]") == (
        "Warning : x in /a.php on line 1"
    )
    assert preface(b"[1]") == ""


def test_a_page_is_told_in_its_words() -> None:
    assert plain("<style>p {}</style><h1>Too\n many</h1><script>x()</script>") == "Too many"


def test_retry_after_in_seconds_and_as_a_date() -> None:
    now = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)

    assert retry_after({"Retry-After": "120"}, now) == 120
    assert retry_after({"Retry-After": "Sat, 21 Nov 2026 22:00:30 GMT"}, now) == 30
    assert retry_after({"Retry-After": "Sat, 21 Nov 2020 22:00:30 GMT"}, now) == 0
    assert retry_after({"Retry-After": "99999999999999"}, now) == 86_400
    assert retry_after({"Retry-After": "soon"}, now) is None
    assert retry_after({}, now) is None


def test_pauses_grow_with_jitter_and_end() -> None:
    policy = RetryPolicy(tries=4, first_pause=1, longest_pause=3)

    longest = [max(policy.pause(n, None) or 0 for _ in range(300)) for n in (1, 2, 3)]

    assert 0.5 < longest[0] <= 1 < longest[1] <= 2 < longest[2] <= 3
    assert policy.pause(4, None) is None
    assert policy.pause(1, 4) is None
    assert 2 <= (policy.pause(1, 2) or 0) <= 3


def test_the_pace_lets_a_burst_through_and_then_one_at_a_time() -> None:
    # given 60 calls per minute on a clock of our own
    time, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        time[0] += seconds

    pace = Pace(Limit(per_minute=60, at_once=1), now=lambda: time[0], sleep=sleep)

    # when
    for _ in range(13):
        with pace.turn():
            pass

    # then ten seconds' worth went at once, the rest a second apart
    assert slept == pytest.approx([1, 1, 1])


def test_a_shop_has_one_pace_in_the_process() -> None:
    limit = Limit(per_minute=10)

    assert pace_of("one", limit) is pace_of("one", Limit(per_minute=10))
    assert pace_of("one", limit) is not pace_of("two", limit)


def test_urls_are_logged_without_their_secrets() -> None:
    url = "https://me:pw@x.test/a?consumer_key=ck&oauth_signature=s%2B&ws_key=k&page=2&modified_after=2026-11-21T22:00:00"

    assert redact_url(url) == (
        "https://x.test/a?consumer_key=***&oauth_signature=***&ws_key=***&page=2&modified_after=2026-11-21T22:00:00"
    )


def test_known_secrets_are_masked_in_any_spelling() -> None:
    redact = Redactor(["s3cr+t/=", "", "ab"])

    assert redact("s3cr+t/= s3cr%2Bt%2F%3D ab") == "*** *** ab"
