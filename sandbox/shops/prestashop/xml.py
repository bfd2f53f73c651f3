"""The webservice's answers as XML, in the form of recorded ones: what a server gives that knows no JSON."""

from __future__ import annotations

import json
from typing import Any

from sandbox.network.http import Response
from sandbox.shops.prestashop.standing import Row

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">\n'
_IRREGULAR = {"addresses": "address", "taxes": "tax"}
_LINKS = {
    "current_state": "order_states",
    "id_address_delivery": "addresses",
    "id_address_invoice": "addresses",
    "id_carrier": "carriers",
    "id_country": "countries",
    "id_currency": "currencies",
    "id_customer": "customers",
    "id_lang": "languages",
    "id_order": "orders",
    "product_id": "products",
}


def as_xml(response: Response, node: str, url: str, *, bare: bool) -> Response:
    """The same answer as XML; ``node`` names its list, ``url`` is where links lead, ``bare``: only ids."""
    if not response.headers.get("Content-Type", "").startswith("application/json") or not response.body:
        return response
    document = json.loads(response.body) or {node: []}
    api = f"{url}/api"
    ((name, value),) = document.items()
    if name == "errors":
        text = _errors(value)
    elif isinstance(value, dict):
        text = _row(name, value, api)
    else:
        text = _ids(name, value, api) if bare else _list(name, value, api)
    response.body = f"{_HEAD}{text}</prestashop>\n".encode()
    response.headers["Content-Type"] = "text/xml;charset=utf-8"
    return response


def _errors(entries: list[Row]) -> str:
    rows = "".join(
        f"<error>\n{_leaf('code', row['code'])}{_leaf('message', row['message'])}</error>\n"
        for row in entries
    )
    return f"<errors>\n{rows}</errors>\n"


def _list(node: str, rows: list[Row], api: str) -> str:
    return f"<{node}>\n{''.join(_row(_singular(node), row, api) for row in rows)}</{node}>\n"


def _ids(node: str, rows: list[Row], api: str) -> str:
    name = _singular(node)
    entries = (f'<{name} id="{row["id"]}" xlink:href="{api}/{node}/{row["id"]}"/>\n' for row in rows)
    return f"<{node}>\n{''.join(entries)}</{node}>\n"


def _row(name: str, row: Row, api: str) -> str:
    fields = [_field(field, value, api) for field, value in row.items() if field != "associations"]
    linked = "".join(_association(kind, rows) for kind, rows in row.get("associations", {}).items())
    inner = f"<associations>\n{linked}</associations>\n" if "associations" in row else ""
    return f"<{name}>\n{''.join(fields)}{inner}</{name}>\n"


def _field(name: str, value: Any, api: str) -> str:
    if isinstance(value, list):
        texts = "".join(_translation(text, api) for text in value)
        return f"\t<{name}>{texts}</{name}>\n"
    link = f' xlink:href="{api}/{_LINKS[name]}/{value}"' if name in _LINKS and value not in ("0", "") else ""
    return f"\t<{name}{link}>{_cdata(value)}</{name}>\n"


def _translation(text: Row, api: str) -> str:
    link = f'xlink:href="{api}/languages/{text["id"]}"'
    return f'<language id="{text["id"]}" {link}>{_cdata(text["value"])}</language>'


def _association(kind: str, rows: list[Row]) -> str:
    entry = _singular(kind)
    inner = "".join(
        f"\t<{entry}>\n{''.join(_leaf(name, value) for name, value in row.items())}\t</{entry}>\n"
        for row in rows
    )
    return f'<{kind} nodeType="{entry}" virtualEntity="true">\n{inner}</{kind}>\n'


def _leaf(name: str, value: Any) -> str:
    return f"<{name}>{_cdata(value)}</{name}>\n"


def _cdata(value: Any) -> str:
    """As the real one writes it: "]]>" in a text breaks the whole answer."""
    return f"<![CDATA[{'' if value is None else value}]]>"


def _singular(node: str) -> str:
    if node.endswith("ies"):
        return f"{node.removesuffix('ies')}y"
    return _IRREGULAR.get(node, node.removesuffix("s"))
