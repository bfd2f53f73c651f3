"""The contract suite is sharp: each of these broken copies of the channel fails it."""

import importlib
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from channels.woocommerce import channel
from tests.channels.contract import orders, walking
from tests.channels.contract.subject import Scene, Subject, subject
from tests.channels.woocommerce.contract_shop import SHOPS

PACKAGE = Path(channel.__file__).parent


@dataclass(frozen=True)
class Mutation:
    """A mistake: in `file`, `sound` becomes `broken`."""

    name: str
    file: str
    sound: str
    broken: str


MAPPING_MISTAKES = (
    Mutation("net and gross swapped", "lines.py", "net=net,\n        tax=tax,\n        gross=net + tax", "net=net + tax,\n        tax=tax,\n        gross=net"),
    Mutation("amounts as floats", "lines.py", "return self.sign * quantize(", "return self.sign * float(quantize("),
    Mutation("the first rate for every line", "lines.py", "found = [context.rates.get(rate_id, unknown) for rate_id, _ in named]", "found = [next(iter(context.rates.values()), unknown) for _ in named]"),
    Mutation("fees lost", "lines.py", "*(extra(line, context, LineKind.FEE) for line in order.list(\"fee_lines\")),\n", ""),
    Mutation("shipping lost", "lines.py", "*(extra(line, context, LineKind.SHIPPING) for line in order.list(\"shipping_lines\")),\n", ""),
    Mutation("local time for UTC", "mapping.py", "source.utc(\"date_created_gmt\")", "source.utc(\"date_created\")"),
    Mutation("price before tax in a shop that shows tax", "lines.py", "full_net + full_tax * context.prices_include_tax", "full_net"),
    Mutation("price after discount", "lines.py", "_full(line, context, field) for field in (\"subtotal\", \"subtotal_tax\")", "_full(line, context, field) for field in (\"total\", \"total_tax\")"),
    Mutation("discount with the wrong sign", "lines.py", "quantize(full_net, context.currency) - net", "net - quantize(full_net, context.currency)"),
    Mutation("refunds negative", "refunds.py", "back = replace(context, sign=-1)", "back = replace(context, sign=1)"),
    Mutation("refund lines under their own ids", "lines.py", "== \"_refunded_item_id\"", "== \"_no_such_key\""),
    Mutation("number taken for the id", "mapping.py", "external_id=source.identifier(\"id\")", "external_id=source.identifier(\"number\")"),
    Mutation("guests with customer 0", "mapping.py", "external_id=None if customer_id == \"0\" else customer_id", "external_id=customer_id"),
    Mutation("trash is an open order", "status.py", "\"trash\": Status.CANCELLED,\n", ""),
    Mutation("every order paid", "mapping.py", "if paid_at is None:\n        return ()", "if paid_at is None:\n        paid_at = source.utc(\"date_created_gmt\")"),
    Mutation("two decimals for every currency", "mapping.py", "currency = _currency(source)", "currency = \"EUR\""),
    Mutation("a tax lost on lines with several", "lines.py", "if amount is not None]", "if amount is not None][:1]"),
    Mutation("only the first VAT plugin", "vat_ids.py", "\"_billing_vat_id\",  # Germanized\n", ""),
    Mutation("text as it came", "../reading.py", "return clean(found)\n\n    def identifier", "return found\n\n    def identifier"),
    Mutation("the shop's word lost", "mapping.py", "raw_status={\"status\": source.text(\"status\")}", "raw_status={\"status\": word.title()}"),
    Mutation("billing address for shipping", "mapping.py", "_address(source.optional(\"shipping\")) or ", ""),
)  # fmt: skip

