"""The contract suite is sharp: each of these broken copies of the channel fails it."""

from pathlib import Path

import pytest

from channels.prestashop.channel import PrestaShop
from tests.channels.contract.mutations import Mutants, Mutation, share
from tests.channels.prestashop import slips
from tests.channels.prestashop.contract_shop import SHOPS

pytestmark = pytest.mark.repeats

MUTANTS = Mutants(PrestaShop, SHOPS["v8"], shared=("cursors",), own=slips.CHECKS)

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
    Mutation("newest first", "walk.py", "[date_upd_ASC,id_ASC]", "[date_upd_DESC,id_ASC]"),
    Mutation("UTC for local time", "times.py", "+ offset).replace", ").replace"),
    Mutation("no overlap", "poll.py", "walk_start(since, OVERLAP)", "walk_start(since, 0 * OVERLAP)"),
    Mutation("stop on the first page", "walk.py", "len(page.ids) < walk.size or", "page.ids or"),
    Mutation(
        "the clock for what was read",
        "poll.py",
        "position(walk.read_up_to(page.dates), slips_from)",
        "position(page.clock, slips_from)",
    ),
    Mutation(
        "slips from where orders have come",
        "poll.py",
        "page.dates), slips_from)",
        "page.dates), walk.read_up_to(page.dates))",
    ),
    Mutation(
        "slips since the cut",
        "poll.py",
        "start.rest if since is not None",
        "walk.started if since is not None",
    ),
    Mutation(
        "no slips after a first walk",
        "poll.py",
        "else walk.started - OVERLAP",
        "else walk.started + 9 * OVERLAP",
    ),
    Mutation(
        "slips that lie behind the page",
        "poll.py",
        "here = walk.read_up_to([slips.dates[keys[-1]]])",
        "here = walk.started",
    ),
    Mutation("a position without overlap", "cursors.py", "min(known[-1], began - back)", "known[-1]"),
    Mutation(
        "positions go back",
        "cursors.py",
        "if len(times) == 1:\n            times = [times[0] - back] * 2",
        "times = [time - back for time in times] * (3 - len(times))",
    ),
    Mutation("last summer read as winter", "walk.py", "at + _CLOCK_CHANGE", "self.started"),
    Mutation("nothing left out", "walk.py", "if excluded else []", "if False else []"),
    Mutation(
        "the cursor of the end",
        "poll.py",
        "cursor=walk.started.isoformat()",
        "cursor=_begun(http, size).started.isoformat()",
    ),
    Mutation(
        "our clock for the shop's",
        "api.py",
        "return datetime.fromtimestamp(int(said), UTC)",
        "return datetime.now(UTC)",
    ),
    Mutation(
        "an error is a short page",
        "walk.py",
        "        yield page\n",
        "        yield page\n        return\n",
    ),
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
    with MUTANTS.broken(Mutation("none", "status.py", "PENDING", "PENDING"), tmp_path) as copy:
        assert list(MUTANTS.mapping_failures(copy)) == []
        assert list(MUTANTS.walking_failures(copy)) == []
