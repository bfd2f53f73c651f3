"""VAT numbers: which ones a partner may have, and what a refusal says."""

import pytest

from sandbox.odoo.vat import expected, is_valid
from tests.sandbox.odoo.client import Client, RefusedError

GOOD = [
    "FR23334175221",
    "DE136695976",
    "BE0477472701",
    "IT00743110157",
    "ATU13585627",
    "LU15027442",
    "NL004495445B01",
]
BAD = [
    "FR12345678901",
    "DE136695978",
    "BE0477472702",
    "IT00743110158",
    "ATU13585626",
    "LU15027443",
    "FR23",
    "NL004495446B01",
]


@pytest.mark.parametrize("number", GOOD)
def test_good_numbers(number: str) -> None:
    assert is_valid(number, number[:2])
    assert is_valid(f"{number[:2]} {number[2:5]}.{number[5:]}", "")


@pytest.mark.parametrize("number", BAD)
def test_bad_numbers(number: str) -> None:
    assert not is_valid(number, number[:2])


@pytest.mark.parametrize(
    ("number", "country"), [("/", "FR"), ("23334175221", "FR"), ("EL123456789", ""), ("12345", "US")]
)
def test_numbers_that_are_not_judged_or_have_no_prefix(number: str, country: str) -> None:
    assert is_valid(number, country)


def test_a_refusal_shows_a_good_one() -> None:
    assert expected("FR1", "") == "FR23334175221"
    assert expected("1", "DE").startswith("DE")
    assert expected("XX1", "XX") == "##=VAT Number"


def test_an_address_has_its_companys_number_and_follows_it(client: Client) -> None:
    company = client.partner(is_company=True, vat="FR23334175221")
    address = client.partner(parent_id=company, type="delivery")
    before = client.read("res.partner", address, "vat")["vat"]

    client.call("res.partner", "write", [company], {"vat": False})

    assert (before, client.read("res.partner", address, "vat")["vat"]) == ("FR23334175221", False)
    with pytest.raises(RefusedError, match="does not seem to be valid"):
        client.call("res.partner", "write", [company], {"vat": "FR12345678901"})
