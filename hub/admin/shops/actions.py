"""What a person may do with a shop. Polling itself stays with the worker: a first walk may take hours."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.admin.actions import LoggedReason, ObjectAction
from hub.admin.shops.history import log_change
from hub.connections import check_shop
from hub.models import Shop
from hub.sentences import say


def test_connection(request: HttpRequest, shop: Shop, given: Mapping[str, Any]) -> HttpResponse:
    """Ask the shop now, and show what works and what to fix."""
    findings = list(check_shop(shop))
    context = {
        **admin.site.each_context(request),
        "opts": Shop._meta,
        "original": shop,
        "title": _("Connection of %(name)s") % {"name": shop},
        "findings": findings,
        "works": all(finding.ok for finding in findings),
        "again": "test",
    }
    return TemplateResponse(request, "admin/findings.html", context)


def poll_now(request: HttpRequest, shop: Shop, given: Mapping[str, Any]) -> None:
    """Make the shop due at once; the worker takes it within seconds."""
    if not shop.active:
        messages.warning(request, _("Shop %(shop)s is paused: resume it first.") % {"shop": shop})
    elif shop.waits_for_credentials:
        text = _("Shop %(shop)s refused its key: enter a new one, then test the connection.")
        messages.warning(request, text % {"shop": shop})
    else:
        Shop.objects.filter(pk=shop.pk).update(next_poll_at=timezone.now())
        text = _("Shop %(shop)s is next: the worker reads it within seconds.")
        messages.success(request, text % {"shop": shop})


def pause(request: HttpRequest, shop: Shop, given: Mapping[str, Any]) -> None:
    """Do not ask the shop any more; what it has sent goes on."""
    Shop.objects.filter(pk=shop.pk).update(active=False)
    log_change(request, shop, say("Paused."), reason=given["reason"])
    messages.success(request, _("Shop %(shop)s is paused: it is not polled.") % {"shop": shop})


def resume(request: HttpRequest, shop: Shop, given: Mapping[str, Any]) -> None:
    """Go on where it stopped: the cursor was kept."""
    Shop.objects.filter(pk=shop.pk).update(active=True, next_poll_at=None)
    log_change(request, shop, say("Resumed."))
    messages.success(request, _("Shop %(shop)s is polled again, from where it stopped.") % {"shop": shop})


def _is_active(shop: Shop) -> bool:
    return shop.active


def _is_paused(shop: Shop) -> bool:
    return not shop.active


TEST = ObjectAction(
    name="test",
    label=gettext_lazy("Test connection"),
    run=test_connection,
    primary=True,
    permission="hub.operate_shop",
)
POLL = ObjectAction(
    name="poll",
    label=gettext_lazy("Poll now"),
    run=poll_now,
    permission="hub.operate_shop",
)
PAUSE = ObjectAction(
    name="pause",
    label=gettext_lazy("Pause"),
    run=pause,
    form=LoggedReason,
    applies=_is_active,
    permission="hub.operate_shop",
)
RESUME = ObjectAction(
    name="resume",
    label=gettext_lazy("Resume"),
    run=resume,
    applies=_is_paused,
    permission="hub.operate_shop",
)
