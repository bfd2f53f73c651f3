"""Filters of the list of orders. None of them asks the database for its choices, nor counts."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub import ports
from hub.admin.labels import DELIVERY, FULFILLMENT, PAYMENT, STATUS, labels
from hub.models import Delivery, DeliveryState, Order, Shop

_WAITS_FOR_A_PERSON = (DeliveryState.HELD, DeliveryState.FAILED)
_NONE = "none"


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
        """Two lists of ids rather than a question per order: few orders are held."""
        stuck = Delivery.objects.filter(state__in=_WAITS_FOR_A_PERSON).values("order_id")
        troubled = Order.objects.filter(error_class__gt="").values("pk")
        held = Q(pk__in=troubled) | Q(pk__in=stuck)
        if self.value() == "yes":
            return queryset.filter(held)
        return queryset.exclude(held) if self.value() == "no" else queryset


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
