"""`make test` runs every stage, shows it, and sums up so that nothing can be overlooked."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from scripts.stages import plan, report, stage
from scripts.stages.lanes import run_all
from scripts.stages.stage import Outcome, Stage, run

SUMMARY = "===== 12 passed, 1 failed in 3.50s ====="


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_output_is_passed_on_and_the_seconds_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = run(Stage("greet", python("import time; print('hello'); time.sleep(0.2)")))

    assert (outcome.passed, outcome.exit_code) == (True, 0)
    assert outcome.seconds > 0.2
    assert capsys.readouterr().out == "hello\n"


def test_a_failing_command_is_a_failed_stage_and_its_errors_are_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcome = run(Stage("refuse", python("import sys; sys.exit('no')")))

    assert (outcome.passed, outcome.exit_code) == (False, 1)
    assert capsys.readouterr().out == "no\n"


def test_pytests_own_summary_and_its_slowest_tests_are_kept() -> None:
    said = [
        "collected 13 items",
        "0.10s call not/in/the/list.py",
        "===== slowest 10 durations =====",
        "12.00s call     tests/test_slow.py::test_it",
        "3.50s setup    tests/test_slow.py::test_that",
        "",
        "0.20s call after/the/list.py",
        SUMMARY,
        "bye",
    ]

    outcome = run(Stage("tests", python("\n".join(f"print({line!r})" for line in said))))

    assert outcome.summary == SUMMARY
    assert outcome.slowest == (said[3], said[4])


def test_a_run_that_is_ended_says_which_tests_were_running(tmp_path: Path) -> None:
    # given a worker at a test that has no end, when all are interrupted, as a stage does at its limit
    (tmp_path / "conftest.py").write_text(
        "from tests.underway import Underway\n"
        "def pytest_configure(config): config.pluginmanager.register(Underway())\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]")
    (tmp_path / "test_it.py").write_text(
        "import os, signal, time\n"
        "def test_soon(): pass\n"
        "def test_endless(): time.sleep(0.5); os.killpg(0, signal.SIGINT); time.sleep(60)\n"
    )

    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "1", "-p", "no:django", "test_it.py"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(plan.ROOT)},
        start_new_session=True,
        check=False,
    )

    # then
    assert re.search(r"=+ still running =+\n\d+ s test_it.py::test_endless\n", ended.stdout), ended.stdout
    assert "s test_it.py::test_soon" not in ended.stdout


def test_lanes_run_beside_each_other_and_their_lines_say_whose_they_are(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    # given two lanes, of which each waits for the other
    meet = (
        "import pathlib, sys, time; here, there = (pathlib.Path(name) for name in sys.argv[1:]); "
        "here.touch(); [time.sleep(0.05) for _ in range(400) if not there.exists()]; "
        "print('met', there.exists())"
    )
    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    left = [Stage("left", [*python(meet), one, two]), Stage("then", python("print('alone')"))]
    right = [Stage("right", [*python(meet), two, one])]

    # when
    outcomes = run_all([[left, right], [[Stage("last", python("print('plain')"))]]])

    # then
    assert [outcome.name for outcome in outcomes] == ["left", "then", "right", "last"]
    said = capsys.readouterr().out.splitlines()
    assert {"left │ met True", "right │ met True", "then │ alone", "plain"} <= set(said)
    assert "── 4/4 last" in said


def test_an_interruption_ends_all_lanes_and_starts_nothing_more(tmp_path: Path) -> None:
    code = (
        "from scripts.stages.lanes import run_all; from scripts.stages.stage import Stage; import sys; "
        f"sleep = [sys.executable, '-c', 'print(1, flush=True); import time; time.sleep(60)']; "
        f"late = [sys.executable, '-c', 'open({str(tmp_path / 'late')!r}, chr(119))']; "
        "run_all([[[Stage('one', sleep), Stage('late', late)], [Stage('two', sleep)]]])"
    )

    with subprocess.Popen(python(code), stdout=subprocess.PIPE, text=True, cwd=plan.ROOT) as runner:
        begun = 0
        for line in runner.stdout or ():
            begun += line.endswith("│ 1\n")
            if begun == 2:
                runner.send_signal(signal.SIGINT)
                begun = 0

    assert runner.returncode != 0
    assert not (tmp_path / "late").exists()


def test_a_stage_without_an_end_is_ended_with_all_it_started(tmp_path: Path) -> None:
    # given a command that starts another which would write a file later, and waits for ever
    child = f"import time, pathlib; time.sleep(2); pathlib.Path('{tmp_path}/late').touch()"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"

    outcome = run(Stage("endless", python(parent), limit_seconds=0.5))
    time.sleep(2)

    assert not outcome.passed
    assert outcome.seconds < 2
    assert not (tmp_path / "late").exists()


def test_a_stage_started_in_the_background_can_be_interrupted_too() -> None:
    # given a shell that starts it deaf to SIGINT, as for every command in the background
    code = (
        "import sys; from scripts.stages.stage import Stage, run; "
        "sleep = [sys.executable, '-c', 'import time; time.sleep(60)']; "
        "sys.exit(run(Stage('endless', sleep, limit_seconds=0.5)).passed)"
    )

    def deaf() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    started = time.monotonic()
    ended = subprocess.run([sys.executable, "-c", code], preexec_fn=deaf, check=False)

    assert ended.returncode == 0
    assert time.monotonic() - started < 15


def test_the_end_names_every_stage_what_failed_and_pytests_own_words_last() -> None:
    outcomes = [
        Outcome("ruff", 0, 1.25),
        Outcome("mypy", 1, 30.0),
        Outcome("tests", 0, 100.0, SUMMARY, ["12.00s call tests/test_slow.py::test_it"]),
    ]

    lines = report.lines(outcomes, 110.5)

    assert [line.split() for line in lines[1:5]] == [
        ["ruff", "passed", "1.2", "s"],
        ["mypy", "FAILED", "30.0", "s"],
        ["tests", "passed", "100.0", "s"],
        ["all", "110.5", "s"],
    ]
    assert "FAILED: mypy" in lines
    assert lines[-1].splitlines()[1:] == ["  12.00s call tests/test_slow.py::test_it", SUMMARY]


def test_checks_need_no_services() -> None:
    for check in plan.checks():
        assert check.environment["DATABASE_URL"].startswith("sqlite:///")
        assert check.environment["AMQP_URL"] == ""


def test_the_tests_run_on_the_services_and_the_embedded_ones_on_none() -> None:
    services = {"DATABASE_URL": "mysql://root@db/affluent", "AMQP_URL": "amqp://broker"}
    stages = {planned.name: planned for planned in planned_stages(services)}

    for name in ("tests: chain", "tests"):
        assert services.items() <= stages[name].environment.items()
    assert stages["tests: embedded"].environment["DATABASE_URL"].startswith("sqlite:///")
    assert stages["tests: embedded"].environment["AMQP_URL"] == ""


def test_coverage_is_summed_up_when_all_tests_have_ended() -> None:
    *before, last = plan.everything({})

    assert [planned.name for lane in last for planned in lane] == ["coverage: combine", "coverage"]
    assert {planned.name for lanes in before for lane in lanes for planned in lane} >= {
        *("tests: chain", "tests: embedded", "tests"),
        *(check.name for check in plan.checks()),
    }


def test_no_more_runs_at_once_than_two_cores_can_carry() -> None:
    for lanes in plan.everything({}):
        workers = [any("-n" in planned.command for planned in lane) for lane in lanes]
        assert len(lanes) == 1 or (len(lanes) == 2 and not any(workers))


def test_every_run_of_the_tests_keeps_its_own_measurements() -> None:
    files = [
        planned.environment["COVERAGE_FILE"]
        for planned in planned_stages({})
        if planned.name.startswith("tests")
    ]

    assert len(set(files)) == 3
    assert all(Path(file).parent == plan.COVERAGE for file in files)


def planned_stages(services: Mapping[str, str]) -> list[Stage]:
    return [stage for lanes in plan.everything(services) for lane in lanes for stage in lane]


def test_a_stage_is_asked_before_it_is_killed(capsys: pytest.CaptureFixture[str]) -> None:
    # given a command that tidies up when it is interrupted, as pytest does
    tidy = (
        "import time\ntry:\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('tidied up', flush=True)"
    )

    run(Stage("endless", python(tidy), limit_seconds=1))

    assert capsys.readouterr().out.splitlines() == ["endless: no end after its limit", "tidied up"]


def test_a_stage_that_ignores_the_request_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "PATIENCE_SECONDS", 0.5)
    deaf = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(60)"

    outcome = run(Stage("deaf", python(deaf), limit_seconds=1))

    assert outcome.seconds < 10
    assert outcome.exit_code == -9
