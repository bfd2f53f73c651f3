"""What a person may do about a difference."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.admin.actions import ObjectAction, Reason, actor
from hub.models import Difference, DifferenceState
from hub.models.reconciliation import UNRESOLVED
from hub.reconciliation import healing, kinds


def heal(request: HttpRequest, difference: Difference, given: Mapping[str, Any]) -> None:
    """Let the hub mend it; the next comparison tells whether it helped."""
    healing.heal(difference, actor=actor(request), reason=given["reason"])
    text = _("Done for %(order)s. The next reconciliation shows whether both sides say the same.")
    messages.success(request, text % {"order": difference.order})


def accept(request: HttpRequest, difference: Difference, given: Mapping[str, Any]) -> None:
    """It is right as it is."""
    if healing.accept(difference, actor=actor(request), reason=given["reason"]):
        text = _("Accepted. It opens again when one of the sides says something else.")
        messages.success(request, text)
    else:
        messages.warning(request, _("It is over, or has changed meanwhile: nothing was done."))


def reopen(request: HttpRequest, difference: Difference, given: Mapping[str, Any]) -> None:
    """It is not right after all."""
    if healing.reopen(difference, actor=actor(request)):
        messages.success(request, _("It is open again."))
    else:
        messages.warning(request, _("It is not accepted any more: nothing was done."))


def _waits(difference: Difference) -> bool:
    return difference.state in (DifferenceState.OPEN, DifferenceState.HEALING)


def _is_accepted(difference: Difference) -> bool:
    return difference.state == DifferenceState.ACCEPTED


def _can_be_healed(difference: Difference) -> bool:
    return difference.healable and difference.state in UNRESOLVED


ACCEPT = ObjectAction(
    name="accept",
    label=gettext_lazy("Accept"),
    explanation=gettext_lazy(
        "It is right as it is, and stays accepted while both sides say what they say now."
    ),
    run=accept,
    form=Reason,
    applies=_waits,
    permission="hub.decide_difference",
)
REOPEN = ObjectAction(
    name="reopen",
    label=gettext_lazy("Open again"),
    run=reopen,
    applies=_is_accepted,
    permission="hub.decide_difference",
)


def heals() -> list[ObjectAction]:
    """One action per kind that can be healed, each with its own words."""
    return [_heal_action(kind) for kind in kinds.known() if kind.heal]


def _heal_action(kind: kinds.Kind) -> ObjectAction:
    return ObjectAction(
        name=f"heal-{kind.code.replace('_', '-')}",
        label=kind.heal,
        explanation=kind.explanation,
        run=heal,
        form=Reason,
        applies=lambda difference: difference.kind == kind.code and _can_be_healed(difference),
        primary=True,
    )
