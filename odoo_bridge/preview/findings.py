"""All that orders lack: what stops the delivery, and what would stop it next once that is mended."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hub.models import Delivery, DeliveryState
from hub.previews import Lack
from hub.sentences import say
from odoo_bridge.deliver.trip import is_shared
from odoo_bridge.preview import lacks
from odoo_bridge.preview.mending import mend
from odoo_bridge.preview.world import MendedWorld, Outcome, World

_MOST_ROUNDS = 6


@dataclass(slots=True)
class Finding:
    """An order's own outcome, and everything that it lacks. `mended`: how it would end without that."""

    outcome: Outcome
    lacks: list[Lack] = field(default_factory=list)
    mended: Outcome | None = None
    tried: set[str] = field(default_factory=set)

    @property
    def shown(self) -> Outcome:
        """The outcome that tells most."""
        return self.mended or self.outcome

    @property
    def reason(self) -> str:
        """Why there is nothing to do, in words that several orders share; empty where there is something."""
        ending = self.outcome.ending
        if ending is None or ending.error is not None:
            return ""
        if ending.outcome == DeliveryState.DELIVERED:
            return say("It is delivered already.")
        return str(ending.result.get("reason", ""))

    def add(self, found: Sequence[Lack]) -> None:
        """Each thing once."""
        known = {(lack.code, lack.key) for lack in self.lacks}
        self.lacks += [lack for lack in found if (lack.code, lack.key) not in known]


def find(strict: World, mended: MendedWorld, planned: Sequence[Delivery]) -> list[Finding]:
    """One for each; raises what makes Odoo as a whole unable to answer."""
    target = strict.connection.target
    findings = [Finding(outcome) for outcome in _walk(strict, planned)]
    stopped = [one for one in findings if one.outcome.error is not None]
    for one in stopped:
        _note(one, one.outcome, target)
    going = stopped
    for _ in range(_MOST_ROUNDS):
        if not going:
            break
        going = _round(mended, going, target)
    return findings


def _walk(world: World, planned: Sequence[Delivery]) -> list[Outcome]:
    outcomes = world.walk(planned)
    for outcome in outcomes:
        if outcome.error is not None and is_shared(outcome.error):
            raise outcome.error
    return outcomes


def _round(world: MendedWorld, going: Sequence[Finding], target: str) -> list[Finding]:
    """Walk these once more; those that were stopped by something new that can be mended come again."""
    start = len(world.rehearsal.writes)
    outcomes = _walk(world, [one.outcome.delivery for one in going])
    by_trip = {}
    again = []
    for one, outcome in zip(going, outcomes, strict=True):
        one.mended = outcome
        if outcome.trip is not None:
            by_trip[outcome.trip] = one
        if outcome.error is not None:
            _note(one, outcome, target)
            again += [one] if _mend_once(world, one, outcome) else []
    for trip, numbers in lacks.users(world.rehearsal.writes[start:], list(by_trip)):
        for number in numbers & set(world.standins.errors):
            error = world.standins.errors[number]
            by_trip[trip].add(lacks.of_error(error, by_trip[trip].outcome.delivery.order, target))
    return again


def _mend_once(world: MendedWorld, one: Finding, outcome: Outcome) -> bool:
    """What stops it again although it was mended stays as it is."""
    code = outcome.error.code if outcome.error else ""
    if code in one.tried:
        return False
    one.tried.add(code)
    return mend(world, outcome)


def _note(one: Finding, outcome: Outcome, target: str) -> None:
    if outcome.error is not None:
        one.add(lacks.of_error(outcome.error, outcome.delivery.order, target))
