"""The faulty proxy between a real client and a real server."""

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from sandbox.network import FaultyProxy, HttpServer, Kind, Request, Response


class Target:
    """A server that counts what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def answer(self, request: Request) -> Response:
        self.asked.append(request.path)
        return Response(200, b"x" * 1000)


@pytest.fixture
def target() -> Target:
    return Target()


@pytest.fixture
def server(target: Target) -> Iterator[HttpServer]:
    with HttpServer(target.answer) as running:
        yield running


@pytest.fixture
def proxy(server: HttpServer) -> Iterator[FaultyProxy]:
    with FaultyProxy("127.0.0.1", server.port) as running:
        yield running


@pytest.fixture
def client(proxy: FaultyProxy) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=1)
    yield connection
    connection.close()


def fetch(client: http.client.HTTPConnection, path: str = "/") -> bytes:
    client.request("GET", path)
    return client.getresponse().read()


def test_without_faults_everything_passes(client: http.client.HTTPConnection, proxy: FaultyProxy) -> None:
    contents = [fetch(client) for _ in range(3)]

    assert contents == [b"x" * 1000] * 3
    assert proxy.exchanges == 3


def test_a_delayed_answer_comes_late_and_whole(
    client: http.client.HTTPConnection, proxy: FaultyProxy
) -> None:
    proxy.fault("delay", seconds=0.3)
    began = time.monotonic()

    content = fetch(client)

    assert len(content) == 1000
    assert time.monotonic() - began >= 0.3


def test_a_delay_longer_than_the_client_waits_is_a_timeout(
    client: http.client.HTTPConnection, proxy: FaultyProxy, target: Target
) -> None:
    proxy.fault(Kind.DELAY, seconds=3)

    with pytest.raises(TimeoutError):
        fetch(client, "/done")

    assert target.asked == ["/done"]


def test_a_cut_answer_ends_after_so_many_bytes(
    client: http.client.HTTPConnection, proxy: FaultyProxy
) -> None:
    proxy.fault("cut", after=500)

    with pytest.raises(http.client.IncompleteRead) as caught:
        fetch(client)

    assert 0 < len(caught.value.partial) < 500


def test_a_cut_before_the_first_byte_is_an_empty_answer(
    client: http.client.HTTPConnection, proxy: FaultyProxy
) -> None:
    proxy.fault("cut", after=0)

    with pytest.raises(http.client.RemoteDisconnected):
        fetch(client)


def test_a_half_open_connection_swallows_the_request(
    client: http.client.HTTPConnection, proxy: FaultyProxy, target: Target
) -> None:
    proxy.fault("half_open")

    with pytest.raises(TimeoutError):
        fetch(client)

    assert target.asked == []


def test_a_reset_comes_before_the_target_hears_of_it(
    client: http.client.HTTPConnection, proxy: FaultyProxy, target: Target
) -> None:
    proxy.fault("reset")

    with pytest.raises(ConnectionResetError):
        fetch(client)

    assert target.asked == []


def test_a_dropped_answer_was_worked_for(
    client: http.client.HTTPConnection, proxy: FaultyProxy, target: Target
) -> None:
    # given: a connection that already served one request, and is kept
    fetch(client, "/first")
    proxy.fault("drop_answer")

    # when
    with pytest.raises(ConnectionResetError):
        fetch(client, "/committed")

    # then: the target did it, and the next try works
    assert target.asked == ["/first", "/committed"]
    client.close()
    assert len(fetch(client, "/again")) == 1000


def test_faults_come_in_order_and_may_wait(client: http.client.HTTPConnection, proxy: FaultyProxy) -> None:
    proxy.let_pass(2)
    proxy.fault("reset", times=2)
    outcomes = []

    for _ in range(5):
        try:
            outcomes.append(len(fetch(client)))
        except ConnectionError:
            outcomes.append(0)
            client.close()

    assert outcomes == [1000, 1000, 0, 0, 1000]


def test_a_refused_connection_and_its_return(client: http.client.HTTPConnection, proxy: FaultyProxy) -> None:
    # when
    proxy.refuse()

    # then
    with pytest.raises(ConnectionRefusedError):
        fetch(client)
    client.close()

    # when: healed, on the same port
    proxy.fault("reset", times=None)
    proxy.heal()

    # then
    assert len(fetch(client)) == 1000


def test_dropping_all_connections_resets_the_idle_ones(
    client: http.client.HTTPConnection, proxy: FaultyProxy
) -> None:
    fetch(client)
    assert client.sock is not None

    proxy.drop_all()

    with pytest.raises(ConnectionResetError):
        client.sock.recv(1)


def test_a_target_that_is_down_looks_like_a_reset() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with FaultyProxy("127.0.0.1", port) as proxy:
        connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=2)
        with pytest.raises(ConnectionError):
            fetch(connection)
        connection.close()


def test_an_unknown_fault_is_named(proxy: FaultyProxy) -> None:
    with pytest.raises(ValueError, match="gremlins"):
        proxy.fault("gremlins")


def test_the_command_takes_faults_from_standard_input(server: HttpServer) -> None:
    # given: the proxy as a process of its own
    command = [
        sys.executable,
        "-m",
        "sandbox.network",
        "--listen",
        "0",
        "--target",
        f"127.0.0.1:{server.port}",
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        port = int(process.stdout.readline().split()[1].rpartition(":")[2])
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        assert len(fetch(client)) == 1000

        # when
        process.stdin.write("nonsense\nrefuse\n")
        process.stdin.flush()
        time.sleep(0.3)

        # then
        client.close()
        with pytest.raises(ConnectionRefusedError):
            fetch(client)

        # when / then: it ends cleanly
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=5) == 0
