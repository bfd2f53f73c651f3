"""The calls to PrestaShop's webservice that the channel makes, and what is checked of each answer.

Only the list form is used: `/orders/ID` drops every field that is 0 or empty. Times are local ones.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from channels.http import Answer, Http
from channels.prestashop.answers import SPOILT, body
from channels.prestashop.options import Options
from channels.text import one_line
from hub.errors import ContractError, TransientError
from hub.sentences import say

MOST_PER_PAGE = 100
_MOST_NAMED = 150  # values in one filter: a plain nginx refuses URLs of 8 kB
_NODES = {"order_slip": "order_slips"}
# Codes of errors that one order, or the way of asking, may cause: the page can be had by ids.
BROKEN_PAGE = SPOILT | {"refused_request"}
SETTINGS = ("PS_TIMEZONE", "PS_OS_CANCELED", "PS_OS_REFUND", "PS_OS_ERROR")

Query = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of a resource and the shop's clock."""

    rows: list[Any]
    clock: datetime


def settings(http: Http) -> tuple[dict[str, str], datetime]:
    """The configuration that orders need, by name, and the shop's clock."""
    query = [("filter[name]", f"[{'|'.join(SETTINGS)}]"), ("display", "[id,name,value]")]
    found = rows(http, "configurations", query)
    named = {row.get("name"): row.get("value") for row in found.rows if isinstance(row, dict)}
    values = {name: value for name in SETTINGS if isinstance(value := named.get(name), str)}
    if "PS_TIMEZONE" not in values:
        raise ContractError(
            "no_time_zone",
            say(
                "Shop {shop}: configurations do not tell PS_TIMEZONE, so its times mean nothing.",
                shop=http.account.shop,
            ),
            say(
                "Set the time zone in International › Localization, and tick View for configurations "
                "in the key."
            ),
        )
    return values, found.clock


def rows(http: Http, resource: str, query: Query) -> Listing:
    """All rows that a query finds. A list that came after an error is asked for again: it may be short."""
    return _steady(http, resource, query, math.inf)


def page(http: Http, resource: str, query: Query, size: int) -> Listing:
    """The first rows that a query finds. A short page that came after an error is asked for again."""
    return _steady(http, resource, [*query, ("limit", f"0,{size}")], size)


def _steady(http: Http, resource: str, query: Query, full: float) -> Listing:
    answer = _get(http, resource, query)
    if answer.tries > 1 and len(_listing(answer, resource).rows) < full:
        answer = _get(http, resource, query)
        if answer.tries > 1:
            raise TransientError(
                "unsteady_shop",
                say(
                    "{about}: a short page came only after errors, twice: it may not be all there is.",
                    about=answer.about,
                ),
                say("Nothing to do: the walk starts again later from the same place."),
            )
    return _listing(answer, resource)


def named(http: Http, resource: str, field: str, values: Sequence[str], display: str) -> list[Any]:
    """The rows whose field is one of the values, in as few calls as the length of a URL allows.

    A row with text that is no UTF-8 empties the whole answer, and one with "]]>" breaks it as XML: such an
    answer is asked for in halves, until the row is alone. It is then known by this one field: the mapping
    will say what is missing. An answer without a body is never a sign of "no orders", which is `[]`.
    """
    found: list[Any] = []
    for start in range(0, len(values), _MOST_NAMED):
        found += _in_halves(http, resource, field, values[start : start + _MOST_NAMED], display)
    return found


def _in_halves(http: Http, resource: str, field: str, values: Sequence[str], display: str) -> list[Any]:
    answer = _get(http, resource, [(f"filter[{field}]", f"[{'|'.join(values)}]"), ("display", display)])
    try:
        return _listing(answer, resource).rows
    except ContractError as trouble:
        if trouble.code not in SPOILT:
            raise
    if len(values) == 1:
        return [{field: values[0]}]
    middle = len(values) // 2
    halves = (values[:middle], values[middle:])
    return [row for half in halves for row in _in_halves(http, resource, field, half, display)]


def _get(http: Http, resource: str, query: Query) -> Answer:
    shop = Options.of(http.account.options).id_shop
    extra = [("id_shop", shop)] if shop else []
    return http.get(f"api/{resource}", [*query, *extra, ("output_format", "JSON")])


def _listing(answer: Answer, resource: str) -> Listing:
    """An empty list is `[]`; one row is a list as well."""
    node = _NODES.get(resource, resource)
    said = body(answer)
    found = said if said == [] else said.get(node) if isinstance(said, dict) else None
    if not isinstance(found, list):
        raise ContractError(
            "unreadable_answer",
            say(
                "{about}: the answer is no list of {node} but {found}.",
                about=answer.about,
                node=node,
                found=one_line(repr(said), 80),
            ),
            say("Check the shop's address; a module may have changed its webservice."),
        )
    return Listing(found, clock(answer))


def clock(answer: Answer) -> datetime:
    """The shop's own time: `Access-Time` in epoch seconds, or the `Date` header where a proxy removed it."""
    said = answer.headers.get("Access-Time", "")
    if said.isascii() and said.isdigit() and len(said) <= 11:
        return datetime.fromtimestamp(int(said), UTC)
    return answer.clock()
