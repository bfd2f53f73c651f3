"""The menu of the back office: only what the person may see. Other apps add their own groups."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

Entry = tuple[Any, str, str]  # title, icon, model
_PROBLEMS: Entry = (_("Problems"), "report", "hub.problem")
_GROUPS: list[tuple[Any, Sequence[Entry]]] = [
    (
        _("Orders"),
        (
            (_("Orders"), "receipt_long", "hub.order"),
            (_("Deliveries"), "local_shipping", "hub.delivery"),
            (_("Invoice PDFs"), "picture_as_pdf", "hub.invoicedocument"),
            (_("Events"), "history", "hub.event"),
            (_("Webhooks"), "notifications", "hub.webhook"),
            (_("Re-reads"), "replay", "hub.backfill"),
            (_("Differences"), "difference", "hub.difference"),
            (_("Reconciliations"), "balance", "hub.reconciliation"),
        ),
    ),
    (
        _("Set-up"),
        (
            (_("Shops"), "storefront", "hub.shop"),
            (_("Alerts"), "notification_important", "hub.alert"),
            (_("Alert rules"), "tune", "hub.alertrule"),
            (_("Recipients of alerts"), "contact_mail", "hub.alertrecipient"),
        ),
    ),
    (
        _("Access"),
        (
            (_("API keys"), "key", "hub.apikey"),
            (_("Users"), "person", "auth.user"),
            (_("Groups"), "groups", "auth.group"),
            (_("Audit log"), "policy", "admin.logentry"),
        ),
    ),
]


def add(title: Any, entries: Sequence[Entry]) -> None:
    """A further group, above who has access."""
    _GROUPS.insert(len(_GROUPS) - 1, (title, entries))


def names() -> dict[str, tuple[Any, Any]]:
    """What the menu calls the list of each model, in its order: the group's title and the list's."""
    groups = [("", (_PROBLEMS,)), *_GROUPS]
    return {model: (group, title) for group, entries in groups for title, _icon, model in entries}


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of the menu, as django-unfold wants them."""
    home = {"title": _("Overview"), "icon": "dashboard", "link": reverse("admin:index")}
    guide = {"title": _("Guided set-up"), "icon": "checklist", "link": reverse("admin:hub_shop_guide")}
    reports = {"title": _("Reports"), "icon": "bar_chart", "link": reverse("reports")}
    first = [
        home,
        *_items(request, (_PROBLEMS,)),
        *([guide] if _may_view(request, "hub.shop") else []),
        *([reports] if _may_view(request, "hub.order") else []),
    ]
    groups = [{"title": title, "items": _items(request, entries)} for title, entries in _GROUPS]
    return [{"title": "", "items": first}, *groups]


def _items(request: HttpRequest, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    return [_item(*entry) for entry in entries if _may_view(request, entry[2])]


def _item(title: Any, icon: str, model: str) -> dict[str, Any]:
    link = reverse(f"admin:{model.replace('.', '_')}_changelist")
    return {"title": title, "icon": icon, "link": link, "active": lambda request: _is_at(request.path, link)}


def _is_at(path: str, link: str) -> bool:
    """Whether the page belongs to the list; the guide stands below the shops and has an entry of its own."""
    return path.startswith(link) and path != reverse("admin:hub_shop_guide")


def _may_view(request: HttpRequest, model: str) -> bool:
    app, name = ("hub", "order") if model == "hub.event" else model.split(".")
    return any(request.user.has_perm(f"{app}.{right}_{name}") for right in ("view", "change"))
