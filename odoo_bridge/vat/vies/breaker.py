"""A circuit breaker per member state, and one for VIES as a whole: kept in the database, the same for all.

After `PATIENCE` failures in a row nobody asks for a while, then one question tries it out: an answer closes
the breaker and brings what waits forward, another failure doubles the pause.
"""

import random
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from odoo_bridge.models import MemberState, VatQuestion
from odoo_bridge.vat.vies.codes import WHOLE_SERVICE, Concern, code_of
from odoo_bridge.vat.vies.reading import Reading

PATIENCE = 3  # failures in a row
_SHORTEST, _LONGEST, _BLOCKED = timedelta(seconds=30), timedelta(hours=1), timedelta(days=1)
_NOTE_ANSWERS_EVERY = timedelta(minutes=1)
States = Mapping[str, MemberState]


def states(prefixes: Collection[str]) -> dict[str, MemberState]:
    """The rows of these member states and of VIES itself; those that never had trouble are made up."""
    wanted = {*prefixes, WHOLE_SERVICE}
    rows = {row.prefix: row for row in MemberState.objects.filter(prefix__in=wanted)}
    return {prefix: rows.get(prefix) or MemberState(prefix=prefix) for prefix in wanted}


def paused_until(known: States, prefix: str) -> datetime | None:
    """Until when nobody asks for this member state; None: it may be asked."""
    pauses = [known[name].paused_until for name in (prefix, WHOLE_SERVICE) if name in known]
    return max((pause for pause in pauses if pause and pause > timezone.now()), default=None)


def failures_allowed(known: States, prefix: str) -> int:
    """After how many failures to stop: one where it is being tried out."""
    tried_out = any(known[name].paused_until for name in (prefix, WHOLE_SERVICE) if name in known)
    return 1 if tried_out else PATIENCE


def service_is_tried_out(known: States) -> bool:
    """Whether VIES as a whole was paused and nobody knows yet if it works: one question is enough to see."""
    return known[WHOLE_SERVICE].paused_until is not None


def note(prefix: str, reading: Reading, known: States) -> None:
    """What an answer says about the member state and about VIES; `known` are their rows (`states`)."""
    if reading.retries or reading.kind.stops_calls:
        whole = reading.kind.concern is Concern.SERVICE
        _failed(known[WHOLE_SERVICE if whole else prefix], reading)
        if not whole and reading.code.isupper():  # the member state was asked, so VIES works
            _answered(known[WHOLE_SERVICE])
    else:
        _answered(known[prefix])
        _answered(known[WHOLE_SERVICE])


def is_blocked() -> bool:
    """Whether VIES refuses this hub altogether: then it is left alone."""
    whole = MemberState.objects.filter(prefix=WHOLE_SERVICE, paused_until__gt=timezone.now()).first()
    return whole is not None and code_of(whole.code).stops_calls


def reopen(prefix: str) -> None:
    """Somebody believes that it works again: what waits is asked at once, one question first."""
    now = timezone.now()
    MemberState.objects.filter(prefix=prefix, paused_until__gt=now).update(paused_until=now)
    _bring_forward([prefix], now)


def note_reported(reported: Mapping[str, str]) -> None:
    """What VIES itself says of its member states; those that are back are tried out at once."""
    now = timezone.now()
    for prefix, text in reported.items():
        MemberState.objects.filter(prefix=prefix).update(reported=text, reported_at=now)
    named = [prefix for prefix, text in reported.items() if text == "Available"]
    paused = MemberState.objects.filter(prefix__in=named, paused_until__gt=now)
    back = list(paused.values_list("prefix", flat=True))
    if back:
        MemberState.objects.filter(prefix__in=back).update(paused_until=now)
        _bring_forward(back, now)


def _failed(state: MemberState, reading: Reading) -> None:
    now = timezone.now()
    told = {"code": reading.code, "failed_at": now}
    if not MemberState.objects.filter(pk=state.pk).update(failures=F("failures") + 1, **told):
        MemberState.objects.bulk_create([MemberState(pk=state.pk, failures=1, **told)], ignore_conflicts=True)
    state.failures = MemberState.objects.values_list("failures", flat=True).get(pk=state.pk)
    if reading.kind.stops_calls:
        pause = _BLOCKED
    elif state.failures >= PATIENCE:
        pause = min(_SHORTEST * 2 ** min(state.failures - PATIENCE, 20), _LONGEST)
        pause *= random.uniform(0.5, 1)  # noqa: S311 - to spread, not to hide
    else:
        return
    state.paused_until = now + pause
    MemberState.objects.filter(pk=state.pk).update(paused_until=state.paused_until)


def _answered(state: MemberState) -> None:
    """Nothing to write where the last answer is fresh: most answers follow another one."""
    now = timezone.now()
    if not state.failures and state.answered_at and state.answered_at > now - _NOTE_ANSWERS_EVERY:
        return
    was_paused = state.paused_until is not None
    state.failures, state.paused_until, state.code, state.answered_at = 0, None, "", now
    told = {"failures": 0, "paused_until": None, "code": "", "answered_at": now}
    if not MemberState.objects.filter(pk=state.pk).update(**told):
        MemberState.objects.bulk_create([MemberState(pk=state.pk, **told)], ignore_conflicts=True)
    if was_paused:
        _bring_forward([state.pk], now)


def _bring_forward(names: Collection[str], now: datetime) -> None:
    """What waits for a state that answers again waits no longer."""
    waiting = VatQuestion.objects.filter(next_ask_at__gt=now)
    if WHOLE_SERVICE not in names:
        waiting = waiting.filter(prefix__in=names)
    waiting.update(next_ask_at=now)
