"""Which tax and fiscal position of the books a kind of VAT gets, and when a person must say it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo_bridge.booking.finding_positions import position_for
from odoo_bridge.booking.finding_taxes import FoundTax, tax_for
from odoo_bridge.odoo.gateways.fiscal import Books
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.orders.slots import VatSlot
from tests.odoo_bridge.booking.books import books, coded, goods, nameless, position, tax


def slot(
    treatment: str, country: str, rate: str, *, services: bool = False, included: bool = True
) -> VatSlot:
    percent = Decimal(rate)
    return VatSlot(Treatment(treatment), country, percent, services, included and bool(percent))


def found(
    chart: Books, treatment: str, country: str, rate: str, *, services: bool = False, included: bool = True
) -> FoundTax:
    return tax_for(slot(treatment, country, rate, services=services, included=included), chart)


def name(one: FoundTax) -> str:
    return one.best.name if one.best else ""


IN_FRANCE = [
    (("DOMESTIC", "FR", "20"), {}, "20% G INC"),
    (("DOMESTIC", "FR", "20"), {"included": False}, "20% G"),
    (("DOMESTIC", "FR", "20"), {"services": True}, "20% S INC"),
    (("DOMESTIC", "FR", "5.5"), {}, "5.5% G INC"),
    (("ORIGIN_BELOW_THRESHOLD", "FR", "20"), {}, "20% G INC"),
    (("IC_EXEMPT", "FR", "0"), {}, "0% EU G"),
    (("RC_SERVICE", "DE", "0"), {"services": True}, "0% EU S"),
    (("EXPORT", "", "0"), {}, "0% EX G"),
    (("EXPORT_DOM", "", "0"), {}, "0% EX G"),
    (("SMALL_BUSINESS", "FR", "0"), {}, "0% EXEMPT G"),
    (("SMALL_BUSINESS", "FR", "0"), {"services": True}, "0% EXEMPT S"),
    (("OUT_OF_SCOPE", "", "0"), {}, ""),
    (("OUT_OF_SCOPE", "", "0"), {"services": True}, ""),
    (("OUT_OF_SCOPE_IMPORT", "", "0"), {}, ""),
    (("OSS_DESTINATION", "DE", "19"), {}, ""),
    (("OSS_DESTINATION", "AT", "20"), {}, ""),
    (("LOCAL_SUPPLY", "AT", "20"), {}, ""),
    (("RC_DOMESTIC", "BE", "0"), {}, ""),
    (("IC_EXEMPT", "DE", "0"), {}, ""),
    (("UK_LOW_VALUE", "GB", "20"), {}, ""),
    (("IOSS", "AT", "20"), {}, ""),
    (("DOMESTIC", "FR", "0"), {}, ""),
]


@pytest.mark.parametrize("chart", [books(), coded()], ids=["17", "19"])
@pytest.mark.parametrize(("wanted", "kind", "expected"), IN_FRANCE)
def test_in_the_french_chart(
    chart: Books, wanted: tuple[str, str, str], kind: dict[str, bool], expected: str
) -> None:
    values = {"services": False, "included": True, **kind}

    one = found(chart, *wanted, services=values["services"], included=values["included"])

    assert name(one) == expected


@pytest.mark.parametrize(
    ("wanted", "services", "expected"),
    [
        (("IC_EXEMPT", "FR", "0"), False, "0% EU G"),
        (("RC_SERVICE", "DE", "0"), True, "0% EU S"),
        (("EXPORT", "", "0"), False, "0% EX G"),
    ],
)
def test_words_that_nobody_foresaw_do_no_harm_where_a_position_puts_the_tax_in(
    wanted: tuple[str, str, str], services: bool, expected: str
) -> None:
    assert name(found(nameless(), *wanted, services=services)) == expected


def test_a_tax_of_the_one_stop_shop_is_told_from_the_domestic_one_of_the_same_rate() -> None:
    # given: both are in the company's own report; the position tells whose VAT it is
    chart = books(
        tax(30, "20.0% (Copy)", "20"), position(30, "OSS B2C Austria", country="AT", taxes=frozenset({30}))
    )

    assert name(found(chart, "OSS_DESTINATION", "AT", "20")) == "20.0% (Copy)"
    assert name(found(chart, "DOMESTIC", "FR", "20", included=False)) == "20% G"
    assert name(found(chart, "OSS_DESTINATION", "BG", "20")) == ""


def test_a_tax_whose_name_tells_the_country_needs_no_position() -> None:
    chart = books(tax(30, "23.0% PL VAT", "23"))

    assert name(found(chart, "OSS_DESTINATION", "PL", "23")) == "23.0% PL VAT"
    assert name(found(chart, "OSS_DESTINATION", "PT", "23")) == ""


def test_prices_of_the_other_mode_are_taken_where_there_is_no_other_and_that_is_said() -> None:
    # given: Odoo's own taxes of the one-stop shop are on top of the price
    chart = books(tax(30, "23.0% PL VAT", "23"))

    one = found(chart, "OSS_DESTINATION", "PL", "23")

    assert "its lines are written so" in one.why
    # a tax of the wanted mode goes before, switched off or not
    both = books(
        tax(30, "23.0% PL VAT", "23"), tax(31, "23.0% PL INC", "23", price_included=True, active=False)
    )
    assert name(found(both, "OSS_DESTINATION", "PL", "23")) == "23.0% PL INC"


def test_several_that_are_equally_good_are_for_a_person() -> None:
    chart = books(goods(30, "20% G INC old", "20", price_included=True))

    one = found(chart, "DOMESTIC", "FR", "20")

    assert (one.best, one.why) == (None, "several taxes are equally good: '20% G INC', '20% G INC old'")
    assert [tax.record_id for tax in one.candidates[:2]] == [2, 30]


def test_the_companys_usual_tax_goes_before_its_equals() -> None:
    chart = books(goods(30, "20% G old", "20"))

    assert name(found(chart, "DOMESTIC", "FR", "20", included=False)) == "20% G"


def test_what_a_person_chose_for_the_rate_is_taken_where_it_fits() -> None:
    chart = books(goods(30, "20% shop", "20", price_included=True), tax(31, "20% AT VAT", "20"))
    wanted = slot("DOMESTIC", "FR", "20")

    assert name(tax_for(wanted, chart, preferred=30)) == "20% shop"
    assert name(tax_for(wanted, chart, preferred=31)) == ""


def test_taxes_of_a_registration_abroad_are_no_one_stop_shop_and_the_other_way_round() -> None:
    chart = books(
        tax(30, "19% USt", "19", country="DE"),
        tax(31, "19.0% DE VAT", "19"),
        position(30, "Germany", country="DE", foreign=True, taxes=frozenset({30})),
        position(31, "OSS B2C Germany", country="DE", taxes=frozenset({31})),
    )

    assert name(found(chart, "LOCAL_SUPPLY", "DE", "19")) == "19% USt"
    assert name(found(chart, "OSS_DESTINATION", "DE", "19")) == "19.0% DE VAT"
    assert position_for(Treatment.LOCAL_SUPPLY, "DE", chart).best == chart.positions[-2]
    assert position_for(Treatment.OSS_DESTINATION, "DE", chart).best == chart.positions[-1]


def test_imports_have_a_return_of_their_own() -> None:
    chart = books(tax(30, "19.0% DE VAT", "19"), tax(31, "19.0% DE IOSS", "19"))

    assert name(found(chart, "IOSS", "DE", "19")) == "19.0% DE IOSS"
    assert name(found(chart, "OSS_DESTINATION", "DE", "19")) == "19.0% DE VAT"


def test_reverse_charge_inside_a_country_is_of_that_country() -> None:
    chart = books(tax(30, "0% Cocontractant", "0", country="BE"), tax(31, "Autoliquidation", "0"))

    assert name(found(chart, "RC_DOMESTIC", "BE", "0")) == "0% Cocontractant"
    assert name(found(chart, "IC_EXEMPT", "FR", "0")) == "0% EU G"


def test_goods_between_states_never_take_the_words_for_outside_them() -> None:
    chart = replace(books(), taxes=(tax(1, "0% Extra-EU", "0"), tax(2, "0% hors UE", "0")), positions=())

    assert found(chart, "IC_EXEMPT", "FR", "0").best is None


def test_a_rate_that_the_books_lack_is_said() -> None:
    one = found(books(), "OSS_DESTINATION", "HU", "27")

    assert (one.best, one.candidates, one.why) == (None, (), "the books have no sale tax of 27 %")


TREATMENTS = [one for one in Treatment if not one.holds]


@given(
    st.sampled_from(TREATMENTS),
    st.sampled_from(["", "FR", "DE", "AT", "GB", "XI"]),
    st.sampled_from(["0", "5.5", "19", "20"]),
    st.booleans(),
    st.sampled_from([books(), coded(), nameless()]),
)
def test_never_another_rate_another_supply_or_at_zero_the_domestic_tax(
    treatment: Treatment, country: str, rate: str, services: bool, chart: Books
) -> None:
    wanted = VatSlot(treatment, country, Decimal(rate), services, included=False)

    best = tax_for(wanted, chart).best

    if best is None:
        return
    assert best.rate == wanted.rate
    assert best.services in (None, services)
    if treatment not in (Treatment.SMALL_BUSINESS,):
        assert "EXEMPT" not in best.name
    if wanted.rate:
        assert country in ("FR", "") or best.country == country


POSITIONS = [
    ("DOMESTIC", "FR", "Domestic - France"),
    ("DOMESTIC_DOM", "FR", "Domestic - France"),
    ("ORIGIN_BELOW_THRESHOLD", "FR", "EU private"),
    ("IC_EXEMPT", "FR", "Intra-EU B2B"),
    ("RC_SERVICE", "DE", "Intra-EU B2B"),
    ("EXPORT", "", "Import/Export Outside Europe + DOM-TOM"),
    ("EXPORT_DOM", "", "Import/Export Outside Europe + DOM-TOM"),
    ("OSS_DESTINATION", "DE", ""),
    ("OUT_OF_SCOPE", "", ""),
    ("SMALL_BUSINESS", "FR", ""),
]


@pytest.mark.parametrize(("treatment", "country", "expected"), POSITIONS)
def test_the_position_of_a_treatment(treatment: str, country: str, expected: str) -> None:
    one = position_for(Treatment(treatment), country, books())

    assert (one.best.name if one.best else "", one.open) == (expected, False)


def test_a_sale_under_a_number_abroad_needs_its_position() -> None:
    one = position_for(Treatment.LOCAL_SUPPLY, "DE", books())

    assert (one.best, one.open, one.why) == (None, True, "no position has a VAT number of DE")


def test_two_positions_that_are_equally_good_are_for_a_person() -> None:
    chart = books(position(9, "OSS B2C Germany", country="DE"), position(10, "OSS Deutschland", country="DE"))

    assert position_for(Treatment.OSS_DESTINATION, "DE", chart).open


def test_the_group_of_france_and_monaco_stands_for_home() -> None:
    both = frozenset({"FR", "MC"})
    chart = replace(books(), positions=(position(1, "Domestic", countries=both, vat_required=True),))

    one = position_for(Treatment.DOMESTIC, "FR", chart)

    assert one.best is not None
