"""Recorded requests and answers of real Odoo servers, and how an answer of the sandbox is compared with one.

Compared are status, content type and the whole body. By rule, and nothing else, these are taken as equal: the
text of tracebacks (both must be one), tokens in links, moments of writing, floats to six decimals, the order
of `load` messages about the same row and of users' groups (the real ones come out of a Python set), the bytes
of a PDF, and pages whose record was cut short (their title must be the same).
"""

import http.client
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HERE = Path(__file__).parent
MOMENTS = ("create_date", "write_date", "expiration_date")
GROUPS = ("groups_id", "group_ids", "all_group_ids")


@dataclass(frozen=True)
class Capture:
    """One recorded request with its answer."""

    version: str
    name: str

    @cached_property
    def content(self) -> dict[str, Any]:
        path = HERE / "captures" / self.version / f"{self.name}.json"
        return dict(json.loads(path.read_text(encoding="utf-8")))

    @property
    def body(self) -> Any:
        return self.content["request"]["body"]

    @property
    def expected(self) -> Any:
        return self.content["response"]["body"]

    @property
    def result(self) -> Any:
        """What the call returned, whatever the transport; None for an error."""
        if isinstance(self.expected, dict) and "jsonrpc" in self.expected:
            return self.expected.get("result")
        return self.expected if self.content["status"] == 200 else None

    @property
    def call(self) -> tuple[str, str]:
        """Model and method, or empty."""
        url = urlsplit(self.content["request"]["url"]).path
        if url.startswith("/json/2/") and url.count("/") == 4:
            return url.split("/")[3], url.split("/")[4]
        params = self.body.get("params", {}) if isinstance(self.body, dict) else {}
        if params.get("service") == "object" and len(params["args"]) > 4:
            return params["args"][3], params["args"][4]
        return "", ""


@dataclass(frozen=True)
class Reply:
    """An answer of the sandbox."""

    status: int
    content_type: str
    body: bytes


def captured(version: str) -> list[str]:
    """The names of all captures that were copied here."""
    return sorted(path.stem for path in (HERE / "captures" / version).glob("*.json"))


def all_names(version: str) -> list[str]:
    """The names of all captures that were ever recorded."""
    return (HERE / "names" / f"{version}.txt").read_text(encoding="utf-8").split()


def send(url: str, capture: Capture, keys: dict[int, str], key: str, token: str) -> Reply:
    """Ask the sandbox what the capture asked; `keys` are the API keys by user id, `key` the one of JSON-2."""
    request = capture.content["request"]
    parts = urlsplit(request["url"].replace("access_token=TOKEN", f"access_token={token}"))
    headers = {n: v.replace("API_KEY", key) for n, v in request["headers"].items()}
    if isinstance(request["body"], dict) and not headers:  # recorded by a client that kept no headers
        headers = {"Content-Type": "application/json", "Authorization": f"bearer {key}"}
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.request(request["method"], target, _encoded(request["body"], keys), headers)
    answer = connection.getresponse()
    reply = Reply(answer.status, answer.headers["Content-Type"], answer.read())
    connection.close()
    return reply


def _encoded(body: Any, keys: dict[int, str]) -> bytes | None:
    if body is None or isinstance(body, str):
        return body.encode() if body else None
    args = body.get("params", {}).get("args", []) if "jsonrpc" in body else []
    if "API_KEY" in args:
        user = args[1]
        key = keys[user] if isinstance(user, int) else f"key-{user}"
        args = [key if arg == "API_KEY" else arg for arg in args]
        body = {**body, "params": {**body["params"], "args": args}}
    return json.dumps(body).encode()


def assert_as_recorded(capture: Capture, reply: Reply) -> None:
    """The sandbox answered as the real server did."""
    content = capture.content
    assert reply.status == content["status"], reply.body
    assert reply.content_type == content["response"]["headers"]["Content-Type"]
    expected = capture.expected
    if isinstance(expected, str) and not reply.content_type.startswith("application/json"):
        assert page(reply.body.decode("latin-1"), expected) == page(expected, expected)
    else:
        assert plain(json.loads(reply.body)) == plain(expected)


def page(text: str, recorded: str) -> str:
    """A page as it is compared with a recorded one."""
    if recorded.startswith("<") and recorded.endswith("application/pdf>"):
        return "a PDF" if text.startswith(("%PDF", "<")) else text
    if recorded.endswith("..."):
        found = re.search(r"<title>(.*?)</title>", text)
        return found[1] if found else text
    return text


def plain(value: Any) -> Any:
    """A JSON value as it is compared."""
    if isinstance(value, dict):
        return {name: _plain_member(name, member) for name, member in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, str):
        return re.sub(r"access_token=\w+", "access_token=TOKEN", value)
    return value


def _plain_member(name: str, member: Any) -> Any:
    if name == "debug":
        return "a traceback" if member.startswith("Traceback (most recent call last):\n") else member
    if name in MOMENTS and isinstance(member, str):
        return "a moment"
    if name in GROUPS:
        return sorted(member)
    if name == "messages":
        return sorted(plain(member), key=lambda m: (m.get("record", 0), m.get("field", "~"), m["message"]))
    return plain(member)
