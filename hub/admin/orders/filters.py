"""Filters of the list of orders. None of them asks the database for its choices, nor counts."""

from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub import ports
from hub.admin.labels import DELIVERY, FULFILLMENT, PAYMENT, STATUS, labels
from hub.models import Delivery, DeliveryState, Order, Shop

_WAITS_FOR_A_PERSON = (DeliveryState.HELD, DeliveryState.FAILED)
_NONE = "none"


class PlacedFilter(SimpleListFilter):
    """How far back: older orders are reached without turning all pages in between."""

    title = _("placed")
    parameter_name = "placed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        """The spans that people ask for."""
        return [
            ("today", _("Today")),
            ("7", _("Last 7 days")),
            ("30", _("Last 30 days")),
            ("30+", _("More than 30 days ago")),
            ("90+", _("More than 90 days ago")),
            ("365+", _("More than a year ago")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        """By the day of placing, of the pages' time zone."""
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        chosen = self.value()
        if chosen not in dict(self.lookup_choices):
            return queryset
        days = timedelta(days=0 if chosen == "today" else int(str(chosen).rstrip("+")))
        if str(chosen).endswith("+"):
            return queryset.filter(placed_at__lt=midnight - days)
        return queryset.filter(placed_at__gte=midnight - days)


class ChannelFilter(SimpleListFilter):
    """Orders of one platform."""

    title = _("channel")
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The installed channels."""
        return [(channel.slug, channel.label) for channel in ports.channels()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        """By the channel's shops, which are few: a join would sort all orders."""
        if not self.value():
            return queryset
        shops = Shop.objects.filter(channel=self.value()).values_list("pk", flat=True)
        return queryset.filter(shop_id__in=list(shops))


class _AxisFilter(SimpleListFilter):
    """One of the three status axes."""

    known: Any

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        """The states of the axis."""
        return labels(self.known)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        """By the column of the same name."""
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset


class StatusFilter(_AxisFilter):
    """Where the sale stands."""

    title, parameter_name, known = _("status"), "status", STATUS


class PaymentFilter(_AxisFilter):
    """Where the money stands."""

    title, parameter_name, known = _("payment"), "payment_status", PAYMENT


class FulfillmentFilter(_AxisFilter):
    """Where the goods stand."""

    title, parameter_name, known = _("fulfilment"), "fulfillment_status", FULFILLMENT


class NeedsPersonFilter(SimpleListFilter):
    """Orders that wait for somebody: held themselves, or with a delivery that is held or failed."""

    title = _("needs a person")
    parameter_name = "held"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        """Yes and no."""
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        """By lists of ids rather than a question per order: few orders are held."""
        stuck = Delivery.objects.filter(state__in=_WAITS_FOR_A_PERSON).values_list("order_id", flat=True)
        troubled = Order.objects.filter(error_class__gt="").values_list("pk", flat=True)
        if self.value() == "yes":
            return queryset.filter(pk__in={*troubled, *stuck})
        return queryset.exclude(Q(pk__in=troubled) | Q(pk__in=stuck)) if self.value() == "no" else queryset


class DeliveryFilter(SimpleListFilter):
    """Orders with a delivery in this state, or with none."""

    title = _("delivery")
    parameter_name = "delivery"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        """The states, and none at all."""
        return [*labels(DELIVERY), (_NONE, _("No delivery yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        """By the deliveries."""
        if self.value() == _NONE:
            return queryset.filter(deliveries=None)
        if not self.value():
            return queryset
        return queryset.filter(pk__in=Delivery.objects.filter(state=self.value()).values("order_id"))
