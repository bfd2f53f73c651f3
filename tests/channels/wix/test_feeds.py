"""Thousands of generated histories of a shop, read while it goes on: nothing is lost, nothing doubled."""

from channels.wix.channel import Wix
from tests.channels.contract.mutations import Mutants, Mutation
from tests.channels.feeds.suite import FeedSuite
from tests.channels.wix.contract_shop import SHOPS


class TestFeeds(FeedSuite):
    """The walk of Wix."""

    platform = "wix"
    mutants = Mutants(Wix, SHOPS["api-key"])
    faithful = Mutation("none", "status.py", "PENDING", "PENDING")
    mistakes = (
        Mutation("no overlap", "poll.py", "OVERLAP = timedelta(minutes=5)", "OVERLAP = timedelta()"),
        Mutation("later than for from", "poll.py", '"$gte"', '"$gt"'),
        Mutation(
            "the cursor is the newest order",
            "poll.py",
            "cursor=started.isoformat() if",
            "cursor=(newest(listing.rows) or started).isoformat() if",
        ),
        Mutation(
            "a cursor on every page",
            "poll.py",
            "started.isoformat() if done else None",
            "started.isoformat()",
        ),
        Mutation(
            "a last page believed",
            "api.py",
            "if answer.tries > 1 and _listing",
            "if not answer.tries and _listing",
        ),
        Mutation("whole seconds", "poll.py", ".{after.microsecond // 1000:03}Z", ".999Z"),
        Mutation(
            "a stale cursor is the end",
            "poll.py",
            "if trouble.code != STALE_CURSOR or",
            "return\n            if",
        ),
        Mutation(
            "numbers for ids", "mapping.py", 'read(raw)[0].identifier("id")', 'read(raw)[0].text("number")'
        ),
    )
