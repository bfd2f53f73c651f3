"""One feed: a shop's history, the walks that read it, and whether an order was lost or doubled."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from channels.base import Channel
from hub.errors import AffluentError
from hub.ports import OrderPage
from sandbox.shops.clock import Clock
from tests.channels.feeds.ledger import Ledger
from tests.channels.feeds.shop import Shop
from tests.channels.feeds.world import CALM, Weather, World
from tests.channels.feeds.zones import place_and_time

MakeShop = Callable[[Channel, Random, Clock, str, int], Shop]
_GAPS = (0.3, 1, 5, 60, 299, 300, 301, 3600, 86_400, 200 * 86_400)


@dataclass(slots=True)
class Verdict:
    """What a feed was and what became of it; `problems` names every order lost or doubled."""

    seed: int
    orders: int = 0
    walks: int = 0
    broken: int = 0
    faults: int = 0
    lost: int = 0
    doubled: int = 0
    problems: list[str] = field(default_factory=list)
    story: list[str] = field(default_factory=list)


class Feed:
    """A feed made from a seed alone."""

    def __init__(self, make: MakeShop, channel: Channel, seed: int) -> None:
        chance = Random(f"{make.__name__} {seed}")
        zone, start = place_and_time(chance)
        clock = Clock(frozen_at=start)
        self._chance = chance
        self._shop = make(channel, chance, clock, zone, seed)
        self._world = World(self._shop, clock, chance)
        self._ledger = Ledger(self._shop, channel)
        self._verdict = Verdict(seed)

    def run(self) -> Verdict:
        """Live it through. The last walk is complete and quiet: after it, nothing may be missing."""
        try:
            self._opening()
            for _ in range(self._chance.randint(1, 4)):
                self._walk(self._weather())
                self._pause()
            self._world.settle()
            self._walk(None)
            self._read_again()
            self._compare()
        finally:
            self._shop.sandbox.stop()
        verdict, world = self._verdict, self._world
        verdict.orders, verdict.faults, verdict.story = world.orders, world.faults, world.story
        return verdict

    def _opening(self) -> None:
        """Orders of the past: some alone, some in the same second."""
        for _ in range(self._chance.randint(1, 6)):
            self._world.in_one_second(self._chance.choice((1, 1, 1, 2, 6)))
            self._world.wait(self._chance.choice((0.2, 1, 1, 50)))

    def _weather(self) -> Weather:
        chance = self._chance
        return Weather(chance.choice((0.05, 0.2, 0.4)), chance.choice((0, 0, 0.03, 0.1)), 0.01)

    def _pause(self) -> None:
        """Between two walks: time passes, and people go on."""
        for _ in range(self._chance.choice((0, 0, 1, 3))):
            self._world.happen()
        self._world.wait(self._chance.choice(_GAPS))

    def _walk(self, weather: Weather | None) -> None:
        """One walk: in weather it may fail, or be cut after a page; in none it must come to its end."""
        self._verdict.walks += 1
        world, ledger = self._world, self._ledger
        world.weather = weather or CALM
        world.is_read, world.started = False, None
        world.tell(f"a walk begins at {ledger.position}, {self._shop.size} orders a page")
        try:
            with closing(self._shop.pages(world.session, ledger.position)) as pages:
                for page in pages:
                    self._take(page)
                    if page.cursor is not None:
                        return
                    if weather and self._chance.random() < 0.05:
                        world.tell("the walk is cut")
                        break
                else:
                    self._problem("a walk ends without a cursor")
        except AffluentError as error:
            world.tell(f"the walk fails: {error.code}")
            if weather is None:
                self._problem(f"the quiet walk fails: {error}")
        finally:
            world.started, world.asked_from = None, ledger.asked_from
            world.shop.sandbox.faults.clear()
        self._verdict.broken += 1

    def _read_again(self) -> None:
        """The nightly re-read: where local times come twice, a date that went back counts an hour later."""
        if self._shop.channel.cursor.local_time:
            self._world.wait(3601)
            for page in self._shop.pages(self._world.session, None):
                self._ledger.take(page)

    def _take(self, page: OrderPage) -> None:
        world = self._world
        self._ledger.take(page)
        world.asked_from = self._ledger.asked_from
        world.tell(f"a page of {len(page.orders)} is stored; reached {page.reached}, cursor {page.cursor}")
        world.is_read = True
        if page.cursor is not None:
            self._check_cursor(datetime.fromisoformat(page.cursor))

    def _check_cursor(self, cursor: datetime) -> None:
        """What a walk from the cursor will not ask for must be known as it is."""
        shop, known = self._shop, self._ledger.orders
        for key, content in shop.shown().items():
            changed = shop.changed[key]
            if not shop.is_covered(changed, cursor) and (key not in known or known[key].content != content):
                self._problem(f"the cursor {cursor} passes {key}, which changed at {changed} unread")

    def _compare(self) -> None:
        shown, known, verdict = self._shop.shown(), self._ledger.orders, self._verdict
        for key, content in shown.items():
            if key not in known or known[key].content != content:
                verdict.lost += 1
                self._problem(
                    f"{key} is {content} and known as {known[key].content if key in known else None}"
                )
        for key in known.keys() - self._world.ever:
            verdict.doubled += 1
            self._problem(f"{key} is no order of the shop")

    def _problem(self, what: str) -> None:
        self._world.tell(f"!!! {what}")
        self._verdict.problems.append(what)
