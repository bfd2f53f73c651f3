"""Thousands of generated histories of a shop, read while it goes on: nothing is lost, nothing doubled."""

from pathlib import Path

import pytest

from channels.woocommerce.channel import WooCommerce
from tests.channels.contract.mutations import Mutants, Mutation
from tests.channels.feeds.run import STYLES, run
from tests.channels.feeds.sharpness import first_failure
from tests.channels.woocommerce.contract_shop import SHOPS

pytestmark = pytest.mark.repeats

STYLE = STYLES["woocommerce"]
MUTANTS = Mutants(WooCommerce, SHOPS["hpos"])
FEEDS = 600  # `make feeds` reads 10,000

MISTAKES = (
    Mutation("no overlap", "poll.py", "OVERLAP = timedelta(seconds=300)", "OVERLAP = timedelta()"),
    Mutation("later than for from", "poll.py", "start.orders) - _SECOND", "start.orders)"),
    Mutation("by offset", "poll.py", '("exclude", ",".join(excluded))', '("offset", str(len(excluded)))'),
    Mutation("a full second overlooked", "poll.py", "newest - _SECOND, []", "newest, []"),
    Mutation(
        "the cursor is the newest order",
        "poll.py",
        "started = started or listing.clock\n            ",
        "started = max(started or listing.clock, _newest(listing.rows) or listing.clock)\n            ",
    ),
    Mutation(
        "a cursor on every page",
        "poll.py",
        "observed_at=listing.clock",
        "observed_at=listing.clock, cursor=started.isoformat()",
    ),
    Mutation("trash forgotten", "poll.py", '("any", "trash")', '("any",)'),
    Mutation("a short page believed", "api.py", "if answer.tries > 1 and len", "if not answer.tries and len"),
    Mutation("numbers for ids", "mapping.py", 'read(raw)[0].identifier("id")', 'read(raw)[0].text("number")'),
)


def test_nothing_is_lost_and_nothing_doubled() -> None:
    tally = run(STYLE, range(FEEDS))

    assert [(verdict.seed, verdict.problems[0]) for verdict in tally.failed] == []
    assert min(tally.walks, tally.broken, tally.faults) > FEEDS / 10


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_in_the_walk_loses_or_doubles(mistake: Mutation, tmp_path: Path) -> None:
    assert first_failure(STYLE, MUTANTS, mistake, tmp_path) is not None


def test_a_faithful_copy_loses_nothing(tmp_path: Path) -> None:
    with MUTANTS.broken(Mutation("none", "status.py", "DRAFT", "DRAFT"), tmp_path) as copy:
        assert not any(STYLE.feed(seed, copy.channel).problems for seed in range(100))


def test_the_same_seed_is_the_same_feed() -> None:
    one, two = (STYLE.feed(7) for _ in range(2))

    assert one == two
    assert one.story
