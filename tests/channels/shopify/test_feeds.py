"""Thousands of generated histories of a shop, read while it goes on: nothing is lost, nothing doubled."""

from pathlib import Path

import pytest

from channels.shopify.channel import Shopify
from tests.channels.contract.mutations import Mutants, Mutation
from tests.channels.feeds.run import STYLES, run
from tests.channels.feeds.sharpness import first_failure
from tests.channels.shopify.contract_shop import SHOPS

pytestmark = pytest.mark.repeats

STYLE = STYLES["shopify"]
MUTANTS = Mutants(Shopify, SHOPS["fixed-token"])
FEEDS = 600  # `make feeds` reads 10,000

MISTAKES = (
    Mutation("no overlap", "poll.py", "OVERLAP = timedelta(minutes=5)", "OVERLAP = timedelta()"),
    Mutation("later than for from", "poll.py", "updated_at:>='", "updated_at:>'"),
    Mutation(
        "the cursor is the newest order",
        "poll.py",
        "cursor=started.isoformat() if",
        "cursor=(_newest(listing.rows) or started).isoformat() if",
    ),
    Mutation(
        "a cursor on every page", "poll.py", "started.isoformat() if done else None", "started.isoformat()"
    ),
    Mutation(
        "a last page believed",
        "api.py",
        "if tries > 1 and found.after is None:\n        found",
        "if not tries:\n        found",
    ),
    Mutation("lines lost", "poll.py", "[api.complete(http, row) for row in", "[row for row in"),
    Mutation("names for ids", "mapping.py", 'said = source.text("id")', 'return source.text("name")'),
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
