"""What a decision says besides its treatment, and rules that hang on a shop's choice."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from odoo_bridge.vat.decide import WHAT_TO_DO, decide
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.policy import Policy, WhileUnavailable, WithoutNumber
from odoo_bridge.vat.sale import Buyer, Proof, Regime, Sale, Seller, Vies
from odoo_bridge.vat.territories import Place
from tests.odoo_bridge.vat.sales import BERLIN, DAY, GERMAN_NUMBER, OSS, PARIS, business, sale

COMPANY = Buyer(company=True)
ORIGIN = Policy(without_number=WithoutNumber.ORIGIN)
PROOF_COUNTS = Policy(while_unavailable=WhileUnavailable.ACCEPT_PROOF, proof_days=30)
STOCK_IN_GERMANY = Place(country="DE")


def down(age: int) -> Sale:
    """A German business whose last proof is so many days old, while VIES does not answer."""
    proof = Proof(day=DAY - timedelta(days=age), reference="WAPIAAAAX3lU8bHe")
    return sale(buyer=business(vies=Vies.UNAVAILABLE, proof=proof))


@pytest.mark.parametrize(
    ("given", "policy", "rule"),
    [
        (sale(buyer=COMPANY), ORIGIN, "company-without-number-at-home"),
        (
            sale(buyer=COMPANY, ship_to=PARIS, ship_from=STOCK_IN_GERMANY),
            ORIGIN,
            "company-without-number-at-stock",
        ),
        (sale(buyer=COMPANY), Policy(without_number=WithoutNumber.HOLD), "company-without-number-held"),
        (sale(), ORIGIN, "distance-sale-oss"),
        (sale(ship_from=Place(country="FR", postcode="1")), Policy(), "origin-unclear"),
        (sale(ship_from=Place(country="XX")), Policy(), "origin-unclear"),
        (
            sale(
                seller=Seller(established_in=frozenset({"DE"})), ship_from=STOCK_IN_GERMANY, buyer=business()
            ),
            Policy(),
            "local-established",
        ),
        (
            sale(seller=Seller(country="RE", regime=Regime.FRANCHISE), ship_to=Place(country="RE")),
            Policy(),
            "franchise-department",
        ),
        (
            sale(ship_from=STOCK_IN_GERMANY, buyer=business(other_vat_ids=("BE0403019261",))),
            Policy(),
            "local-numbers-conflict",
        ),
        (
            sale(ship_from=Place(country="CN"), buyer=business(other_vat_ids=("BE0403019261",))),
            Policy(),
            "import-numbers-conflict",
        ),
    ],
)
def test_a_rule_decides_where_the_shop_or_a_rare_fact_asks_for_it(
    given: Sale, policy: Policy, rule: str
) -> None:
    assert decide(given, policy).rule == rule


def test_an_establishment_in_two_states_has_no_threshold() -> None:
    seller = Seller(over_threshold=False, established_in=frozenset({"BE"}))

    assert decide(sale(seller=seller)).rule == "distance-sale-unregistered"


def test_a_proof_that_is_fresh_enough_counts_while_vies_is_down_and_is_named() -> None:
    decision = decide(down(30), PROOF_COUNTS)

    assert decision.treatment is Treatment.IC_EXEMPT
    assert decision.evidence["vies_reference"] == "WAPIAAAAX3lU8bHe"
    assert "2026-10-21" in " ".join(decision.reasons)


@pytest.mark.parametrize("age", [31, -1])
def test_a_proof_too_old_or_from_tomorrow_does_not(age: int) -> None:
    assert decide(down(age), PROOF_COUNTS).treatment is Treatment.HOLD_VIES


def test_a_proof_counts_for_nothing_where_the_policy_is_to_hold() -> None:
    assert decide(down(1)).treatment is Treatment.HOLD_VIES


def test_vies_knows_better_than_check_digits_and_the_decision_says_so() -> None:
    decision = decide(sale(buyer=business("DE136695977")))

    assert decision.treatment is Treatment.IC_EXEMPT
    assert any("form is unusual" in reason for reason in decision.reasons)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (sale(buyer=business(vies=Vies.INVALID)), "VIES says that DE136695976 is not valid"),
        (sale(buyer=business("DE136695977", Vies.NOT_ASKED)), "check digits"),
        (sale(buyer=COMPANY), "A company that gives no VAT number"),
        (sale(buyer=Buyer(vat_id=GERMAN_NUMBER, vies=Vies.VALID)), "No company is named"),
        (sale(buyer=business("GB434031494")), "is no number of the EU"),
        (sale(buyer=business("BE0403019261")), "BE0403019261 is a number of BE"),
        (sale(ship_to=None, bill_to=BERLIN), "the billing address counts"),
        (sale(ship_to=Place(country="MC")), "Monaco is France"),
        (sale(ship_to=Place(country="XI")), "Northern Ireland follows"),
        (sale(ship_to=Place(country="PT", postcode="9000-082")), "Madeira has rules of its own"),
        (sale(ship_from=STOCK_IN_GERMANY), "registration where the goods leave is taken for granted"),
    ],
)
def test_what_a_reader_wonders_about_is_said(given: Sale, words: str) -> None:
    assert words in " ".join(decide(given).reasons)


def test_while_vies_is_down_and_vat_is_charged_nobody_calls_the_number_invalid() -> None:
    policy = Policy(while_unavailable=WhileUnavailable.CHARGE)

    decision = decide(sale(buyer=business(vies=Vies.UNAVAILABLE)), policy)

    assert decision.treatment is Treatment.OSS_DESTINATION
    assert "VIES does not answer about DE136695976" in " ".join(decision.reasons)
    assert "not valid" not in " ".join(decision.reasons)


def test_a_held_sale_says_last_what_to_do() -> None:
    decision = decide(sale(ship_to=Place(country="ES")))

    assert decision.hold
    assert decision.rate is None
    assert decision.reasons[-1].startswith(WHAT_TO_DO)
    assert "Canary Islands" in decision.reasons[-1]


def test_the_evidence_names_the_law_both_places_and_the_number() -> None:
    evidence = decide(sale(buyer=business())).evidence

    assert evidence["source"].startswith("Directive 2006/112/EC art. 138")
    assert evidence["from"].startswith("FR")
    assert evidence["to"].startswith("DE")
    assert (evidence["vat_number"], evidence["vies"]) == ("DE136695976", "valid")


class TestRatesOfProductClasses:
    """A shop names rates where the table leaves them open."""

    AUSTRIA = Place(country="AT", postcode="1010")

    def test_the_shops_choice_settles_what_depends_on_the_product(self) -> None:
        policy = Policy(class_rates={("AT", "food"): Decimal("4.9")})

        decision = decide(sale(ship_to=self.AUSTRIA, product_class="food"), policy)

        assert (decision.rate, decision.vat_country) == (Decimal("4.9"), "AT")

    def test_it_serves_for_a_class_of_the_shops_own(self) -> None:
        policy = Policy(class_rates={("DE", "toy"): Decimal(19)})

        assert decide(sale(product_class="Toy"), policy).rate == 19

    def test_a_rate_that_the_state_does_not_have_is_not_charged(self) -> None:
        policy = Policy(class_rates={("DE", "toy"): Decimal("8.1")})

        decision = decide(sale(product_class="toy"), policy)

        assert decision.rule == "rate-unclear"
        assert "does not exist there" in " ".join(decision.reasons)

    def test_a_rate_that_has_ended_is_not_charged_any_more(self) -> None:
        policy = Policy(class_rates={("RO", "toy"): Decimal(9)})
        romania = Place(country="RO")

        last = decide(sale(ship_to=romania, product_class="toy", day=date(2025, 7, 31)), policy)
        after = decide(sale(ship_to=romania, product_class="toy", day=date(2025, 8, 1)), policy)

        assert (last.rate, after.rate) == (Decimal(9), None)

    def test_where_several_are_possible_all_are_named(self) -> None:
        decision = decide(sale(ship_to=self.AUSTRIA, product_class="food"))

        assert "4.9 %, 10 %" in " ".join(decision.reasons)


@pytest.mark.parametrize(
    "changed",
    [
        {"ship_to": Place(country="DE", postcode="\x00", town="\U0001f600" * 100)},
        {"buyer": Buyer(vat_id="\x00" * 300, vies=Vies.VALID)},
        {"product_class": ""},
        {"seller": Seller(country="")},
        {"ship_from": Place(country="")},
        {"day": date.max},
        {"day": date.min},
    ],
)
def test_nonsense_is_decided_or_held_but_never_raises(changed: dict[str, Any]) -> None:
    decision = decide(replace(sale(), **changed))

    assert decision.reasons
    assert decision.rule


def test_the_default_seller_is_french_and_not_in_the_oss() -> None:
    assert decide(Sale(day=DAY, ship_to=PARIS)).treatment is Treatment.DOMESTIC
    assert decide(Sale(day=DAY, ship_to=BERLIN)).rule == "distance-sale-threshold-unknown"
    assert decide(Sale(day=DAY, ship_to=BERLIN, seller=OSS)).rate == 19
