"""The first page: is all well, and if not, where to look. A handful of queries, however many orders."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin.labels import BAD, BUSY, CALM, GOOD, WARN
from hub.admin.shops.columns import is_late, state_of
from hub.models import Delivery, DeliveryState, Order, Outbox, Shop


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name, its colour, and the list behind it (empty: none)."""

    label: str | Promise
    count: int
    tone: str
    url: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that does not work: what it is, its state, why, what to do, and the page that mends it."""

    name: str
    state: SafeString
    cause: str
    remedy: str
    url: str


Watch = Callable[[], Iterable[Trouble]]
_watched: list[tuple[str, Watch]] = []


def watch(permission: str, troubles: Watch) -> None:
    """Let another app tell of its troubles to those with this permission; one query, please."""
    _watched.append((permission, troubles))


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What `admin/index.html` shows above the list of tables."""
    figures = [*_orders(request), *_deliveries(request)]
    troubles = [trouble for right, find in _sources() if request.user.has_perm(right) for trouble in find()]
    calm = all(figure.tone not in (WARN, BAD) or not figure.count for figure in figures)
    return {**context, "figures": figures, "troubles": troubles, "all_well": calm and not troubles}


def _sources() -> list[tuple[str, Watch]]:
    return [("hub.view_shop", _shops_in_trouble), *_watched]


def _orders(request: HttpRequest) -> list[Figure]:
    if not request.user.has_perm("hub.view_order"):
        return []
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = Order.objects.filter(placed_at__gte=midnight).count()
    held = Order.objects.filter(error_class__gt="").count()
    url = reverse("admin:hub_order_changelist")
    return [
        Figure(_("Orders placed today"), today, CALM, url),
        Figure(_("Orders held"), held, WARN, f"{url}?held=yes"),
    ]


def _deliveries(request: HttpRequest) -> list[Figure]:
    if not request.user.has_perm("hub.view_delivery"):
        return []
    rows = Delivery.objects.order_by().values_list("target", "state").annotate(count=Count("pk"))
    counts: dict[str, int] = {}
    for _target, state, count in rows:  # per target too: the index begins with it
        counts[state] = counts.get(state, 0) + count
    waiting = counts.get(DeliveryState.WAITING, 0) + counts.get(DeliveryState.RUNNING, 0)
    unpublished = Outbox.objects.filter(published_at=None).count()
    url = reverse("admin:hub_delivery_changelist")
    return [
        Figure(_("Waiting to be published"), unpublished, BUSY, ""),
        Figure(_("Waiting to be delivered"), waiting, BUSY, f"{url}?state=waiting"),
        Figure(_("Deliveries held"), counts.get(DeliveryState.HELD, 0), WARN, f"{url}?state=held"),
        Figure(_("Deliveries failed"), counts.get(DeliveryState.FAILED, 0), BAD, f"{url}?state=failed"),
        Figure(_("Delivered so far"), counts.get(DeliveryState.DELIVERED, 0), GOOD, f"{url}?state=delivered"),
    ]


def _shops_in_trouble() -> Iterable[Trouble]:
    for shop in Shop.objects.all():
        if shop.in_trouble or (shop.active and is_late(shop)):
            cause = shop.error_cause or str(_("It has not been read to the end for too long."))
            remedy = shop.error_remedy or str(_("See whether the worker runs, then poll the shop."))
            url = reverse("admin:hub_shop_change", args=[shop.pk])
            yield Trouble(f"{_('Shop')} {shop}", state_of(shop), cause, remedy, url)
