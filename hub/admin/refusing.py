"""The page for those who may not see or do what they asked for: why, and whom to ask."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

_INSIDE, _OUTSIDE = "admin/base_site.html", "unfold/layouts/unauthenticated.html"


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the menu around it for those who have one."""
    context = {
        **admin.site.each_context(request),
        "title": _("You may not do this"),
        "layout": _INSIDE if admin.site.has_permission(request) else _OUTSIDE,
        "groups": _groups(request),
    }
    return render(request, "403.html", context, status=403)


def _groups(request: HttpRequest) -> list[str]:
    if not request.user.is_authenticated:
        return []
    return list(request.user.groups.order_by("name").values_list("name", flat=True))
