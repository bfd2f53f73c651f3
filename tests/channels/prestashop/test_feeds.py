"""Thousands of generated histories of a shop, read while it goes on: nothing is lost, nothing doubled."""

from pathlib import Path

import pytest

from channels.prestashop.channel import PrestaShop
from tests.channels.contract.mutations import Mutants, Mutation
from tests.channels.feeds.run import STYLES, run
from tests.channels.feeds.sharpness import first_failure
from tests.channels.prestashop.contract_shop import SHOPS

pytestmark = pytest.mark.repeats

STYLE = STYLES["prestashop"]
MUTANTS = Mutants(PrestaShop, SHOPS["v8"])
FEEDS = 600  # `make feeds` reads 10,000

MISTAKES = (
    Mutation("no overlap", "walk.py", "OVERLAP = timedelta(seconds=300)", "OVERLAP = timedelta()"),
    Mutation("later than for from", "walk.py", 'f"[{since},{_EVER}]"', 'f">[{since}]"'),
    Mutation(
        "by offset",
        "api.py",
        '[*query, ("limit", f"0,{size}")]',
        '[pair for pair in query if pair[0] != "filter[id]"]'
        ' + [("limit", f"{str(query).count(chr(124)) + str(query).count(chr(33))},{size}")]',
    ),
    Mutation("ids for dates", "walk.py", "sorted(left, key=age)", "sorted(left, key=_number)"),
    Mutation("the later offset", "walk.py", "latest=False", "latest=True"),
    Mutation(
        "the cursor of the end", "poll.py", "cursor=walk.started.isoformat()", "cursor=page.clock.isoformat()"
    ),
    Mutation(
        "a cursor on every page",
        "poll.py",
        "observed_at=page.clock",
        "observed_at=page.clock, cursor=walk.started.isoformat()",
    ),
    Mutation("slips forgotten", "poll.py", "yield from _refunded(", "yield from () and _refunded("),
    Mutation("a short page believed", "api.py", "if answer.tries > 1 and len", "if not answer.tries and len"),
    Mutation(
        "states for ids", "mapping.py", '.at("order").identifier("id")', '.at("order").text("reference")'
    ),
)


def test_nothing_is_lost_and_nothing_doubled() -> None:
    tally = run(STYLE, range(FEEDS))

    assert [(verdict.seed, verdict.problems[0]) for verdict in tally.failed] == []
    assert min(tally.walks, tally.broken, tally.faults) > FEEDS / 10


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_in_the_walk_loses_or_doubles(mistake: Mutation, tmp_path: Path) -> None:
    assert first_failure(STYLE, MUTANTS, mistake, tmp_path) is not None


def test_a_faithful_copy_loses_nothing(tmp_path: Path) -> None:
    with MUTANTS.broken(Mutation("none", "status.py", "PENDING", "PENDING"), tmp_path) as copy:
        assert not any(STYLE.feed(seed, copy.channel).problems for seed in range(100))


def test_the_same_seed_is_the_same_feed() -> None:
    one, two = (STYLE.feed(7) for _ in range(2))

    assert one == two
    assert one.story
