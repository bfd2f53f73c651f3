"""Raw orders out of saved answers: pages, bundles, recordings; resources of one recording go together."""

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from channels.prestashop.answers import is_xml, read, read_xml
from channels.prestashop.bundle import LINKED, POINTED, SHARED_FIELDS, Assembly, dicts
from channels.prestashop.fields import words
from channels.recordings import recorded
from hub.errors import ContractError
from hub.sentences import say

# The recordings that this channel was built on come from one shop, and leave out what all its orders share.
_RECORDED_HOST = "presta.example.test"
_RECORDED_SHOP = Path(__file__).parent / "recorded_shop.json"


def unpack(document: Any) -> list[Any]:
    """The raw orders inside, in the order they stand; raises `ContractError` where there are none."""
    if isinstance(document, str) and is_xml(document.encode("utf-8", "replace")):
        document = read_xml(document.encode("utf-8", "replace"), say("answer"))
    answers = [answer.body for answer in recorded(document, read)]
    raws = [body for body in answers if _is_bundle(body)]
    if raws:
        return raws
    pool = _pool(answers)
    orders = dicts(pool.get("orders", []))
    if not orders and (pool or any(body != [] for body in answers)):
        raise ContractError(
            "no_orders",
            say(
                "the answer holds {found}, and no orders.",
                found=", ".join(pool) or say("nothing that is known"),
            ),
            say("Give an answer of /api/orders together with those of what belongs to the orders."),
        )
    settings = _settings(pool)
    if _RECORDED_HOST in _hosts(document):
        shop = _recorded_shop()
        settings = settings or shop["settings"]
        pool = {**{name: rows for name, rows in shop.items() if name != "settings"}, **pool}
    pool["same_reference"] = _shared([*orders, *dicts(pool.get("same_reference", []))])
    assembly = Assembly(pool, settings)
    return [assembly.raw(order) for order in orders]


def _is_bundle(body: Any) -> bool:
    return isinstance(body, dict) and "order" in body and "settings" in body


def _pool(bodies: list[Any]) -> dict[str, list[Any]]:
    """Rows by resource; of one that was saved twice, the last."""
    found: dict[str, dict[str, Any]] = {}
    for body in dicts(bodies):
        _must_be_answer(body)
        for name, rows in {**body, **({"orders": [body["order"]]} if "order" in body else {})}.items():
            if isinstance(rows, list) and (
                name in LINKED or name in POINTED or name in ("orders", "configurations")
            ):
                found.setdefault(name, {}).update({words(row.get("id")): row for row in dicts(rows)})
    return {name: list(rows.values()) for name, rows in found.items()}


def _must_be_answer(body: dict[str, Any]) -> None:
    errors = body.get("errors")
    if isinstance(errors, list) and errors:
        said = errors[0].get("message") if isinstance(errors[0], dict) else errors[0]
        raise ContractError(
            "error_answer",
            say("the answer is an error of the shop, no order: {message}.", message=repr(str(said)[:200])),
            say("Mend what the message says and ask again."),
        )


def _settings(pool: dict[str, list[Any]]) -> dict[str, str]:
    rows = dicts(pool.pop("configurations", []))
    return {words(row.get("name")): words(row.get("value")) for row in rows}


def _shared(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The orders of the same cart, as far as payments need them, each once."""
    found = {words(row.get("id")): {name: row.get(name) for name in SHARED_FIELDS} for row in rows}
    return list(found.values())


def _hosts(document: Any) -> set[str]:
    """The hosts that a recording says it asked."""
    calls = document.get("calls", [document]) if isinstance(document, dict) else []
    requests = [call.get("request") for call in dicts(calls if isinstance(calls, list) else [])]
    urls = [request.get("url") for request in dicts(requests)]
    try:
        return {urlsplit(url).hostname or "" for url in urls if isinstance(url, str)}
    except ValueError:
        return set()


@cache
def _recorded_shop() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_RECORDED_SHOP.read_text(encoding="utf-8"))
    return found
