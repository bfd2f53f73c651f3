"""The calls to WooCommerce's REST API that the channel makes, and what is checked of each answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels.http import Answer, Http
from channels.text import one_line
from channels.woocommerce.errors import refine, words
from hub.errors import ContractError, TransientError
from hub.order.money import decimals
from hub.sentences import say

API = "wp-json/wc/v3"
MOST_PER_PAGE = 100
# Sent with every call: the shop's own setting would show 29.89 as "30".
DECIMALS = 2
_GONE = "woocommerce_rest_shop_order_invalid_id"
_PARENT_GONE = frozenset({_GONE, "woocommerce_rest_invalid_order_id"})


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a listing: its rows, how many pages there are from here on, and the shop's clock."""

    rows: list[Any]
    pages: int
    clock: datetime


def listing(http: Http, params: Sequence[tuple[str, str]], per_page: int) -> Listing:
    """A page of orders. A short page that came after an error is asked for again before it is believed."""
    query = [*params, ("per_page", str(per_page)), ("dp", str(DECIMALS))]
    answer = http.get(f"{API}/orders", query)
    if answer.tries > 1 and len(_rows(answer)) < per_page:
        answer = http.get(f"{API}/orders", query)
        if answer.tries > 1:
            raise TransientError(
                "unsteady_shop",
                say(
                    "{about}: a short page came only after errors, twice: it may not be all there is.",
                    about=answer.about,
                ),
                say("Nothing to do: the walk starts again later from the same place."),
            )
    rows, total, pages = _rows(answer), _count(answer, "X-WP-Total"), _count(answer, "X-WP-TotalPages")
    if total and not rows:
        raise ContractError(
            "orders_hidden",
            say(
                "{about}: the shop counts {total} orders and shows none of them.",
                about=answer.about,
                total=total,
            ),
            say("Give the key to a user who may read all orders (Shop manager or Administrator)."),
        )
    return Listing(rows, pages, answer.clock())


def total(http: Http, params: Sequence[tuple[str, str]]) -> int:
    """How many orders a listing would give, in one small answer."""
    answer = http.get(f"{API}/orders", [*params, ("per_page", "1"), ("_fields", "id")])
    return _count(answer, "X-WP-Total")


def one_order(http: Http, external_id: str, places: int = DECIMALS) -> tuple[Any, datetime]:
    """An order (None: the shop no longer has it) and the shop's clock."""
    answer = http.get(f"{API}/orders/{external_id}", [("dp", str(places))], accept={404})
    if answer.status != 404:
        found = answer.json()
        if not isinstance(found, dict):
            raise _unreadable(answer, say("is no order but {found}", found=one_line(repr(found), 80)))
        return found, answer.clock()
    if words(answer)[0] != _GONE:
        raise refine(answer) or _unreadable(
            answer, say("is not found, and the shop does not say that it is gone")
        )
    return None, answer.clock()


def refunds(http: Http, external_id: str, places: int = DECIMALS) -> list[Any]:
    """All refunds of an order with their lines; none when the order is gone meanwhile."""
    found: list[Any] = []
    page = pages = 1
    while page <= pages:
        query = [("per_page", str(MOST_PER_PAGE)), ("page", str(page)), ("dp", str(places))]
        answer = http.get(f"{API}/orders/{external_id}/refunds", query, accept={404})
        if answer.status == 404 and words(answer)[0] in _PARENT_GONE:
            return []
        if answer.status == 404:
            raise refine(answer) or _unreadable(answer, say("are not found"))
        found += _rows(answer)
        pages = _count(answer, "X-WP-TotalPages")
        page += 1
    return found


def places(currency: Any) -> int:
    """The decimals to ask for: those of the currency, at least two."""
    return max(DECIMALS, decimals(currency)) if isinstance(currency, str) else DECIMALS


def _rows(answer: Answer) -> list[Any]:
    rows = answer.json()
    if not isinstance(rows, list):
        raise _unreadable(answer, say("is no list of orders but {found}", found=one_line(repr(rows), 80)))
    return rows


def _count(answer: Answer, header: str) -> int:
    said = answer.headers.get(header, "")
    if not (said.isascii() and said.isdigit()):
        printed = answer.preface()
        raise ContractError(
            "headers_missing",
            (
                say(
                    "{about}: the header {header} is missing, so nobody knows whether the list is complete; "
                    "the shop printed before its answer: “{printed}”.",
                    about=answer.about,
                    header=header,
                    printed=printed,
                )
                if printed
                else say(
                    "{about}: the header {header} is missing, so nobody knows whether the list is complete.",
                    about=answer.about,
                    header=header,
                )
            ),
            say(
                "A plugin or theme prints a warning or a byte order mark into the API: mend it, or "
                "switch off display_errors in PHP. If a proxy removes the header, let it through."
            ),
        )
    return int(said)


def _unreadable(answer: Answer, reason: str) -> ContractError:
    return ContractError(
        "unreadable_answer",
        say("{about}: the answer {reason}.", about=answer.about, reason=reason),
        say("Check the shop's address."),
    )
