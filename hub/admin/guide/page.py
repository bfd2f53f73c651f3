"""The page of the guided set-up."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from hub.admin.guide.shops import shop_cards
from hub.admin.guide.steps import Cards, parts


def guide_view(request: HttpRequest) -> HttpResponse:
    """How far every connection and shop is, and the next step of each."""
    if not request.user.has_perm("hub.view_shop"):
        raise PermissionDenied
    shown: list[Cards] = [cards() for permission, cards in parts() if request.user.has_perm(permission)]
    shown.append(shop_cards())
    everything = [card for part in shown for card in part.cards]
    context = {
        **admin.site.each_context(request),
        "title": _("Guided set-up"),
        "parts": shown,
        "all_done": bool(everything) and all(card.is_done for card in everything),
    }
    return TemplateResponse(request, "admin/hub/guide/page.html", context)
