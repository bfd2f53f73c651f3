"""What a person reads at the end: every stage with its seconds, and pytest's own words."""

from collections.abc import Sequence

from scripts.stages.stage import Outcome


def lines(outcomes: Sequence[Outcome]) -> list[str]:
    """A table of the stages, the verdict, and the last line of each run of pytest."""
    table = [
        f"  {outcome.name:<18} {'passed' if outcome.passed else 'FAILED':<8}{outcome.seconds:>7.1f} s"
        for outcome in outcomes
    ]
    failed = [outcome.name for outcome in outcomes if not outcome.passed]
    total = sum(outcome.seconds for outcome in outcomes)
    verdict = f"FAILED: {', '.join(failed)}" if failed else "Everything passed."
    return ["", *table, f"  {'all':<26}{total:>7.1f} s", "", verdict, *_words_of_pytest(outcomes)]


def _words_of_pytest(outcomes: Sequence[Outcome]) -> list[str]:
    return [f"{outcome.name}:\n{outcome.summary}" for outcome in outcomes if outcome.summary]
