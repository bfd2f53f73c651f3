"""`python -m scripts.stages [--check]`: run the stages, all of them even when one fails, and sum up."""

import argparse
import os
import shutil
import signal
import sys
import time
from collections.abc import Sequence

from scripts.services.errors import UnavailableError
from scripts.services.finding import Found
from scripts.services.needs import ensure, stop_all
from scripts.stages import plan, report
from scripts.stages.lanes import run_all
from scripts.stages.stage import Outcome


def main() -> int:
    """Exit code 0 when every stage passed, 1 otherwise, 130 after Ctrl-C."""
    parser = argparse.ArgumentParser(prog="scripts/test", description="Everything that must hold.")
    parser.add_argument("--check", action="store_true", help="leave out the tests and their services")
    check_only = parser.parse_args().check
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C: nothing stays behind
    os.chdir(plan.ROOT)
    plan.VAR.mkdir(exist_ok=True)
    started = time.monotonic()
    try:
        outcomes = run_all([[plan.checks()]]) if check_only else _test()
    except UnavailableError as error:
        print(f"services: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print("\n".join(report.lines(outcomes, time.monotonic() - started)), flush=True)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _test() -> list[Outcome]:
    """Services first, so that a machine without them says so at once; what was started is stopped."""
    shutil.rmtree(plan.COVERAGE, ignore_errors=True)
    services = ensure()
    try:
        addresses = {variable: found.url for variable, found in services.items()}
        return run_all(plan.everything(addresses))
    finally:
        _stop(list(services.values()))


def _stop(services: Sequence[Found]) -> None:
    if any(service.started for service in services):
        print(f"services: stopped {', '.join(stop_all())}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
