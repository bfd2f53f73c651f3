"""Counting the orders of a shop's dry run: each by how it would end, and for each thing that it lacks."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hub.models import Order
from hub.previews import Cause, Lack, ShopPreview, Verdict

_EXAMPLES = 5


@dataclass(slots=True)
class Tally:
    """Fills a shop's preview."""

    found: ShopPreview
    causes: dict[tuple[str, str], Cause] = field(default_factory=dict)

    def count(self, order: Order, missing: Sequence[Lack], reason: str) -> None:
        """One order: what it lacks, else why there is nothing to do, else it is ready."""
        verdict = Verdict.MISSING if missing else Verdict.NOTHING if reason else Verdict.READY
        self.found.orders += 1
        self._add(verdict, 1)
        if missing:
            _more(self.found.stopped, missing[0].code, 1)
        elif reason:
            _more(self.found.reasons, reason, 1)
        for lack in missing:
            cause = self._cause(lack)
            cause.orders += 1
            if len(cause.examples) < _EXAMPLES:
                cause.examples.append(order)

    def stop_all(self, lack: Lack) -> None:
        """Something that no order can go without is missing."""
        ready = self.found.verdicts.pop(Verdict.READY, 0)
        self._add(Verdict.MISSING, ready)
        _more(self.found.stopped, lack.code, ready)
        self._cause(lack).orders += self.found.verdicts[Verdict.MISSING]

    def sorted_causes(self) -> list[Cause]:
        """What most orders wait for comes first."""
        return sorted(self.causes.values(), key=lambda cause: (-cause.orders, cause.lack.key))

    def _add(self, verdict: Verdict, count: int) -> None:
        self.found.verdicts[verdict] = self.found.verdicts.get(verdict, 0) + count

    def _cause(self, lack: Lack) -> Cause:
        return self.causes.setdefault((lack.code, lack.key), Cause(lack))


def _more(counts: dict[str, int], key: str, count: int) -> None:
    if count:
        counts[key] = counts.get(key, 0) + count
