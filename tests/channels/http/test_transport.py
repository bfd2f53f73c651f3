"""The one transport, on real sockets: patient, bounded, and it follows nobody astray."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from channels.http import Http, Limit, Settings, Timeouts
from channels.http.retry import RetryPolicy
from hub.errors import (
    AffluentError,
    ConfigError,
    ContractError,
    CredentialsError,
    RateLimitedError,
    TransientError,
)
from hub.ports import Account
from sandbox.network.http import HttpServer, Request, Response, Wire

QUICK = RetryPolicy(tries=3, first_pause=0.01, longest_pause=2)
Answer = Callable[[Request], Response]


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], str]]:
    """Starts servers and stops them at the end."""
    servers: list[HttpServer] = []

    def start(answer: Answer) -> str:
        servers.append(HttpServer(answer).start())
        return servers[-1].url

    yield start
    for server in servers:
        server.stop()


def connect(url: str, *, private: bool = True, **changes: Any) -> Http:
    account = Account(shop="boutique", credentials={}, allow_private_hosts=private)
    settings = Settings(base_url=url, limit=Limit(per_minute=60_000, at_once=4), retry=QUICK)
    return Http(account, replace(settings, **changes))


def script(*responses: Response) -> tuple[Answer, list[Request]]:
    """Answers one after the other (the last one for ever), and what was asked."""
    asked: list[Request] = []

    def answer(request: Request) -> Response:
        asked.append(request)
        return replace(responses[min(len(asked), len(responses)) - 1])

    return answer, asked


OK = Response.of_json({"fine": True})


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_read_is_repeated_while_the_server_is_in_trouble(
    serve: Callable[[Answer], str], status: int
) -> None:
    answer, asked = script(Response(status), OK)

    got = connect(serve(answer)).get("orders")

    assert got.json() == {"fine": True}
    assert got.tries == len(asked) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_what_will_not_pass_is_asked_once(serve: Callable[[Answer], str], status: int) -> None:
    answer, asked = script(Response(status))

    with pytest.raises(AffluentError):
        connect(serve(answer)).get("orders")

    assert len(asked) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, CredentialsError),
        (403, CredentialsError),
        (404, ContractError),
        (414, ContractError),
        (429, RateLimitedError),
        (500, TransientError),
        (503, TransientError),
    ],
)
def test_each_status_has_its_class(
    serve: Callable[[Answer], str], status: int, kind: type[AffluentError]
) -> None:
    answer, _ = script(Response.of_html("<h1>Sorry</h1>" if status != 414 else "", status))

    with pytest.raises(kind, match="boutique") as caught:
        connect(serve(answer)).get("orders")

    assert caught.value.remedy


def test_a_status_that_the_channel_expects_is_an_answer(serve: Callable[[Answer], str]) -> None:
    answer, _ = script(Response(404))

    assert connect(serve(answer)).get("orders/1", accept={404}).status == 404


def test_tries_are_bounded(serve: Callable[[Answer], str]) -> None:
    answer, asked = script(Response(503))

    with pytest.raises(TransientError):
        connect(serve(answer)).get("orders")

    assert len(asked) == QUICK.tries


def test_a_write_is_never_repeated(serve: Callable[[Answer], str]) -> None:
    answer, asked = script(Response(503))

    with pytest.raises(TransientError):
        connect(serve(answer)).send("POST", "orders", document={"paid": True})

    assert [request.json() for request in asked] == [{"paid": True}]
    assert asked[0].headers["content-type"] == "application/json"


def test_a_form_is_sent_as_a_form(serve: Callable[[Answer], str]) -> None:
    answer, seen = script(Response.of_json({}))

    connect(serve(answer)).ask("token", form=[("grant_type", "client credentials"), ("id", "a&b")])

    assert seen[0].body == b"grant_type=client+credentials&id=a%26b"
    assert seen[0].headers["content-type"] == "application/x-www-form-urlencoded"


def test_trouble_told_under_200_may_be_named_and_passes_by_itself(serve: Callable[[Answer], str]) -> None:
    # given a platform that tells its trouble in the body
    answer, seen = script(Response.of_json({"errors": ["busy"]}), Response.of_json({"rows": []}))

    def busy(said: Any) -> AffluentError | None:
        told = b"errors" in said.content
        return RateLimitedError("busy", "The shop is busy.", "Wait.", retry_after=0.2) if told else None

    # when
    started = time.monotonic()
    found = connect(serve(answer), inspect=busy).ask("search", document={})

    # then
    assert found.json() == {"rows": []}
    assert len(seen) == 2
    assert time.monotonic() - started >= 0.2


def test_a_question_is_not_carried_to_another_host(serve: Callable[[Answer], str]) -> None:
    other, caught = script(Response.of_json({}))
    answer, _ = script(Response(307, b"", {"Location": serve(other)}))

    with pytest.raises(ConfigError):
        connect(serve(answer)).ask("search", document={})
    assert caught == []


@pytest.mark.parametrize(
    "trouble", [Response(503), Response(200, b"{}", wire=Wire.RESET)], ids=["503", "reset"]
)
def test_a_question_by_post_is_repeated_like_a_read(
    serve: Callable[[Answer], str], trouble: Response
) -> None:
    answer, asked = script(trouble, OK)

    got = connect(serve(answer)).ask("orders/search", document={"limit": 1})

    assert got.json() == {"fine": True}
    assert [(request.method, request.json()) for request in asked] == [("POST", {"limit": 1})] * 2
    assert asked[0].headers["content-type"] == "application/json"


def test_a_question_by_post_is_signed_anew_and_never_redirected(serve: Callable[[Answer], str]) -> None:
    answer, asked = script(Response(302, headers={"Location": "/elsewhere"}))

    with pytest.raises(ConfigError, match="elsewhere"):
        connect(serve(answer)).ask("orders", document={}, sign=lambda _, url: (url, {"X-Key": "k"}))

    assert [request.headers.get("x-key") for request in asked] == ["k"]


def test_the_server_may_ask_for_patience_up_to_a_limit(serve: Callable[[Answer], str]) -> None:
    patient, asked = script(Response(503, headers={"Retry-After": "1"}), OK)
    endless, _ = script(Response(503, headers={"Retry-After": "600"}))

    started = time.monotonic()
    connect(serve(patient)).get("orders")
    waited = time.monotonic() - started
    with pytest.raises(TransientError) as caught:
        connect(serve(endless)).get("orders")

    assert waited >= 1
    assert len(asked) == 2
    assert caught.value.retry_after == 600


def test_each_try_is_signed_anew(serve: Callable[[Answer], str]) -> None:
    answer, asked = script(Response(503), Response(503), OK)
    nonces = iter("abc")

    connect(serve(answer), sign=lambda _, url: (f"{url}?nonce={next(nonces)}", {"X-Signed": "yes"})).get(
        "orders"
    )

    assert [dict(request.query)["nonce"] for request in asked] == ["a", "b", "c"]
    assert asked[0].headers["x-signed"] == "yes"


def test_a_channel_may_name_an_error_better(serve: Callable[[Answer], str]) -> None:
    answer, _ = script(Response(401))

    with pytest.raises(ConfigError, match="clock"):
        connect(serve(answer), refine=lambda _: ConfigError("skew", "the clock is wrong")).get("orders")


def test_a_redirect_within_the_shop_is_followed(serve: Callable[[Answer], str]) -> None:
    def answer(request: Request) -> Response:
        return OK if request.path == "/new" else Response(301, headers={"Location": "/new"})

    assert connect(serve(answer)).get("old").json() == {"fine": True}


def test_a_redirect_in_a_circle_ends(serve: Callable[[Answer], str]) -> None:
    answer, asked = script(Response(302, headers={"Location": "/again"}))

    with pytest.raises(ConfigError, match="circle"):
        connect(serve(answer)).get("orders")

    assert len(asked) <= 5


@pytest.mark.parametrize(
    "target",
    [
        "http://other.example.test/",
        "ftp://127.0.0.1/",
        "http://127.0.0.1:1/",
        "//x/y",
        "http://[",
        "http://x:99999/",
    ],
)
def test_a_redirect_to_elsewhere_is_refused(serve: Callable[[Answer], str], target: str) -> None:
    answer, _ = script(Response(302, headers={"Location": target}))

    with pytest.raises(ConfigError, match="redirects"):
        connect(serve(answer)).get("orders")


def test_a_body_is_read_up_to_its_limit(serve: Callable[[Answer], str]) -> None:
    answer, _ = script(Response(200, b"x" * 200_000))

    assert len(connect(serve(answer), largest_body=200_000).get("a").content) == 200_000
    with pytest.raises(ContractError, match="larger"):
        connect(serve(answer), largest_body=199_999).get("a")


def test_the_limit_is_for_what_a_compressed_body_unfolds_to(serve: Callable[[Answer], str]) -> None:
    import gzip

    bomb = gzip.compress(b"\0" * 50_000_000)
    answer, _ = script(Response(200, bomb, {"Content-Encoding": "gzip"}))

    with pytest.raises(ContractError, match="larger"):
        connect(serve(answer), largest_body=1_000_000).get("a")


@pytest.mark.parametrize("wire", [Wire.HALF, Wire.RESET])
def test_a_broken_line_is_transient_after_all_tries(serve: Callable[[Answer], str], wire: Wire) -> None:
    answer, asked = script(replace(OK, wire=wire))

    with pytest.raises(TransientError):
        connect(serve(answer)).get("orders")

    assert len(asked) == QUICK.tries


def test_a_drip_of_bytes_ends_at_the_deadline() -> None:
    with dripping() as url:
        started = time.monotonic()
        with pytest.raises(TransientError, match="no whole answer"):
            connect(url, timeouts=Timeouts(connect=1, read=1, total=1.5)).get("orders")
        assert time.monotonic() - started < 4


@contextmanager
def dripping() -> Iterator[str]:
    """A server that sends one byte every tenth of a second, for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        with connection:
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while not over.wait(0.1):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=drip, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        listener.close()


