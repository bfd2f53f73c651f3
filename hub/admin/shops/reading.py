"""Reading a shop's orders again: moving its cursor back, or walking older orders beside polling.

Both ask for a day, then say how many orders it means, and do it only when the person agrees.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.validators import MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminTextInputWidget

from hub import backfill, rewinding
from hub.admin.actions import ObjectAction, Reason, Text, actor
from hub.admin.labels import moment
from hub.admin.shops.history import log_change
from hub.models import Shop
from hub.positions import moment_of
from hub.rewinding import Preview
from hub.sentences import say

_FIRST_DAY = date(1970, 1, 1)


class Day(forms.Form):
    """From which day on; `confirmed` once the person has seen what it means."""

    day = forms.DateField(
        label=gettext_lazy("From this day on"),
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        validators=[MinValueValidator(_FIRST_DAY)],
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)


class DayAndReason(Day, Reason):
    """Also why: it is kept with the shop's events."""

    field_order = ("day", "reason")
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Kept in the events of the shop, with your name."),
    )


def rewind(request: HttpRequest, shop: Shop, given: Mapping[str, Any]) -> HttpResponse | None:
    """Let the next poll start at that day."""
    to = midnight(given["day"])
    if not given["confirmed"]:
        found = rewinding.preview(shop, to)
        return _sure(request, shop, REWIND, given, _of_rewind(found), possible=not found.skips)
    rewinding.rewind(shop, to, by=actor(request), reason=given["reason"])
    log_change(
        request,
        shop,
        say("Cursor moved to {moment} UTC.", moment=f"{to:%Y-%m-%d %H:%M}"),
        reason=given["reason"],
    )
    text = _("The next poll of %(shop)s reads again what changed since %(day)s.")
    messages.success(request, text % {"shop": shop, "day": _in_words(given["day"])})
    return None


def read_older(request: HttpRequest, shop: Shop, given: Mapping[str, Any]) -> HttpResponse | None:
    """Start a backfill, which the worker goes on with."""
    since = midnight(given["day"])
    if not given["confirmed"]:
        return _sure(request, shop, OLDER, given, _of_backfill(backfill.count(shop, since)))
    backfill.start(shop, since, by=actor(request))
    log_change(
        request, shop, say("Orders since {moment} UTC are read again.", moment=f"{since:%Y-%m-%d %H:%M}")
    )
    text = _("Orders of %(shop)s since %(day)s are read again, between polls. Below you see how far it is.")
    messages.success(request, text % {"shop": shop, "day": _in_words(given["day"])})
    return None


def midnight(day: date) -> datetime:
    """When that day began on the clocks of the people who use the pages (UTC)."""
    return datetime.combine(day, time.min, timezone.get_default_timezone()).astimezone(UTC)


def _of_rewind(found: Preview) -> Sequence[Text]:
    read_until = moment(moment_of(found.position)) or found.position or _("not to the end yet")
    told = [_("Read until now: %(position)s.") % {"position": read_until}, _changed(found.again)]
    if found.skips:
        text = ngettext(
            "%(count)d order changed between the cursor and that day and would never be read: choose an "
            "earlier day.",
            "%(count)d orders changed between the cursor and that day and would never be read: choose an "
            "earlier day.",
            found.skipped,
        )
        return [*told, text % {"count": found.skipped}]
    return [*told, _("What did not change is no new revision, and nothing is delivered twice.")]


def _of_backfill(count: int) -> Sequence[Text]:
    return [
        _changed(count),
        _("Closed, cancelled and refunded orders are read too. Polling goes on as always."),
        _("What did not change is no new revision, and nothing is delivered twice."),
        _(
            "Orders that the hub does not know yet are delivered as the shop's delivery policy says: see "
            "“Deliver from” there."
        ),
    ]


def _changed(count: int) -> str:
    text = ngettext(
        "%(count)d order changed since then and would be read again.",
        "%(count)d orders changed since then and would be read again.",
        count,
    )
    return text % {"count": count}


def _sure(
    request: HttpRequest,
    shop: Shop,
    action: ObjectAction,
    given: Mapping[str, Any],
    told: Sequence[Text],
    *,
    possible: bool = True,
) -> TemplateResponse:
    """The page that says what it means; its form is the same one, agreed to."""
    form = action.form(initial={**given, "confirmed": "on"}, prefix=action.name)
    context = {
        **admin.site.each_context(request),
        "opts": Shop._meta,
        "original": shop,
        "title": action.label,
        "day": _in_words(given["day"]),
        "told": told,
        "form": form,
        "possible": possible,
    }
    return TemplateResponse(request, "admin/hub/shop/sure.html", context)


def _in_words(day: date) -> str:
    return date_format(day, "j M Y")


OLDER = ObjectAction(
    name="older",
    label=gettext_lazy("Read older orders again"),
    explanation=gettext_lazy(
        "Reads all orders that changed since a day, whatever their status, between the polls. First you see "
        "how many they are."
    ),
    run=read_older,
    form=Day,
    permission="hub.operate_shop",
)
REWIND = ObjectAction(
    name="rewind",
    label=gettext_lazy("Move the cursor back"),
    explanation=gettext_lazy(
        "The next poll reads again what changed since a day. First you see how many orders that means."
    ),
    run=rewind,
    form=DayAndReason,
)
