"""The dialogue of SMTP, as far as a client that sends one message needs it."""

import socketserver
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Self


class _Session(socketserver.StreamRequestHandler):
    """One connection: a command a line, until QUIT."""

    server: "_Server"

    def handle(self) -> None:
        self._say("220 sandbox ready")
        while line := self.rfile.readline():
            word = line.strip().upper().partition(b" ")[0]
            if word == b"QUIT":
                self._say("221 bye")
                return
            if word == b"DATA":
                self._take()
            else:
                self._say(self.server.owner.answer(word.decode()))

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        self.server.owner.keep(b"".join(lines))
        self._say("250 kept")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    owner: "MailServer"


class MailServer:
    """`with MailServer() as server:`; `messages` is what came, `refuse["RCPT"] = "550 unknown"` refuses."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuse: dict[str, str] = {}
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        return int(self._server.server_address[1])

    def answer(self, word: str) -> str:
        """To a command."""
        known = word in ("EHLO", "HELO", "MAIL", "RCPT", "RSET", "NOOP")
        return self.refuse.get(word, "250 ok" if known else "502 not here")

    def keep(self, message: bytes) -> None:
        """What came, as an e-mail."""
        self.messages.append(message_from_bytes(message, policy=policy.default))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
