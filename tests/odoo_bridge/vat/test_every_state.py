"""Each state of the EU as seller and as buyer."""

from decimal import Decimal

import pytest

from odoo_bridge.vat.decide import decide
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.rates import rates_of_class
from odoo_bridge.vat.sale import Seller, Supply
from odoo_bridge.vat.territories import members
from tests.odoo_bridge.vat.sales import DAY, NUMBERS, POSTCODES, business, home, sale

STATES = sorted(members())
ZERO = Decimal(0)


def standard(state: str) -> object:
    (rate,) = rates_of_class(state, "", "standard", DAY)
    return rate.percent


def seller(state: str, *, oss: bool = True, over: bool = True) -> Seller:
    return Seller(country=state, oss=oss, over_threshold=over)


def test_the_tables_know_twenty_seven_states() -> None:
    assert set(POSTCODES) == set(NUMBERS) == set(STATES)
    assert len(STATES) == 27


@pytest.mark.parametrize("state", STATES)
def test_at_home_the_seller_charges_the_states_own_rate(state: str) -> None:
    decision = decide(sale(seller=seller(state), ship_to=home(state), buyer=business(NUMBERS[state])))

    assert (decision.treatment, decision.vat_country, decision.rate) == (
        Treatment.DOMESTIC,
        state,
        standard(state),
    )


@pytest.mark.parametrize("state", STATES)
def test_from_every_state_consumers_elsewhere_pay_the_rate_of_where_they_are(state: str) -> None:
    for other in set(STATES) - {state}:
        decision = decide(sale(seller=seller(state), ship_to=home(other)))

        assert (decision.treatment, decision.vat_country, decision.rate) == (
            Treatment.OSS_DESTINATION,
            other,
            standard(other),
        )


@pytest.mark.parametrize("state", STATES)
def test_from_every_state_below_the_threshold_they_pay_the_sellers_rate(state: str) -> None:
    small = seller(state, oss=False, over=False)
    for other in set(STATES) - {state}:
        decision = decide(sale(seller=small, ship_to=home(other)))

        assert (decision.treatment, decision.vat_country, decision.rate) == (
            Treatment.ORIGIN_BELOW_THRESHOLD,
            state,
            standard(state),
        )


@pytest.mark.parametrize("state", STATES)
def test_from_every_state_businesses_elsewhere_are_supplied_without_vat_and_with_the_mention(
    state: str,
) -> None:
    for other in set(STATES) - {state}:
        decision = decide(sale(seller=seller(state), ship_to=home(other), buyer=business(NUMBERS[other])))

        assert (decision.treatment, decision.vat_country, decision.rate) == (Treatment.IC_EXEMPT, state, ZERO)
        assert decision.legal_mention


@pytest.mark.parametrize("state", STATES)
def test_from_every_state_services_to_businesses_elsewhere_are_theirs_to_declare(state: str) -> None:
    for other in set(STATES) - {state}:
        decision = decide(
            sale(
                seller=seller(state),
                ship_to=home(other),
                buyer=business(NUMBERS[other]),
                supply=Supply.SERVICE,
            )
        )

        assert (decision.treatment, decision.vat_country, decision.rate) == (
            Treatment.RC_SERVICE,
            other,
            ZERO,
        )
        assert decision.legal_mention


@pytest.mark.parametrize("state", STATES)
def test_from_every_state_digital_services_follow_the_consumer(state: str) -> None:
    for other in set(STATES) - {state}:
        decision = decide(sale(seller=seller(state), ship_to=home(other), supply=Supply.DIGITAL_SERVICE))

        assert (decision.treatment, decision.rate) == (Treatment.OSS_DESTINATION, standard(other))
