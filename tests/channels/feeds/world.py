"""A shop in which people go on working, and the line to it: what happens between two calls of a walk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import requests

from sandbox.network.http import Request, Response
from sandbox.shops.clock import Clock
from tests.channels.feeds.memory import InMemory
from tests.channels.feeds.shop import Shop

MOST_ORDERS = 25
_PAUSES = (0.0, 0.1, 0.4, 1.0, 1.0, 3.0, 40.0)
_JUMPS = (601.0, 4000.0, -2.0, -30.0, -200.0)


@dataclass(slots=True)
class Weather:
    """How likely things are before a call: people at work, trouble on the line, a clock that jumps."""

    people: float = 0.0
    trouble: float = 0.0
    jumps: float = 0.0


CALM = Weather()


class World:
    """The shop and all that happens to it. `story` tells it, line by line."""

    def __init__(self, shop: Shop, clock: Clock, chance: Random) -> None:
        self.shop, self.clock, self.chance = shop, clock, chance
        self.session = InMemory(self._answer)
        self.weather = CALM
        self.asked_from: datetime | None = None
        """From when on the next walk asks for changes."""
        self.started: datetime | None = None
        """The latest moment at which the walk under way may have begun: up to its first page."""
        self.is_read = False
        self.faults = 0
        self.orders = 0
        self.story: list[str] = []
        self.ever: set[str] = set()
        """The keys of all orders that the shop ever had."""
        self._keys: list[str] = []
        self._marks = 0

    def tell(self, line: str) -> None:
        """Note what happened."""
        self.story.append(f"{self.clock.now():%m-%d %H:%M:%S.%f} {line}")

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(seconds=seconds))

    def happen(self) -> None:
        """Let people do something."""
        draw = self.chance.random()
        if draw < 0.3 and self.orders < MOST_ORDERS:
            self._put(self.clock.now())
        elif draw < 0.4 and self.orders < MOST_ORDERS:
            self._put(self._late())
        elif draw < 0.45 and self._keys:
            key = self._keys.pop(self.chance.randrange(len(self._keys)))
            self.shop.remove(key)
            del self.shop.changed[key]
            self.tell(f"{key} is deleted for good")
        elif self._keys:
            self._change(self.chance.choice(self._keys))

    def in_one_second(self, count: int) -> None:
        """Let that many orders come in at once."""
        for _ in range(min(count, MOST_ORDERS - self.orders)):
            self._put(self.clock.now())

    def settle(self) -> None:
        """Let the clock pass every date that the shop has given."""
        self.weather = CALM
        self.shop.sandbox.faults.clear()
        latest = max([self.clock.now(), *self.shop.changed.values()])
        self.clock.freeze(latest + timedelta(seconds=self.chance.choice((2, 500))))

    def _put(self, at: datetime) -> None:
        self._marks += 1
        key = self.shop.put(at, f"mark {self._marks}")
        self._keys.append(key)
        self.ever.add(key)
        self.orders += 1
        self.shop.changed[key] = self.shop.stamped(at)
        self.tell(f"{key} comes, dated {at:%m-%d %H:%M:%S.%f}")

    def _change(self, key: str) -> None:
        now = self.shop.stamped(self.clock.now())
        if not self.shop.runs_forward(self.shop.changed[key], now):
            return
        self._marks += 1
        done = self.shop.change(key, f"mark {self._marks}")
        self.shop.changed[key] = now
        self.tell(f"{key}: {done}")

    def _late(self) -> datetime:
        """The date of an order that was saved a while ago and shows only now; often the earliest allowed."""
        now, earliest = self.clock.now(), self._earliest()
        if earliest >= now:
            return now
        if self.chance.random() < 0.3:
            return earliest
        return earliest + (now - earliest) * self.chance.random()

    def _jump(self) -> None:
        """The shop's clock is set; never back behind what the overlap makes good."""
        seconds = self.chance.choice(_JUMPS)
        if seconds > 0 or self.clock.now() + timedelta(seconds=seconds) > self._earliest():
            self.wait(seconds)
            self.tell(f"the clock jumps by {seconds} s")

    def _earliest(self) -> datetime:
        """The earliest date that may still turn up: the overlap before any moment that a walk relies on."""
        earliest = [self.asked_from] if self.asked_from else []
        if self.started or not earliest:
            # cursors are whole seconds of the platform's clock
            earliest.append((self.started or self.clock.now()).replace(microsecond=0) - self.shop.overlap)
        return max(earliest)

    def _answer(self, request: Request) -> Response:
        chance, weather = self.chance, self.weather
        if weather is CALM:
            return self.shop.sandbox.respond(request)
        self.wait(chance.choice(_PAUSES))
        self._note_start()
        while chance.random() < weather.people:
            self.happen()
        if chance.random() < weather.jumps:
            self._jump()
            self._note_start()  # the answer to come tells the clock as it stands now
        if chance.random() < weather.trouble:
            return self._troubled(request)
        return self.shop.sandbox.respond(request)

    def _note_start(self) -> None:
        """Until its first page is read, a walk may begin at any moment that an answer tells."""
        if not self.is_read:
            self.started = max(self.started or self.clock.now(), self.clock.now())

    def _troubled(self, request: Request) -> Response:
        self.faults += 1
        listing = self.shop.is_listing(request)
        if self.chance.random() < 0.15:
            what = self.shop.meanwhile()
            self.tell(f"meanwhile {what}")
            return self.shop.sandbox.respond(request)
        if self.chance.random() < 0.15:
            self._time_out(request, listing)
        fault = self.chance.choice(self.shop.faults + (self.shop.spoilt_listing if listing else ()))
        self.shop.sandbox.fault(fault.kind, **fault.options)
        self.tell(f"{request.path} meets {fault.kind} {fault.options}")
        if fault.retried:
            self._shorten(listing)
        return self.shop.sandbox.respond(request)

    def _time_out(self, request: Request, listing: bool) -> None:
        """No answer in time, whether or not the shop did the work."""
        self.tell(f"{request.path} times out")
        self._shorten(listing)
        raise requests.ReadTimeout

    def _shorten(self, listing: bool) -> None:
        """A list asked for again after an error may be short of some rows, and say that it is whole.

        One at a time: a second one would spoil a later list, before which nothing went wrong.
        """
        is_short = listing and self.chance.random() < 0.5
        if is_short and "short_page" not in self.shop.sandbox.faults.pending():
            self.faults += 1
            self.shop.sandbox.fault("short_page")
            self.tell("and the next page is short")
