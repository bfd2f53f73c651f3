"""Raw orders out of saved answers: pages, single orders, recordings; payments join their order."""

from collections.abc import Iterator
from typing import Any

from channels.recordings import Recorded, recorded
from channels.wix.mapping import must_be_order
from hub.errors import ContractError
from hub.sentences import say


def unpack(document: Any) -> list[Any]:
    """The raw orders inside, in the order they stand; raises `ContractError` for an error answer.

    A recording keeps the transactions of its orders beside them, under `also`.
    """
    answers = list(_answers(document))
    transactions = dict(entry for answer in answers for entry in _transactions(answer.body))
    found = [item for answer in answers for item in _orders(answer.body)]
    if transactions and not found:
        raise ContractError(
            "no_orders",
            say(
                "the answer holds the payments of order {orders}, not an order.",
                orders=", ".join(transactions),
            ),
            say("Give the order's own answer."),
        )
    return [_joined(item, transactions) for item in found]


def _answers(document: Any) -> Iterator[Recorded]:
    also = document.get("also") if isinstance(document, dict) else None
    yield from recorded(document)
    for further in also if isinstance(also, list) else ():
        yield from recorded(further)


def _transactions(body: Any) -> Iterator[tuple[str, Any]]:
    found = body.get("orderTransactions") if isinstance(body, dict) else None
    for entry in found if isinstance(found, list) else [found]:
        if isinstance(entry, dict):
            yield str(entry.get("orderId")), entry


def _orders(body: Any) -> list[Any]:
    """The orders of a page, of a single answer, of a list, or the thing itself."""
    if isinstance(body, dict) and "orderTransactions" in body:
        return []
    if isinstance(body, dict) and isinstance(body.get("orders"), list):
        return list(body["orders"])
    items = body if isinstance(body, list) else [body]
    for item in items:
        must_be_order(item)
    return items


def _joined(item: Any, transactions: dict[str, Any]) -> Any:
    """The bundle of an order with its transactions; a bundle or what is no order stays as it is."""
    if not isinstance(item, dict) or (item.get("transactions") is not None):
        return item
    order = item.get("order", item)
    key = str(order.get("id")) if isinstance(order, dict) else ""
    if key in transactions:
        return {"order": order, "transactions": transactions[key]}
    return item if "order" in item else {"order": item, "transactions": None}
