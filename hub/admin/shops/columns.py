"""The cells of the list of shops, and the facts above a shop's form."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from hub import ports
from hub.admin.base import BackOfficeAdmin
from hub.admin.labels import BUSY, CALM, ERROR_CLASS, GOOD, WARN, badge, moment, pill, shortened
from hub.errors import ConfigError
from hub.models import Order, Shop
from hub.people.places import Place

_LATE_POLLS = 3
_SHORTEST_LAG = timedelta(minutes=2)


def with_counts(shops: QuerySet[Shop]) -> QuerySet[Shop]:
    """The shops with their cursor, their webhooks and how many orders each has, in one query."""
    mine = Order.objects.filter(shop=OuterRef("pk")).order_by().values("shop")
    counted = Subquery(mine.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    known = shops.select_related("cursor", "webhook_subscription")
    return known.annotate(order_count=Coalesce(counted, 0))


def channel_label(slug: str) -> str:
    """The platform's name; its slug when the app is not installed (any more)."""
    try:
        return ports.channel(slug).label
    except ConfigError:
        return slug


def state_of(shop: Shop) -> SafeString:
    """Trouble first, then paused, late, or well."""
    if shop.error_class:
        return badge(ERROR_CLASS, shop.error_class)
    if not shop.active:
        return pill(_("Paused"), CALM)
    if shop.last_success_at is None:
        return pill(_("Not read yet"), BUSY)
    return pill(_("Late"), WARN) if is_late(shop) else pill(_("Up to date"), GOOD)


def is_late(shop: Shop) -> bool:
    """Whether the last complete poll is longer ago than a few polls should take."""
    allowed = max(_LATE_POLLS * timedelta(seconds=shop.poll_seconds), _SHORTEST_LAG)
    return shop.last_success_at is not None and timezone.now() - shop.last_success_at > allowed


class ShopColumns(BackOfficeAdmin):
    """Every cell is made of what the list has fetched for all its rows."""

    place = Place.SETUP

    @admin.display(description=_("shop"), ordering="slug")
    def shown_name(self, shop: Shop) -> SafeString:
        """As people call it, and its slug."""
        return format_html("{} <small>{}</small>", shortened(str(shop)), shop.slug if shop.name else "")

    @admin.display(description=_("channel"), ordering="channel")
    def shown_channel(self, shop: Shop) -> str:
        """The platform."""
        return channel_label(shop.channel)

    @admin.display(description=_("state"))
    def state(self, shop: Shop) -> SafeString:
        """How polling fares."""
        return state_of(shop)

    @admin.display(description=_("cause"))
    def cause(self, shop: Shop) -> SafeString:
        """What is wrong."""
        return shortened(shop.error_cause)

    @admin.display(description=_("last complete poll"))
    def last_success(self, shop: Shop) -> str:
        """When the shop was last read to the end."""
        return moment(shop.last_success_at)

    @admin.display(description=_("lag"))
    def lag(self, shop: Shop) -> str:
        """How long ago the shop was last read to the end."""
        return timesince(shop.last_success_at) if shop.last_success_at else ""

    @admin.display(description=_("orders"))
    def orders(self, shop: Shop) -> int:
        """How many the hub has."""
        return int(getattr(shop, "order_count", 0))
