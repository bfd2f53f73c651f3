"""What a person may do about an order. Each is one call into the core."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub import ports
from hub.acceptance import accept, can_be_accepted
from hub.admin.actions import ObjectAction, RevisionAndReason, actor
from hub.documents import sources
from hub.ingest import remap
from hub.models import Order
from hub.sentences import spoken


def accept_as_it_is(request: HttpRequest, order: Order, given: Mapping[str, Any]) -> None:
    """The shop is right although its numbers look odd: let the order go on."""
    done = accept(order, revision=given["revision"], actor=actor(request), reason=given["reason"])
    if done:
        messages.success(request, _("Order %(order)s is accepted and goes on.") % {"order": order})
    else:
        text = _("Order %(order)s changed meanwhile. Look at it again before you accept it.")
        messages.warning(request, text % {"order": order})


def read_again(request: HttpRequest, order: Order, given: Mapping[str, Any]) -> None:
    """Understand the stored raw order anew, after an update of the hub or a change of the shop's options."""
    if remap(order, ports.channel(order.shop.channel), actor=actor(request)):
        messages.success(request, _("Order %(order)s was read again.") % {"order": order})
        return
    order.refresh_from_db()
    text = _("Order %(order)s still cannot be read: %(cause)s")
    messages.error(request, text % {"order": order, "cause": spoken(order.error_cause)})


def fetch_pdf(request: HttpRequest, order: Order, given: Mapping[str, Any]) -> None:
    """Of an invoice that is older than the policy, or of a shop whose policy keeps none."""
    if sources.ask(order):
        messages.success(request, _("The PDF is fetched soon."))
    else:
        messages.warning(request, _("It waits to be fetched already: nothing was changed."))


def _lacks_pdf(order: Order) -> bool:
    return bool(sources.missing(order))


def _has_raw(order: Order) -> bool:
    return order.raw_id is not None


ACCEPT = ObjectAction(
    name="accept",
    label=gettext_lazy("Accept as it is"),
    explanation=gettext_lazy("You compared it with the shop, and the shop's total is the right one."),
    run=accept_as_it_is,
    form=RevisionAndReason,
    applies=can_be_accepted,
    initial=lambda order: {"revision": order.revision},
    primary=True,
    permission="hub.decide_order",
)
READ_AGAIN = ObjectAction(
    name="read-again",
    label=gettext_lazy("Read again from the stored raw order"),
    explanation=gettext_lazy("Asks nothing of the shop."),
    run=read_again,
    applies=_has_raw,
)
FETCH_PDF = ObjectAction(
    name="fetch-pdf",
    label=gettext_lazy("Fetch the invoice PDF"),
    explanation=gettext_lazy("Asks for the PDF of the posted invoice and keeps it."),
    run=fetch_pdf,
    applies=_lacks_pdf,
)
