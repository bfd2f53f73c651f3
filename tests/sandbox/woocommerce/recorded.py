"""Recorded answers, and the means to ask the sandbox the same question and compare."""

from __future__ import annotations

import base64
import copy
import http.client
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.shops.woocommerce import WooCommerceSandbox

CAPTURES = Path(__file__).parent / "captures"
HOME = "https://woo.example.test"
# Server and X-Powered-By say nothing to a client; Date is the clock's and has tests of its own.
COMPARED_HEADERS = (
    "X-WP-Total",
    "X-WP-TotalPages",
    "Link",
    "Allow",
    "Cache-Control",
    "Retry-After",
    "Location",
)


@dataclass(frozen=True)
class Answer:
    """What came back over the socket."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.content)

    @property
    def ids(self) -> list[int]:
        return [int(row["id"]) for row in self.document]


def capture(name: str) -> dict[str, Any]:
    """Read one recorded answer, by its path without ``.json``."""
    loaded: dict[str, Any] = json.loads((CAPTURES / f"{name}.json").read_text("utf-8"))
    return loaded


def names(folder: str) -> list[str]:
    """Names of the recorded answers in a folder, as ``capture`` takes them."""
    return [f"{folder}/{path.stem}" for path in sorted((CAPTURES / folder).glob("*.json"))]


def target_of(recorded: Mapping[str, Any]) -> str:
    """Path and query of a recorded request."""
    parts = urlsplit(recorded["request"]["url"])
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def basic(key: str, secret: str) -> dict[str, str]:
    """The header of Basic authentication."""
    return {"Authorization": "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()}


def ask(
    shop: WooCommerceSandbox,
    target: str,
    method: str = "GET",
    body: object = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send one request; without ``headers`` with the shop's own key. A ``str`` body goes out as it is."""
    parts = urlsplit(shop.url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
    sent = basic(shop.consumer_key, shop.consumer_secret) if headers is None else dict(headers)
    content = body if isinstance(body, str) or body is None else json.dumps(body)
    try:
        connection.request(method, target, content, sent)
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


def orders(shop: WooCommerceSandbox, **query: str) -> Answer:
    """List orders."""
    return ask(shop, "/wp-json/wc/v3/orders?" + "&".join(f"{name}={text}" for name, text in query.items()))


def control(shop: WooCommerceSandbox, call: str, **body: Any) -> Any:
    """Make one call of the control API; it must succeed."""
    method, name = call.split(" ")
    answer = ask(shop, f"/sandbox/{name}", method, body if method == "POST" else None, {})
    assert answer.status == 200, answer.content
    return answer.document


def assert_as_recorded(answer: Answer, recorded: Mapping[str, Any]) -> None:
    """Compare status, the headers that matter, and the body."""
    assert answer.status == recorded["status"]
    assert _compared(answer.headers) == _compared(recorded["headers"])
    assert answer.headers["Content-Type"].lower() == recorded["headers"]["Content-Type"].lower()
    if "body" in recorded:
        assert answer.document == recorded["body"]
    else:
        assert answer.content.decode("utf-8") == recorded["body_text"]


def _compared(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in COMPARED_HEADERS if name in headers}


def full_order(**fields: Any) -> dict[str, Any]:
    """An order with a real body and some fields of its own; local dates follow the ``_gmt`` ones (UTC+1)."""
    order = copy.deepcopy(capture("orders/b2c_fr_simple")["body"])
    order |= fields
    for name in ("date_created", "date_modified"):
        order[name] = order[f"{name}_gmt"].replace("T22:", "T23:")
    return dict(order)


def rows_of(recorded: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Orders a recorded list shows, filled up to whole ones."""
    for row in recorded["body"]:
        yield full_order(**row) if "line_items" not in row else row


def query_of(target: str) -> dict[str, str]:
    """The query of a target, by name."""
    return dict(parse_qsl(urlsplit(target).query))
