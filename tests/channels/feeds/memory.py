"""Requests that a function answers, without a socket: the product's own client, the sandbox's own server."""

from collections.abc import Callable
from typing import Any

import requests
import urllib3
from requests.structures import CaseInsensitiveDict

from sandbox.network.http import Request, Response, Wire

Answer = Callable[[Request], Response]


class InMemory(requests.Session):
    """A session of one host. What the server would do to the line (`Wire`) happens to the answer."""

    def __init__(self, answer: Answer) -> None:
        self.verify = True
        self._answer = answer

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        """The request as it is: its URL and its headers are complete."""
        prepared = requests.PreparedRequest()
        prepared.method, prepared.url, prepared.body = request.method, request.url, request.data
        prepared.headers = CaseInsensitiveDict(request.headers)
        return prepared

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        """The answer, or the error of a line that broke."""
        target = "/" + str(request.url).split("/", 3)[3]
        body = request.body if isinstance(request.body, bytes) else b""
        made = self._answer(Request.build(str(request.method), target, request.headers, body))
        if made.wire is Wire.RESET:
            raise requests.ConnectionError("Connection reset by peer")
        answer: Any = requests.Response()
        answer.status_code, answer.headers = made.status, made.headers
        answer.raw = _Body(made)
        return answer  # type: ignore[no-any-return] # its `raw` is typed as urllib3's


class _Body:
    """The bytes of an answer, once; half of them, and an error, where the line breaks."""

    def __init__(self, answer: Response) -> None:
        self._left = answer.body
        self._breaks = answer.wire is Wire.HALF

    def read1(self, _amount: int, *, decode_content: bool) -> bytes:
        """All that is left."""
        if self._breaks:
            raise urllib3.exceptions.IncompleteRead(len(self._left) // 2, len(self._left))
        found, self._left = self._left, b""
        return found

    def close(self) -> None:
        """Nothing is held."""
