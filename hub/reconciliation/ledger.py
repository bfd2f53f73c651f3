"""Differences as rows: the same one opens, changes its words, is accepted or over, and stays one row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from hub.models import Difference, DifferenceState
from hub.models.columns import writable
from hub.models.reconciliation import UNRESOLVED
from hub.reconciliation.findings import Examined, Finding
from hub.sentences import say

_NAME_LENGTH = 255
HEALED, GONE = say("Healed by the hub."), say("Gone: both sides say the same again.")
_SEEN = (
    "state", "cause", "remedy", "facts", "digest", "model", "record_id", "record_name", "healable", "times",
    "heals", "opened_at", "seen_at", "healed_at", "resolved_at", "resolution", "accepted_by", "accepted_at",
    "accepted_reason",
)  # fmt: skip


@dataclass(slots=True)
class Entries:
    """What an examination makes of the rows; `found` pairs each finding with its row, stored or not."""

    found: list[tuple[Finding, Difference]] = field(default_factory=list)
    opened: list[Difference] = field(default_factory=list)
    resolved: list[Difference] = field(default_factory=list)

    @property
    def open(self) -> list[Difference]:
        """What waits for a person."""
        return [row for _, row in self.found if row.state == DifferenceState.OPEN]


def judge(side: str, examined: Sequence[Examined], now: datetime) -> Entries:
    """Compare what was found with what is known; one query, and nothing is written.

    Only orders whose other side was seen can have a difference that is over.
    """
    seen = [one for one in examined if one.verdict.is_known]
    rows = Difference.objects.filter(order__in=[one.order.pk for one in seen if one.order.pk], side=side)
    known = {(row.order_id, row.kind): row for row in rows}
    entries = Entries()
    for one in seen:
        for finding in one.findings:
            row = known.pop((one.order.pk, finding.kind), None)
            if row is None or row.state == DifferenceState.RESOLVED:
                row = _opened(one, side, finding, row, now)
                entries.opened.append(row)
            else:
                _see_again(row, finding, now)
            entries.found.append((finding, row))
    for row in known.values():
        if row.state in UNRESOLVED:
            _resolve(row, now)
            entries.resolved.append(row)
    return entries


def store(entries: Entries) -> None:
    """Write them; a bounded number of statements, however many rows."""
    rows = [*(row for _, row in entries.found), *entries.resolved]
    known = [row for row in rows if row.pk is not None]
    with transaction.atomic():
        Difference.objects.bulk_create([row for row in rows if row.pk is None], ignore_conflicts=True)
        if known:
            Difference.objects.bulk_update(known, _SEEN, batch_size=100)


def _opened(one: Examined, side: str, finding: Finding, row: Difference | None, now: datetime) -> Difference:
    """A new row, or the old one once more, as if it had never been accepted."""
    if row is None:
        row = Difference(shop_id=one.order.shop_id, order=one.order, side=side, kind=finding.kind, times=0)
    row.state, row.opened_at, row.resolved_at, row.resolution = DifferenceState.OPEN, now, None, ""
    row.times, row.heals, row.healed_at = row.times + 1, 0, None
    row.accepted_by, row.accepted_at, row.accepted_reason = "", None, ""
    _describe(row, finding, now)
    return row


def _see_again(row: Difference, finding: Finding, now: datetime) -> None:
    """What was accepted stays so while both sides say the same; what was to be healed is not."""
    changed = row.digest != finding.digest
    if row.state == DifferenceState.HEALING or (row.state == DifferenceState.ACCEPTED and changed):
        row.state = DifferenceState.OPEN
    _describe(row, finding, now)


def _describe(row: Difference, finding: Finding, now: datetime) -> None:
    row.cause, row.remedy = finding.cause, finding.remedy
    row.facts, row.digest, row.seen_at = dict(finding.facts), finding.digest, now
    row.model, row.record_id = finding.model, finding.record_id
    row.record_name = writable(finding.record_name)[:_NAME_LENGTH]
    row.healable = finding.healable or finding.automatic


def _resolve(row: Difference, now: datetime) -> None:
    row.state, row.resolved_at = DifferenceState.RESOLVED, now
    row.resolution = HEALED if row.heals else GONE
