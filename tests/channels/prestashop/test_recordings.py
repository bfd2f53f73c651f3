"""`manage.py normalize` on recordings: the ten answers of an order are taken together."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from channels.prestashop import channel

FIXTURES = Path(channel.__file__).parent / "fixtures"
RECORDINGS = Path(__file__).parents[2] / "sandbox" / "prestashop" / "captures"
ORDERS = sorted((RECORDINGS / "orders").glob("*.json"))


def normalized(*files: Path) -> Any:
    shown = StringIO()
    call_command("normalize", "prestashop", *map(str, files), "--shop", "fixture", stdout=shown)
    return json.loads(shown.getvalue())


@pytest.mark.parametrize("file", ORDERS, ids=lambda file: file.stem)
def test_a_recording_becomes_the_order_of_its_fixture(file: Path) -> None:
    expected = json.loads((FIXTURES / f"{file.stem}.order.json").read_text(encoding="utf-8"))

    assert normalized(file) == [expected]


def test_a_recording_of_another_shop_needs_its_reference_data(tmp_path: Path) -> None:
    # given the same answers, from a shop of which nothing else is known
    foreign = tmp_path / "foreign.json"
    text = ORDERS[0].read_text(encoding="utf-8").replace("presta.example.test", "shop.example.org")
    foreign.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match="currencies"):
        normalized(foreign)

    # when they are recorded as well
    shop = json.loads((Path(channel.__file__).parent / "recorded_shop.json").read_text(encoding="utf-8"))
    recording = json.loads(text)
    rows = [{"id": 1, "name": "PS_TIMEZONE", "value": "Europe/Paris"}]
    known = {name: rows for name, rows in shop.items() if isinstance(rows, list)} | {"configurations": rows}
    recording["calls"] += [
        {"request": {}, "status": 200, "body": {name: rows}} for name, rows in known.items()
    ]
    foreign.write_text(json.dumps(recording), encoding="utf-8")

    # then
    assert normalized(foreign) == normalized(ORDERS[0])


def test_an_error_answer_is_one_line() -> None:
    with pytest.raises(CommandError) as caught:
        normalized(RECORDINGS / "errors" / "401_resource_not_allowed.json")

    assert "not allowed with this authentication key" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_order_without_what_belongs_to_it_is_refused_alike_as_xml_and_json(tmp_path: Path) -> None:
    # given the same order in both forms, without its lines, buyer and currency
    recording = json.loads((RECORDINGS / "lists" / "order_same_via_list_full.json").read_text("utf-8"))
    as_json = tmp_path / "order.json"
    as_json.write_text(json.dumps(recording["body"]), encoding="utf-8")

    with pytest.raises(CommandError) as said_of_json:
        normalized(as_json)
    with pytest.raises(CommandError) as said_of_xml:
        normalized(RECORDINGS / "xml" / "order_single.xml")

    # then
    reasons = [str(caught.value).partition(": ")[2] for caught in (said_of_json, said_of_xml)]
    assert reasons[0] == reasons[1]
    assert "order 6" in reasons[0]


@pytest.mark.parametrize(
    "name", ["400_unknown_resource_xml", "200_invalid_xml_control_char", "order_details"]
)
def test_xml_that_holds_no_order_is_one_line(name: str) -> None:
    with pytest.raises(CommandError) as caught:
        normalized(RECORDINGS / "xml" / f"{name}.xml")

    assert "\n" not in str(caught.value)


def test_a_recorded_answer_in_xml_is_read_like_the_answer_itself(tmp_path: Path) -> None:
    # given a recording whose body is the XML of an order without what belongs to it
    xml = RECORDINGS / "xml" / "order_single.xml"
    recording = tmp_path / "recording.json"
    recording.write_text(json.dumps({"request": {}, "status": 200, "body_text": xml.read_text("utf-8")}))

    with pytest.raises(CommandError) as said_of_recording:
        normalized(recording)
    with pytest.raises(CommandError) as said_of_answer:
        normalized(xml)

    # then
    reasons = [str(caught.value).partition(": ")[2] for caught in (said_of_recording, said_of_answer)]
    assert reasons[0] == reasons[1]
