"""Which of the numbers in an order is the buyer's VAT id."""

import pytest

from hub.order import Registration, VatIdCandidate
from odoo_bridge.vat.candidates import choose
from odoo_bridge.vat.companies import french_company
from odoo_bridge.vat.numbers import parse

#  what the shop holds, in order       buyer     chosen          hold                   of the reasons
CHOSEN = """
                                    | FR      |               |                      |
  -                                 | FR      | -             |                      | no number
  FR40303265045                     | FR      | FR40303265045 |                      |
  FR40303265045, fr 40 303 265 045  | FR      | FR40303265045 |                      |
  40303265045, FR40303265045        | FR      | FR40303265045 |                      |
  30326504500029, FR40303265045     | FR      | FR40303265045 |                      | is no VAT id
  DE136695977, DE136695976          | DE      | DE136695976   |                      | mistyped
  DE136695977                       | DE      | DE136695977   |                      | mistyped
  DE136695976                       | DE FR   | DE136695976   |                      |
  DE136695976                       | FR DE   | DE136695976   |                      |
  136695976                         | FR DE   | DE136695976   |                      |
  DE136695976                       |         | DE136695976   |                      |
  GR094259216                       | GR      | EL094259216   |                      |
  FR40303265045                     | RE      | FR40303265045 |                      |
  FR40303265045                     | MC      | FR40303265045 |                      |
  XI431034494                       | GB      | XI431034494   |                      |
  GB980780684, XI980780684          | GB      | XI980780684   |                      |
  DE136695976, FR40303265045        | DE FR   | DE136695976   | vat_id_conflict      | FR40303265045 (field 2)
  DE136695976, DE111111125          | DE      | DE136695976   | vat_id_conflict      | several VAT ids
  DE136695976                       | FR      | DE136695976   | vat_id_other_country | the buyer is in FR
  FR40303265045                     | DE AT   | FR40303265045 | vat_id_other_country | DE, AT
  GB980780684                       | DE      | GB980780684   | vat_id_other_country | number of GB
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip("\n").splitlines()]


@pytest.mark.parametrize(("held", "buyer", "chosen", "hold", "reason"), rows(CHOSEN))
def test_the_most_trusted_good_number_is_chosen(
    held: str, buyer: str, chosen: str, hold: str, reason: str
) -> None:
    # given
    values = [value.strip() for value in held.split(",") if value.strip()]
    candidates = [
        VatIdCandidate(source=f"field {place}", value=value) for place, value in enumerate(values, start=1)
    ]

    # when
    choice = choose(candidates, buyer.split())

    # then
    assert str(choice.number or "") == chosen
    assert choice.hold == hold
    assert reason in " ".join(choice.reasons)
    assert bool(reason) is bool(choice.reasons)


#  VAT id           registrations beside it                      SIREN      SIRET           of the reason
FRENCH = """
                  |                                 |           |                |
  DE136695976     |                                 |           |                |
  FR40303265045   |                                 | 303265045 |                |
  FR40303265045   | siret 303 265 045 00029         | 303265045 | 30326504500029 |
                  | siret 30326504500029            | 303265045 | 30326504500029 |
                  | siren 303265045                 | 303265045 |                |
                  | siret 12345678901234            |           |                |
  FR40303265045   | siret 73282932000074            | 303265045 |                | of another company
  FR40303265045   | ape 6201Z                       | 303265045 |                |
"""


@pytest.mark.parametrize(("vat_id", "beside", "siren", "siret", "reason"), rows(FRENCH))
def test_siren_and_siret_are_derived(vat_id: str, beside: str, siren: str, siret: str, reason: str) -> None:
    # given
    kind, _, value = beside.partition(" ")
    registrations = [Registration(kind=kind, value=value)] if kind else []

    # when
    company = french_company(parse(vat_id), registrations)

    # then
    assert (company.siren, company.siret) == (siren, siret)
    assert reason in company.reason
    assert bool(reason) is bool(company.reason)
