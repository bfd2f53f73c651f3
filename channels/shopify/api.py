"""The calls to Shopify's Admin GraphQL API that the channel makes, and what is checked of each answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from channels.http import Answer, Http
from channels.shopify import access, cost, lists
from channels.shopify.errors import TOKEN_REFUSED
from channels.shopify.saved import with_more
from channels.text import one_line
from hub.errors import ContractError, CredentialsError, TransientError
from hub.sentences import say

VERSION = "2026-10"
PATH = f"admin/api/{VERSION}/graphql.json"
DOCUMENT = (Path(__file__).parent / "orders.graphql").read_text(encoding="utf-8")
# 842 points of the 1000 that one query may cost; 50 orders would cost 982, 100 are refused.
ORDERS_PER_PAGE = 25
_MOST_PAGES = 200  # of one order's lines: 20,000 lines
_MOST_READINGS = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """The data of an answer, the shop's clock, and the bucket of points (None where it is not told)."""

    data: Mapping[str, Any]
    answer: Answer
    bucket: cost.Bucket | None

    @property
    def clock(self) -> datetime:
        """The shop's own time."""
        return self.answer.clock()


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of orders, oldest change first; `after` is where the next one starts, None after the last."""

    rows: list[Any]
    after: str | None
    clock: datetime
    bucket: cost.Bucket | None


def ask(http: Http, operation: str, variables: Mapping[str, Any], text: str = DOCUMENT) -> Reply:
    """The reply to one operation of a document; raises classed errors, also those told under 200.

    Sent again when no answer comes: also a mutation must do no harm when it is sent twice.
    """
    document = {"query": text, "operationName": operation, "variables": variables}
    try:
        answer = http.ask(PATH, document=document, sign=access.signer(http))
    except CredentialsError as refused:
        if refused.code != TOKEN_REFUSED:
            raise
        # A token may have died meanwhile, and Shopify's edge at times refuses a good one: once more.
        answer = http.ask(PATH, document=document, sign=access.signer(http, anew=True))
    body = answer.json()
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, dict):
        raise _unreadable(answer, say("holds no data but {found}", found=one_line(repr(body), 80)))
    return Reply(data, answer, cost.bucket(body))


def listing(http: Http, query: str, after: str | None, first: int = ORDERS_PER_PAGE) -> Listing:
    """A page of orders. A last page that came after an error is asked for again before it is believed."""
    variables = {"first": first, "after": after, "query": query}
    found, tries = _listing(ask(http, "HubOrders", variables))
    if tries > 1 and found.after is None:
        found, tries = _listing(ask(http, "HubOrders", variables))
        if tries > 1 and found.after is None:
            raise TransientError(
                "unsteady_shop",
                say(
                    "Shop {shop}: a last page came only after errors, twice: it may not be it.",
                    shop=http.account.shop,
                ),
                say("Nothing to do: the walk starts again later from the same place."),
            )
    return found


def _listing(reply: Reply) -> tuple[Listing, int]:
    """The page, and the tries it took; one that does not say whether it is the last is an error."""
    rows, following = page_of(reply.answer, reply.data.get("orders"))
    return Listing(rows, following, reply.clock, reply.bucket), reply.answer.tries


def count(http: Http, query: str) -> int:
    """How many orders a query finds; where the shop counts no further (`AT_LEAST`), as many as it counted."""
    reply = ask(http, "HubOrdersCount", {"query": query})
    found = reply.data.get("ordersCount")
    number = found.get("count") if isinstance(found, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise _unreadable(
            reply.answer, say("holds no number of orders but {found}", found=one_line(repr(found), 80))
        )
    return number


def one_order(http: Http, gid: str) -> tuple[Any, datetime]:
    """An order with all its lines (None: the shop no longer has it) and the shop's clock."""
    reply = ask(http, "HubOrder", {"id": gid})
    if "order" not in reply.data:
        raise _unreadable(reply.answer, say("holds no order, and does not say that it is gone"))
    found = reply.data["order"]
    return (None if found is None else complete(http, found)), reply.clock


