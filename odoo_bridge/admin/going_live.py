"""Letting a shop go live, and stopping it: asked for at its delivery policy."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminTextInputWidget

from hub.people import audit
from hub.sentences import say
from odoo_bridge import going_live
from odoo_bridge.models import ShopPolicy


class FirstDay(forms.Form):
    """From which day on orders are delivered."""

    day = forms.DateField(
        label=gettext_lazy("Deliver orders placed from this day on"),
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        help_text=gettext_lazy(
            "Choose the day up to which the orders were entered in Odoo by hand, plus one."
        ),
    )


def today(_policy: ShopPolicy) -> dict[str, Any]:
    """What is proposed: whatever was sold before is in Odoo already, by hand."""
    return {"day": timezone.localdate()}


def is_live(policy: ShopPolicy) -> bool:
    """Whether its shop's orders are delivered."""
    return policy.live


def is_waiting(policy: ShopPolicy) -> bool:
    """Whether nothing of its shop is delivered yet."""
    return not policy.live


def go_live(request: HttpRequest, policy: ShopPolicy, given: Mapping[str, Any]) -> None:
    """Deliver from now on, and what was read since that day."""
    released = going_live.go_live(policy, given["day"])
    audit.note(
        request,
        [policy],
        "",
        what=say("Live: orders placed from {day} on are delivered.", day=given["day"]),
    )
    messages.success(request, _("Shop %(shop)s is live.") % {"shop": policy.shop})
    if released:
        text = ngettext("%(count)d order is on its way.", "%(count)d orders are on their way.", released)
        messages.success(request, text % {"count": released})


def stop(request: HttpRequest, policy: ShopPolicy, given: Mapping[str, Any]) -> None:
    """Deliver no further orders."""
    going_live.stop(policy)
    told = say("Stopped: no further orders are delivered.")
    audit.note(request, [policy], "", what=told, reason=given["reason"])
    messages.success(request, _("No further orders of %(shop)s are delivered.") % {"shop": policy.shop})