def test_a_host_that_does_not_exist_is_transient() -> None:
    with pytest.raises(TransientError, match="not known"):
        connect("http://no-such-host.invalid", private=False).get("orders")


def test_an_untrusted_certificate_is_a_config_error() -> None:
    with plain_text_server() as port, pytest.raises(ConfigError, match="encrypted"):
        connect(f"https://127.0.0.1:{port}").get("orders")


@contextmanager
def plain_text_server() -> Iterator[int]:
    with HttpServer(lambda _: OK) as server:
        yield server.port


def test_calls_at_once_are_bounded(serve: Callable[[Answer], str]) -> None:
    # given a shop that takes two calls at once
    lock, now, most = threading.Lock(), [0], [0]

    def answer(_: Request) -> Response:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.05)
        with lock:
            now[0] -= 1
        return OK

    http = connect(serve(answer), limit=Limit(per_minute=60_000, at_once=2))

    # when eight come together
    threads = [threading.Thread(target=http.get, args=("orders",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # then
    assert most[0] == 2


def test_cookies_are_not_carried_on(serve: Callable[[Answer], str]) -> None:
    answer, asked = script(Response(200, b"{}", {"Set-Cookie": "session=1; Path=/"}))
    http = connect(serve(answer))

    http.get("a")
    http.get("b")

    assert "cookie" not in asked[1].headers
