"""VAT ids as customers type them."""

import pytest

from channels.company_numbers import most_trusted, named_and_unmistakable, normalized


def test_numbers_are_compared_without_noise() -> None:
    assert normalized(" fr 40-303.265/045\u00a0") == "FR40303265045"


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ([], None),
        (["", "-", "none", "N/A", "aucun", "Particulier", "/"], None),
        (["none", "FR40303265045"], "FR40303265045"),
        (["12", "DE136695976"], "DE136695976"),
        (["FRK7399859412", "DE136695976"], "FRK7399859412"),
        (["B12345678"], "B12345678"),
        (["12345678903"], "12345678903"),
        (["see order 7"], "SEEORDER7"),
    ],
)
def test_the_most_trusted_is_the_first_that_may_be_one(typed: list[str], chosen: str | None) -> None:
    assert most_trusted(typed) == chosen


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("_company_vat_no", "FR 40 303 265 045", True),
        ("VAT ID (optional)", "DE136695976", True),
        ("N° TVA intracommunautaire", "FRK7399859412", True),
        ("Tax ID / VAT", "EL094259216", True),
        ("BTW-nr.", "NL004495445B01", True),
        ("VAT ID", "none", False),
        ("_vat_consultation_number", "WAPIAAAAX3lU8bHe", False),
        ("_vat_checked_at", "1795305600", False),
        ("_private_note", "FR40303265045", False),
        ("Innovation", "FR40303265045", False),
    ],
)
def test_a_field_that_nobody_listed_is_one_by_its_name_and_its_value(
    name: str, value: str, found: bool
) -> None:
    assert named_and_unmistakable(name, value) is found
