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
            (_("Invoice PDFs"), "picture_as_pdf", "hub.invoicedocument"),
            (_("Events"), "history", "hub.event"),
            (_("Webhooks"), "notifications", "hub.webhook"),
            (_("Read again"), "replay", "hub.backfill"),
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


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of the menu, as django-unfold wants them."""
    home = {"title": _("Overview"), "icon": "dashboard", "link": reverse("admin:index")}
    problems = _item(_("Problems"), "report", "hub.problem")
    guide = {
        "title": _("Guided set-up"),
        "icon": "checklist",
        "link": reverse("admin:hub_shop_guide"),
        "permission": _may_view("hub.shop"),
    }
    groups = [{"title": title, "items": [_item(*entry) for entry in entries]} for title, entries in _GROUPS]
    reports = {"title": _("Reports"), "icon": "bar_chart", "link": reverse("reports")}
    first = [home, problems, guide, {**reports, "permission": _may_view("hub.order")}]
    return [{"title": "", "items": first}, *groups]


def _item(title: Any, icon: str, model: str) -> dict[str, Any]:
    name = model.replace(".", "_")
    link = reverse(f"admin:{name}_changelist")
    entry = {"title": title, "icon": icon, "link": link, "permission": _may_view(model)}
    return {**entry, "active": lambda request: _is_at(request.path, link)}


def _is_at(path: str, link: str) -> bool:
    """Whether the page belongs to the list; the guide stands below the shops and has an entry of its own."""
    return path.startswith(link) and path != reverse("admin:hub_shop_guide")


def _may_view(model: str) -> Callable[[HttpRequest], bool]:
    app, name = ("hub", "order") if model == "hub.event" else model.split(".")
    needed = (f"{app}.view_{name}", f"{app}.change_{name}")
    return lambda request: any(request.user.has_perm(right) for right in needed)
