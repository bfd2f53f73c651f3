"""Recorded requests, sent again to the sandbox."""

import http.client
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from sandbox.shops.shopify import ShopifySandbox

CAPTURES = Path(__file__).parent / "captures"


def load(name: str) -> Any:
    return json.loads((CAPTURES / f"{name}.json").read_text(encoding="utf-8"))


def recorded_orders(name: str) -> list[Any]:
    """The orders that a recording shows."""
    nodes: list[Any] = load(name)["response"]["body"]["data"]["orders"]["nodes"]
    return nodes


def replay(shop: ShopifySandbox, recording: Any, token: str | None = None, **variables: Any) -> Any:
    """The sandbox's answer to a recorded request: status, headers (lower case) and body."""
    request = recording["request"]
    graphql = request.get("graphql")
    headers = dict(request["headers"])
    if graphql is None:
        body = urlencode(request["form"]).encode()
    else:
        text = graphql.get("document_text") or (CAPTURES / graphql["document"]).read_text(encoding="utf-8")
        document = {
            "query": text,
            "operationName": graphql["operationName"],
            "variables": {**graphql["variables"], **variables},
        }
        body = json.dumps(document).encode()
        headers["X-Shopify-Access-Token"] = shop.access_token if token is None else token
    return send(shop, request["method"], urlsplit(request["url"]).path, headers, body)


def send(shop: ShopifySandbox, method: str, path: str, headers: dict[str, str], body: bytes) -> Any:
    address = urlsplit(shop.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=5)
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    answer = {
        "status": response.status,
        "headers": {name.lower(): value for name, value in response.getheaders()},
        "body": json.loads(response.read()),
    }
    connection.close()
    return answer
