"""Calls to Odoo, kept while they are made, and made once more without the hub: what any client would need."""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import requests

from odoo_bridge.odoo.transports.wire import Answer, Wire


@dataclass(frozen=True, slots=True)
class Call:
    """One POST."""

    path: str
    body: Any
    headers: Mapping[str, str]


@dataclass(slots=True)
class Recording:
    """The calls of whatever runs within `with recording.of_calls():`."""

    calls: list[Call] = field(default_factory=list)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def of_calls(self) -> AbstractContextManager[Any]:
        """Keep every call. Odoo does one thing at a time: measured, a second writer gains nothing.

        So two lanes are as fast as one, but for what they do while the other one waits for Odoo; and the
        calls can be made again in the order in which Odoo worked.
        """
        return mock.patch.object(Wire, "post", self._keeping(Wire.post))

    def replay(self, url: str) -> float:
        """Seconds that a bare loop of plain `requests` takes for the same calls, one after the other.

        The server must stand where the recorded one stood: ids are counted, so it gives the same ones.
        """
        line = requests.Session()
        started = time.perf_counter()
        for call in self.calls:
            answer = line.post(url + call.path, json=call.body, headers=dict(call.headers), timeout=150)
            answer.raise_for_status()
            answer.json()
        return time.perf_counter() - started

    def _keeping(self, exchange: Callable[..., Answer]) -> Callable[..., Answer]:
        def post(wire: Wire, path: str, body: Any, headers: Mapping[str, str], name: str) -> Answer:
            with self.turn:
                self.calls.append(Call(path, body, headers))
                return exchange(wire, path, body, headers, name)

        return post
