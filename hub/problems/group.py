"""A problem as it is now: how much waits for it, since when, where, and what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from hub.models import Problem
from hub.problems.cause import Cause
from hub.sentences import restored


class Standing(StrEnum):
    """The worst first: tried to the end, waits for something, goes on by itself."""

    FAILED = "failed"
    HELD = "held"
    RETRIED = "retried"


@dataclass(slots=True, kw_only=True)
class Group:
    """`counts` by standing, `money` by currency, `shops` their names by id; `row` where one is kept.

    `said` and `todo` are the words of one of its rows. `url`: the page where a connection is mended.
    """

    cause: Cause
    counts: dict[Standing, int] = field(default_factory=dict)
    money: dict[str, Decimal] = field(default_factory=dict)
    shops: dict[int, str] = field(default_factory=dict)
    since: datetime | None = None
    said: str = ""
    todo: str = ""
    url: str = ""
    row: Problem | None = None

    @property
    def key(self) -> str:
        """The cause's."""
        return self.cause.key

    @property
    def orders(self) -> int:
        """How many wait."""
        return sum(self.counts.values())

    @property
    def standing(self) -> Standing:
        """The worst of its rows; a connection that does not answer has none of its own."""
        return next((one for one in Standing if self.counts.get(one)), Standing.HELD)

    @property
    def version(self) -> int:
        """How often people did something about it."""
        return self.row.version if self.row else 0

    def is_snoozed(self, today: date) -> bool:
        """Whether somebody put it off until a day that is to come."""
        until = self.row.snoozed_until if self.row else None
        return until is not None and until > today

    def add(self, standing: Standing, found: Mapping[str, Any]) -> None:
        """Count rows of one shop and currency.

        `n`, `shop_key` with `slug` and `name`, `since`, `said`, `todo`; perhaps `currency`, `gross`.
        """
        self.counts[standing] = self.counts.get(standing, 0) + found["n"]
        self.shops[found["shop_key"]] = found["name"] or found["slug"]
        if found.get("currency") and found.get("gross"):
            self.money[found["currency"]] = self.money.get(found["currency"], Decimal(0)) + found["gross"]
        if found["since"] is not None:
            self.since = min(self.since or found["since"], found["since"])
        self.said = self.said or restored(found["said"] or "")
        self.todo = self.todo or restored(found["todo"] or "")


def gather(found: Iterable[tuple[Cause, Standing, Mapping[str, Any]]]) -> list[Group]:
    """One group for each cause."""
    groups: dict[Cause, Group] = {}
    for cause, standing, row in found:
        groups.setdefault(cause, Group(cause=cause)).add(standing, row)
    return list(groups.values())
