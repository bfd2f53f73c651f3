"""Where addresses lie: the edges of every range of postcodes, and signs that contradict each other."""

from dataclasses import replace
from datetime import date

import pytest

from odoo_bridge.vat.territories import (
    Area,
    Place,
    Territory,
    Unclear,
    itself,
    locate,
    members,
    possible,
    territories,
    written,
)
from tests.odoo_bridge.vat.sales import DAY, home

MAINLAND_OF = {"FR", "ES", "IT", "DE", "FI", "GR", "AT", "PT", "GB"}


def where(country: str, postcode: str = "", province: str = "", town: str = "") -> str:
    found = locate(Place(country=country, postcode=postcode, province=province, town=town), DAY)
    return "unclear" if isinstance(found, Unclear) else found.id


# The edges of every range, as `postcode = territory`.
EDGES = {
    "FR": """
        19999 = FR, 20000 = corsica, 20999 = corsica, 21000 = FR, 97099 = FR, 97100 = guadeloupe,
        97132 = guadeloupe, 97133 = saint-barthelemy, 97134 = guadeloupe, 97149 = guadeloupe,
        97150 = saint-martin, 97151 = guadeloupe, 97199 = guadeloupe, 97200 = martinique,
        97299 = martinique, 97300 = guyane, 97399 = guyane, 97400 = reunion, 97499 = reunion,
        97500 = saint-pierre-et-miquelon, 97600 = mayotte, 97699 = mayotte, 98000 = monaco,
        98099 = monaco, 98100 = FR, 98600 = wallis-et-futuna, 98713 = french-polynesia,
        98800 = new-caledonia
    """,
    "ES": """
        34999 = ES, 35000 = canaries, 35999 = canaries, 36000 = ES, 37999 = ES, 38000 = canaries,
        38999 = canaries, 39000 = ES, 50999 = ES, 51001 = ceuta, 52006 = melilla, 8001 = ES
    """,
    "IT": """
        23040 = IT, 23041 = livigno, 23042 = IT, 22061 = campione, 47889 = IT, 47890 = san-marino,
        47899 = san-marino, 00120 = vatican, 120 = vatican, 00121 = IT
    """,
    "DE": "78265 = DE, 78266 = buesingen, 78267 = DE, D-27498 = heligoland",
    "AT": "6690 = AT, 6691 = jungholz, 6990 = AT, 6991 = mittelberg, 6993 = mittelberg, 6994 = AT",
    "FI": "21999 = FI, 22000 = aland, 22999 = aland, FI-23000 = FI",
    "GR": "630 86 = athos, 63087 = athos",
    "EL": "63088 = GR",
    "PT": "8999 = PT, 9000 = madeira, 9499-999 = madeira, 9500 = azores, 9999-999 = azores",
    "GB": """
        BT7 1JQ = northern-ireland, bt71jq = northern-ireland, B1 1AA = GB, IM1 1AA = isle-of-man,
        JE2 3AB = jersey, GY1 1AA = guernsey
    """,
    "UK": "M3 7AA = GB",
}


def edges() -> list[tuple[str, str, str]]:
    return [
        (country, *(part.strip() for part in edge.split("=")))  # type: ignore[misc] # two parts
        for country, text in EDGES.items()
        for edge in " ".join(text.split()).split(",")
    ]


@pytest.mark.parametrize(("country", "postcode", "territory"), edges())
def test_a_postcode_tells_the_territory(country: str, postcode: str, territory: str) -> None:
    assert where(country, postcode) == territory


@pytest.mark.parametrize(
    ("address", "territory"),
    [
        (("RE", ""), "reunion"),
        (("RE", "97410"), "reunion"),
        (("GP", "97150"), "saint-martin"),
        (("GP", "97133"), "saint-barthelemy"),
        (("EA", "52001"), "melilla"),
        (("XI", "BT7 1JQ"), "northern-ireland"),
        (("AX", "22100"), "aland"),
        (("IC", ""), "canaries"),
        (("ES", "", "GC"), "canaries"),
        (("ES", "", "Santa Cruz de Tenerife"), "canaries"),
        (("GB", "", "NIR"), "northern-ireland"),
        (("GB", "", "ENG"), "GB"),
        (("IT", "23030", "SO", "Livigno"), "livigno"),
        (("IT", "23030", "SO", "Bormio"), "IT"),
        (("IT", "22060", "", "Campione d’Italia"), "campione"),
        (("IT", "CH-6911", "", "CAMPIONE D'ITALIA"), "campione"),
        (("CH", "8238", "", "Büsingen"), "CH"),
        (("DE", "", "", "Helgoland"), "heligoland"),
        (("GR", "", "", "Άγιον Όρος"), "athos"),
        (("NL", "whatever"), "NL"),
        (("SM", "47890"), "san-marino"),
        (("BQ", ""), "BQ"),
    ],
)
def test_codes_provinces_and_towns_tell_it_too(address: tuple[str, ...], territory: str) -> None:
    assert where(*address) == territory


