"""The menu of the back office: only what the person may see. Other apps add their own groups."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

Entry = tuple[Any, str, str]  # title, icon, model
_GROUPS: list[tuple[Any, Sequence[Entry]]] = [
    (
        _("Orders"),
        (
            (_("Orders"), "receipt_long", "hub.order"),
            (_("Deliveries"), "local_shipping", "hub.delivery"),
            (_("Events"), "history", "hub.event"),
        ),
    ),
    (
        _("Set-up"),
        ((_("Shops"), "storefront", "hub.shop"),),
    ),
    (
        _("Access"),
        (
            (_("API keys"), "key", "hub.apikey"),
            (_("Users"), "person", "auth.user"),
            (_("Groups"), "groups", "auth.group"),
        ),
    ),
]


def add(title: Any, entries: Sequence[Entry]) -> None:
    """A further group, above who has access."""
    _GROUPS.insert(len(_GROUPS) - 1, (title, entries))


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of the menu, as django-unfold wants them."""
    home = {"title": _("Overview"), "icon": "dashboard", "link": reverse("admin:index")}
    groups = [{"title": title, "items": [_item(*entry) for entry in entries]} for title, entries in _GROUPS]
    return [{"title": "", "items": [home]}, *groups]


def _item(title: Any, icon: str, model: str) -> dict[str, Any]:
    name = model.replace(".", "_")
    link = reverse(f"admin:{name}_changelist")
    return {"title": title, "icon": icon, "link": link, "permission": _may_view(model)}


def _may_view(model: str) -> Callable[[HttpRequest], bool]:
    app, name = ("hub", "order") if model == "hub.event" else model.split(".")
    needed = (f"{app}.view_{name}", f"{app}.change_{name}")
    return lambda request: any(request.user.has_perm(right) for right in needed)
