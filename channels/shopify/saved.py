"""Raw orders out of saved answers: pages, orders, recordings; further lines and lists join their order."""

import copy
from typing import Any

from channels.recordings import recorded
from channels.shopify import lists
from channels.text import one_line
from hub.errors import ContractError
from hub.sentences import say

_NAMED = ("id", "updatedAt")


def unpack(document: Any) -> list[Any]:
    """The raw orders inside, in the order they stand; raises `ContractError` for an error answer."""
    found: list[Any] = []
    for body in _bodies(document):
        found += _orders(body)
    whole = [order for order in found if not _is_further_page(order)]
    further = [order for order in found if _is_further_page(order)]
    return [_joined(order, further) for order in whole]


def with_more(order: Any, field: str, page: Any) -> Any:
    """A copy of an object whose connection `field` goes on with the nodes of `page`, its next page."""
    joined = dict(order)
    joined[field] = {**page, "nodes": [*order[field]["nodes"], *page["nodes"]]}
    return joined


def _bodies(document: Any) -> list[Any]:
    if isinstance(document, list):
        return document
    return [answer.body for answer in recorded(document)]


def _orders(body: Any) -> list[Any]:
    if isinstance(body, list):
        return body
    if not isinstance(body, dict):
        raise _no_order(say("is no order but {found}", found=one_line(repr(body), 80)))
    if "errors" in body:
        raise _no_order(say("is an error of the shop: {message}", message=one_line(str(body["errors"]), 200)))
    if "data" not in body:
        return [body]
    data = body["data"]
    if not isinstance(data, dict):
        raise _no_order(say("holds no data"))
    page = data.get("orders")
    if isinstance(page, dict):
        nodes = page.get("nodes")
        if not isinstance(nodes, list):
            raise _no_order(say("holds a page without its list of orders"))
        return nodes
    if "order" not in data:
        raise _no_order(say("holds no orders but {found}", found=one_line(", ".join(data), 80)))
    return [] if data["order"] is None else [data["order"]]


def _is_further_page(order: Any) -> bool:
    """An answer of `HubOrderLines` or `HubOrderLists`: an order's id and more of what it holds."""
    return isinstance(order, dict) and set(order) in ({*_NAMED, "lineItems"}, {*_NAMED, *lists.ASKED})


def _joined(order: Any, further: list[Any]) -> Any:
    try:
        for page in further:
            if page["id"] == order["id"] and "lineItems" not in page:
                order = lists.with_whole(order, page)
            elif page["id"] == order["id"]:
                order = with_more(copy.copy(order), "lineItems", page["lineItems"])
    except (KeyError, TypeError):
        raise _no_order(say("holds a further page of lines that cannot be read")) from None
    return order


def _no_order(reason: str) -> ContractError:
    return ContractError(
        "no_orders",
        say("the saved answer {reason}.", reason=reason),
        say("Give the answer of a query for orders, as it was sent."),
    )
