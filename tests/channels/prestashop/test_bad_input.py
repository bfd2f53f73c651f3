"""A shop that answers badly: nothing is lost, the cursor stays, and a person learns of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from channels.prestashop import channel, poll
from hub.errors import AffluentError, ContractError, CredentialsError
from hub.order import Order
from hub.order.vocabulary import PaymentStatus, Status
from hub.ports import OrderPage
from sandbox.network.http import Request
from tests.channels.contract.subject import Scene, subject
from tests.channels.prestashop.contract_shop import PrestaShopShop, opened

FIXTURES = Path(channel.__file__).parent / "fixtures"


@pytest.fixture
def shop() -> Iterator[PrestaShopShop]:
    with opened(knows_json=True) as made:
        yield made


@pytest.fixture
def scene(shop: PrestaShopShop) -> Scene:
    return Scene(subject(channel.PrestaShop()), shop)


def raw() -> Any:
    return json.loads((FIXTURES / "b2c_fr_simple.raw.json").read_text(encoding="utf-8"))


def codes(order: Order) -> list[str]:
    return [notice.code for notice in order.notices]


def read_until_trouble(pages: Iterator[OrderPage]) -> tuple[list[OrderPage], AffluentError]:
    read: list[OrderPage] = []
    with pytest.raises(AffluentError) as caught:
        read.extend(pages)
    return read, caught.value


def test_a_key_that_is_switched_off_in_mid_walk_leaves_the_cursor_where_it_was(
    scene: Scene, shop: PrestaShopShop
) -> None:
    # given three pages, and a key that is switched off after the first
    shop.put(12, scene.now)
    pages = poll.pages(scene.http(), None, 5)
    first = next(pages)
    shop.sandbox.rest.keys.clear()

    # when
    rest, trouble = read_until_trouble(pages)

    # then
    assert isinstance(trouble, CredentialsError)
    assert "Webservice" in trouble.remedy
    assert [page.cursor for page in [first, *rest]] == [None]


@pytest.mark.parametrize(
    "errors",
    [[{"code": 500, "message": "Lost connection"}], [{"message": "Lost connection"}], "Lost connection"],
)
@pytest.mark.parametrize("resource", ["orders", "order_details", "customers", "order_slip"])
def test_rows_with_an_error_beside_them_are_no_list(
    scene: Scene, shop: PrestaShopShop, monkeypatch: pytest.MonkeyPatch, resource: str, errors: Any
) -> None:
    # given a shop that tells an error under 200, beside the rows that it found before
    shop.put(3, scene.now)
    answer = shop.sandbox.answer

    def half(request: Request) -> Any:
        response = answer(request)
        if request.path.endswith(f"/{resource}"):
            found = json.loads(response.body) or {}
            response.body = json.dumps({**found, "errors": errors}).encode()
        return response

    monkeypatch.setattr(shop.sandbox, "answer", half)

    # when
    read, trouble = read_until_trouble(poll.pages(scene.http(), scene.now.isoformat()))

    # then
    assert isinstance(trouble, ContractError)
    assert "Lost connection" in trouble.cause
    assert all(page.cursor is None for page in read)


def test_a_state_that_nobody_knows_is_kept_and_noticed(scene: Scene) -> None:
    # given a state of a module that was removed with its states
    document = raw()
    document["order"]["current_state"] = "99"
    document["order_payments"] = []

    order = scene.subject.order(document)

    assert (order.status, order.payment_status) == (Status.UNKNOWN, PaymentStatus.UNKNOWN)
    assert order.raw_status["current_state"] == "99"
    assert "unknown_status" in codes(order)


@pytest.mark.parametrize(
    "field", ["current_state", "total_paid_tax_incl", "id_currency", "date_add", "date_upd"]
)
def test_a_field_that_is_no_longer_told_holds_the_order_and_is_named(scene: Scene, field: str) -> None:
    document = raw()
    del document["order"][field]

    with pytest.raises(ContractError, match=field) as caught:
        scene.subject.order(document)
    assert caught.value.remedy