@pytest.mark.parametrize(
    "address",
    [
        *[("FR", ""), ("ES", ""), ("IT", " "), ("DE", "123456"), ("GB", ""), ("PT", "90"), ("AT", "abc")],
        *[("RE", "75001"), ("XI", "M3 7AA"), ("MC", "75001"), ("BL", "97200")],
        *[("ES", "28001", "GC"), ("ES", "35001", "CE"), ("GB", "M3 7AA", "NIR")],
        *[("IT", "20121", "", "Livigno"), ("DE", "10115", "", "Büsingen"), ("IT", "23030")],
        *[("", ""), ("XX", ""), ("ZZ", "1"), ("FRA", "75001"), ("\U0001f600", "")],
    ],
)
def test_what_cannot_be_told_is_not_guessed_and_says_what_to_do(address: tuple[str, ...]) -> None:
    country, *rest = address
    found = locate(
        Place(country=country, **dict(zip(("postcode", "province", "town"), rest, strict=False))), DAY
    )

    assert isinstance(found, Unclear)
    assert found.why
    assert found.todo


@pytest.mark.parametrize("state", sorted(members()))
def test_an_ordinary_address_is_the_states_own(state: str) -> None:
    found = locate(home(state), DAY)

    assert not isinstance(found, Unclear)
    assert (found.state, found.region, found.area) == (state, "", Area.MEMBER)


def test_no_address_has_no_territory() -> None:
    assert isinstance(locate(None, DAY), Unclear)


def test_each_territory_lies_in_a_country_that_is_told_apart_by_postcode() -> None:
    assert {territory.country for territory in territories()} == MAINLAND_OF


def test_each_territory_names_its_source_and_only_the_taxed_ones_a_state() -> None:
    for territory in territories():
        assert territory.source
        assert bool(territory.state) == (territory.area in (Area.MEMBER, Area.DOM))


def test_a_country_by_itself_is_its_mainland() -> None:
    assert getattr(itself("FR", date(2021, 7, 1)), "id", "") == "FR"
    assert getattr(itself("gb", DAY), "area", "") == Area.UK
    assert isinstance(itself("", DAY), Unclear)


def test_staff_may_say_where_a_place_lies_that_does_not_tell_it() -> None:
    place = Place(country="ES", town="Las Palmas")
    assert isinstance(locate(place, DAY), Unclear)

    for said, found in (("canaries", "canaries"), ("ES", "ES"), ("GB", "GB"), ("CH", "CH")):
        located = locate(replace(place, territory=said), DAY)
        assert isinstance(located, Territory)
        assert located.id == found
    assert isinstance(locate(replace(place, territory="atlantis"), DAY), Unclear)


def test_places_are_compared_without_case_accents_and_signs() -> None:
    assert written(Place(country=" el", postcode="104-31", town="ΑΘΗΝΑ")) == ("GR", "104 31", "", "athina")
    assert written(Place(country="fr", town="Saint-Barthélemy | B")) == ("FR", "", "", "saint barthelemy b")
    assert written(Place(country="FR", postcode="7" * 500)).postcode == "7" * 20


@pytest.mark.parametrize(
    ("country", "first", "also"),
    [("ES", "ES", "canaries"), ("RE", "FR", "reunion"), ("UK", "GB", "northern-ireland"), ("BE", "BE", "BE")],
)
def test_what_a_place_of_a_country_may_be(country: str, first: str, also: str) -> None:
    found = [one.id for one in possible(country, DAY)]

    assert found[0] == first
    assert also in found
    assert len(found) == len(set(found)) < 30


def test_what_is_no_country_may_be_anywhere() -> None:
    found = {one.id for one in possible("QQ", DAY)}

    assert {"canaries", "FR", "GB", "CH"} <= found
