"""Words and colours of verdicts and of member states."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin.labels import BAD, BUSY, CALM, GOOD, WARN, Label, pill
from odoo_bridge.models import MemberState, VatOutcome, VatState

OUTCOME: Mapping[str, tuple[Label, str]] = {
    VatOutcome.VALID: (_("Valid"), GOOD),
    VatOutcome.INVALID: (_("Invalid"), BAD),
    VatOutcome.UNAVAILABLE: (_("Not available"), BUSY),
    VatOutcome.ERROR: (_("Refused by VIES"), WARN),
}


_TONES = {
    VatState.AGREED: GOOD,
    VatState.FOLLOWED_SHOP: WARN,
    VatState.FOLLOWED_RULE: CALM,
    VatState.HELD_DIFFERENT: BAD,
    VatState.HELD_VIES: WARN,
    VatState.HELD_UNDECIDED: BAD,
}


def vat_state(state: VatState) -> SafeString:
    """What became of a decision."""
    return pill(state.label, _TONES[state])


def state_of(state: MemberState) -> SafeString:
    """Whether it is asked."""
    if state.paused_until is None:
        return pill(_("Asked"), GOOD) if not state.failures else pill(_("Failed lately"), BUSY)
    if state.paused_until > timezone.now():
        return pill(_("Paused"), WARN)
    return pill(_("Being tried out"), BUSY)
