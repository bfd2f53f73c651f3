"""A reconciliation for who waits at a terminal: how far it is, its counts, and what differs."""

import time
from collections.abc import Sequence
from itertools import groupby

from django.core.management.base import OutputWrapper
from django.utils.translation import override

from hub.management.base import HubCommand, one_line
from hub.models import Difference, Reconciliation
from hub.reconciliation import kinds
from hub.reconciliation.sides import SHOP

_LINE_SECONDS = 10.0  # between two lines where the output is no terminal
_MOST_OF_A_KIND = 20
_HEADER = ("SHOP", "WITH", "ORDERS", "EQUAL", "DIFFER", "UNDER WAY", "NOT DUE", "NOT COMPARED", "HEALED")


class Counter:
    """`shows` after each portion, `ends` once."""

    def __init__(self, out: OutputWrapper, slug: str) -> None:
        self._out, self._slug = out, slug
        self._told_at = time.monotonic()
        self._is_open = False

    def shows(self, run: Reconciliation, done: int, total: int) -> None:
        """Where it is now."""
        sentence = f"{self._slug} ↔ {run.side}: {done} of {total} orders compared, {run.differing} differ"
        if self._out.isatty():
            self._is_open = True
            self._out.write(f"\r{sentence}\x1b[K", ending="")
            self._out.flush()
        elif time.monotonic() - self._told_at >= _LINE_SECONDS:
            self._told_at = time.monotonic()
            self._out.write(sentence)

    def ends(self) -> None:
        """A new line, where one is open."""
        if self._is_open:
            self._out.write("")


def print_runs(command: HubCommand, runs: Sequence[Reconciliation], *, by_day: bool) -> None:
    """A row per shop and side, why orders were not compared, and the days on which the counts differ."""
    if runs:
        command.table(_HEADER, (_cells(run) for run in runs))
    for run in runs:
        for verdict, reasons in run.reasons.items():
            for reason, count in reasons.items():
                words = verdict.replace("_", " ")
                command.stdout.write(f"{run.shop.slug} ↔ {run.side}: {count} {words}: {reason}")
        if run.side == SHOP and run.days:
            _print_days(command, run, by_day=by_day)


def print_differences(command: HubCommand, differences: Sequence[Difference]) -> None:
    """By kind, each with its cause, and what to do once."""
    ordered = sorted(differences, key=lambda row: row.kind)
    for kind, group in groupby(ordered, key=lambda row: row.kind):
        rows = list(group)
        with override("en"):
            command.stdout.write(f"\n{kinds.of(kind).label} ({len(rows)})")
        for row in rows[:_MOST_OF_A_KIND]:
            command.stdout.write(f"  {one_line(row.cause)} {one_line(row.remedy)}".rstrip())
        if len(rows) > _MOST_OF_A_KIND:
            command.stdout.write(f"  … and {len(rows) - _MOST_OF_A_KIND} more")


def _print_days(command: HubCommand, run: Reconciliation, *, by_day: bool) -> None:
    at_shop, in_hub = (sum(row[place] for row in run.days) for place in (1, 2))
    command.stdout.write(f"{run.shop.slug}: shop {at_shop} orders, hub {in_hub}")
    for day, shop, hub in run.days:
        if by_day or shop != hub:
            command.stdout.write(f"  {day}: shop {shop} orders, hub {hub}")


def _cells(run: Reconciliation) -> tuple[object, ...]:
    counts = (getattr(run, name) for name in Reconciliation.COUNTS)
    return (run.shop.slug, run.side, run.orders, *counts, run.healed)
