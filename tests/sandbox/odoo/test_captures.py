"""The sandbox answers as the recorded servers did.

Every capture that was copied, and no capture forgotten.
"""

import re

import pytest

from sandbox.odoo import OdooSandbox
from tests.sandbox.odoo.recorded import HERE, all_names, captured
from tests.sandbox.odoo.replay import Replay, recorded_clock
from tests.sandbox.odoo.scenarios import SCENARIOS
from tests.sandbox.odoo.scenarios.scenario import Scenario

RUNS = [(version, scenario) for scenario in SCENARIOS for version in scenario.versions]


@pytest.mark.parametrize(("version", "scenario"), RUNS, ids=[f"{v}-{s.title}" for v, s in RUNS])
def test_answers_as_recorded(version: str, scenario: Scenario) -> None:
    with OdooSandbox("17" if version == "17" else "19", clock=recorded_clock) as sandbox:
        replay = Replay(sandbox, scenario.users, scenario.user)

        replay.run(scenario.steps)

    assert replay.done == [step for step in scenario.steps if isinstance(step, str)]


@pytest.mark.parametrize("version", ["17", "19"])
def test_every_copied_capture_is_replayed(version: str) -> None:
    replayed = {
        step
        for scenario in SCENARIOS
        if version in scenario.versions
        for step in scenario.steps
        if isinstance(step, str)
    }

    assert replayed == set(captured(version))


@pytest.mark.parametrize("version", ["17", "19"])
def test_what_is_left_out_is_listed_with_a_reason(version: str) -> None:
    page = (HERE / "left_out.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \|$", page, flags=re.MULTILINE)
    patterns = [(re.compile(pattern.replace("*", ".*")), reason) for pattern, reason in rows]

    missing = set(all_names(version)) - set(captured(version))
    unexplained = {n for n in missing if not any(p.fullmatch(n) and r.strip() for p, r in patterns)}
    wrongly_listed = {n for n in captured(version) if any(p.fullmatch(n) for p, _ in patterns)}

    assert unexplained == set()
    assert wrongly_listed == set()
    assert set(captured(version)) <= set(all_names(version))
