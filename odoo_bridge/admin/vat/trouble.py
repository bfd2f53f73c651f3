"""What VIES refuses us, for the first page of the back office."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.admin.labels import BAD, GOOD, WARN, moment, pill
from hub.admin.overview import Card, Fact, Numbers, Trouble
from hub.sentences import say
from odoo_bridge.admin.vat.labels import state_of
from odoo_bridge.models import MemberState, VatQuestion
from odoo_bridge.vat.vies.codes import WHOLE_SERVICE, code_of

_LONG = timedelta(hours=1)
_REFUSED = "INVALID_REQUESTER_INFO"
_ADVICE = {
    "IP_BLOCKED": say("Ask the Commission (VIES contact form) to lift it, then press “Try again now”."),
    _REFUSED: say("Correct our own VAT id at the Odoo connection, then ask one of them again."),
    "VAT_BLOCKED": say("Ask the tax office of the number’s country, then ask again."),
}


def look(numbers: Numbers) -> Iterable[Card | Trouble]:
    """How VIES fares; a blocked hub, an own number refused, states away for over an hour. One query."""
    refused = VatQuestion.objects.filter(waits_because=_REFUSED).order_by().values("requester")[:1]
    states = list(MemberState.objects.annotate(refused=Subquery(refused)))
    if states:
        yield _card(states, numbers)
    for state in states:
        if _is_paused(state, numbers):
            yield from _paused(state)
        if state.prefix == WHOLE_SERVICE and state.refused:
            url = reverse("admin:odoo_bridge_odooconnection_changelist")
            cause = say(
                "{requester}: {meaning} [{code}].",
                requester=state.refused,
                meaning=code_of(_REFUSED).words,
                code=_REFUSED,
            )
            yield Trouble("VIES", pill(_("Our own number is refused"), BAD), cause, _ADVICE[_REFUSED], url)


def _card(states: Sequence[MemberState], numbers: Numbers) -> Card:
    paused = [state.prefix for state in states if _is_paused(state, numbers)]
    answered = max((state.answered_at for state in states if state.answered_at), default=None)
    whole = WHOLE_SERVICE in paused
    state = pill(_("Paused"), BAD) if whole else pill(_("Some states away"), WARN) if paused else None
    return Card(
        name="VIES",
        kind=str(_("VAT ids of the EU")),
        url=reverse("admin:odoo_bridge_memberstate_changelist"),
        state=state or pill(_("Works"), GOOD),
        facts=[
            Fact(_("Last answer"), moment(answered) or "–"),
            Fact(_("Paused"), ", ".join(paused) or "–"),
        ],
    )


def _is_paused(state: MemberState, numbers: Numbers) -> bool:
    return state.paused_until is not None and state.paused_until > numbers.now


def _paused(state: MemberState) -> Iterable[Trouble]:
    code = code_of(state.code)
    lasting = state.answered_at is None or state.answered_at < timezone.now() - _LONG
    if code.alert or lasting:
        name = "VIES" if state.prefix == WHOLE_SERVICE else f"VIES {state.prefix}"
        cause = say("{meaning} [{code}].", meaning=code.words, code=state.code)
        remedy = _ADVICE.get(state.code) or say("Nothing to do for now: it is asked again by itself.")
        url = reverse("admin:odoo_bridge_memberstate_changelist")
        yield Trouble(name, state_of(state), cause, remedy, url)
