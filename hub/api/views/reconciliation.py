"""What differs between shops, hub and targets, and what the last comparisons counted."""

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_view
from rest_framework.generics import ListAPIView

from hub.api import examples, pagination
from hub.api.filters import DifferenceFilter
from hub.api.operations import described
from hub.api.related import shops
from hub.api.serializers.reconciliation import DifferenceSerializer, ReconciliationSerializer
from hub.api.views.base import KeyedView
from hub.models import Difference, Order, Reconciliation
from hub.reconciliation.nightly import newest


@extend_schema_view(
    get=described(
        "differences_list",
        "List differences",
        DifferenceSerializer(many=True),
        example=examples.difference,
        problems=(400,),
    )
)
class DifferenceList(KeyedView, ListAPIView[Difference]):
    """What reconciling found, the oldest first; `state=open` is what waits for a person.

    The same difference is always the same row: it opens, is accepted or resolved, and may open again.
    """

    required_scope = "reconciliation:read"
    serializer_class = DifferenceSerializer
    pagination_class = pagination.KeysetPagination
    filterset_class = DifferenceFilter
    parameters = frozenset(
        {*pagination.PARAMETERS, *DifferenceFilter.base_filters}  # type: ignore[attr-defined] # by its metaclass
    )
    repeatable = DifferenceFilter.REPEATABLE

    def get_queryset(self) -> QuerySet[Difference]:
        """With orders and shops."""
        orders = Order.objects.only("pk", "number", "shop").prefetch_related(shops())
        return Difference.objects.prefetch_related(Prefetch("order", queryset=orders))


@extend_schema_view(
    get=described(
        "reconciliations_list",
        "List the last comparisons",
        ReconciliationSerializer(many=True),
        example=examples.reconciliation,
        problems=(400,),
    )
)
class ReconciliationList(KeyedView, ListAPIView[Reconciliation]):
    """The last comparison of each shop with each side: with the shop itself, and with every target."""

    required_scope = "reconciliation:read"
    serializer_class = ReconciliationSerializer
    pagination_class = pagination.KeysetPagination
    parameters = pagination.PARAMETERS

    def get_queryset(self) -> QuerySet[Reconciliation]:
        """Those that have ended."""
        return newest().prefetch_related(shops())
