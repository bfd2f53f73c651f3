"""What every platform of the sandbox shares: a server, a clock, faults, a request log, the control API."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, ClassVar, Self

from sandbox.network.http import HttpServer, Request, Response
from sandbox.shops.clock import Clock
from sandbox.shops.control import ControlError, Controls, common_controls
from sandbox.shops.faults import GENERIC, Fault, FaultKind, FaultQueue, Work

LOGGED_REQUESTS = 2000


class PlatformSandbox(ABC):
    """A platform (a shop, or VIES) on a real socket; a subclass answers its API in ``answer``.

    ``home_url`` is what it believes its address to be (links, signatures); without it, its real one.
    Used as a context manager or with ``start`` and ``stop``. All requests of the API run under ``lock``.
    """

    platform: ClassVar[str]
    fault_kinds: ClassVar[Mapping[str, FaultKind]] = GENERIC

    def __init__(self, host: str, port: int, clock: Clock | None, home_url: str | None) -> None:
        self.clock = clock or Clock()
        self.faults = FaultQueue()
        self.lock = threading.RLock()
        self.requests: deque[str] = deque(maxlen=LOGGED_REQUESTS)
        self.request_count = 0
        self.answered: Counter[int] = Counter()
        self._server = HttpServer(self.respond, host, port)
        self.home_url = (home_url or self._server.url).rstrip("/")
        self._controls: Controls = {**common_controls(self), **self.controls()}

    @property
    def url(self) -> str:
        """Where the shop listens, ``http://host:port``."""
        return self._server.url

    @abstractmethod
    def answer(self, request: Request) -> Response:
        """Answer one API request; called under ``lock``."""

    @abstractmethod
    def controls(self) -> Controls:
        """The platform's own control calls: ``"POST name"`` → function of the JSON body."""

    @abstractmethod
    def state(self) -> dict[str, Any]:
        """Counts and ids of what the shop holds, for ``GET /sandbox/state``."""

    def start(self) -> Self:
        """Begin to listen."""
        self._server.start()
        return self

    def stop(self) -> None:
        """Close every connection and free the port."""
        self._server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def fault(self, kind: str, times: int | None = 1, path: str = "", after: int = 0, **options: Any) -> None:
        """Switch a fault on for the next ``times`` requests. Raises ``ValueError`` for an unknown kind."""
        if kind not in self.fault_kinds:
            raise ValueError(f"unknown fault {kind!r}; known: {', '.join(sorted(self.fault_kinds))}")
        self.faults.add(Fault(kind, times, path, after, options))

    def call(self, name: str, *, method: str = "POST", **body: Any) -> Any:
        """Do what ``/sandbox/<name>`` does, without HTTP, for a test in the same process.

        Raises ``ControlError`` when it cannot be done or there is no such call.
        """
        control = self._controls.get(f"{method} {name}")
        if control is None:
            raise ControlError(f"no control {method} {name}; known: {', '.join(sorted(self._controls))}")
        with self.lock:
            return control(body)

    def respond(self, request: Request) -> Response:
        """What a request gets, faults included; the server's own function, which needs no socket."""
        if request.path.startswith("/sandbox"):
            return self._control(request)
        with self.lock:
            self.request_count += 1
            query = "?" + "&".join(f"{name}={text}" for name, text in request.query) if request.query else ""
            self.requests.append(f"{request.method} {request.path}{query}")
        response = self._with_faults(request)
        with self.lock:
            self.answered[response.status] += 1
        response.headers.setdefault("Date", self.clock.http_date())
        return response

    def _with_faults(self, request: Request) -> Response:
        def work() -> Response:
            with self.lock:
                return self.answer(request)

        for fault in reversed(self.faults.take(request.path)):
            work = _spoiled(self.fault_kinds[fault.kind], fault, work)
        return work()

    def _control(self, request: Request) -> Response:
        name = f"{request.method} {request.path.removeprefix('/sandbox').strip('/')}"
        call = self._controls.get(name)
        if call is None:
            return Response.of_json(
                {"error": f"no control {name!r}", "controls": sorted(self._controls)}, 404
            )
        try:
            with self.lock:
                return Response.of_json(call(request.json()))
        except (ControlError, ValueError, KeyError, TypeError) as error:
            return Response.of_json({"error": f"{type(error).__name__}: {error}"}, 400)


def _spoiled(kind: FaultKind, fault: Fault, work: Work) -> Callable[[], Response]:
    return lambda: kind(fault, work)
