"""Raw orders out of saved answers: pages, single orders, recordings; refunds join their order."""

import re
from typing import Any

from channels.recordings import Recorded, recorded
from channels.woocommerce.mapping import must_be_order
from hub.errors import ContractError
from hub.sentences import say

_REFUNDS = re.compile(r"/orders/(\d+)/refunds/?\Z")


def unpack(document: Any) -> list[Any]:
    """The raw orders inside, in the order they stand; raises `ContractError` for an error answer."""
    answers = recorded(document)
    refunds = {
        found[1]: answer.body
        for answer in answers
        if (found := _REFUNDS.search(answer.path)) and isinstance(answer.body, list)
    }
    if refunds and len(refunds) == len(answers):
        raise ContractError(
            "no_orders",
            say("the answer holds the refunds of order {orders}, not an order.", orders=", ".join(refunds)),
            say("Give the order's own answer."),
        )
    orders = [item for answer in answers if not _REFUNDS.search(answer.path) for item in _orders(answer)]
    return [_joined(item, refunds) for item in orders]


def _orders(answer: Recorded) -> list[Any]:
    items = answer.body if isinstance(answer.body, list) else [answer.body]
    for item in items:
        must_be_order(item)
    return items


def _joined(item: Any, refunds: dict[str, Any]) -> Any:
    key = str(item.get("id")) if isinstance(item, dict) else ""
    return {"order": item, "refunds": refunds[key]} if key in refunds else item
