"""Requests and answers as plain values, between the sockets and the transports."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    """One HTTP request; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path without its query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The query, last value of each name."""
        return dict(parse_qsl(urlsplit(self.target).query))

    def header(self, name: str, default: str = "") -> str:
        """A header by name, in any case."""
        return self.headers.get(name.lower(), default)


@dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Answer:
    """A JSON answer."""
    body = json.dumps(value).encode()
    return Answer(status, "application/json; charset=utf-8", body, dict(headers or {}))


def html(status: int, page: str, headers: Mapping[str, str] | None = None) -> Answer:
    """An HTML answer."""
    return Answer(status, "text/html; charset=utf-8", page.encode(), dict(headers or {}))
