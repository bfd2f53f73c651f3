"""A small threaded HTTP/1.1 server: a function from ``Request`` to ``Response``, kept-alive connections,
real sockets.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from sandbox.network.listening import PromptServer

JSON_TYPE = "application/json; charset=UTF-8"
ONE_WRITE = 1_000_000
HTML_TYPE = "text/html; charset=UTF-8"


class Wire(Enum):
    """What happens to an answer on its way: all of it arrives, half of the body, or a TCP reset instead."""

    WHOLE = "whole"
    HALF = "half"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; ``query`` keeps order and repetition, ``path`` is still percent-encoded."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes = b""

    @classmethod
    def build(cls, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Request:
        """Build from a request target (``/path?query``); header names become lower case."""
        parts = urlsplit(target)
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        return cls(method, parts.path, query, {name.lower(): text for name, text in headers.items()}, body)

    def json(self) -> Any:
        """Return the decoded body; an empty body is ``{}``. Raises ``ValueError`` when it is not JSON."""
        return json.loads(self.body.decode("utf-8")) if self.body else {}


@dataclass(slots=True)
class Response:
    """One HTTP answer. ``headers`` win over the server's own (Date, Content-Length)."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    wire: Wire = Wire.WHOLE

    @classmethod
    def of_json(
        cls, document: object, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Answer with a JSON document in UTF-8."""
        body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        return cls(status, body, {"Content-Type": JSON_TYPE, **(headers or {})})

    @classmethod
    def of_html(cls, page: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
        """Answer with an HTML page."""
        return cls(status, page.encode("utf-8"), {"Content-Type": HTML_TYPE, **(headers or {})})


Answer = Callable[[Request], Response]


class HttpServer:
    """Serve ``answer`` on ``host:port`` in background threads; port 0 takes a free one.

    ``answer`` is called from many threads at once; locking is its own business.
    """

    def __init__(self, answer: Answer, host: str = "127.0.0.1", port: int = 0) -> None:
        self._answer = answer
        self._server = _Server((host, port), _handler(answer))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def port(self) -> int:
        """The port that is really bound."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """``http://host:port`` without a trailing slash."""
        return f"http://{self._server.server_address[0]!s}:{self.port}"

    def start(self) -> Self:
        """Begin to accept connections."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop accepting, close every open connection, free the port. Safe to call twice."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        self._server.drop_connections()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(PromptServer):
    block_on_close = False

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def drop_connections(self) -> None:
        with self._open_lock:
            connections = list(self._open)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a client that went away is no error
            super().handle_error(request, client_address)


def _handler(answer: Answer) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        answer_request = staticmethod(answer)

    return Handler


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    answer_request: Answer

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        request = Request.build(self.command, self.path, dict(self.headers.items()), self.rfile.read(length))
        response = self.answer_request(request)
        if response.wire is Wire.RESET:
            self._reset()
            return
        payload = self._payload(response)
        if len(payload) < ONE_WRITE:
            self.wfile.write(self._head(response) + payload)
        else:  # a copy of a huge body would double what it takes
            self.wfile.write(self._head(response))
            self.wfile.write(payload)
        self.close_connection = self.close_connection or response.wire is Wire.HALF

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _serve  # noqa: N815 - names of the base class

    def _head(self, response: Response) -> bytes:
        headers = {"Server": "nginx/1.22.1", "Date": self.date_time_string(), **response.headers}
        headers["Content-Length"] = str(len(response.body))
        phrase = HTTPStatus(response.status).phrase
        lines = [
            f"HTTP/1.1 {response.status} {phrase}",
            *(f"{name}: {text}" for name, text in headers.items()),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _payload(self, response: Response) -> bytes:
        if self.command == "HEAD":
            return b""
        return response.body[: len(response.body) // 2] if response.wire is Wire.HALF else response.body

    def _reset(self) -> None:
        # SO_LINGER with zero seconds makes close() send RST instead of FIN.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - name of the base class
        """Keep the console for the command's own words."""
