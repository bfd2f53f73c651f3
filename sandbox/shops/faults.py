"""Ways in which a shop's answer goes wrong, to be switched on for the next requests.

A fault takes the request's real work as a function: some kinds never call it (the shop was down), some
spoil its answer (the work was done). Platforms add kinds of their own in ``PlatformSandbox.fault_kinds``.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.network.http import Response, Wire

Work = Callable[[], Response]

HUGE_BYTES = 100_000_000


@dataclass(slots=True)
class Fault:
    """One fault to come.

    ``times``: how many requests it hits (None: all until cleared). ``path``: only requests whose path
    contains it. ``after``: how many matching requests pass unharmed first. ``options``: what the kind reads
    (``seconds``, ``retry_after``, ``location``, ``status``, ``body``, ``bytes``).
    """

    kind: str
    times: int | None = 1
    path: str = ""
    after: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)


FaultKind = Callable[[Fault, Work], Response]


class FaultQueue:
    """The faults that are switched on, in order. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Switch a fault on."""
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Switch all of them off."""
        with self._lock:
            self._faults.clear()

    def pending(self) -> list[str]:
        """Kinds still switched on, oldest first."""
        with self._lock:
            return [fault.kind for fault in self._faults]

    def take(self, path: str) -> list[Fault]:
        """Return what hits this request: every latency that matches, and the first other fault that does."""
        with self._lock:
            matching = [fault for fault in self._faults if fault.path in path]
            waits = [fault for fault in matching if fault.kind == "latency"]
            spoils = [fault for fault in matching if fault.kind != "latency"]
            taken = [fault for fault in [*waits, *spoils[:1]] if _ripe(fault)]
            self._faults = [fault for fault in self._faults if fault.times is None or fault.times > 0]
            return taken


def _ripe(fault: Fault) -> bool:
    if fault.after > 0:
        fault.after -= 1
        return False
    if fault.times is not None:
        fault.times -= 1
    return True


def _latency(fault: Fault, work: Work) -> Response:
    time.sleep(float(fault.options.get("seconds", 1)))
    return work()


def _status(fault: Fault, work: Work) -> Response:
    body = str(fault.options.get("body", ""))
    return Response.of_html(body, int(fault.options.get("status", 500)))


def _rate_limited(fault: Fault, work: Work) -> Response:
    page = "<html><head><title>429 Too Many Requests</title></head><body>Too Many Requests</body></html>"
    return Response.of_html(page, 429, {"Retry-After": str(fault.options.get("retry_after", 1))})


def _html_200(fault: Fault, work: Work) -> Response:
    page = (
        "<!DOCTYPE html><html><head><title>One moment</title></head><body>Checking your browser</body></html>"
    )
    return Response.of_html(str(fault.options.get("body", page)), 200)


def _redirect(fault: Fault, work: Work) -> Response:
    location = str(fault.options.get("location", "http://elsewhere.example.test/"))
    return Response.of_html("", int(fault.options.get("status", 302)), {"Location": location})


def _garbage(fault: Fault, work: Work) -> Response:
    answer = work()
    answer.body = b"\x00\xff\xfe\x80{[" * 50
    return answer


def _huge(fault: Fault, work: Work) -> Response:
    answer = work()
    size = int(fault.options.get("bytes", HUGE_BYTES))
    answer.body = b'[{"id":1,"filler":"' + b"x" * size + b'"}]'
    return answer


def _truncated_json(fault: Fault, work: Work) -> Response:
    answer = work()
    answer.body = answer.body[: len(answer.body) // 2]
    return answer


def _cut(fault: Fault, work: Work) -> Response:
    answer = work()
    answer.wire = Wire.HALF
    return answer


def _reset(fault: Fault, work: Work) -> Response:
    return Response(503, wire=Wire.RESET)


def _reset_after(fault: Fault, work: Work) -> Response:
    answer = work()
    answer.wire = Wire.RESET
    return answer


GENERIC: dict[str, FaultKind] = {
    "latency": _latency,  # seconds
    "status": _status,  # status, body: any status with an HTML body
    "rate_limited": _rate_limited,  # retry_after: 429
    "html_200": _html_200,  # body: a page of a firewall or a cache, with status 200
    "redirect": _redirect,  # location, status: to another host
    "garbage": _garbage,  # bytes that are no text, under the right headers
    "huge": _huge,  # bytes: a body far larger than any page of orders
    "truncated_json": _truncated_json,  # half of the JSON, with a Content-Length that fits
    "cut": _cut,  # the line breaks after half of the body
    "reset": _reset,  # TCP reset; nothing was done
    "reset_after": _reset_after,  # TCP reset; the work was done and only the answer is lost
}
