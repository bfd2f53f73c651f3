"""Whether the owner that VIES tells is the buyer."""

import pytest

from hub.order import Address
from odoo_bridge.vat.vies.comparing import Fit, Owner, compare

TOLD = "CHEMIKÓW 7\n09-411 PŁOCK"
#  VIES says                 the order says            fits
NAMES = """
  ORLEN SPÓŁKA AKCYJNA     | Orlen S.A.              | same
  NV EXAMPLE BELGIUM       | Example Belgium         | same
  CONTI ARREDI SRL         | conti arredi s.r.l.     | same
  SOCIETE PRO SARL         | Société Pro             | same
  ORLEN SPÓŁKA AKCYJNA     | Bäckerei Klein GmbH     | different
                           | Orlen                   | unknown
  ORLEN SPÓŁKA AKCYJNA     |                         | unknown
"""
#  street                    postcode     town         fits
ADDRESSES = """
  ul. Chemików 7           | 09-411     | Płock       | same
  Chemikow 7               |            | Plock       | same
  Somewhere else 12        | 09411      | Płock       | same
  Rue de la Paix 3         | 75002      | Paris       | different
                           |            | Płock       | unknown
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip("\n").splitlines()]


@pytest.mark.parametrize(("told", "typed", "fit"), rows(NAMES))
def test_names_fit_without_legal_forms_and_accents(told: str, typed: str, fit: str) -> None:
    found = compare(Owner(name=told), (typed,), ())

    assert found.name == fit
    assert bool(found.notes) is (fit == "different")
    assert all(told in note and typed in note for note in found.notes)


@pytest.mark.parametrize(("street", "postcode", "city", "fit"), rows(ADDRESSES))
def test_addresses_fit_by_postcode_or_street(street: str, postcode: str, city: str, fit: str) -> None:
    address = Address(street=street, postcode=postcode, city=city, country="PL")

    found = compare(Owner(address=TOLD), (), (None, address))

    assert found.address == fit
    assert bool(found.notes) is (fit == "different")


def test_one_of_several_names_and_addresses_is_enough() -> None:
    found = compare(
        Owner(name="ORLEN SPÓŁKA AKCYJNA", address=TOLD),
        ("Jan Nowak", "Orlen"),
        (Address(street="Rynek 1", postcode="00-001"), Address(street="Chemików 7", postcode="09-411")),
    )

    assert (found.name, found.address, found.notes) == (Fit.SAME, Fit.SAME, ())


@pytest.mark.parametrize(
    ("match", "fit"), [("VALID", Fit.SAME), ("INVALID", Fit.DIFFERENT), ("NOT_PROCESSED", Fit.UNKNOWN)]
)
def test_where_the_name_is_masked_the_register_may_have_compared_it(match: str, fit: Fit) -> None:
    found = compare(Owner(name_match=match), ("Ejemplo SL",), ())

    assert found.name is fit
    assert bool(found.notes) is (fit is Fit.DIFFERENT)


def test_strange_text_is_compared_too() -> None:
    found = compare(Owner(name="\u202e---", address="\x00"), ("🦆",), (Address(street="🦆", postcode="::"),))

    assert found.address is Fit.DIFFERENT
