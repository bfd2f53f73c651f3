"""What comparing says of an order: one verdict each, so that the counts add up, and findings in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from hub.models import Order
from hub.order.digest import digest
from hub.sentences import say

MOST_REASONS = 20  # different sentences that a run keeps
_OTHERS = say("other reasons")


class Verdict(StrEnum):
    """Where an order is counted. The names are the columns of `Reconciliation`."""

    EQUAL = "equal"
    DIFFERS = "differing"
    UNDER_WAY = "under_way"
    NOT_DUE = "not_due"
    NOT_COMPARED = "not_compared"

    @property
    def is_known(self) -> bool:
        """Whether the other side was seen: what was not found again is over only then."""
        return self in (Verdict.EQUAL, Verdict.DIFFERS, Verdict.NOT_DUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A difference. `facts` are the figures behind the words (JSON values).

    `healable`: the hub can mend it when a person says so; `automatic`: it is safe to do so at once.
    """

    kind: str
    cause: str
    remedy: str
    facts: Mapping[str, object] = field(default_factory=dict)
    model: str = ""
    record_id: int | None = None
    record_name: str = ""
    healable: bool = False
    automatic: bool = False

    @property
    def digest(self) -> str:
        """The same as long as both sides say the same."""
        return digest([self.kind, dict(self.facts), self.model, self.record_id])


@dataclass(frozen=True, slots=True)
class Examined:
    """An order that was compared, or not; `reason` says why not, in words without names or numbers."""

    order: Order
    verdict: Verdict
    reason: str = ""
    findings: Sequence[Finding] = ()


def equal(order: Order) -> Examined:
    """Both sides say the same."""
    return Examined(order, Verdict.EQUAL)


def differing(order: Order, findings: Sequence[Finding]) -> Examined:
    """With these differences; equal where there are none."""
    return Examined(order, Verdict.DIFFERS, findings=findings) if findings else equal(order)


@dataclass(slots=True)
class Tally:
    """How many orders got which verdict, and why some could not be compared."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, examined: Sequence[Examined]) -> None:
        """Count them in."""
        for one in examined:
            self.miss(one.verdict, one.reason, 1)

    def miss(self, verdict: Verdict, reason: str, count: int) -> None:
        """Count so many orders for one reason."""
        self.counts[verdict.value] += count
        if reason and count:
            told = self.reasons.setdefault(verdict.value, Counter())
            told[reason if reason in told or len(told) < MOST_REASONS else _OTHERS] += count
