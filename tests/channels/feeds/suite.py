"""The tests of a channel's walk on generated histories; a subclass names the channel and the mistakes."""

from pathlib import Path
from typing import ClassVar

import pytest

from tests.channels.contract.mutations import Mutants, Mutation
from tests.channels.feeds.run import STYLES, run
from tests.channels.feeds.sharpness import first_failure

FEEDS = 300  # `make feeds` reads 10,000


@pytest.mark.repeats
class FeedSuite:
    """Thousands of generated histories of a shop, read while it goes on: nothing is lost, nothing doubled.

    `mistakes` break a copy of the channel's walk: each must be found. `faithful` changes nothing in the copy.
    """

    platform: ClassVar[str]
    mutants: ClassVar[Mutants]
    mistakes: ClassVar[tuple[Mutation, ...]]
    faithful: ClassVar[Mutation]

    def test_nothing_is_lost_and_nothing_doubled(self) -> None:
        tally = run(STYLES[self.platform], range(FEEDS))

        assert [(verdict.seed, verdict.problems[0]) for verdict in tally.failed] == []
        assert min(tally.walks, tally.broken, tally.faults) > FEEDS / 10

    def test_a_mistake_in_the_walk_loses_or_doubles(self, mistake: Mutation, tmp_path: Path) -> None:
        assert first_failure(STYLES[self.platform], self.mutants, mistake, tmp_path) is not None

    def test_a_faithful_copy_loses_nothing(self, tmp_path: Path) -> None:
        with self.mutants.broken(self.faithful, tmp_path) as copy:
            feeds = (STYLES[self.platform].feed(seed, copy.channel) for seed in range(100))
            assert not any(feed.problems for feed in feeds)

    def test_the_same_seed_is_the_same_feed(self) -> None:
        one, two = (STYLES[self.platform].feed(7) for _ in range(2))

        assert one == two
        assert one.story
