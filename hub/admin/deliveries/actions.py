"""What a person may do about a delivery."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub import deliveries
from hub.admin.actions import ObjectAction, Reason, actor
from hub.models import Delivery, DeliveryState

RESTABLE = (DeliveryState.HELD, DeliveryState.FAILED, DeliveryState.NOT_DUE, DeliveryState.WAITING)


def deliver_again(request: HttpRequest, delivery: Delivery, given: Mapping[str, Any]) -> None:
    """Once more, from the first step that is not done."""
    if deliveries.again(delivery, actor=actor(request), reason=given["reason"]):
        messages.success(request, _("%(delivery)s is delivered again.") % {"delivery": delivery})
    else:
        text = _("%(delivery)s is running or done: nothing was changed.")
        messages.warning(request, text % {"delivery": delivery})


def declare_done(request: HttpRequest, delivery: Delivery, given: Mapping[str, Any]) -> None:
    """The target says the right thing already, by hand."""
    if deliveries.declare_done(delivery, actor=actor(request), reason=given["reason"]):
        messages.success(request, _("%(delivery)s is declared done.") % {"delivery": delivery})
    else:
        text = _("%(delivery)s is running or done: nothing was changed.")
        messages.warning(request, text % {"delivery": delivery})


def can_restart(delivery: Delivery) -> bool:
    """Whether it neither runs nor is done."""
    return delivery.state in RESTABLE


AGAIN = ObjectAction(
    name="again",
    label=gettext_lazy("Deliver again"),
    explanation=gettext_lazy("Goes on after the last finished step; nothing is written twice."),
    run=deliver_again,
    form=Reason,
    applies=can_restart,
    primary=True,
)
DONE = ObjectAction(
    name="done",
    label=gettext_lazy("Declare done"),
    explanation=gettext_lazy(
        "The target already says the right thing, by hand. Nothing more is written there."
    ),
    run=declare_done,
    form=Reason,
    applies=can_restart,
)
