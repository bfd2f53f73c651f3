"""What holds for every sale, whatever its facts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as some

from odoo_bridge.vat.decide import WHAT_TO_DO, decide
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.limits import Consignment
from odoo_bridge.vat.policy import Policy, WhileUnavailable, WithoutNumber
from odoo_bridge.vat.rates import allowed, regions
from odoo_bridge.vat.rules import RULES
from odoo_bridge.vat.sale import Buyer, Proof, Regime, Sale, Seller, Supply, Vies, VoucherKind
from odoo_bridge.vat.territories import Place, members
from tests.odoo_bridge.vat.sales import NUMBERS, POSTCODES

STATES = sorted(members())
SPECIAL = [
    *[
        Place(country=code)
        for code in ("RE", "GP", "MQ", "GF", "YT", "MC", "XI", "IM", "JE", "CH", "US", "CN")
    ],
    *[Place(country="FR", postcode=code) for code in ("", "97110", "97410", "20200", "98000", "98800")],
    *[Place(country="ES", postcode=code) for code in ("", "35004", "51001")],
    *[Place(country="GB", postcode=code) for code in ("", "BT7 1JQ", "M3 7AA")],
    *[Place(country="PT", postcode="9000"), Place(country="IT", postcode="23041"), Place(country="")],
]
WITHOUT_VAT = {
    Treatment.EXPORT,
    Treatment.EXPORT_DOM,
    Treatment.OUT_OF_SCOPE,
    Treatment.OUT_OF_SCOPE_IMPORT,
    Treatment.SMALL_BUSINESS,
}
PROVEN = {Treatment.IC_EXEMPT, Treatment.RC_SERVICE, Treatment.RC_DOMESTIC}

days = some.dates(min_value=date(2021, 1, 1), max_value=date(2030, 12, 31))
places = some.one_of(
    some.sampled_from([Place(country=state, postcode=POSTCODES[state]) for state in STATES]),
    some.sampled_from(SPECIAL),
)
numbers = some.one_of(
    some.just(""),
    some.sampled_from([*NUMBERS.values(), "XI434031494", "GB434031494", "DE136695977", "CHE123456788"]),
)
sellers = some.builds(
    Seller,
    country=some.sampled_from([*STATES, "RE", "MC", "CH"]),
    regime=some.sampled_from(Regime),
    oss=some.booleans(),
    over_threshold=some.sampled_from([True, False, None]),
    ioss=some.sampled_from([True, False, None]),
    uk_registered=some.sampled_from([True, False, None]),
    registrations=some.one_of(some.none(), some.frozensets(some.sampled_from(STATES), max_size=3)),
)
buyers = some.builds(
    Buyer,
    company=some.booleans(),
    vat_id=numbers,
    vies=some.sampled_from(Vies),
    proof=some.one_of(some.none(), some.builds(Proof, day=days)),
    other_vat_ids=some.sampled_from([(), (), ("BE0403019261",)]),
)
consignments = some.one_of(
    some.none(),
    some.builds(
        Consignment,
        value=some.decimals(min_value=0, max_value=2000, places=2),
        currency=some.sampled_from(["EUR", "GBP", "USD", "XAF"]),
    ),
)
sales = some.builds(
    Sale,
    day=days,
    supply=some.sampled_from(Supply),
    product_class=some.sampled_from(["standard", "standard", "book", "food", "reduced", "toy"]),
    seller=sellers,
    buyer=buyers,
    ship_from=some.one_of(some.none(), places),
    ship_to=some.one_of(some.none(), places),
    bill_to=some.one_of(some.none(), places),
    consignment=consignments,
    picked_up=some.booleans(),
    marketplace_collects=some.sampled_from([False, False, False, True]),
    voucher=some.sampled_from(VoucherKind),
    voucher_for=some.sampled_from([None, Supply.GOODS, Supply.SERVICE]),
)
policies = some.builds(
    Policy,
    without_number=some.sampled_from(WithoutNumber),
    while_unavailable=some.sampled_from(WhileUnavailable),
    proof_days=some.integers(0, 90),
    class_rates=some.dictionaries(
        some.tuples(some.sampled_from(STATES), some.sampled_from(["food", "toy"])),
        some.sampled_from([Decimal(5), Decimal("8.1"), Decimal(20)]),
        max_size=4,
    ),
)
RULE_IDS = {rule.id for rule in RULES} | {"rate-unclear"}
thorough = settings(max_examples=100, deadline=None)


@thorough
@given(sales, policies)
def test_a_decision_always_has_a_rule_reasons_and_a_source_and_is_the_same_again(
    sale: Sale, policy: Policy
) -> None:
    decision = decide(sale, policy)

    assert decision.rule in RULE_IDS
    assert decision.reasons
    assert all(decision.reasons)
    assert decision.evidence["source"]
    assert decide(replace(sale), policy) == decision


@thorough
@given(sales, policies)
def test_a_rate_belongs_to_the_table_of_that_country_and_day(sale: Sale, policy: Policy) -> None:
    decision = decide(sale, policy)

    if decision.rate:
        country = decision.vat_country
        possible = {rate for region in regions(country) for rate in allowed(country, region, sale.day)}
        assert decision.rate in possible


@thorough
@given(sales, policies)
def test_a_held_sale_has_no_rate_and_says_what_to_do_and_no_other_does(sale: Sale, policy: Policy) -> None:
    decision = decide(sale, policy)

    assert decision.hold == (decision.rate is None) == decision.reasons[-1].startswith(WHAT_TO_DO)
    if decision.hold:
        assert len(decision.reasons[-1]) > len(WHAT_TO_DO)
        assert decision.vat_country == decision.legal_mention == ""


@thorough
@given(sales, policies)
def test_without_vat_there_is_a_proof_or_a_reason_of_place_and_an_exemption_has_its_mention(
    sale: Sale, policy: Policy
) -> None:
    decision = decide(sale, policy)

    if decision.rate == 0 and "rate_source" not in decision.evidence:
        assert decision.treatment in WITHOUT_VAT | PROVEN
        if decision.treatment in PROVEN:
            assert decision.evidence["number_proves"] == "valid"
        if decision.treatment not in (Treatment.OUT_OF_SCOPE, Treatment.OUT_OF_SCOPE_IMPORT):
            assert decision.legal_mention


@thorough
@given(sales, policies, some.sampled_from([Vies.UNAVAILABLE, Vies.ERROR, Vies.NOT_ASKED]))
def test_without_an_answer_of_vies_nothing_is_exempt_by_number_but_by_a_proof_that_the_policy_accepts(
    sale: Sale, policy: Policy, vies: Vies
) -> None:
    decision = decide(replace(sale, buyer=replace(sale.buyer, vies=vies)), policy)

    if decision.treatment in PROVEN:
        proof = sale.buyer.proof
        assert policy.while_unavailable is WhileUnavailable.ACCEPT_PROOF
        assert vies is Vies.UNAVAILABLE
        assert proof is not None
        assert 0 <= (sale.day - proof.day).days <= policy.proof_days


@thorough
@given(sales)
def test_goods_that_stay_where_the_seller_is_are_taxed_whoever_buys(sale: Sale) -> None:
    seller = replace(sale.seller, country="BE", regime=Regime.NORMAL)
    at_home = replace(
        sale,
        day=date(2026, 11, 20),
        supply=Supply.GOODS,
        product_class="standard",
        seller=seller,
        ship_from=None,
        ship_to=Place(country="BE", postcode="1000"),
        marketplace_collects=False,
        buyer=replace(sale.buyer, vies=Vies.INVALID),
    )

    assert (decide(at_home).treatment, decide(at_home).rate) == (Treatment.DOMESTIC, Decimal(21))
