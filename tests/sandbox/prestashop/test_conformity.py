"""The sandbox answers recorded questions as the real shop did."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

import pytest

from sandbox.shops.prestashop import PrestaShopSandbox
from sandbox.shops.prestashop.store import NODES, RESOURCES

CAPTURES = Path(__file__).parent / "captures"
ORDERS = sorted(path.stem for path in (CAPTURES / "orders").glob("*.json"))
KEY = "SANDBOXSANDBOXSANDBOXSANDBOXSAND"
OTHER_KEYS = {
    "401_no_auth": "",
    "401_bad_key_format": "SHORT",
    "401_unknown_key": "X" * 32,
    "401_disabled_key": "X" * 32,
    "401_resource_not_allowed": "LIMITEDLIMITEDLIMITEDLIMITEDLIMI",
}


def capture(name: str) -> Any:
    return json.loads((CAPTURES / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shop() -> Iterator[PrestaShopSandbox]:
    """A shop that holds the recorded rows."""
    resources: dict[str, str] = {node: name for name, node in NODES.items()}
    with PrestaShopSandbox() as sandbox:
        sandbox.add_key(OTHER_KEYS["401_resource_not_allowed"], {"orders"})
        calls = [call for name in ORDERS for call in capture(f"orders/{name}")["calls"]]
        for call in [*calls, capture("lists/order_same_via_list_full")]:
            body: dict[str, Any] = call["body"] if isinstance(call["body"], dict) else {}
            for node, rows in body.items():
                if resources.get(node, node) in RESOURCES:
                    sandbox.store.put(resources.get(node, node), rows)
        yield sandbox


def ask(
    shop: PrestaShopSandbox, recorded: dict[str, Any], key: str = KEY
) -> tuple[int, dict[str, str], bytes]:
    """The same question over the socket: status, headers, body."""
    request = recorded["request"]
    parts = urlsplit(request["url"])
    query = urlencode(parse_qsl(parts.query, keep_blank_values=True))
    host = urlsplit(shop.url)
    connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=5)
    headers = {"Authorization": f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}"} if key else {}
    connection.request(request["method"], f"{parts.path}?{query}", headers=headers)
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return found


def known(shop: PrestaShopSandbox, body: Any) -> Any:
    """A recorded list, as far as the sandbox holds its orders; in order of their ids."""
    if not isinstance(body, dict):
        return body
    ids = set(shop.store.tables["orders"])
    rows = [row for row in body["orders"] if row["id"] in ids]
    return {"orders": sorted(rows, key=lambda row: row["id"])} if rows else []


@pytest.mark.parametrize("name", ORDERS)
def test_what_belongs_to_an_order_is_found_as_recorded(shop: PrestaShopSandbox, name: str) -> None:
    for recorded in capture(f"orders/{name}")["calls"]:
        status, headers, content = ask(shop, recorded)

        assert status == recorded["status"]
        assert json.loads(content) == recorded["body"], recorded["request"]["url"]
        assert {"Access-Time", "PSWS-Version", "Content-Sha1"} <= set(headers)


@pytest.mark.parametrize(
    "name", ["list_empty", "list_filter_date_upd", "list_filter_date_upd_gt_strict", "list_one"]
)
def test_lists_are_filtered_as_recorded(shop: PrestaShopSandbox, name: str) -> None:
    recorded = capture(f"lists/{name}")

    status, _, content = ask(shop, recorded)

    assert status == 200
    assert known(shop, json.loads(content)) == known(shop, recorded["body"])


def test_a_single_resource_drops_what_is_nothing(shop: PrestaShopSandbox) -> None:
    recorded = capture("lists/order_single_json_drops_falsy_fields")

    _, _, content = ask(shop, recorded)

    assert set(json.loads(content)["order"]) == set(recorded["body"]["order"])


def test_named_and_nested_fields_are_shown(shop: PrestaShopSandbox) -> None:
    _, _, named = ask(shop, capture("lists/list_display_fields"))
    _, _, nested = ask(shop, capture("lists/list_nested_display"))

    wanted = {"id", "reference", "current_state", "date_upd", "total_paid_tax_incl"}
    assert all(set(row) == wanted for row in json.loads(named)["orders"])
    rows = json.loads(nested)["orders"]
    assert len(rows) == 2
    assert all(
        set(row["associations"]["order_rows"][0]) == {"product_id", "product_quantity"} for row in rows
    )


@pytest.mark.parametrize("name", sorted(path.stem for path in (CAPTURES / "errors").glob("*.json")))
def test_refusals_are_those_recorded(shop: PrestaShopSandbox, name: str) -> None:
    recorded = capture(f"errors/{name}")

    status, headers, content = ask(shop, recorded, OTHER_KEYS.get(name, KEY))

    assert status == recorded["status"]
    assert ("WWW-Authenticate" in headers) == ("WWW-Authenticate" in recorded["headers"])
    if "body" in recorded:
        codes = [entry["code"] for entry in recorded["body"]["errors"]]
        assert [entry["code"] for entry in json.loads(content)["errors"]] == codes[
            : 2 if status == 401 else 1
        ]
    else:
        assert content.decode() == recorded["body_text"]


@pytest.mark.parametrize("name", sorted(path.stem for path in (CAPTURES / "multishop").glob("*.json")))
def test_the_shops_of_one_installation_are_kept_apart_as_recorded(name: str) -> None:
    recorded = capture(f"multishop/{name}")
    tied = {"1", "2"} if "both_shops" in name else {"1"}
    with PrestaShopSandbox() as shop:
        shop.rest.key_shops[KEY] = frozenset(tied)
        shop.store.put("shops", [{"id": 2, "id_shop_group": "1", "name": "Outlet"}])
        rows = [{"id": n, "id_shop_group": "1", "id_shop": "1" if n < 120 else "2"} for n in range(118, 122)]
        shop.store.put("orders", rows)
        status, _, body = ask(shop, recorded)

    assert (status, json.loads(body)) == (recorded["status"], recorded["body"])


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("order_full_list", "orders?filter[id]=[6|33]&display=full"),
        ("order_details", "order_details?filter[id_order]=[15]&display=full"),
        ("order_states", "order_states?display=full&limit=2"),
        ("list_empty", "orders?filter[id]=[99999]&display=full"),
        ("400_unknown_resource_xml", "orderz"),
        ("401_unknown_key_xml", "orders"),
    ],
)
def test_a_server_without_json_answers_as_recorded_in_xml(name: str, question: str) -> None:
    wanted = ElementTree.fromstring((CAPTURES / "xml" / f"{name}.xml").read_bytes())
    with PrestaShopSandbox(knows_json=False) as shop:
        for node, rows in _rows(wanted).items():
            shop.store.tables[node] = {row["id"]: row for row in rows}
        path, _, query = question.partition("?")
        url = f"http://presta.example.test/api/{path}?{query}&output_format=JSON"
        recorded = {"request": {"method": "GET", "url": url}}
        _, headers, body = ask(shop, recorded, "X" * 32 if name.startswith("401") else KEY)

    assert headers["Content-Type"] == "text/xml;charset=utf-8"
    assert _texts(ElementTree.fromstring(body)) == _texts(wanted)


def _rows(document: ElementTree.Element) -> dict[str, list[dict[str, Any]]]:
    """The recorded rows as a shop holds them."""
    node = document[0]
    if node.tag == "errors":
        return {}
    rows = [{field.tag: _value(field) for field in row} for row in node]
    return {node.tag: [{**row, "id": int(row["id"])} for row in rows]}


def _value(field: ElementTree.Element) -> Any:
    if field.tag == "associations":
        return {kind.tag: [{part.tag: part.text or "" for part in row} for row in kind] for kind in field}
    return [{"id": text.get("id"), "value": text.text} for text in field] if len(field) else field.text or ""


def _texts(document: ElementTree.Element) -> list[tuple[str, str]]:
    """Tags and texts in their order; of a message, its beginning: it may list what a shop has."""
    return [
        (element.tag, (element.text or "").strip()[: 40 if element.tag == "message" else None])
        for element in document.iter()
    ]
