"""Orders: the list and the single one."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_view
from rest_framework.generics import ListAPIView, RetrieveAPIView

from hub.api import examples, pagination
from hub.api.filters import OrderFilter
from hub.api.operations import described
from hub.api.related import newest_revisions, shops, stuck_deliveries
from hub.api.serializers.orders import OrderDetailSerializer, OrderSerializer
from hub.api.views.base import KeyedView
from hub.models import Order


class OldestChangeFirst(pagination.KeysetPagination):
    """An order that changes while somebody reads moves to the end, ahead of the reader."""

    keyset = ("changed_at", "id")


@extend_schema_view(
    get=described(
        "orders_list", "List orders", OrderSerializer(many=True), example=examples.order, problems=(400,)
    )
)
class OrderList(KeyedView, ListAPIView[Order]):
    """Orders, the one that changed longest ago first.

    Follow `next` until it is null. An order that changes while you read moves to the end and comes again,
    newer; none is skipped. To hear of every change, read the event feed instead.
    """

    required_scope = "orders:read"
    serializer_class = OrderSerializer
    pagination_class = OldestChangeFirst
    filterset_class = OrderFilter
    parameters = frozenset(
        {*pagination.PARAMETERS, *OrderFilter.base_filters}  # type: ignore[attr-defined] # by its metaclass
    )
    repeatable = OrderFilter.REPEATABLE

    def get_queryset(self) -> QuerySet[Order]:
        """With shops, newest contents and the deliveries that wait for a person."""
        return Order.objects.prefetch_related(shops(), newest_revisions(), stuck_deliveries())


@extend_schema_view(
    get=described(
        "orders_read",
        "Read one order",
        OrderDetailSerializer,
        example=examples.order_detail,
        problems=(400, 404),
    )
)
class OrderDetail(KeyedView, RetrieveAPIView[Order]):
    """One order with its history and its deliveries: steps with the ids they made, attempts, errors."""

    required_scope = "orders:read"
    serializer_class = OrderDetailSerializer

    def get_queryset(self) -> QuerySet[Order]:
        """With everything that happened."""
        history = ("events", "deliveries__steps", "deliveries__tries")
        return Order.objects.prefetch_related(shops(), newest_revisions(), *history)
