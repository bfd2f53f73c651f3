"""Delivering many again at once: asks for one reason, then does one after the other."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub import deliveries
from hub.admin.actions import Reason, actor
from hub.models import Delivery

PREFIX = "again"


def deliver_again(admin: Any, request: HttpRequest, chosen: QuerySet[Delivery]) -> HttpResponse | None:
    """Ask for the reason first; answers None when all is done."""
    form = Reason(request.POST if "confirmed" in request.POST else None, prefix=PREFIX)
    if not form.is_valid():
        return _ask(admin, request, chosen, form)
    reason = form.cleaned_data["reason"]
    rows = list(chosen.select_related("order__shop"))
    restarted = sum(deliveries.again(row, actor=actor(request), reason=reason) for row in rows)
    text = ngettext("%(count)d delivery goes on.", "%(count)d deliveries go on.", restarted)
    messages.success(request, text % {"count": restarted})
    if left := len(rows) - restarted:
        text = ngettext("%(count)d was running or done.", "%(count)d were running or done.", left)
        messages.warning(request, text % {"count": left})
    return None


def _ask(admin: Any, request: HttpRequest, chosen: QuerySet[Delivery], form: Reason) -> HttpResponse:
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Deliver again"),
        "form": form,
        "chosen": chosen.select_related("order__shop"),
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/hub/delivery/again.html", context)
