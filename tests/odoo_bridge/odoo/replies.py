"""A server that answers what the test wrote: recorded bodies, pages, garbage. Counts what it was asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from sandbox.network.listening import PromptServer


@dataclass
class Replies:
    """What it answers: first `before`, one body each, then `body`. `headers` may promise another length."""

    status: int = 200
    body: bytes = b"{}"
    before: list[bytes] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    asked: list[str] = field(default_factory=list)
    url: str = ""
    hung_up: threading.Event = field(default_factory=threading.Event)


@contextmanager
def answering(**reply: object) -> Iterator[Replies]:
    """The server, on any free port."""
    replies = Replies(**reply)  # type: ignore[arg-type] # the test's own values

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            replies.asked.append(f"{self.path} {self.rfile.read(length).decode()}")
            replies.hung_up.wait(replies.delay)
            body = replies.before.pop(0) if replies.before else replies.body
            self.send_response(replies.status)
            for name, value in {"Content-Length": str(len(body)), **replies.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = PromptServer(("127.0.0.1", 0), Handler)
    replies.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield replies
    finally:
        replies.hung_up.set()
        server.shutdown()
        server.server_close()
