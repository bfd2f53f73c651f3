"""How an Odoo connection fares, for its list and for the first page of the back office."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from hub.admin.labels import BUSY, CALM, ERROR_CLASS, GOOD, WARN, badge, moment, pill
from hub.admin.overview import Card, Fact, Numbers, Trouble
from hub.admin.overview.counts import ON_ITS_WAY
from hub.admin.overview.hours import PLACED
from hub.admin.overview.shops import by_class
from hub.admin.overview.strips import strip, today
from odoo_bridge.key_expiry import REMEDY, WARN_DAYS, warning
from odoo_bridge.models import OdooConnection


def state_of(connection: OdooConnection) -> SafeString:
    """Trouble first, then paused, untested, or well."""
    if connection.error_class:
        return badge(ERROR_CLASS, connection.error_class)
    if not connection.active:
        return pill(_("Paused"), CALM)
    return pill(_("Works"), GOOD) if connection.uid else pill(_("Not tested yet"), BUSY)


def look(numbers: Numbers) -> Iterable[Card | Trouble]:
    """A card for each, and a line for those that do not answer or whose key ends; one query."""
    for connection in OdooConnection.objects.defer("secrets"):
        yield _card(connection, numbers)
        yield from _troubles(connection)


def _card(connection: OdooConnection, numbers: Numbers) -> Card:
    mine = [row for row in numbers.hours if row.kind != PLACED and row.target == connection.target]
    may = numbers.may("hub.view_delivery")
    stuck = urlencode({"state": "person", "target": connection.target})
    side = urlencode({"side": connection.target})
    return Card(
        name=f"Odoo {connection}",
        kind=f"{connection.version} {connection.database}".strip(),
        url=reverse("admin:odoo_bridge_odooconnection_change", args=[connection.pk]),
        state=state_of(connection),
        facts=[
            Fact(_("Last answer"), moment(connection.last_success_at) or "–"),
            *(_on_their_way(connection, numbers) if may else []),
            *(today(mine, str(_("Delivered today"))) if may else []),
        ],
        problems=by_class(
            (row for row in numbers.counts if row.target == connection.target),
            f"{reverse('admin:hub_delivery_changelist')}?{stuck}",
            f"{reverse('admin:hub_difference_changelist')}?{side}",
        ),
        strip=strip(mine, numbers.now) if may else (),
    )


def _on_their_way(connection: OdooConnection, numbers: Numbers) -> Iterator[Fact]:
    """How many deliveries wait, and for how long the oldest has."""
    for row in numbers.counts:
        if row.kind == ON_ITS_WAY and row.target == connection.target and row.oldest:
            text = _("%(count)d waiting, the oldest for %(age)s")
            yield Fact(_("Lag"), text % {"count": row.count, "age": timesince(row.oldest, numbers.now)})
            return
    yield Fact(_("Lag"), _("nothing waits"))


def _troubles(connection: OdooConnection) -> Iterator[Trouble]:
    url = reverse("admin:odoo_bridge_odooconnection_change", args=[connection.pk])
    name = f"Odoo {connection}"
    soon = timezone.localdate() + timedelta(days=WARN_DAYS)
    if connection.error_class:
        yield Trouble(name, state_of(connection), connection.error_cause, connection.error_remedy, url)
    elif connection.active and connection.key_expires_on and connection.key_expires_on <= soon:
        yield Trouble(name, pill(_("Key ends"), WARN), warning(connection), REMEDY, url)
