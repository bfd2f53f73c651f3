"""Rates, mentions and limits: on which day they hold, and that their files are whole."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from odoo_bridge.vat.dated import Period, table
from odoo_bridge.vat.limits import Consignment, Limit, over_distance_sales, within
from odoo_bridge.vat.local_reverse_charge import Applies, applies
from odoo_bridge.vat.mentions import Mention, mention
from odoo_bridge.vat.rates import allowed, product_classes, rates_of_class, states
from odoo_bridge.vat.territories import Area, first_day, members, territories
from tests.odoo_bridge.vat.sales import DAY

LAST_OF_CGI, FIRST_OF_CIBS = date(2026, 12, 31), date(2027, 1, 1)


def rate(country: str, product_class: str, day: date, region: str = "") -> Decimal | None:
    found = rates_of_class(country, region, product_class, day)
    return found[0].percent if len(found) == 1 else None


@pytest.mark.parametrize(
    ("country", "product_class", "change", "before", "after"),
    [
        ("LU", "standard", date(2023, 1, 1), "17", "16"),
        ("LU", "standard", date(2024, 1, 1), "16", "17"),
        ("EE", "standard", date(2024, 1, 1), "20", "22"),
        ("EE", "standard", date(2025, 7, 1), "22", "24"),
        ("FI", "standard", date(2024, 9, 1), "24", "25.5"),
        ("SK", "standard", date(2025, 1, 1), "20", "23"),
        ("RO", "standard", date(2025, 8, 1), "19", "21"),
        ("RO", "book", date(2025, 8, 1), "5", "11"),
        ("FI", "book", date(2026, 1, 1), "14", "13.5"),
        ("LT", "book", date(2026, 1, 1), "9", "5"),
        ("CZ", "book", date(2024, 1, 1), "10", "0"),
        ("SE", "food", date(2026, 4, 1), "12", "6"),
        ("SE", "food", date(2028, 1, 1), "6", "12"),
        ("IE", "ebook", date(2024, 1, 1), "9", "0"),
    ],
)
def test_a_rate_changes_on_its_day_and_not_before(
    country: str, product_class: str, change: date, before: str, after: str
) -> None:
    eve = change - timedelta(days=1)

    assert (rate(country, product_class, eve), rate(country, product_class, change)) == (
        Decimal(before),
        Decimal(after),
    )


def test_every_state_has_one_standard_rate_on_every_day() -> None:
    assert states() == members() | {"XI", "GB"}
    for country in states():
        for offset in range(0, 4000, 7):
            assert rate(country, "standard", first_day() + timedelta(days=offset)) is not None


def test_before_the_first_day_no_rate_is_known() -> None:
    assert allowed("FR", "", first_day() - timedelta(days=1)) == frozenset()


def test_rates_of_one_class_overlap_only_where_they_depend_on_the_product() -> None:
    periods: dict[tuple[str, ...], list[tuple[Period, str]]] = defaultdict(list)
    for row in table("rates.csv"):
        if row["class"] not in ("reduced", "food"):
            periods[row["country"], row["region"], row["class"]].append((Period.of(row), row["rate"]))
    for key, found in periods.items():
        for number, (period, _) in enumerate(found):
            assert not any(other.covers(period.first) for other, _ in found[:number]), key


def test_every_rate_of_a_class_is_a_rate_that_may_be_charged_there() -> None:
    for row in table("rates.csv"):
        assert row["source"]
        assert Decimal(row["rate"]) in allowed(
            row["country"], row["region"], date.fromisoformat(row["valid_from"])
        )


def test_a_region_without_rates_of_its_own_has_those_of_its_state() -> None:
    assert rate("FR", "book", DAY, region="monaco") == Decimal("5.5")
    assert rate("PT", "food", DAY, region="madeira") is None


def test_regions_in_the_rates_are_territories() -> None:
    known = {territory.region for territory in territories() if territory.area in (Area.MEMBER, Area.DOM)}

    assert {row["region"] for row in table("rates.csv") if row["region"]} <= known


def test_the_classes_are_those_that_the_docs_name() -> None:
    assert product_classes() == {"standard", "reduced", "book", "ebook", "newspaper", "food"}


class TestMentions:
    """In France they cite the CGI until 2026-12-31, the CIBS afterwards."""

    @pytest.mark.parametrize("use", list(Mention))
    def test_french_words_change_with_the_year(self, use: Mention) -> None:
        before, after = mention(use, "FR", LAST_OF_CGI), mention(use, "FR", FIRST_OF_CIBS)

        assert before != after
        assert "CIBS" not in before
        assert "CIBS" in after
        assert "CGI" not in after

    @pytest.mark.parametrize("state", sorted(members() | {"XI"}))
    @pytest.mark.parametrize(
        "use", [use for use in Mention if use not in (Mention.EXPORT_DOM, Mention.NO_VAT_DOM)]
    )
    def test_every_state_has_words_for_every_use_on_every_day(self, state: str, use: Mention) -> None:
        for day in (first_day(), DAY, LAST_OF_CGI, FIRST_OF_CIBS, date(2035, 1, 1)):
            assert mention(use, state, day)

    def test_where_no_national_words_are_known_the_directive_is_cited(self) -> None:
        assert mention(Mention.INTRA_COMMUNITY, "HU", DAY).endswith("Article 138 of Directive 2006/112/EC")

    def test_reverse_charge_is_said_in_the_language_of_the_state(self) -> None:
        assert (
            mention(Mention.REVERSE_CHARGE_SERVICE, "DE", DAY)
            == "Steuerschuldnerschaft des Leistungsempfängers"
        )

    def test_a_use_without_words_anywhere_has_none(self) -> None:
        assert mention(Mention.EXPORT_DOM, "DE", DAY) == ""


class TestLimits:
    """€150, £135 and €10,000."""

    @pytest.mark.parametrize(
        ("value", "currency", "limit", "verdict"),
        [
            ("150", "EUR", Limit.IOSS, True),
            ("150.01", "EUR", Limit.IOSS, False),
            ("135", "GBP", Limit.UK_LOW_VALUE, True),
            ("135.01", "GBP", Limit.UK_LOW_VALUE, False),
            ("100", "GBP", Limit.IOSS, True),
            ("140", "GBP", Limit.IOSS, None),
            ("160", "GBP", Limit.IOSS, False),
            ("130", "USD", Limit.IOSS, True),
            ("400", "CZK", Limit.IOSS, True),
            ("10", "XAF", Limit.IOSS, None),
        ],
    )
    def test_a_value_is_compared_where_it_can_be(
        self, value: str, currency: str, limit: Limit, verdict: bool | None
    ) -> None:
        assert within(Consignment(value=Decimal(value), currency=currency), limit) is verdict

    def test_the_rate_of_the_day_settles_it(self) -> None:
        sent = Consignment(
            value=Decimal(1000), currency="XAF", eur_rate=Decimal("0.0015"), gbp_rate=Decimal("0.2")
        )

        assert within(sent, Limit.IOSS) is True
        assert within(sent, Limit.UK_LOW_VALUE) is False

    def test_an_unknown_value_is_neither(self) -> None:
        assert within(None, Limit.IOSS) is None

    @pytest.mark.parametrize(
        ("last_year", "this_year", "sale", "over"),
        [
            ("10000", "0", "100", False),
            ("10000.01", "0", "100", True),
            ("0", "9900", "100", False),
            ("0", "9900", "100.01", True),
            ("0", "10000", "0.01", True),
        ],
    )
    def test_the_sale_that_crosses_ten_thousand_is_already_over(
        self, last_year: str, this_year: str, sale: str, over: bool
    ) -> None:
        assert over_distance_sales(*map(Decimal, (last_year, this_year, sale))) is over


def test_what_states_made_of_article_194() -> None:
    assert applies("FR", DAY) is Applies.YES
    assert applies("DE", DAY) is Applies.NO
    assert applies("PL", DAY) is Applies.UNLESS_REGISTERED
    assert applies("HU", DAY) is Applies.UNKNOWN
    assert applies("FR", first_day() - timedelta(days=1)) is Applies.UNKNOWN
