"""`make test` runs every stage, shows it, and sums up so that nothing can be overlooked."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.stages import plan, report, stage
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


def test_pytests_own_summary_is_kept() -> None:
    outcome = run(Stage("tests", python(f"print('collected 13 items'); print('{SUMMARY}'); print('bye')")))

    assert outcome.summary == SUMMARY


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
        Outcome("tests", 0, 100.0, SUMMARY),
    ]

    lines = report.lines(outcomes)

    assert [line.split() for line in lines[1:5]] == [
        ["ruff", "passed", "1.2", "s"],
        ["mypy", "FAILED", "30.0", "s"],
        ["tests", "passed", "100.0", "s"],
        ["all", "131.2", "s"],
    ]
    assert "FAILED: mypy" in lines
    assert lines[-1].splitlines()[-1] == SUMMARY


def test_checks_need_no_services() -> None:
    for check in plan.checks():
        assert check.environment["DATABASE_URL"].startswith("sqlite:///")
        assert check.environment["AMQP_URL"] == ""


def test_the_tests_run_on_the_services_and_the_embedded_ones_on_none() -> None:
    services = {"DATABASE_URL": "mysql://root@db/affluent", "AMQP_URL": "amqp://broker"}
    stages = {planned.name: planned for planned in plan.tests(services)}

    assert list(stages) == ["tests: chain", "tests: embedded", "tests", "coverage: combine", "coverage"]
    for name in ("tests: chain", "tests"):
        assert services.items() <= stages[name].environment.items()
    assert stages["tests: embedded"].environment["DATABASE_URL"].startswith("sqlite:///")
    assert stages["tests: embedded"].environment["AMQP_URL"] == ""


def test_every_run_of_the_tests_keeps_its_own_measurements() -> None:
    files = [planned.environment.get("COVERAGE_FILE") for planned in plan.tests({})[:3]]

    assert len(set(files)) == 3
    assert all(file and Path(file).parent == plan.COVERAGE for file in files)


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
