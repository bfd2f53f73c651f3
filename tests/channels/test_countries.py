"""Countries, by the codes that shops write."""

import pytest

from channels.countries import iso_country


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("FR", "FR"),
        (" fr ", "FR"),
        ("GR", "GR"),
        ("EL", "GR"),
        ("UK", "GB"),
        ("XI", "GB"),
        ("RE", "RE"),
        ("ZZ", ""),
        ("", ""),
        ("France", "FRANCE"),
    ],
)
def test_a_country_is_named_by_its_iso_code(said: str, code: str) -> None:
    assert iso_country(said) == code