def complete(http: Http, row: Any) -> Any:
    """The order with all of its lines and lists. One that changes meanwhile is read again from the start.

    A row that cannot even be addressed stays as it is; the mapping will say what is wrong with it.
    """
    for _ in range(_MOST_READINGS):
        if not isinstance(row, dict) or not isinstance(row.get("id"), str):
            return row
        listed = _with_whole_lists(http, row)
        whole = None if listed is None else _with_all_lines(http, listed)
        if whole is not None:
            return whole
        row = ask(http, "HubOrder", {"id": row["id"]}).data.get("order")
    raise TransientError(
        "order_in_motion",
        say("Shop {shop}: an order changed each time while its lines were read.", shop=http.account.shop),
        say("Nothing to do: the walk starts again later from the same place."),
    )


def _with_whole_lists(http: Http, order: dict[str, Any]) -> dict[str, Any] | None:
    """The order with lists that were cut read in full; None when it changed since."""
    if not lists.may_go_on(order):
        return order
    reply = ask(http, "HubOrderLists", {"id": order["id"]})
    found = reply.data.get("order")
    if not isinstance(found, dict) or found.get("updatedAt") != order.get("updatedAt"):
        return None
    return lists.with_whole(order, found)


def _with_all_lines(http: Http, order: dict[str, Any]) -> dict[str, Any] | None:
    """The order with further pages joined; None when a page shows that it changed since."""
    for _ in range(_MOST_PAGES):
        after = _further(order, "lineItems")
        if after is None:
            return _with_all_refunds(http, order)
        reply = ask(http, "HubOrderLines", {"id": order["id"], "after": after})
        found = reply.data.get("order")
        if not isinstance(found, dict) or found.get("updatedAt") != order.get("updatedAt"):
            return None
        page_of(reply.answer, found.get("lineItems"))
        order = with_more(order, "lineItems", found["lineItems"])
    raise _endless(http)


def _with_all_refunds(http: Http, order: dict[str, Any]) -> dict[str, Any]:
    refunds = order.get("refunds")
    if not isinstance(refunds, list) or all(_further(entry, "refundLineItems") is None for entry in refunds):
        return order
    return {**order, "refunds": [_whole_refund(http, entry) for entry in refunds]}


def _whole_refund(http: Http, refund: Any) -> Any:
    for _ in range(_MOST_PAGES):
        after = _further(refund, "refundLineItems")
        if after is None:
            return refund
        reply = ask(http, "HubRefundLines", {"id": refund.get("id"), "after": after})
        found = reply.data.get("refund")
        page = found.get("refundLineItems") if isinstance(found, dict) else None
        page_of(reply.answer, page)
        refund = with_more(refund, "refundLineItems", page)
    raise _endless(http)


def _further(holder: Any, field: str) -> str | None:
    """Where the next page of a connection starts; None when there is none, or nothing readable."""
    connection = holder.get(field) if isinstance(holder, dict) else None
    if not isinstance(connection, dict) or not isinstance(connection.get("nodes"), list):
        return None
    page = connection.get("pageInfo")
    if not isinstance(page, dict) or page.get("hasNextPage") is not True:
        return None
    after = page.get("endCursor")
    return after if isinstance(after, str) else None


def page_of(answer: Answer, connection: Any) -> tuple[list[Any], str | None]:
    """The nodes of a connection and where its next page starts."""
    rows = connection.get("nodes") if isinstance(connection, dict) else None
    info = connection.get("pageInfo") if isinstance(connection, dict) else None
    if not isinstance(rows, list) or not isinstance(info, dict):
        raise _unreadable(answer, say("holds no page of a list"))
    more, after = info.get("hasNextPage"), info.get("endCursor")
    if not isinstance(more, bool) or (more and not isinstance(after, str)):
        raise _unreadable(answer, say("does not say whether more pages follow"))
    return rows, after if more else None


def _unreadable(answer: Answer, reason: str) -> ContractError:
    return ContractError(
        "unreadable_answer",
        say("{about}: the answer {reason}.", about=answer.about, reason=reason),
        say("Check the shop's address."),
    )


def _endless(http: Http) -> ContractError:
    return ContractError(
        "endless_list",
        say("Shop {shop}: the lines of an order never end.", shop=http.account.shop),
        say("Report it: the shop's pages do not come to an end."),
    )
