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

CREDIT_DIFFERENCE = "credit_difference"
VAT_AS_CHARGED, VAT_AS_DUE = "vat_follow_shop", "vat_follow_rule"
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


def credit_difference(request: HttpRequest, delivery: Delivery, given: Mapping[str, Any]) -> None:
    """The order became cheaper at the shop: the target gives back the difference."""
    if deliveries.choose(delivery, CREDIT_DIFFERENCE, actor=actor(request), reason=given["reason"]):
        messages.success(request, _("The difference of %(delivery)s is credited.") % {"delivery": delivery})
    else:
        text = _("%(delivery)s has changed meanwhile: nothing was done.")
        messages.warning(request, text % {"delivery": delivery})


def vat_as_charged(request: HttpRequest, delivery: Delivery, given: Mapping[str, Any]) -> None:
    """The shop is right about the VAT of this order, or it cannot be helped any more."""
    _choose_vat(request, delivery, VAT_AS_CHARGED, given["reason"])


def vat_as_due(request: HttpRequest, delivery: Delivery, given: Mapping[str, Any]) -> None:
    """The rules are right: the invoice has the VAT that is due, and the gross that was paid."""
    _choose_vat(request, delivery, VAT_AS_DUE, given["reason"])


def _choose_vat(request: HttpRequest, delivery: Delivery, choice: str, reason: str) -> None:
    if deliveries.choose(delivery, choice, actor=actor(request), reason=reason):
        messages.success(request, _("%(delivery)s goes on.") % {"delivery": delivery})
    else:
        text = _("%(delivery)s has changed meanwhile: nothing was done.")
        messages.warning(request, text % {"delivery": delivery})


def offers_credit(delivery: Delivery) -> bool:
    """Whether a person may let the difference be credited."""
    return deliveries.offers(delivery, CREDIT_DIFFERENCE)


def offers_vat_as_charged(delivery: Delivery) -> bool:
    """Whether a person may let it be invoiced as the shop charged it."""
    return deliveries.offers(delivery, VAT_AS_CHARGED)


def offers_vat_as_due(delivery: Delivery) -> bool:
    """Whether a person may let it be invoiced with the VAT that is due."""
    return deliveries.offers(delivery, VAT_AS_DUE)


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
CREDIT = ObjectAction(
    name="credit",
    label=gettext_lazy("Credit the difference"),
    explanation=gettext_lazy("Makes a credit note for what the order costs less than its invoice."),
    run=credit_difference,
    form=Reason,
    applies=offers_credit,
    permission="hub.decide_delivery",
)
AS_CHARGED = ObjectAction(
    name="vat-as-charged",
    label=gettext_lazy("Invoice the VAT that was charged"),
    explanation=gettext_lazy("For this order alone. The difference stays in the list of differences."),
    run=vat_as_charged,
    form=Reason,
    applies=offers_vat_as_charged,
    permission="hub.decide_delivery",
)
AS_DUE = ObjectAction(
    name="vat-as-due",
    label=gettext_lazy("Invoice the VAT that is due"),
    explanation=gettext_lazy("For this order alone. The gross that the customer paid does not change."),
    run=vat_as_due,
    form=Reason,
    applies=offers_vat_as_due,
    permission="hub.decide_delivery",
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
