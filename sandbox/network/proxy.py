"""A TCP proxy that breaks conversations on purpose, for HTTP, AMQP or a database alike.

It knows only bytes and *exchanges*: what a client sends until the first byte comes back, and the answer to
it. A fault is taken per exchange, so it also hits a connection that is kept alive.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Self

CHUNK = 65536


class Kind(Enum):
    """What goes wrong with an exchange."""

    DELAY = "delay"  # the answer comes ``seconds`` later
    CUT = "cut"  # after ``after`` bytes of the answer the connection closes
    HALF_OPEN = "half_open"  # the request is swallowed; nothing ever comes and nothing closes
    RESET = "reset"  # TCP reset instead of passing the request on
    DROP_ANSWER = (
        "drop_answer"  # the request is passed on; its answer is thrown away and the connection reset
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; ``seconds`` belongs to a delay, ``after`` (bytes of the answer) to a cut."""

    kind: Kind
    seconds: float = 1.0
    after: int = 0


class FaultyProxy:
    """Listens on ``host:port`` (port 0: a free one) and passes everything on to the target, unless told
    otherwise.

    Use as a context manager or with ``start`` and ``stop``. Thread-safe.
    """

    def __init__(self, target_host: str, target_port: int, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.target = (target_host, target_port)
        self._lock = threading.Lock()
        self._faults: list[Fault | None] = []
        self._lasting: Fault | None = None
        self._connections: set[_Connection] = set()
        self._listener: socket.socket | None = _listen(host, port)
        self.host, self.port = self._listener.getsockname()[:2]
        self.exchanges = 0

    @property
    def url(self) -> str:
        """``http://host:port`` of the proxy."""
        return f"http://{self.host}:{self.port}"

    def start(self) -> Self:
        """Begin to accept connections."""
        if self._listener is not None:
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Close the port and every connection. Safe to call twice."""
        self.refuse()
        self.drop_all()

    def fault(self, kind: Kind | str, *, times: int | None = 1, seconds: float = 1.0, after: int = 0) -> None:
        """Spoil the next ``times`` exchanges (None: all until ``heal``). Raises ``ValueError`` for an
        unknown kind.
        """
        fault = Fault(Kind(kind), seconds, after)
        with self._lock:
            if times is None:
                self._lasting = fault
            else:
                self._faults += [fault] * times

    def let_pass(self, times: int = 1) -> None:
        """Leave ``times`` exchanges alone before the faults added after this."""
        with self._lock:
            self._faults += [None] * times

    def heal(self) -> None:
        """Forget all faults, and listen again after ``refuse``."""
        with self._lock:
            self._faults.clear()
            self._lasting = None
            if self._listener is not None:
                return
            self._listener = _listen(self.host, self.port)
        self.start()

    def refuse(self) -> None:
        """Close the port: new connections are refused until ``heal``; open ones go on."""
        with self._lock:
            listener, self._listener = self._listener, None
        if listener is not None:
            # shutdown() wakes the thread in accept(); close() alone would leave the port open under it.
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def drop_all(self) -> None:
        """Reset every open connection, as a firewall that forgot its state does."""
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            connection.reset()

    def take(self) -> Fault | None:
        """Begin an exchange: return the fault that hits it."""
        with self._lock:
            self.exchanges += 1
            return self._faults.pop(0) if self._faults else self._lasting

    def forget(self, connection: _Connection) -> None:
        """Note that a connection is over."""
        with self._lock:
            self._connections.discard(connection)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            connection = _Connection(self, client)
            with self._lock:
                self._connections.add(connection)
            threading.Thread(target=connection.run, daemon=True).start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Connection:
    """One client, its connection to the target, and the exchange that is going on."""

    def __init__(self, proxy: FaultyProxy, client: socket.socket) -> None:
        self._proxy = proxy
        self._client = client
        self._target: socket.socket | None = None
        self._fault: Fault | None = None
        self._fresh = True  # the next bytes of the client begin an exchange
        self._answered = 0
        self._was_reset = False

    def run(self) -> None:
        """Pump both ways until one side is done."""
        try:
            self._target = socket.create_connection(self._proxy.target, timeout=10)
            self._target.settimeout(None)
        except OSError:
            self.reset()
            return
        threading.Thread(target=self._pump_back, args=(self._target,), daemon=True).start()
        self._pump_forth(self._target)

    def reset(self) -> None:
        """Send the client a TCP reset and let go of the target."""
        self._proxy.forget(self)
        self._was_reset = True
        _reset(self._client)
        self._let_go_of_target()

    def _close(self) -> None:
        self._proxy.forget(self)
        if not self._was_reset:  # closing in an orderly way would send FIN before the reset is out
            _close(self._client)
        self._let_go_of_target()

    def _let_go_of_target(self) -> None:
        if self._target is not None:
            _close(self._target)

    def _pump_forth(self, target: socket.socket) -> None:
        while chunk := _receive(self._client):
            if self._fresh:
                self._fault, self._fresh, self._answered = self._proxy.take(), False, 0
            kind = self._fault.kind if self._fault else None
            if kind is Kind.RESET:
                self.reset()
                return
            if kind is not Kind.HALF_OPEN and not _send(target, chunk):
                break
        # The client said all it had to say; the answer may still be on its way.
        try:
            target.shutdown(socket.SHUT_WR)
        except OSError:
            self._close()

    def _pump_back(self, target: socket.socket) -> None:
        while chunk := _receive(target):
            fault = self._fault
            if fault is not None and fault.kind is Kind.DELAY and not self._fresh:
                time.sleep(fault.seconds)
            self._fresh = True
            if fault is not None and fault.kind is Kind.DROP_ANSWER:
                self.reset()
                return
            if fault is not None and fault.kind is Kind.CUT and self._answered + len(chunk) >= fault.after:
                _send(self._client, chunk[: fault.after - self._answered])
                break
            self._answered += len(chunk)
            if not _send(self._client, chunk):
                break
        self._close()


def _listen(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), backlog=128)


def _receive(end: socket.socket) -> bytes:
    try:
        return end.recv(CHUNK)
    except OSError:
        return b""


def _send(end: socket.socket, chunk: bytes) -> bool:
    try:
        end.sendall(chunk)
    except OSError:
        return False
    return True


def _close(end: socket.socket) -> None:
    # A thread that waits in recv() keeps the socket alive: shutdown() wakes it.
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


def _reset(end: socket.socket) -> None:
    # Lingering for zero seconds makes close() send RST; shutting only the reading half before sends no FIN.
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RD)
    end.close()
