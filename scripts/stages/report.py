"""What a person reads at the end: every stage with its seconds, its slowest tests, and pytest's own words."""

from collections.abc import Sequence

from scripts.stages.stage import Outcome


def lines(outcomes: Sequence[Outcome], seconds: float) -> list[str]:
    """A table of the stages, the seconds of the whole, the verdict, and the words of each run of pytest."""
    table = [
        f"  {outcome.name:<18} {'passed' if outcome.passed else 'FAILED':<8}{outcome.seconds:>7.1f} s"
        for outcome in outcomes
    ]
    failed = [outcome.name for outcome in outcomes if not outcome.passed]
    verdict = f"FAILED: {', '.join(failed)}" if failed else "Everything passed."
    return ["", *table, f"  {'all':<26}{seconds:>7.1f} s", "", verdict, *_words_of_pytest(outcomes)]


def _words_of_pytest(outcomes: Sequence[Outcome]) -> list[str]:
    return [
        "\n".join([f"{outcome.name}:", *(f"  {line}" for line in outcome.slowest), outcome.summary])
        for outcome in outcomes
        if outcome.summary
    ]
