"""Saved answers of a platform, in whatever form they were saved."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from channels.http.body import read_json
from hub.errors import ContractError
from hub.sentences import say

Read = Callable[[bytes, str], Any]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A body and the path it was asked for (empty where the recording does not say)."""

    path: str
    body: Any


def recorded(document: Any, read: Read = read_json) -> list[Recorded]:
    """The answers in `{request, status, body}`, `{request, response}`, `{calls}`, a webhook or a bare one.

    `read` makes a value of a body that was saved as text; what it raises goes through.
    """
    return list(_recorded(document, read))


def rows(body: Any, field: str) -> list[Any]:
    """What a body lists: a bare list, the list in its `field`, or the body itself as the only row."""
    found = body.get(field, body) if isinstance(body, dict) else body
    return found if isinstance(found, list) else [found]


def _recorded(document: Any, read: Read) -> Iterator[Recorded]:
    if not isinstance(document, dict):
        yield Recorded("", document)
    elif isinstance(document.get("calls"), list):
        for call in document["calls"]:
            yield from _recorded(call, read)
    elif isinstance(document.get("response"), dict):
        yield from _recorded({**document["response"], "request": document.get("request")}, read)
    elif "body" in document:
        yield Recorded(_path(document), _without_envelope(document["body"]))
    elif isinstance(document.get("body_text"), str):
        text = document["body_text"].encode("utf-8", "replace")
        yield Recorded(_path(document), read(text, say("recording")))
    elif "body_parsed" in document:  # a recorded webhook
        yield Recorded(_path(document), document["body_parsed"])
    elif "request" in document and "status" in document:
        raise ContractError(
            "empty_recording", say("recording: body: is missing."), say("Record the answer again.")
        )
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
