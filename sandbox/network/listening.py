"""The standard library's threaded HTTP server, which ends at once when it is told to."""

from __future__ import annotations

import selectors
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class PromptServer(ThreadingHTTPServer):
    """``serve_forever`` of the base class only looks every so often whether it should end.

    Tests start and stop thousands of servers: half such an interval each adds up to minutes.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._bell, self._rope = socket.socketpair()
        self._ended = threading.Event()
        super().__init__(address, handler)

    def server_bind(self) -> None:
        """Bind without asking the DNS for the host's name, which can take seconds."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def serve_forever(self, poll_interval: float = 0.5) -> None:
        """Accept connections until ``shutdown``; the interval is the base class's and means nothing here."""
        try:
            with selectors.DefaultSelector() as ready:
                for source in (self, self._bell):
                    ready.register(source, selectors.EVENT_READ)
                while all(key.fileobj is self for key, _ in ready.select()):
                    self._handle_request_noblock()  # type: ignore[attr-defined] # documented, not in typeshed
        finally:
            self._ended.set()

    def shutdown(self) -> None:
        """End ``serve_forever``, which must have begun, and wait until it has."""
        self._rope.close()
        self._ended.wait()

    def server_close(self) -> None:
        """Free the port. Safe to call twice."""
        super().server_close()
        self._bell.close()
        self._rope.close()
