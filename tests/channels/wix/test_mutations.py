"""The contract suite is sharp: each of these broken copies of the channel fails it."""

import importlib
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from channels.wix import channel
from tests.channels.contract import orders, walking
from tests.channels.contract.subject import Scene, Subject, subject
from tests.channels.wix.contract_shop import SHOPS

PACKAGE = Path(channel.__file__).parent


@dataclass(frozen=True)
class Mutation:
    """A mistake: in `file`, `sound` becomes `broken`."""

    name: str
    file: str
    sound: str
    broken: str


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
    Mutation("shipping never refunded", "refunds.py", 'details.has("shipping.amount")', "False"),
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
    Mutation("no overlap", "poll.py", "cursor - OVERLAP", "cursor"),
    Mutation("stop on the first page", "poll.py", "done = listing.next is None", "done = True"),
    Mutation("created for changed", "poll.py", '"filter": {"updatedDate"', '"filter": {"createdDate"'),
    Mutation("our clock for Wix's", "api.py", "None, answer.clock()", "None, datetime.now().astimezone()"),
    Mutation("gone is an error", "api.py", "if answer.status == 404:", "if answer.status == 405:"),
    Mutation("payments forgotten", "poll.py", "found.get(key) if", "None if"),
)


@pytest.fixture
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Subject]:
    """A copy of the channel with one mistake in it."""
    mutation, name = request.param, f"broken_{abs(hash(request.param.name))}"
    shutil.copytree(
        PACKAGE, tmp_path / name, ignore=shutil.ignore_patterns("fixtures", "__pycache__", "*.md")
    )
    for file in (tmp_path / name).glob("*.py"):
        text = file.read_text(encoding="utf-8").replace("channels.wix", name)
        if file.name == mutation.file:
            assert mutation.sound in text, "the code has changed: this is no mutation any more"
            text = text.replace(mutation.sound, mutation.broken)
        file.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(tmp_path))
    importlib.invalidate_caches()
    try:
        made = importlib.import_module(f"{name}.channel").Wix()
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
    """Names of the checks that the channel fails on the fake site."""
    for check in walking.CHECKS:
        with SHOPS["api-key"]() as shop:
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
