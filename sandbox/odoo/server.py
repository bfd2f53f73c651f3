"""The HTTP side: a threading server that answers `Connection: close`, as the bare Odoo server does."""

import contextlib
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler

from sandbox.network.listening import PromptServer
from sandbox.odoo import jsonrpc
from sandbox.odoo.control import Control
from sandbox.odoo.engine import DamagedAnswerError, Engine
from sandbox.odoo.http import Answer, Request, html
from sandbox.odoo.pages import gateway
from sandbox.odoo.routes import route


class OdooServer(PromptServer):
    """The listening socket of one engine."""

    def __init__(self, address: tuple[str, int], engine: Engine, control: Control) -> None:
        self.engine = engine
        self.control = control
        super().__init__(address, Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""


class Handler(BaseHTTPRequestHandler):
    """One connection, one request."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave in one packet
    server: OdooServer

    def version_string(self) -> str:
        """What the recorded servers called themselves."""
        return "Werkzeug/2.2.2 Python/3.11.2"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep quiet: tests read the counters instead."""

    def do_GET(self) -> None:
        """Answer any request."""
        self._serve()

    do_POST = do_GET  # noqa: N815 - the base class's name
    do_DELETE = do_GET  # noqa: N815 - the base class's name
    do_HEAD = do_GET  # noqa: N815 - the base class's name

    def _serve(self) -> None:
        self.close_connection = True
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, self.rfile.read(length))
        try:
            answer = self._answer(request)
        except DamagedAnswerError as fault:
            self._damage(fault)
            return
        self._send(answer)

    def _answer(self, request: Request) -> Answer:
        if request.path.startswith("/sandbox/"):
            return self.server.control.answer(request)
        if request.path == "/jsonrpc" and request.method == "POST":
            return jsonrpc.answer(self.server.engine, request.body)
        return route(self.server.engine, request)

    def _damage(self, fault: DamagedAnswerError) -> None:
        kind = fault.fault.kind
        if kind == "html":
            self._send(html(fault.fault.status, gateway(fault.fault.status)))
        elif kind == "truncate":
            self._send(fault.result, cut_at=len(fault.result.body) // 2)
        else:
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, answer: Answer, cut_at: int | None = None) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Connection", "close")
        with contextlib.suppress(OSError):
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body[:cut_at])
            self.wfile.flush()


class Listener:
    """Runs the server in a thread; it can be gone for a while and come back on the same port."""

    def __init__(self, engine: Engine, host: str, port: int) -> None:
        self._engine = engine
        self._control = Control(engine, self.refuse_for)
        self._stopped = threading.Event()
        self._start(host, port)
        self.host, self.port = str(self._server.server_address[0]), self._server.server_port

    def refuse_for(self, seconds: float) -> None:
        """Refuse connections for some seconds, then listen again."""
        threading.Thread(target=self._be_away, args=(seconds,), daemon=True).start()

    def stop(self) -> None:
        """Stop listening for good."""
        self._stopped.set()
        self._close()

    def _start(self, host: str, port: int) -> None:
        self._server = OdooServer((host, port), self._engine, self._control)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _be_away(self, seconds: float) -> None:
        time.sleep(0.05)
        self._close()
        with socket.socket() as reserved:  # bound but deaf: it refuses, and nobody else gets the port
            reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            reserved.bind((self.host, self.port))
            if not self._stopped.wait(seconds):
                self._start(self.host, self.port)
