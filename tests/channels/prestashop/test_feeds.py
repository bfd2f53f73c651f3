"""Thousands of generated histories of a shop, read while it goes on: nothing is lost, nothing doubled."""

from channels.prestashop.channel import PrestaShop
from tests.channels.contract.mutations import Mutants, Mutation
from tests.channels.feeds.suite import FeedSuite
from tests.channels.prestashop.contract_shop import SHOPS


class TestFeeds(FeedSuite):
    """The walk of PrestaShop."""

    platform = "prestashop"
    mutants = Mutants(PrestaShop, SHOPS["v8"])
    faithful = Mutation("none", "status.py", "PENDING", "PENDING")
    mistakes = (
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
            "the cursor of the end",
            "poll.py",
            "cursor=walk.started.isoformat()",
            "cursor=page.clock.isoformat()",
        ),
        Mutation(
            "a cursor on every page",
            "poll.py",
            "observed_at=page.clock",
            "observed_at=page.clock, cursor=walk.started.isoformat()",
        ),
        Mutation("slips forgotten", "poll.py", "yield from _refunded(", "yield from () and _refunded("),
        Mutation(
            "a short page believed", "api.py", "if answer.tries > 1 and len", "if not answer.tries and len"
        ),
        Mutation(
            "states for ids", "mapping.py", '.at("order").identifier("id")', '.at("order").text("reference")'
        ),
    )
