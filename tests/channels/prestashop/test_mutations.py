"""The contract suite is sharp: each of these broken copies of the channel fails it."""

import importlib
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from channels.prestashop import channel
from tests.channels.contract import orders, walking
from tests.channels.contract.subject import Scene, Subject, subject
from tests.channels.prestashop.contract_shop import SHOPS

PACKAGE = Path(channel.__file__).parent


@dataclass(frozen=True)
class Mutation:
    """A mistake: in `file`, `sound` becomes `broken`."""

    name: str
    file: str
    sound: str
    broken: str


MAPPING_MISTAKES = (
    Mutation("net and gross swapped", "lines.py", '"total_price_tax_excl")', '"total_price_tax_incl")'),
    Mutation("the same rate for every line", "taxes.py", "taxes.get(tax_id)", 'taxes.get("1")'),
    Mutation("rates from amounts", "taxes.py", 'tax.decimal("rate")', 'tax.decimal("rate") / 2'),
    Mutation("one tax of several", "taxes.py", "for tax_id in ids if", "for tax_id in ids[:1] if"),
    Mutation("shipping lost", "mapping.py", "[rated] if rated else []", "[]"),
    Mutation("gift wrap lost", "mapping.py", "(wrapped, *off)", "off"),
    Mutation("discounts lost", "mapping.py", "(wrapped, *off)", "(wrapped,)"),
    Mutation("discounts positive", "discounts.py", "gross=-gross,", "gross=gross,"),
    Mutation("taxes of discounts lost", "discounts.py", "_merged(\n", "_merged(() and \n"),
    Mutation("local time for UTC", "times.py", "replace(tzinfo=place, fold=fold)", "replace(tzinfo=UTC)"),
    Mutation("price after rounding lost", "lines.py", "return price if explained else", "return price or"),
    Mutation("two decimals for all", "mapping.py", "    return code\n", '    return "EUR"\n'),
    Mutation(
        "reference for the id",
        "mapping.py",
        'external_id=source.identifier("id")',
        "external_id=text(source, 'reference')",
    ),
    Mutation("guests are customers", "parties.py", "None if guest else", ""),
    Mutation("ship to the payer", "mapping.py", "address(delivery, countries", "address(invoice, countries"),
    Mutation("names of rules lost", "mapping.py", 'text(rule, "name") for rule', '"" for rule'),
    Mutation("refund lines under their own ids", "refunds.py", '"id_order_detail"), entry', '"id"), entry'),
    Mutation("refunds without shipping", "refunds.py", 'slip.decimal("shipping_cost_amount", ZERO)', "ZERO"),
    Mutation("the whole payment for each", "payments.py", "if len(costs) < 2 or", "if costs or"),
    Mutation(
        "cancelled is completed",
        "status.py",
        '"cancelled": Status.CANCELLED',
        '"cancelled": Status.COMPLETED',
    ),
    Mutation("states by number alone", "status.py", 'if on(row, "shipped")', "if False"),
    Mutation("the shop's words lost", "mapping.py", '"current_state": now.id', '"current_state": "x"'),
    Mutation("a VAT id forgotten", "parties.py", 'text(invoice, "vat_number")', '""'),
    Mutation("text as it came", "fields.py", "return clean(str(value)).strip()", "return str(value)"),
)

WALKING_MISTAKES = (
    Mutation("newest first", "poll.py", "[date_upd_ASC,id_ASC]", "[date_upd_DESC,id_ASC]"),
    Mutation("UTC for local time", "times.py", "+ offset).replace", ").replace"),
    Mutation("no overlap", "poll.py", "cursor - OVERLAP", "cursor"),
    Mutation("stop on the first page", "poll.py", "len(listing.rows) < walk.size or", "listing.rows or"),
    Mutation("nothing left out", "poll.py", "if excluded else []", "if False else []"),
    Mutation(
        "the cursor of the end",
        "poll.py",
        "cursor=walk.started.isoformat()",
        "cursor=_begun(http, lower, size).started.isoformat()",
    ),
    Mutation(
        "our clock for the shop's",
        "api.py",
        "return datetime.fromtimestamp(int(said), UTC)",
        "return datetime.now(UTC)",
    ),
    Mutation(
        "an error is a short page",
        "poll.py",
        "        yield listing\n",
        "        yield listing\n        return\n",
    ),
)


@pytest.fixture
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Subject]:
    """A copy of the channel with one mistake in it."""
    mutation, name = request.param, f"broken_{abs(hash(request.param.name))}"
    ignored = shutil.ignore_patterns("fixtures", "__pycache__", "README.md")
    shutil.copytree(PACKAGE, tmp_path / name, ignore=ignored)
    for file in (tmp_path / name).glob("*.py"):
        text = file.read_text(encoding="utf-8").replace("channels.prestashop", name)
        if file.name == mutation.file:
            assert mutation.sound in text, "the code has changed: this is no mutation any more"
            text = text.replace(mutation.sound, mutation.broken)
        file.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(tmp_path))
    importlib.invalidate_caches()
    try:
        made = importlib.import_module(f"{name}.channel").PrestaShop()
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
        with SHOPS["v8"]() as shop:
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
    "broken", [Mutation("none", "status.py", "PENDING", "PENDING")], ids=_ids, indirect=True
)
def test_a_faithful_copy_passes(broken: Subject) -> None:
    assert list(mapping_failures(broken)) == []
    assert list(walking_failures(broken)) == []
