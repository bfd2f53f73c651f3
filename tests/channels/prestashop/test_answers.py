"""XML is read as what the shop's JSON would hold; what is written to harm is an error."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from channels.http import Answer
from channels.prestashop import poll
from channels.prestashop.answers import is_xml, read_xml
from channels.prestashop.channel import PrestaShop
from channels.prestashop.errors import words
from hub.errors import ContractError
from hub.order import to_document
from sandbox.shops.prestashop import PrestaShopSandbox
from tests.channels.contract.subject import Fixture, Scene, subject
from tests.channels.prestashop.contract_shop import SHOPS, PrestaShopShop

CAPTURES = Path(__file__).parents[2] / "sandbox" / "prestashop" / "captures"
PRESTASHOP = PrestaShop()
FIXTURES = subject(PRESTASHOP).fixtures
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def xml(name: str) -> Any:
    return read_xml((CAPTURES / "xml" / f"{name}.xml").read_bytes(), "answer")


def recorded(name: str) -> Any:
    return json.loads((CAPTURES / f"{name}.json").read_text(encoding="utf-8"))


def rows_of(name: str, node: str) -> list[Any]:
    """The rows of one resource in a recording of an order."""
    bodies = [call["body"] for call in recorded(f"orders/{name}")["calls"]]
    return next(body[node] for body in bodies if isinstance(body, dict) and node in body)


def test_recorded_xml_is_what_the_recorded_json_says() -> None:
    (order,) = recorded("lists/order_same_via_list_full")["body"]["orders"]
    assert xml("order_full_list")["orders"][0] == order
    assert xml("order_single") == {"order": order}
    assert xml("order_details") == {"order_details": rows_of("ca_two_taxes", "order_details")}
    assert xml("list_empty") == recorded("lists/list_empty")["body"]
    assert xml("list_ids") == {"orders": [{"id": 1}, {"id": 2}, {"id": 3}]}


def test_recorded_translations_and_empty_associations_are_read() -> None:
    states, slips = xml("order_states")["order_states"], xml("order_slip")["order_slips"]
    assert states[0]["name"] == [
        {"id": "1", "value": "Payment accepted"},
        {"id": "2", "value": "Payment accepted"},
    ]
    assert [len(slip.get("associations", {}).get("order_slip_details", ())) for slip in slips] == [1, 0]
    assert "associations" not in slips[1]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("400_unknown_resource_xml", 27),
        ("401_unknown_key_xml", 20),
        ("503_webservice_disabled_xml", 22),
    ],
)
def test_recorded_errors_say_their_codes(name: str, code: int) -> None:
    content = (CAPTURES / "xml" / f"{name}.xml").read_bytes()
    answer = Answer(method="GET", url="u", status=400, headers={}, content=content, tries=1, shop="s")

    assert words(answer)[0][0] == code


def test_a_text_that_breaks_the_xml_is_told_from_half_an_answer() -> None:
    content = (CAPTURES / "xml" / "200_invalid_xml_control_char.xml").read_bytes()

    with pytest.raises(ContractError) as broken:
        read_xml(content, "answer")
    with pytest.raises(ContractError) as halved:
        read_xml(content[: len(content) // 4], "answer")

    assert (broken.value.code, halved.value.code) == ("broken_xml", "truncated_answer")


@pytest.mark.parametrize(
    "content",
    [
        f'{HEAD}<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><prestashop>&b;</prestashop>',
        f'{HEAD}<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><prestashop>&a;</prestashop>',
        f'{HEAD}<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><prestashop><orders/></prestashop>',
        "<prestashop><orders>" + "<order/>" * 2_000_001 + "</orders></prestashop>",
        "<prestashop><order><id>1</id><id>2</id></order></prestashop>",
        "<prestashop/>",
        "<prestashop><orders/><orders/></prestashop>",
        "<prestashop><orders>&nbsp;</orders></prestashop>",
    ],
    ids=["bomb", "file", "dtd", "flood", "twice", "nothing", "two lists", "entity"],
)
def test_what_no_webservice_writes_is_a_contract_error(content: str) -> None:
    assert is_xml(content.encode())
    with pytest.raises(ContractError) as caught:
        read_xml(content.encode(), "Shop a, GET u")
    assert "Shop a" in caught.value.cause
    assert len(caught.value.cause) < 200


def test_nesting_without_end_is_read_as_nothing() -> None:
    content = f"<prestashop>{'<a>' * 50_000}{'</a>' * 50_000}</prestashop>".encode()

    assert read_xml(content, "answer") == {"a": [{"a": ""}]}


def test_xml_behind_a_warning_of_php_is_read() -> None:
    content = f"<br />\n<b>Warning</b>: x in y\n{HEAD}<prestashop><orders/></prestashop>".encode()

    assert is_xml(content)
    assert read_xml(content, "answer") == []


@pytest.fixture(scope="module")
def shops() -> Iterator[tuple[PrestaShopShop, PrestaShopShop]]:
    with SHOPS["v8"]() as speaking_json, SHOPS["xml"]() as speaking_xml:
        yield speaking_json, speaking_xml


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_every_fixture_is_the_same_order_in_both(
    fixture: Fixture, shops: tuple[PrestaShopShop, PrestaShopShop]
) -> None:
    found = []
    for shop in shops:
        external_id = str(shop.sandbox.load(fixture.raw))
        account = replace(shop.account(), shop="fixture")
        (raw,) = PRESTASHOP.order(Scene(subject(PRESTASHOP), shop).http(account=account), external_id).orders
        found.append(to_document(PRESTASHOP.normalize(raw, account)))

    assert found[0] == found[1]


def test_a_text_that_breaks_the_xml_holds_one_order_and_no_other() -> None:
    with PrestaShopSandbox(knows_json=False) as sandbox:
        shop = PrestaShopShop(sandbox)
        scene = Scene(subject(PRESTASHOP), shop)
        ids = shop.put(9, scene.now)
        sandbox.store.order(int(ids[4]))["gift_message"] = "a]]>b"

        raws = {
            PRESTASHOP.identify(raw): raw for page in poll.pages(scene.http(), None) for raw in page.orders
        }

    assert set(raws) == set(ids)
    assert scene.subject.order(raws[ids[3]]).external_id == ids[3]
    with pytest.raises(ContractError, match=f"order {ids[4]}"):
        scene.subject.order(raws[ids[4]])
