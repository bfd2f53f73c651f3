"""The HTTP plumbing under every sandbox server, on real sockets."""

import http.client
import socket
from collections.abc import Iterator

import pytest

from sandbox.network import HttpServer, Request, Response, Wire


def answer(request: Request) -> Response:
    """Answers as its path says."""
    if request.path == "/half":
        return Response(200, b"0123456789", wire=Wire.HALF)
    if request.path == "/reset":
        return Response(200, b"never", wire=Wire.RESET)
    return Response.of_json({"method": request.method, "query": request.query, "body": request.body.decode()})


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer(answer) as running:
        yield running


@pytest.fixture
def client(server: HttpServer) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    yield connection
    connection.close()


def test_a_request_arrives_with_query_and_body(client: http.client.HTTPConnection) -> None:
    client.request("POST", "/x?a=1&a=2&empty=", body="été".encode())

    content = client.getresponse().read().decode()

    assert content == '{"method":"POST","query":[["a","1"],["a","2"],["empty",""]],"body":"été"}'


def test_a_connection_is_kept_alive(client: http.client.HTTPConnection) -> None:
    client.request("GET", "/first")
    client.getresponse().read()
    first_socket = client.sock

    client.request("GET", "/second")

    assert client.getresponse().status == 200
    assert client.sock is first_socket


def test_head_has_the_length_but_not_the_body(client: http.client.HTTPConnection) -> None:
    client.request("HEAD", "/x")

    response = client.getresponse()

    assert int(response.headers["Content-Length"]) > 0
    assert response.read() == b""


def test_half_an_answer_is_noticed(client: http.client.HTTPConnection) -> None:
    client.request("GET", "/half")

    with pytest.raises(http.client.IncompleteRead) as caught:
        client.getresponse().read()

    assert caught.value.partial == b"01234"


def test_a_reset_is_a_reset(client: http.client.HTTPConnection) -> None:
    client.request("GET", "/reset")

    with pytest.raises(ConnectionResetError):
        client.getresponse()


def test_stop_frees_the_port_and_closes_kept_connections(client: http.client.HTTPConnection) -> None:
    # given: a connection that is kept alive
    server = HttpServer(answer).start()
    kept = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    kept.request("GET", "/x")
    kept.getresponse().read()

    # when
    server.stop()
    server.stop()

    # then
    assert kept.sock is not None
    assert kept.sock.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=1)
