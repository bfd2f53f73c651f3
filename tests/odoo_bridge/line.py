"""The line between bridge and Odoo, for tests on any Odoo: every call is heard, and any may break."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import RemoteDisconnected
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ProtocolError


@dataclass
class Line:
    """What went over it, as `model.method`, and what is to break: `drop` before Odoo hears of the call, `cut`
    when it was answered, `truncate` in the middle of the answer.
    """

    heard: list[str] = field(default_factory=list)
    _broken: list[tuple[str, str]] = field(default_factory=list)
    _deaf: bool = False

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Every exchange of this process goes over this line until the patch ends."""
        send = HTTPAdapter.send

        def over_line(
            adapter: HTTPAdapter, request: requests.PreparedRequest, *args: Any, **kwargs: Any
        ) -> Any:
            kind = self._hear(request)
            if kind == "drop":
                raise _lost()
            answer = send(adapter, request, *args, **kwargs)
            if kind == "cut":
                answer.close()
                raise _lost()
            return _half(answer) if kind == "truncate" else answer

        patch.setattr(HTTPAdapter, "send", over_line)

    def break_at(self, kind: str, call: str, times: int = 1) -> None:
        """Break the next calls of that name."""
        self._broken += [(kind, call)] * times

    def calls(self, call: str) -> int:
        """How often a method was called, for example `sale.order.load`."""
        return Counter(self.heard)[call]

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """What a test itself asks is none of the bridge's calls."""
        before, self._deaf = self._deaf, True
        try:
            yield
        finally:
            self._deaf = before

    def _hear(self, request: requests.PreparedRequest) -> str:
        name = call_name(request)
        if self._deaf or not name:
            return ""
        self.heard.append(name)
        for broken in self._broken:
            if broken[1] == name:
                self._broken.remove(broken)
                return broken[0]
        return ""


def call_name(request: requests.PreparedRequest) -> str:
    """`sale.order.load`, however it is said; empty for what is no call of a model's method."""
    parts = urlsplit(request.url or "").path.strip("/").split("/")
    match parts:
        case ["json", "2", model, method] | ["web", "dataset", "call_kw", model, method]:
            return f"{model}.{method}"
        case ["jsonrpc"]:
            body = request.body or b""
            args = json.loads(body)["params"].get("args", [])
            return f"{args[3]}.{args[4]}" if len(args) > 4 else ""
    return ""


def _lost() -> requests.ConnectionError:
    words = "Remote end closed connection without response"
    return requests.ConnectionError(ProtocolError("Connection aborted.", RemoteDisconnected(words)))


def _half(answer: requests.Response) -> requests.Response:
    """The first half of it, of a length that was announced in full."""
    body = answer.content
    headers = {"Content-Length": str(len(body))}
    answer.raw = urllib3.HTTPResponse(
        BytesIO(body[: len(body) // 2]), headers, preload_content=False, request_method="POST"
    )
    vars(answer).update(_content_consumed=False, _content=False)  # to be read again
    return answer
