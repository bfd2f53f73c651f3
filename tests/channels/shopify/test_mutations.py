"""The contract suite is sharp: each of these broken copies of the channel fails it."""

from pathlib import Path

import pytest

from channels.shopify.channel import Shopify
from tests.channels.contract.mutations import Mutants, Mutation, share
from tests.channels.shopify.contract_shop import SHOPS

pytestmark = pytest.mark.repeats

MUTANTS = Mutants(Shopify, SHOPS["fixed-token"])

MAPPING_MISTAKES = (
    Mutation("what the customer saw is booked", "bags.py", "shopMoney", "presentmentMoney"),
    Mutation("tax on top of prices with tax", "lines.py", "shown - tax if context", "shown if context"),
    Mutation(
        "discounts of codes forgotten",
        "lines.py",
        "_full(item, context) - _off(item",
        "_full(item, context) - 0 * _off(item",
    ),
    Mutation("discount with its tax", "lines.py", "if context.taxes_included else off", "if False else off"),
    Mutation("the tip twice", "charges.py", "if tip and not any(", "if tip or any("),
    Mutation("gift cards are goods", "lines.py", "LineKind.GIFT_CARD if", "LineKind.PRODUCT if"),
    Mutation("shipping before discounts", "charges.py", '"discountedPriceSet"', '"originalPriceSet"'),
    Mutation("fees lost", "charges.py", 'order.list("additionalFees")', "()"),
    Mutation("duties lost", "charges.py", "if duties and", "if False and"),
    Mutation(
        "the current total",
        "edits.py",
        '"totalPriceSet", "totalTaxSet"',
        '"currentTotalPriceSet", "totalTaxSet"',
    ),
    Mutation("removed units are sold", "edits.py", "if not removed:", "if True:"),
    Mutation("refunds repaid are not seen", "edits.py", "if repaid >= taken.gross:", "if False:"),
    Mutation(
        "refunds with tax on top",
        "refunds.py",
        "part.amount - part.tax if included else",
        "part.amount if included else",
    ),
    Mutation("refund lines under their own ids", "refunds.py", 'item.text("lineItem.id")', 'item.text("id")'),
    Mutation(
        "an authorization is money",
        "payments.py",
        '{"SALE", "CAPTURE"}',
        '{"SALE", "CAPTURE", "AUTHORIZATION"}',
    ),
    Mutation("refunds are payments", "payments.py", '{"SALE", "CAPTURE"}', '{"SALE", "CAPTURE", "REFUND"}'),
    Mutation("cancelled is open", "status.py", "return Status.CANCELLED", "return Status.OPEN"),
    Mutation(
        "the name for the id", "mapping.py", "external_id=identity,", 'external_id=source.text("name"),'
    ),
    Mutation("marketplace taxes are ours", "taxes.py", "TaxCollector.CHANNEL if", "TaxCollector.MERCHANT if"),
    Mutation(
        "rates as fractions",
        "taxes.py",
        'entry.decimal("ratePercentage", None)',
        'entry.decimal("rate", None)',
    ),
    Mutation("the B2B number forgotten", "vat_ids.py", '"taxRegistrationId"', '"no_such_field"'),
    Mutation("the presentment forgotten", "mapping.py", "if seen == currency:", "if True:"),
    Mutation("RE is France", "people.py", 'iso_country(holder.text("countryCodeV2", ""))', '"FR"'),
    Mutation("cancelled parcels are sent", "parcels.py", '"CANCELLED", ', ""),
)

WALKING_MISTAKES = (
    Mutation(
        "no overlap",
        "poll.py",
        "start = walk_start(since, OVERLAP)",
        "start = walk_start(since, 0 * OVERLAP)",
    ),
    Mutation(
        "the clock for what was read", "poll.py", "reached=position(here,", "reached=position(listing.clock,"
    ),
    Mutation("all orders are counted", "poll.py", "_query(walk_start(since, OVERLAP).orders)", '""'),
    Mutation("the first page only", "poll.py", "done = last or", "done = True or"),
    Mutation(
        "our clock for the shop's",
        "api.py",
        "return self.answer.clock()",
        "return datetime.now().astimezone()",
    ),
    Mutation("gone is an order", "channel.py", "[] if found is None else [found]", "[found]"),
    Mutation("every page ends the walk", "poll.py", "date > started + _SECOND", "date < started + _SECOND"),
)


@pytest.mark.parametrize("mistake", MAPPING_MISTAKES, ids=str)
def test_a_mistake_in_the_mapping_fails_the_suite(mistake: Mutation, tmp_path: Path) -> None:
    with MUTANTS.broken(mistake, tmp_path) as copy:
        assert next(MUTANTS.mapping_failures(copy), None)


@pytest.mark.parametrize("mistake", share(WALKING_MISTAKES), ids=str)
def test_a_mistake_in_the_walk_fails_the_suite(mistake: Mutation, tmp_path: Path) -> None:
    with MUTANTS.broken(mistake, tmp_path) as copy:
        assert next(MUTANTS.walking_failures(copy), None)


def test_a_faithful_copy_passes(tmp_path: Path) -> None:
    with MUTANTS.broken(Mutation("none", "status.py", "Status", "Status"), tmp_path) as copy:
        assert list(MUTANTS.mapping_failures(copy)) == []
        assert list(MUTANTS.walking_failures(copy)) == []
