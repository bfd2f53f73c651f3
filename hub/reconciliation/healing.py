"""Mending what is safe to mend: at once where it was found, or when a person says so."""

from datetime import timedelta

import structlog
from django.utils import timezone

from hub.errors import AffluentError, BusinessError
from hub.models import Difference, DifferenceState, Event, EventKind
from hub.models.reconciliation import UNRESOLVED
from hub.reconciliation import sides
from hub.reconciliation.findings import Finding
from hub.reconciliation.ledger import Entries
from hub.reconciliation.sides import Request, Side
from hub.sentences import joined, reasoned, say

log = structlog.get_logger(__name__)
MOST_HEALS = 3  # what does not get well of it is for a person
_REST = timedelta(minutes=10)  # two runs one after the other are no two tries


def heal_found(side: Side, entries: Entries) -> int:
    """Mend what is safe; returns how much. The next comparison tells whether it helped."""
    return sum(_heal(side, finding, row) for finding, row in entries.found if _may(finding, row))


def heal(difference: Difference, *, actor: str, reason: str) -> str:
    """Staff: let the hub mend it; what was done, in words.

    Raises `AffluentError` where that failed, or where it is over or for people alone.
    """
    if not difference.healable or difference.state not in UNRESOLVED:
        raise BusinessError(
            "not_healable",
            say(
                "The difference of order {order} is over, or cannot be mended from here.",
                order=difference.order,
            ),
            say("Mend it by hand, or accept it."),
        )
    done = sides.heal(Request(difference, actor, reason))
    _note(difference, done, actor=actor)
    return done


def accept(difference: Difference, *, actor: str, reason: str) -> bool:
    """Staff: it is right as it is, as long as both sides say what they say now. False when it is over."""
    rows = Difference.objects.filter(
        pk=difference.pk, state__in=(DifferenceState.OPEN, DifferenceState.HEALING), digest=difference.digest
    )
    accepted = rows.update(
        state=DifferenceState.ACCEPTED,
        accepted_by=actor,
        accepted_at=timezone.now(),
        accepted_reason=reason,
    )
    if accepted:
        _tell(
            difference,
            reasoned(say("Difference accepted: {cause}", cause=difference.cause), reason),
            actor,
        )
    return bool(accepted)


def reopen(difference: Difference, *, actor: str) -> bool:
    """Staff: it is not right after all. False when it is not accepted any more."""
    rows = Difference.objects.filter(pk=difference.pk, state=DifferenceState.ACCEPTED)
    opened = rows.update(state=DifferenceState.OPEN, accepted_by="", accepted_at=None, accepted_reason="")
    if opened:
        _tell(difference, say("Difference opened again: {cause}", cause=difference.cause), actor)
    return bool(opened)


def _may(finding: Finding, row: Difference) -> bool:
    rested = row.healed_at is None or row.healed_at <= timezone.now() - _REST
    return finding.automatic and row.state == DifferenceState.OPEN and row.heals < MOST_HEALS and rested


def _heal(side: Side, finding: Finding, row: Difference) -> bool:
    try:
        done = side.heal(row.order, finding)
    except AffluentError as trouble:
        log.warning("difference_not_healed", order=row.order_id, kind=row.kind, code=trouble.code)
        return False
    if done:
        _note(_stored(row), done)
        row.state = DifferenceState.HEALING
    return bool(done)


def _stored(row: Difference) -> Difference:
    """With its id, which an insert that ignores conflicts does not tell."""
    return Difference.objects.get(order=row.order_id, side=row.side, kind=row.kind)


def _note(row: Difference, done: str, *, actor: str = "") -> None:
    row.state, row.heals, row.healed_at = DifferenceState.HEALING, row.heals + 1, timezone.now()
    row.save(update_fields=["state", "heals", "healed_at"])
    _tell(row, joined(row.cause, done), actor)


def _tell(row: Difference, text: str, actor: str) -> None:
    Event.objects.create(
        shop_id=row.shop_id,
        order_id=row.order_id,
        kind=EventKind.STAFF if actor else EventKind.DELIVERY,
        text=text,
        detail={"difference": row.kind, "side": row.side},
        actor=actor,
    )
