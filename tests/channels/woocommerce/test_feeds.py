"""Thousands of generated histories of a shop, read while it goes on: nothing is lost, nothing doubled."""

from channels.woocommerce.channel import WooCommerce
from tests.channels.contract.mutations import Mutants, Mutation
from tests.channels.feeds.suite import FeedSuite
from tests.channels.woocommerce.contract_shop import SHOPS


class TestFeeds(FeedSuite):
    """The walk of WooCommerce."""

    platform = "woocommerce"
    mutants = Mutants(WooCommerce, SHOPS["hpos"])
    faithful = Mutation("none", "status.py", "DRAFT", "DRAFT")
    mistakes = (
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
        Mutation(
            "a short page believed", "api.py", "if answer.tries > 1 and len", "if not answer.tries and len"
        ),
        Mutation(
            "numbers for ids", "mapping.py", 'read(raw)[0].identifier("id")', 'read(raw)[0].text("number")'
        ),
    )
