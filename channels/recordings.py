"""Saved answers of a platform, in whatever form they were saved."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from channels.http.body import read_json
from hub.errors import ContractError


@dataclass(frozen=True, slots=True)
class Recorded:
    """A body and the path it was asked for (empty where the recording does not say)."""

    path: str
    body: Any


def recorded(document: Any) -> list[Recorded]:
    """The answers in `{request, status, body}`, `{request, response}`, `{calls}`, or a bare answer."""
    return list(_recorded(document))


def _recorded(document: Any) -> Iterator[Recorded]:
    if not isinstance(document, dict):
        yield Recorded("", document)
    elif isinstance(document.get("calls"), list):
        for call in document["calls"]:
            yield from _recorded(call)
    elif isinstance(document.get("response"), dict):
        yield from _recorded({**document["response"], "request": document.get("request")})
    elif "body" in document:
        yield Recorded(_path(document), _without_envelope(document["body"]))
    elif isinstance(document.get("body_text"), str):
        yield Recorded(
            _path(document), read_json(document["body_text"].encode("utf-8", "replace"), "recording")
        )
    elif "request" in document and "status" in document:
        raise ContractError("empty_recording", "recording: body: is missing.", "Record the answer again.")
    else:
        yield Recorded("", document)


def _without_envelope(body: Any) -> Any:
    """WordPress' `_envelope=1` puts status and headers around the body."""
    wrapped = isinstance(body, dict) and {"body", "status", "headers"} <= set(body)
    return body["body"] if wrapped else body


def _path(document: dict[str, Any]) -> str:
    request = document.get("request")
    url = request.get("url") if isinstance(request, dict) else None
    return urlsplit(url).path if isinstance(url, str) else ""