WALKING_MISTAKES = (
    Mutation("pages counted", "poll.py", "(\"order\", \"asc\"),", "(\"order\", \"desc\"),"),
    Mutation("a Z too many", "poll.py", "%H:%M:%S}\")", "%H:%M:%SZ}\")"),
    Mutation("no overlap", "poll.py", "cursor - OVERLAP - _SECOND", "cursor"),
    Mutation("trash forgotten", "poll.py", "for status in (\"any\", \"trash\"):", "for status in (\"any\",):"),
    Mutation("stop on the first page", "poll.py", "if listing.pages <= 1 or not listing.rows:", "if True:"),
    Mutation("a full second overlooked", "poll.py", "after, excluded = newest - _SECOND, []", "after, excluded = newest, []"),
    Mutation("cursor of the end", "poll.py", "started = started or listing.clock\n            raws", "started = listing.clock\n            raws"),
    Mutation("our clock for the shop's", "api.py", "return Listing(rows, pages, answer.clock())", "from datetime import UTC, datetime\n    return Listing(rows, pages, datetime.now(UTC))"),
    Mutation("site time for UTC", "poll.py", "(\"dates_are_gmt\", \"true\"),", "(\"dates_are_gmt\", \"false\"),"),
    Mutation("an error is an empty page", "api.py", "answer = http.get(f\"{API}/orders\", query)\n    if answer.tries", "answer = http.get(f\"{API}/orders\", query, accept={500})\n    if answer.status == 500:\n        return Listing([], 0, answer.clock())\n    if answer.tries"),
    Mutation("gone is an error", "api.py", "if words(answer)[0] != _GONE:", "if True:"),
)  # fmt: skip


@pytest.fixture
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Subject]:
    """A copy of the channel with one mistake in it."""
    mutation, name = request.param, f"broken_{abs(hash(request.param.name))}"
    shutil.copytree(
        PACKAGE, tmp_path / name, ignore=shutil.ignore_patterns("fixtures", "__pycache__", "README.md")
    )
    shutil.copy(PACKAGE.parent / "reading.py", tmp_path / name / "reading.py")
    for file in (tmp_path / name).glob("*.py"):
        text = file.read_text(encoding="utf-8")
        text = text.replace("channels.woocommerce", name).replace("channels.reading", f"{name}.reading")
        if file.name == Path(mutation.file).name:
            assert text.count(mutation.sound) >= 1, (
                f"the code has changed: {mutation.name} is no mutation any more"
            )
            text = _closed(text.replace(mutation.sound, mutation.broken))
        file.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(tmp_path))
    importlib.invalidate_caches()
    try:
        made = importlib.import_module(f"{name}.channel").WooCommerce()
        yield subject(made, PACKAGE)
    finally:
        sys.path.remove(str(tmp_path))
        for module in [known for known in sys.modules if known.partition(".")[0] == name]:
            del sys.modules[module]


def _closed(text: str) -> str:
    """The float mutation opens one bracket more than it closes."""
    return (
        text.replace("holder.decimal(field), self.currency)", "holder.decimal(field), self.currency))")
        if "float(quantize(" in text
        else text
    )


def _ids(value: object) -> str:
    return value.name.replace(" ", "_") if isinstance(value, Mutation) else ""


def mapping_failures(subject: Subject) -> set[str]:
    """Names of the checks that some fixture fails."""
    failed = set()
    for check in orders.CHECKS:
        try:
            for fixture in subject.fixtures:
                check(subject, fixture)
        except Exception:
            failed.add(check.__name__)
    return failed


def walking_failures(subject: Subject) -> set[str]:
    """Names of the checks that the channel fails on the fake shop."""
    failed = set()
    for check in walking.CHECKS:
        with SHOPS["hpos"]() as shop:
            try:
                check(Scene(subject, shop))
            except (Exception, pytest.fail.Exception):
                failed.add(check.__name__)
    return failed


@pytest.mark.parametrize("broken", MAPPING_MISTAKES, ids=_ids, indirect=True)
def test_a_mistake_in_the_mapping_fails_the_suite(broken: Subject) -> None:
    assert mapping_failures(broken)


@pytest.mark.parametrize("broken", WALKING_MISTAKES, ids=_ids, indirect=True)
def test_a_mistake_in_the_walk_fails_the_suite(broken: Subject) -> None:
    assert walking_failures(broken)


@pytest.mark.parametrize(
    "broken", [Mutation("none", "status.py", "Status.DRAFT", "Status.DRAFT")], ids=_ids, indirect=True
)
def test_a_faithful_copy_passes(broken: Subject) -> None:
    assert mapping_failures(broken) == set()
    assert walking_failures(broken) == set()
