"""Answers that are no sound pages: each is an error that names itself, never a short or empty page."""

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from channels.http import Http
from channels.shopify import api, channel, poll
from channels.shopify.cost import Bucket, bucket
from hub.errors import ContractError
from hub.ports import Account
from sandbox.network.http import HttpServer, Request, Response

FIXTURES = Path(channel.__file__).parent / "fixtures"
SHOPIFY = channel.Shopify()
END: dict[str, Any] = {"hasNextPage": False, "endCursor": None}
MORE: dict[str, Any] = {"hasNextPage": True, "endCursor": "c"}
Connect = Callable[..., Http]


@pytest.fixture
def answering() -> Iterator[Connect]:
    """A connection to a shop that gives these answers, the last one for ever."""
    with ExitStack() as servers:

        def connect(*bodies: Any) -> Http:
            left = list(bodies)

            def answer(_: Request) -> Response:
                return Response.of_json(left.pop(0) if len(left) > 1 else left[0])

            url = servers.enter_context(HttpServer(answer)).url
            credentials = {"url": url, "access_token": "shpat_1"}
            account = Account(shop="answers", credentials=credentials, allow_private_hosts=True)
            return Http(account, SHOPIFY.connect(account))

        yield connect


def page(*nodes: Any, info: Any = END) -> Any:
    return {"data": {"orders": {"nodes": list(nodes), "pageInfo": info}}}


def raw(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.raw.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        "orders",
        {"data": None},
        {"data": []},
        {"data": {}},
        {"data": {"orders": None}},
        {"data": {"orders": {"nodes": None, "pageInfo": END}}},
        {"data": {"orders": {"nodes": []}}},
        page(info={}),
        page(info={"hasNextPage": None}),
        page(info={"hasNextPage": True, "endCursor": None}),
        page(info={"hasNextPage": "no"}),
    ],
)
def test_what_is_no_page_of_orders_is_an_error(answering: Connect, body: Any) -> None:
    with pytest.raises(ContractError) as caught:
        list(poll.pages(answering(body), None))
    assert caught.value.remedy


def test_an_answer_that_holds_no_order_does_not_say_that_it_is_gone(answering: Connect) -> None:
    with pytest.raises(ContractError, match="does not say that it is gone"):
        SHOPIFY.order(answering({"data": {}}), "4711")


@pytest.mark.parametrize("row", [None, 7, "order", [], {}, {"id": None}, {"id": "x", "lineItems": 3}])
def test_a_row_that_is_no_order_leaves_the_others_alone(answering: Connect, row: Any) -> None:
    # given
    sound = raw("01_b2c_fr_taxes_included")

    # when
    found = [order for page in poll.pages(answering(page(row, sound)), None) for order in page.orders]

    # then it is handed on for the mapping to refuse; nothing at all is no order
    assert found == ([sound] if row is None else [row, sound])


@pytest.mark.parametrize(
    "further",
    [
        None,
        {},
        {"nodes": None, "pageInfo": END},
        {"nodes": []},
        {"nodes": [], "pageInfo": {"hasNextPage": 1}},
    ],
)
def test_a_further_page_that_cannot_be_read_is_an_error(answering: Connect, further: Any) -> None:
    order = raw("13_65_lines_page1")
    rest = {"data": {"order": {"id": order["id"], "updatedAt": order["updatedAt"], "lineItems": further}}}

    with pytest.raises(ContractError):
        list(poll.pages(answering(page(order), rest), None))


def test_lines_without_end_are_an_error(answering: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "_MOST_PAGES", 3)
    order = raw("13_65_lines_page1")
    lines = {"nodes": [], "pageInfo": MORE}
    rest = {"data": {"order": {"id": order["id"], "updatedAt": order["updatedAt"], "lineItems": lines}}}

    with pytest.raises(ContractError, match="never end"):
        list(poll.pages(answering(page(order), rest), None))


def test_refunded_lines_without_end_are_an_error(answering: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "_MOST_PAGES", 3)
    order = copy.deepcopy(raw("04_partial_refund_line_and_shipping"))
    order["refunds"][0]["refundLineItems"]["pageInfo"] = MORE
    rest = {"data": {"refund": {"id": "r", "refundLineItems": {"nodes": [], "pageInfo": MORE}}}}

    with pytest.raises(ContractError, match="never end"):
        list(poll.pages(answering(page(order), rest), None))


def test_a_token_endpoint_without_token_is_an_error() -> None:
    with HttpServer(lambda _: Response.of_json({"expires_in": 5})) as server:
        credentials = {"url": server.url, "client_id": "id", "client_secret": "secret"}
        account = Account(shop="answers", credentials=credentials, allow_private_hosts=True)

        with pytest.raises(ContractError, match="no access token"):
            list(poll.pages(Http(account, SHOPIFY.connect(account)), None))


def told(requested: Any, available: Any, rate: Any) -> Any:
    status = {"currentlyAvailable": available, "restoreRate": rate}
    return {"extensions": {"cost": {"requestedQueryCost": requested, "throttleStatus": status}}}


@pytest.mark.parametrize(
    ("requested", "available", "rate", "wait"),
    [(842, 118, 100, 7.24), (842, 2000, 100, 0.0), (842, 841.5, 50.0, 0.01), (10**8, 0, 1, 3600.0)],
)
def test_the_wait_follows_from_the_bucket(requested: Any, available: Any, rate: Any, wait: float) -> None:
    found = bucket(told(requested, available, rate))

    assert isinstance(found, Bucket)
    assert found.wait == pytest.approx(wait)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"extensions": 5},
        told(None, 1, 1),
        told(1, True, 1),
        told(1, "x", 1),
        told(1, 1, 0),
        told(1, 1, -5),
        told("1e999", 1, 1),
    ],
)
def test_a_bucket_that_says_nothing_usable_is_none(body: Any) -> None:
    assert bucket(body) is None
