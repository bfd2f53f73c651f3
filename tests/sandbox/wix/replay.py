"""Recorded questions, and the means to ask the sandbox the same and compare."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sandbox.shops.wix import WixSandbox

CAPTURES = Path(__file__).parent / "captures"


@dataclass(frozen=True)
class Answer:
    """What came back over the socket."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.content)


def capture(name: str) -> dict[str, Any]:
    """Read one recorded exchange, by its file's name without ``.json``."""
    loaded: dict[str, Any] = json.loads((CAPTURES / f"{name}.json").read_text("utf-8"))
    return loaded


def names(start: str) -> list[str]:
    """Names of the recorded exchanges that begin so."""
    return [path.stem for path in sorted(CAPTURES.glob(f"{start}*.json"))]


def ask(
    shop: WixSandbox, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send one request; without ``headers`` with the site's own key. A ``str`` body goes out as it is."""
    parts = urlsplit(shop.url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
    own = {"Authorization": shop.api_key, "wix-site-id": shop.site_id}
    content = body if isinstance(body, str) or body is None else json.dumps(body)
    try:
        connection.request(method, path, content, dict(own if headers is None else headers))
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


def replay(shop: WixSandbox, exchange: Mapping[str, Any]) -> Answer:
    """Ask what was asked, by the recorded method, path, headers and body."""
    request = exchange["request"]
    path = urlsplit(request["url"]).path
    return ask(shop, request["method"], path, request.get("body"), request["headers"])


def search(shop: WixSandbox, **question: Any) -> Any:
    """The document that a search answers with."""
    return ask(shop, "POST", "/ecom/v1/orders/search", {"search": question}).document


def control(shop: WixSandbox, call: str, **body: Any) -> Any:
    """Make one call of the control API; it must succeed."""
    answer = ask(shop, "POST", f"/sandbox/{call}", body)
    assert answer.status == 200, answer.content
    return answer.document
