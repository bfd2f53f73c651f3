"""The contract suite is sharp: each of these broken copies of the channel fails it."""

import importlib
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from channels.shopify import channel
from tests.channels.contract import orders, walking
from tests.channels.contract.subject import Scene, Subject, subject
from tests.channels.shopify.contract_shop import SHOPS

PACKAGE = Path(channel.__file__).parent


@dataclass(frozen=True)
class Mutation:
    """A mistake: in `file`, `sound` becomes `broken`."""

    name: str
    file: str
    sound: str
    broken: str


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
    Mutation("RE is France", "people.py", 'holder.text("countryCodeV2", "").upper()', '"FR"'),
    Mutation("cancelled parcels are sent", "parcels.py", '"CANCELLED", ', ""),
)

WALKING_MISTAKES = (
    Mutation("no overlap", "poll.py", "cursor - OVERLAP)", "cursor)"),
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


@pytest.fixture
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Subject]:
    """A copy of the channel with one mistake in it."""
    mutation, name = request.param, f"broken_shopify_{abs(hash(request.param.name))}"
    shutil.copytree(
        PACKAGE, tmp_path / name, ignore=shutil.ignore_patterns("fixtures", "__pycache__", "README.md")
    )
    for file in (tmp_path / name).glob("*.py"):
        text = file.read_text(encoding="utf-8").replace("channels.shopify", name)
        if file.name == mutation.file:
            assert mutation.sound in text, "the code has changed: this is no mutation any more"
            text = text.replace(mutation.sound, mutation.broken)
        file.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(tmp_path))
    importlib.invalidate_caches()
    try:
        made = importlib.import_module(f"{name}.channel").Shopify()
        yield subject(made, PACKAGE)
    finally:
        sys.path.remove(str(tmp_path))
        for module in [known for known in sys.modules if known.partition(".")[0] == name]:
            del sys.modules[module]


def _ids(value: object) -> str:
    return value.name.replace(" ", "_") if isinstance(value, Mutation) else ""


def mapping_failures(subject: Subject) -> Iterator[str]:
    """Names of the checks that some fixture fails; the ones that know the right answer come last."""
    for check in (*orders.LAWS, *orders.BY_EXAMPLE):
        try:
            for fixture in subject.fixtures:
                check(subject, fixture)
        except Exception:
            yield check.__name__


def walking_failures(subject: Subject) -> Iterator[str]:
    """Names of the checks that the channel fails on the fake shop."""
    for check in walking.CHECKS:
        with SHOPS["fixed-token"]() as shop:
            try:
                check(Scene(subject, shop))
            except (Exception, pytest.fail.Exception):
                yield check.__name__


@pytest.mark.parametrize("broken", MAPPING_MISTAKES, ids=_ids, indirect=True)
def test_a_mistake_in_the_mapping_fails_the_suite(broken: Subject) -> None:
    assert next(mapping_failures(broken), None)


@pytest.mark.parametrize("broken", WALKING_MISTAKES, ids=_ids, indirect=True)
def test_a_mistake_in_the_walk_fails_the_suite(broken: Subject) -> None:
    assert next(walking_failures(broken), None)


@pytest.mark.parametrize(
    "broken", [Mutation("none", "status.py", "Status", "Status")], ids=_ids, indirect=True
)
def test_a_faithful_copy_passes(broken: Subject) -> None:
    assert list(mapping_failures(broken)) == []
    assert list(walking_failures(broken)) == []
