"""A site that answers badly: nothing is lost, the cursor stays, and a person learns of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from channels.wix import channel, poll
from channels.wix.api import Api
from hub.errors import AffluentError, ContractError, CredentialsError
from hub.order import Order
from hub.order.vocabulary import FulfillmentStatus, PaymentStatus, Status
from hub.ports import OrderPage
from sandbox.network.http import Request
from tests.channels.contract.subject import Scene, subject
from tests.channels.wix.contract_shop import WixShop, opened

FIXTURES = Path(channel.__file__).parent / "fixtures"


@pytest.fixture
def shop() -> Iterator[WixShop]:
    with opened(app=False) as made:
        yield made


@pytest.fixture
def scene(shop: WixShop) -> Scene:
    return Scene(subject(channel.Wix()), shop)


def raw() -> Any:
    return json.loads((FIXTURES / "partial_refund.raw.json").read_text(encoding="utf-8"))


def unknown(order: Order) -> list[str]:
    return [notice.detail for notice in order.notices if notice.code == "unknown_status"]


def read_until_trouble(pages: Iterator[OrderPage]) -> tuple[list[OrderPage], AffluentError]:
    read: list[OrderPage] = []
    with pytest.raises(AffluentError) as caught:
        read.extend(pages)
    return read, caught.value


def test_a_key_that_is_revoked_in_mid_walk_leaves_the_cursor_where_it_was(
    scene: Scene, shop: WixShop
) -> None:
    # given three pages, and a key that is revoked after the first
    shop.put(12, scene.now)
    pages = poll.pages(Api(scene.http()), None, per_page=5)
    first = next(pages)
    shop.sandbox.access.keys.clear()

    # when
    rest, trouble = read_until_trouble(pages)

    # then
    assert isinstance(trouble, CredentialsError)
    assert "API Keys" in trouble.remedy
    assert [page.cursor for page in [first, *rest]] == [None]


@pytest.mark.parametrize(
    "error",
    [
        {"message": "", "details": {"applicationError": {"code": "TIMEOUT", "description": "Timeout"}}},
        {"errors": [{"message": "Timeout"}]},
    ],
)
@pytest.mark.parametrize("path", ["/orders/search", "/payments/list-by-ids"])
def test_a_page_with_an_error_beside_its_data_is_no_page(
    scene: Scene, shop: WixShop, monkeypatch: pytest.MonkeyPatch, path: str, error: dict[str, Any]
) -> None:
    # given a site that tells an error under 200, beside what it found
    shop.put(3, scene.now)
    answer = shop.sandbox.answer

    def half(request: Request) -> Any:
        response = answer(request)
        if path in request.path:
            response.body = json.dumps({**json.loads(response.body), **error}).encode()
        return response

    monkeypatch.setattr(shop.sandbox, "answer", half)

    # when
    read, trouble = read_until_trouble(poll.pages(Api(scene.http()), None))

    # then
    assert isinstance(trouble, ContractError)
    assert "Timeout" in trouble.cause
    assert read == []


def test_words_that_nobody_knew_are_kept_and_noticed(scene: Scene) -> None:
    # given words of a later version
    document = raw()
    document["order"] |= {"status": "DREAMT", "paymentStatus": "BARTERED", "fulfillmentStatus": "BEAMED"}
    document["transactions"]["payments"].append({**document["transactions"]["payments"][0]})
    document["transactions"]["payments"][-1]["status"] = "FLOWING"

    # when
    order = scene.subject.order(document)

    # then
    assert (order.status, order.payment_status) == (Status.UNKNOWN, PaymentStatus.UNKNOWN)
    assert order.fulfillment_status is FulfillmentStatus.UNKNOWN
    assert order.raw_status["status"] == "DREAMT"
    assert len(unknown(order)) == 4
    assert len(order.payments) == len(document["transactions"]["payments"]) - 1


@pytest.mark.parametrize("field", ["status", "paymentStatus", "fulfillmentStatus"])
def test_a_state_that_is_no_longer_told_is_unknown_and_noticed(scene: Scene, field: str) -> None:
    document = raw()
    del document["order"][field]

    assert unknown(scene.subject.order(document))


def test_a_payment_without_state_is_noticed(scene: Scene) -> None:
    # given a payment whose state left both places at which Wix told it
    document = raw()
    (payment,) = document["transactions"]["payments"]
    payment.pop("status", None)
    payment.get("regularPaymentDetails", {}).pop("status", None)

    order = scene.subject.order(document)

    assert order.payments == ()
    assert unknown(order) == ["the state of a payment is ''"]
