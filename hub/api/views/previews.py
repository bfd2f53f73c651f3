"""The dry run of one order: the target is asked while the caller waits, and nothing is written."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from hub import previews
from hub.api import examples
from hub.api.operations import described
from hub.api.problems import PreviewImpossible, TargetUnavailable
from hub.api.serializers.previews import PreviewSerializer
from hub.api.views.base import KeyedView
from hub.errors import AffluentError
from hub.models import Order

_SECONDS = 20.0


@extend_schema_view(
    get=described(
        "orders_preview",
        "See what would be written for an order",
        PreviewSerializer,
        example=examples.preview,
        problems=(400, 404, 409, 503),
    )
)
class OrderPreview(KeyedView):
    """What a delivery of the order would do now, call by call, and everything that is missing for it.

    The target is only read, for at most 20 seconds, each time that this is called. Nothing is written.
    """

    required_scope = "orders:preview"

    def get(self, request: Request, pk: int) -> Response:
        """Look now."""
        order = get_object_or_404(Order.objects.select_related("shop"), pk=pk)
        return Response(PreviewSerializer(_preview(order), context={"order_id": order.pk}).data)


def _preview(order: Order) -> previews.Preview:
    try:
        return previews.previewer().of_order(order, seconds=_SECONDS)
    except AffluentError as trouble:
        kind = TargetUnavailable if trouble.error_class.retries else PreviewImpossible
        raise kind(str(trouble)) from trouble
