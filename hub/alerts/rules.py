"""What a rule is, and the list of them that apps add to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import OperationalError, ProgrammingError
from django.utils.functional import Promise

from hub.models import AlertRule

Text = str | Promise


class Unit(StrEnum):
    """What a threshold counts."""

    MINUTES = "minutes"  # that it must have lasted
    COUNT = "count"
    TIMES = "times"  # as long as usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something that is wrong now. `key` tells it from others of the rule; `url` is a path of the hub.

    `since` is when it began, where that is known; else it counts from when it was first seen.
    """

    key: str
    name: str
    cause: str
    remedy: str = ""
    url: str = ""
    since: datetime | None = None


Look = Callable[[int], Iterable[Found]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`looks` get the threshold and answer what is wrong; a query or two each, please.

    With the unit minutes the hub itself waits until what was found has lasted that long, unless `waits` is
    False: then the looks do. `every` is how many minutes lie between two looks.
    """

    code: str
    label: Text
    help_text: Text
    unit: Unit
    threshold: int
    looks: tuple[Look, ...]
    every: int = 1
    waits: bool = True

    def find(self, threshold: int) -> Iterable[Found]:
        """By all looks."""
        for look in self.looks:
            yield from look(threshold)

    def has_lasted(self, seconds: timedelta, threshold: int) -> bool:
        """Whether people are told now."""
        waits = self.waits and self.unit == Unit.MINUTES
        return not waits or seconds >= timedelta(minutes=threshold)


_rules: dict[str, Rule] = {}


def register(rule: Rule) -> None:
    """Make a rule known. Where its code is known already its looks are added to that one's."""
    known = _rules.get(rule.code)
    if known is None:
        _rules[rule.code] = rule
        return
    looks = tuple(dict.fromkeys((*known.looks, *rule.looks)))
    _rules[rule.code] = Rule(
        code=known.code,
        label=known.label,
        help_text=known.help_text,
        unit=known.unit,
        threshold=known.threshold,
        looks=looks,
        every=known.every,
        waits=known.waits,
    )


def known() -> tuple[Rule, ...]:
    """All rules by code."""
    return tuple(_rules[code] for code in sorted(_rules))


def of(code: str) -> Rule | None:
    """The rule; None where its package is not installed any more."""
    return _rules.get(code)


def keep_rows(**_: object) -> None:
    """After migrations: each rule has a row, with the threshold that it suggests."""
    rows = [AlertRule(code=rule.code, threshold=rule.threshold) for rule in known()]
    try:
        AlertRule.objects.bulk_create(rows, ignore_conflicts=True)
    except (OperationalError, ProgrammingError):
        return
