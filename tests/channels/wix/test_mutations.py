"""The contract suite is sharp: each of these broken copies of the channel fails it."""

from pathlib import Path

import pytest

from channels.wix.channel import Wix
from tests.channels.contract.mutations import Mutants, Mutation, share
from tests.channels.wix.contract_shop import SHOPS

pytestmark = pytest.mark.repeats

MUTANTS = Mutants(Wix, SHOPS["api-key"])

MAPPING_MISTAKES = (
    Mutation("fractions for per cent", "amounts.py", "fraction * _HUNDRED", "fraction"),
    Mutation("shipping lost", "lines.py", "*shipping(order, money),", ""),
    Mutation("fees lost", "lines.py", 'order.list("additionalFees")', "()"),
    Mutation(
        "price after reduction", "lines.py", '"priceBeforeDiscounts.amount", shown', '"price.amount", shown'
    ),
    Mutation("discount with tax", "amounts.py", "price / (_ONE + rate)", "price"),
    Mutation("one piece of measured goods", "lines.py", 'line.has("decimalQuantity")', "False"),
    Mutation("old tax details overlooked", "amounts.py", 'else "taxDetails"', 'else "taxInfo"'),
    Mutation("one tax of several", "amounts.py", "entries = tax_info(holder).list", "entries = []  # "),
    Mutation("failed refunds counted", "refunds.py", '== "SUCCEEDED"', '!= ""'),
    Mutation("shipping never refunded", "refunds.py", "SHIPPING_ID in known", "False"),
    Mutation("a Brazilian number for a VAT id", "company_numbers.py", "if kind in _BRAZILIAN", "if False"),
    Mutation("apps' fields overlooked", "company_numbers.py", "[*_extended(order), ", "["),
    Mutation("pick-up is sent", "parties.py", "pickupDetails", "noSuchField"),
    Mutation("visitors have accounts", "parties.py", "buyerInfo.memberId", "buyerInfo.contactId"),
    Mutation("unknown is open", "status.py", '["status"], Status.UNKNOWN', '["status"], Status.OPEN'),
    Mutation("cancelled is open", "status.py", '"CANCELED": Status.CANCELLED', '"CANCELED": Status.OPEN'),
    Mutation("every payment counted", "payments.py", "if _status(entry) in _RECEIVED", ""),
    Mutation("euros for all", "mapping.py", "currency=_currency(source)", 'currency="EUR"'),
)
WALKING_MISTAKES = (
    Mutation("newest first", "poll.py", '"order": "ASC"', '"order": "DESC"'),
    Mutation(
        "no overlap",
        "poll.py",
        "start = walk_start(since, OVERLAP)",
        "start = walk_start(since, 0 * OVERLAP)",
    ),
    Mutation(
        "the clock for what was read",
        "poll.py",
        "position(read_up_to(map(_changed_at, listing.rows), started, OVERLAP)",
        "position(listing.clock",
    ),
    Mutation(
        "the first page is counted",
        "poll.py",
        "for listing in listings for",
        "for listing in [next(listings)] for",
    ),
    Mutation("stop on the first page", "poll.py", "done = listing.next is None", "done = True"),
    Mutation("created for changed", "poll.py", '"filter": {"updatedDate"', '"filter": {"createdDate"'),
    Mutation("our clock for Wix's", "api.py", "None, answer.clock()", "None, datetime.now().astimezone()"),
    Mutation("gone is an error", "api.py", "if answer.status == 404:", "if answer.status == 405:"),
    Mutation("payments forgotten", "poll.py", "found.get(key) if", "None if"),
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
