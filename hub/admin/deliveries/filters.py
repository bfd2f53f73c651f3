"""Filters of the list of deliveries."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.admin.labels import DELIVERY, ERROR_CLASS, labels
from hub.models import Delivery, DeliveryState

NEEDS_PERSON = "person"


class StateFilter(SimpleListFilter):
    """Where the delivery stands; the first choice is what staff open the page for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        """All states, and the two that wait for a person together."""
        return [(NEEDS_PERSON, _("Needs a person")), *labels(DELIVERY)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        """By state."""
        if self.value() == NEEDS_PERSON:
            return queryset.filter(state__in=(DeliveryState.HELD, DeliveryState.FAILED))
        return queryset.filter(state=self.value()) if self.value() else queryset


class ErrorClassFilter(SimpleListFilter):
    """What kind of trouble."""

    title = _("error class")
    parameter_name = "error_class"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        """The seven classes."""
        return labels(ERROR_CLASS)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        """By class."""
        return queryset.filter(error_class=self.value()) if self.value() else queryset


class TargetFilter(SimpleListFilter):
    """Where to. Few targets, and an index that begins with them."""

    title = _("target")
    parameter_name = "target"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        """Every target that something was ever delivered to."""
        targets = Delivery.objects.order_by("target").values_list("target", flat=True).distinct()
        return [(target, target) for target in targets]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        """By target."""
        return queryset.filter(target=self.value()) if self.value() else queryset
