"""The first page, put together."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub.admin.labels import BAD, BUSY, CALM, GOOD, WARN, Label, moment
from hub.admin.overview.counts import (
    DELIVERY,
    DIFFERENCE,
    DOCUMENT,
    FUNNEL_DAYS,
    ON_ITS_WAY,
    ORDER,
    OUTBOX,
    WEBHOOK,
    Counted,
)
from hub.admin.overview.hours import PLACED
from hub.admin.overview.numbers import Numbers
from hub.admin.overview.part import Part
from hub.admin.overview.parts import Card, Figure, Trouble
from hub.admin.overview.strips import chart
from hub.admin.overview.watching import told

_PARTS: dict[str, tuple[Label, str]] = {
    Part.INVOICED: (_("Invoiced"), GOOD),
    Part.DELIVERED: (_("Delivered, no invoice"), GOOD),
    Part.WAITS: (_("On its way"), BUSY),
    Part.HELD: (pgettext_lazy("orders", "Held"), WARN),
    Part.LEFT_OUT: (_("Not to be delivered"), CALM),
    Part.CANCELLED: (pgettext_lazy("orders", "Cancelled"), CALM),
}
_LISTS = {
    ORDER: ("hub_order", "held=yes"),
    DELIVERY: ("hub_delivery", "state=person"),
    DOCUMENT: ("hub_invoicedocument", "state__exact=failed"),
    DIFFERENCE: ("hub_difference", ""),
}


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What `admin/index.html` shows."""
    numbers = Numbers(request.user.has_perm)
    found = list(told(numbers))
    troubles = [one for one in found if isinstance(one, Trouble)]
    figures = _figures(numbers)
    calm = all(figure.tone not in (WARN, BAD) or not figure.count for figure in figures)
    return {
        **context,
        "figures": figures,
        "troubles": troubles,
        "cards": [one for one in found if isinstance(one, Card)],
        "all_well": calm and not troubles,
        "guide": _guide(numbers),
        "oldest": _oldest(numbers),
        "as_of": numbers.now,
        **(_flow(numbers) if numbers.may("hub.view_order") else {}),
    }


def _figures(numbers: Numbers) -> list[Figure]:
    figures: list[Figure] = []
    if numbers.may("hub.view_order"):
        today = sum(row.count for row in numbers.hours if row.kind == PLACED and row.today)
        url = reverse("admin:hub_order_changelist")
        figures += [
            Figure(_("Orders placed today"), today, CALM, url),
            Figure(_("Orders held"), numbers.count(ORDER), WARN, f"{url}?held=yes"),
        ]
    if numbers.may("hub.view_delivery"):
        url = reverse("admin:hub_delivery_changelist")
        figures += [
            Figure(_("Deliveries held or failed"), numbers.count(DELIVERY), WARN, f"{url}?state=person"),
            Figure(_("Waiting to be delivered"), numbers.count(ON_ITS_WAY), BUSY, f"{url}?state=waiting"),
            Figure(_("Waiting to be published"), numbers.count(OUTBOX), BUSY),
        ]
    if numbers.may("hub.view_difference"):
        url = reverse("admin:hub_difference_changelist")
        figures.append(Figure(_("Open differences"), numbers.count(DIFFERENCE), WARN, url))
    if numbers.may("hub.view_webhook"):
        url = f"{reverse('admin:hub_webhook_changelist')}?state__exact=waiting"
        figures.append(Figure(_("Webhooks waiting"), numbers.count(WEBHOOK), BUSY, url))
    return figures


def _flow(numbers: Numbers) -> dict[str, Any]:
    """The chart and the funnel. The parts are of the same orders as their sum."""
    placed = [row for row in numbers.hours if row.kind == PLACED]
    parts = [Figure(label, numbers.funnel[part], tone) for part, (label, tone) in _PARTS.items()]
    return {
        "chart": chart(placed, numbers.now),
        "funnel": parts,
        "received": sum(part.count for part in parts),
        "funnel_days": FUNNEL_DAYS,
    }


def _guide(numbers: Numbers) -> str:
    """Where to begin, while there is no shop to tell of."""
    return reverse("admin:hub_shop_guide") if numbers.may("hub.view_shop") and not numbers.shops else ""


def _oldest(numbers: Numbers) -> dict[str, str] | None:
    """The open problem that waits longest, and the list that begins there."""
    dated = [(row.oldest, row) for row in numbers.counts if row.needs_a_person and row.oldest]
    if not dated:
        return None
    since, row = min(dated, key=lambda one: one[0])
    return {"since": moment(since), "age": timesince(since, numbers.now), "url": _list_of(row)}


def _list_of(row: Counted) -> str:
    table, query = _LISTS[row.kind]
    return f"{reverse(f'admin:{table}_changelist')}?{query}"
