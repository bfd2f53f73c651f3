"""VAT ids as people type them, and what they are read as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo_bridge.vat.numbers import Syntax, parse
from odoo_bridge.vat.shapes import IN_VIES, SHAPES

#  typed                                            country  read as           ISO
READ = """
   fr 40 303 265 045                              |        | FR40303265045   | FR
   FR-40303265045                                 |        | FR40303265045   | FR
   Fr.40.303.265.045                              |        | FR40303265045   | FR
   FR/40/303265045                                |        | FR40303265045   | FR
   40303265045                                    | FR     | FR40303265045   | FR
   40303265045                                    | RE     | FR40303265045   | FR
   40303265045                                    | MC     | FR40303265045   | FR
   FR40303265045                                  | DE     | FR40303265045   | FR
   FRFR40303265045                                |        | FR40303265045   | FR
   K7399859412                                    | FR     | FRK7399859412   | FR
   TVA intracommunautaire n° : FR 40 303 265 045  |        | FR40303265045   | FR
   NO: FR40303265045                              |        | FR40303265045   | FR
   FR40303265045 (TVA)                            |        | FR40303265045   | FR
   ＦＲ４０３０３２６５０４５                       |        | FR40303265045   | FR
   EL 094259216                                   |        | EL094259216     | GR
   GR094259216                                    |        | EL094259216     | GR
   094259216                                      | GR     | EL094259216     | GR
   094259216                                      | EL     | EL094259216     | GR
   ΕL094259216                                    |        | EL094259216     | GR
   XI 431 0344 94                                 |        | XI431034494     | GB
   431034494                                      | XI     | XI431034494     | GB
   GB 980 7806 84                                 |        | GB980780684     | GB
   980780684                                      | IM     | GB980780684     | GB
   BE 403.019.261                                 |        | BE0403019261    | BE
   BE 0403.019.261                                |        | BE0403019261    | BE
   0403019261                                     | BE     | BE0403019261    | BE
   USt-IdNr.: DE 136 695 976                      |        | DE136695976     | DE
   P.IVA 07643520567                              | IT     | IT07643520567   | IT
   B-58378431                                     | ES     | ESB58378431     | ES
   NL004495445B01                                 |        | NL004495445B01  | NL
   NL 0044.95.445.B.01                            |        | NL004495445B01  | NL
   ATU 1358 5627                                  |        | ATU13585627     | AT
   U13585627                                      | AT     | ATU13585627     | AT
   IE6433435OA                                    |        | IE6433435OA     | IE
   IE8D79739I                                     |        | IE8D79739I      | IE
   20774740                                       | AX     | FI20774740      | FI
   CHE-100.155.212 MWST                           |        | CHE100155212    | CH
   NO 988 077 917 MVA                             |        | NO988077917     | NO
"""
#  typed                country  verdict           of the reason
REFUSED = """
                      |        | none            | no number
   n/a                | FR     | none            | no number
   -                  | FR     | none            | no number
   particulier        | FR     | none            | no number
   40303265045        |        | unknown_country | the country is missing
   12-3456789         | US     | unknown_country | US has no VAT ids
   DE136695977        |        | check_digits    | mistyped
   DE136695977        | FR     | check_digits    | DE136695977
   NL999999999B99     |        | check_digits    | mistyped
   FR41303265045      |        | check_digits    | mistyped
   FR00000000000      |        | check_digits    | mistyped
   FR403032650        |        | shape           | 2 characters and the 9 digits of the SIREN
   XI777777777        |        | shape           | made up
   DE12345            |        | shape           | after DE come 9 digits
   GR12345            |        | shape           | after EL come 9 digits
   RO1850101123458    |        | shape           | 2 to 10 digits
   GB12               |        | shape           | after GB come 9
   303265045          | FR     | shape           | is a SIREN; the VAT id of that company is FR40303265045
   303 265 045 00029  | FR     | shape           | FR40303265045
   EU372022452        |        | shape           | one-stop shop
   IM3720224521       |        | shape           | one-stop shop
"""
GOOD = [
    "ATU13585627", "BE0403019261", "BG175074752", "CY10259033P", "CZ25123891", "DE136695976",
    "DK13585628", "EE100931558", "EL094259216", "ESB58378431", "FI20774740", "FR40303265045",
    "HR33392005961", "HU12892312", "IE6433435F", "IT07643520567", "LT119511515", "LU15027442",
    "LV40003521600", "MT11679112", "NL004495445B01", "PL8567346215", "PT501964843", "RO18547290",
    "SE123456789701", "SI50223054", "SK2022749619", "XI431034494", "GB980780684", "CHE100155212",
    "NO988077917",
]  # fmt: skip


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip("\n").splitlines()]


@pytest.mark.parametrize(("typed", "country", "text", "iso"), rows(READ))
def test_a_number_is_read_however_it_is_typed(typed: str, country: str, text: str, iso: str) -> None:
    number = parse(typed, country)

    assert (number.text, number.country, number.syntax) == (text, iso, Syntax.GOOD)
    assert (number.reason, number.typed) == ("", typed)


@pytest.mark.parametrize(("typed", "country", "syntax", "reason"), rows(REFUSED))
def test_what_is_no_vat_id_says_why(typed: str, country: str, syntax: str, reason: str) -> None:
    number = parse(typed, country)

    assert number.syntax == syntax
    assert reason in number.reason
    assert not number.in_vies


@pytest.mark.parametrize("text", GOOD)
def test_every_country_has_a_good_number_and_refuses_it_with_a_digit_changed(text: str) -> None:
    # given
    position = max(n for n, sign in enumerate(text) if sign.isdigit()) - (
        4 if text[:2] in ("NL", "SE") else 0
    )
    wrong = text[:position] + str((int(text[position]) + 1) % 10) + text[position + 1 :]

    # when
    good, bad = parse(text), parse(wrong)

    # then
    assert good.is_good
    assert good.text == text
    assert good.in_vies is (good.prefix in IN_VIES)
    assert bad.is_good is (good.prefix == "XI")  # known by its shape alone


def test_the_table_of_good_numbers_is_complete() -> None:
    assert {parse(text).prefix for text in GOOD} == set(SHAPES)


def test_the_siren_of_a_french_company_is_in_its_number() -> None:
    assert parse("FR40303265045").siren == "303265045"
    assert parse("FR78000002345").siren == ""  # Monaco
    assert parse("DE136695976").siren == ""


@given(st.text(max_size=300), st.sampled_from(["", "FR", "GR", "XI", "US", "??", "fr "]))
def test_no_text_is_too_strange(text: str, country: str) -> None:
    number = parse(text, country)

    assert number.is_good or number.reason


@given(st.sampled_from(sorted(SHAPES)), st.text(alphabet="0123456789ABCOFRU+*", max_size=14))
def test_whatever_is_good_is_read_the_same_from_its_own_text(prefix: str, rest: str) -> None:
    number = parse(prefix + rest)

    if number.is_good:
        assert parse(number.text).text == number.text
        assert SHAPES[number.prefix].pattern.fullmatch(number.number)
