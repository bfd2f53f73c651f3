"""Filters of the list of differences; without any of them it shows what is open."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.admin.labels import labels
from hub.admin.reconciliation.words import STATE, side_name
from hub.models import Difference, DifferenceState
from hub.reconciliation import kinds

ALL = "all"


class StateFilter(SimpleListFilter):
    """Open, unless something else is asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        """All states, and all of them together."""
        return [*labels(STATE), (ALL, _("All"))]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Without Django's own “All”, which would be what is shown first."""
        for value, title in self.lookup_choices:
            yield {
                "selected": (self.value() or DifferenceState.OPEN.value) == str(value),
                "query_string": changelist.get_query_string({str(self.parameter_name): value}),
                "display": title,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Difference]) -> QuerySet[Difference]:
        """By state."""
        state = self.value() or DifferenceState.OPEN.value
        return queryset if state == ALL else queryset.filter(state=state)


class KindFilter(SimpleListFilter):
    """What kind of difference."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        """Those that installed apps know."""
        return [(kind.code, kind.label) for kind in kinds.known()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Difference]) -> QuerySet[Difference]:
        """By kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


class SideFilter(SimpleListFilter):
    """With whom the hub was compared; few, and asked by the index that begins with the shop."""

    title = _("compared with")
    parameter_name = "side"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        """Every side that ever differed."""
        sides = Difference.objects.order_by("side").values_list("side", flat=True).distinct()
        return [(side, side_name(side)) for side in sides]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Difference]) -> QuerySet[Difference]:
        """By side."""
        return queryset.filter(side=self.value()) if self.value() else queryset
