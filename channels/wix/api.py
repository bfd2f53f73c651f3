"""The calls to Wix that the channel makes, and what is checked of each answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels.http import Answer, Http, Signer, unsigned
from channels.text import one_line
from channels.wix.access import App, access_of, by_token
from channels.wix.errors import GONE, UNAUTHENTICATED, refine, words
from hub.errors import AffluentError, ContractError, CredentialsError, TransientError
from hub.sentences import say

MOST_PER_PAGE = 100
SEARCH, ORDERS = "ecom/v1/orders/search", "ecom/v1/orders"
PAYMENTS, PAYMENTS_OF_MANY = "ecom/v1/payments/orders", "ecom/v1/payments/list-by-ids"
_NEW_TOKEN = "oauth2/token"  # noqa: S105 - a path, no password


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a search: its orders, where the next page is (None: this is the last), and Wix's clock."""

    rows: list[Any]
    next: str | None
    clock: datetime


class Api:
    """Wix, as one connection calls it. Holds an app's access token, which it renews once when it dies."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self._access = access_of(http.account)
        self._token = ""

    def search(self, question: dict[str, Any]) -> Listing:
        """A page of orders. A last page that came after an error is asked for again before it is believed."""
        answer = self._ask(SEARCH, {"search": question})
        if answer.tries > 1 and _listing(answer).next is None:
            answer = self._ask(SEARCH, {"search": question})
            if answer.tries > 1:
                raise TransientError(
                    "unsteady_shop",
                    say(
                        "{about}: a last page came only after errors, twice: it may not be the last.",
                        about=answer.about,
                    ),
                    say("Nothing to do: the walk starts again later from the same place."),
                )
        return _listing(answer)

    def order(self, external_id: str) -> tuple[Any, datetime]:
        """An order (None: the site no longer has it) and Wix's clock."""
        answer = self._get(f"{ORDERS}/{external_id}")
        if answer.status == 404:
            _must_be_gone(answer)
            return None, answer.clock()
        return _part(answer, "order"), answer.clock()

    def transactions(self, external_id: str) -> Any:
        """Payments and refunds of one order; None where there are none."""
        answer = self._get(f"{PAYMENTS}/{external_id}")
        if answer.status == 404:
            _must_be_gone(answer)
            return None
        return _part(answer, "orderTransactions")

    def transactions_of(self, ids: Sequence[str]) -> dict[str, Any]:
        """Payments and refunds of up to a hundred orders in one call, by order id."""
        answer = self._ask(PAYMENTS_OF_MANY, {"orderIds": list(ids)})
        found = _document(answer).get("orderTransactions", [])
        entries = found if isinstance(found, list) else [found]
        if not all(isinstance(entry, dict) for entry in entries):
            raise _unreadable(answer, say("holds payments that are no objects"))
        return {str(entry.get("orderId")): entry for entry in entries}

    def _ask(self, path: str, document: Any) -> Answer:
        return self._proven(lambda sign: self._http.ask(path, document=document, sign=sign))

    def _get(self, path: str) -> Answer:
        return self._proven(lambda sign: self._http.get(path, accept={404}, sign=sign))

    def _proven(self, call: Callable[[Signer | None], Answer]) -> Answer:
        if not isinstance(self._access, App):
            return call(None)
        fresh = not self._token
        token = self._token = self._token or self._new_token(self._access)
        try:
            return call(by_token(token))
        except CredentialsError as refused:
            if fresh or refused.code != UNAUTHENTICATED:
                raise
        self._token = self._new_token(self._access)
        return call(by_token(self._token))

    def _new_token(self, app: App) -> str:
        """A token lives four hours; one that dies in the middle of a walk is renewed there."""
        document = {
            "grant_type": "client_credentials",
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "instance_id": app.instance_id,
        }
        answer = self._http.ask(_NEW_TOKEN, document=document, sign=unsigned)
        token = _document(answer).get("access_token")
        if not isinstance(token, str) or not token:
            raise _unreadable(answer, say("holds no access token"))
        return token


def _listing(answer: Answer) -> Listing:
    rows = _part(answer, "orders", list)
    metadata = _document(answer).get("metadata")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("hasNext"), bool):
        raise _unreadable(answer, say("does not say whether there are more orders (metadata.hasNext)"))
    if metadata.get("count", len(rows)) != len(rows):
        raise _unreadable(
            answer,
            say(
                "holds {count} orders and says {said}",
                count=len(rows),
                said=one_line(repr(metadata["count"]), 20),
            ),
        )
    if not metadata["hasNext"]:
        return Listing(rows, None, answer.clock())
    cursors = metadata.get("cursors")
    following = cursors.get("next") if isinstance(cursors, dict) else None
    if not isinstance(following, str) or not following or not rows:
        raise _unreadable(answer, say("says that there are more orders, but not where"))
    return Listing(rows, following, answer.clock())


def _part(answer: Answer, name: str, kind: type = dict) -> Any:
    part = _document(answer).get(name)
    if not isinstance(part, kind):
        raise _unreadable(
            answer, say("holds no {name} but {found}", name=name, found=one_line(repr(part), 80))
        )
    return part


def _document(answer: Answer) -> dict[str, Any]:
    document = answer.json()
    if not isinstance(document, dict):
        raise _unreadable(answer, say("is no object but {found}", found=one_line(repr(document), 80)))
    return document


def _must_be_gone(answer: Answer) -> None:
    """A 404 of something else (a proxy, a wrong address) must not look like a deleted order."""
    code, message = words(answer)
    if code != GONE and "not found" not in message.lower():
        raise _refused(answer)


def _refused(answer: Answer) -> AffluentError:
    return refine(answer) or _unreadable(answer, say("is not found, and Wix does not say that it is gone"))


def _unreadable(answer: Answer, reason: str) -> ContractError:
    return ContractError(
        "unreadable_answer",
        say("{about}: the answer {reason}.", about=answer.about, reason=reason),
        say("Check the API address in the shop's form."),
    )
