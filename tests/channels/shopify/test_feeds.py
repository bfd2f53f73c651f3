"""Thousands of generated histories of a shop, read while it goes on: nothing is lost, nothing doubled."""

from channels.shopify.channel import Shopify
from tests.channels.contract.mutations import Mutants, Mutation
from tests.channels.feeds.suite import FeedSuite
from tests.channels.shopify.contract_shop import SHOPS


class TestFeeds(FeedSuite):
    """The walk of Shopify."""

    platform = "shopify"
    mutants = Mutants(Shopify, SHOPS["fixed-token"])
    faithful = Mutation("none", "status.py", "PENDING", "PENDING")
    mistakes = (
        Mutation("no overlap", "poll.py", "OVERLAP = timedelta(minutes=5)", "OVERLAP = timedelta()"),
        Mutation("later than for from", "poll.py", "updated_at:>='", "updated_at:>'"),
        Mutation(
            "the cursor is the newest order",
            "poll.py",
            "cursor=started.isoformat() if",
            "cursor=(_newest(listing.rows) or started).isoformat() if",
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
            "if tries > 1 and found.after is None:\n        found",
            "if not tries:\n        found",
        ),
        Mutation("lines lost", "poll.py", "[api.complete(http, row) for row in", "[row for row in"),
        Mutation("names for ids", "mapping.py", 'said = source.text("id")', 'return source.text("name")'),
    )
