"""The invoices of one order as PDF files."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema_view
from rest_framework.generics import ListAPIView

from hub.api import examples, pagination
from hub.api.operations import described
from hub.api.serializers.invoices import InvoiceSerializer
from hub.api.views.base import KeyedView
from hub.models import InvoiceDocument, Order


@extend_schema_view(
    get=described(
        "invoices_list",
        "List the invoice PDFs of an order",
        InvoiceSerializer(many=True),
        example=examples.invoice,
        problems=(400, 404),
    )
)
class OrderInvoices(KeyedView, ListAPIView[InvoiceDocument]):
    """The order's invoices with a link to each PDF, the oldest first.

    A link opens without a key until it expires (`DOCUMENT_LINK_SECONDS`), so that a shop can offer it in its
    customer area: ask when the customer asks, check there whose order it is, and pass the link on.
    """

    required_scope = "invoices:read"
    serializer_class = InvoiceSerializer
    pagination_class = pagination.KeysetPagination
    parameters = pagination.PARAMETERS

    def get_queryset(self) -> QuerySet[InvoiceDocument]:
        """Never the contents: a list needs only what is known of them."""
        if getattr(self, "swagger_fake_view", False):  # described without an order
            return InvoiceDocument.objects.none()
        order = get_object_or_404(Order.objects.only("pk"), pk=self.kwargs["pk"])
        return InvoiceDocument.objects.filter(order=order)
