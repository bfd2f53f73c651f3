"""Whether feeds would notice: a broken copy of a channel must lose or double an order in some of them."""

from pathlib import Path

from tests.channels.contract.mutations import Mutants, Mutation
from tests.channels.feeds.run import Style

MOST = 1500  # feeds of one broken copy


def first_failure(style: Style, mutants: Mutants, mistake: Mutation, folder: Path) -> int | None:
    """The seed of the first feed in which the mistake shows; None when it shows in none."""
    with mutants.broken(mistake, folder) as copy:
        seeds = (seed for seed in range(MOST) if style.feed(seed, copy.channel).problems)
        return next(seeds, None)
