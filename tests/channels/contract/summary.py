"""The last lines of a run of the contract suite: how many checks, on how much, per channel."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pytest

from tests.channels.contract.subject import Subject, subjects

_CHECK = re.compile(r"test_contract\.py::(?P<test>\w+)\[(?P<case>[^]]+)\]\Z")
_PER_SHOP = frozenset({"test_shop", "test_webhooks", "test_subscriptions"})


def of_run(passed: Sequence[pytest.TestReport], failed: Sequence[pytest.TestReport]) -> list[str]:
    """What is printed at the end: a line for each channel, and what tests measured."""
    good, bad = ([report.nodeid for report in reports] for reports in (passed, failed))
    told = (text for report in passed for name, text in report.user_properties if name == "measure")
    return [*lines(subjects(), good, bad), *map(str, told)]


def lines(examined: Iterable[Subject], passed: Iterable[str], failed: Iterable[str]) -> Iterator[str]:
    """A line for each channel that was examined, from the ids of what passed and what failed."""
    known = list(examined)
    good, bad = _counted(known, passed), _counted(known, failed)
    for subject in known:
        tests, wrong = good[subject.slug], sum(bad[subject.slug].values())
        if not tests and not wrong:
            continue
        on_fixtures, on_shops = tests["test_every_fixture"], sum(tests[test] for test in _PER_SHOP)
        fixtures = len(subject.fixtures)
        yield (
            f"{subject.slug}: {sum(tests.values()) - on_fixtures - on_shops} checks of the channel, "
            f"{on_fixtures} × {fixtures} fixtures = {on_fixtures * fixtures}, "
            f"{on_shops} on fake shops ({', '.join(subject.shops) or 'none'}); "
            f"claims with a fixture: {len(subject.channel.claims)}; failed: {wrong}"
        )


def _counted(examined: Iterable[Subject], ids: Iterable[str]) -> Mapping[str, Counter[str]]:
    """How many cases of each test, by the channel's slug."""
    slugs = sorted((subject.slug for subject in examined), key=len, reverse=True)
    counted: dict[str, Counter[str]] = {slug: Counter() for slug in slugs}
    for found in filter(None, map(_CHECK.search, ids)):
        slug = next((slug for slug in slugs if f"-{slug}-" in f"-{found['case']}-"), None)
        if slug:
            counted[slug][found["test"]] += 1
    return counted
