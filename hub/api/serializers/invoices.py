"""An order's invoices as files, with links that open without a key for a while."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hub.api.serializers.fields import ErrorSerializer, UtcTimeField, error_of
from hub.documents import links
from hub.models import DocumentKind, DocumentState, InvoiceDocument


class DocumentLinkSerializer(serializers.Serializer[links.Link]):
    """Whoever has the address may download until it expires: give it to the customer, and to nobody else."""

    url = serializers.URLField()
    expires_at = UtcTimeField(help_text="Ask this list again for a new one.")


class InvoiceFileSerializer(serializers.Serializer[InvoiceDocument]):
    """The PDF."""

    name = serializers.CharField(source="file_name")
    size = serializers.IntegerField(help_text="In bytes.")
    sha256 = serializers.CharField()
    fetched_at = UtcTimeField(help_text="When the target made it.")
    link = serializers.SerializerMethodField()

    @extend_schema_field(DocumentLinkSerializer)
    def get_link(self, document: InvoiceDocument) -> dict[str, Any]:
        """Made anew for each answer; nothing is stored."""
        return dict(DocumentLinkSerializer(links.make(document)).data)


class InvoiceSerializer(serializers.Serializer[InvoiceDocument]):
    """An invoice of the order whose PDF the hub keeps, or is to keep."""

    id = serializers.IntegerField()
    order_id = serializers.IntegerField()
    kind = serializers.ChoiceField(DocumentKind.values)
    number = serializers.CharField(help_text="What people call it, as `INV/2026/00068`.")
    target = serializers.CharField(help_text="Where it was made, as `odoo:main`.")
    state = serializers.ChoiceField(
        DocumentState.values, help_text="A document that is fetched again still has its last file."
    )
    error = serializers.SerializerMethodField()
    created_at = UtcTimeField()
    file = serializers.SerializerMethodField()

    @extend_schema_field(ErrorSerializer(allow_null=True))
    def get_error(self, document: InvoiceDocument) -> dict[str, Any] | None:
        """Why it could not be fetched, null when nothing is wrong."""
        return error_of(document)

    @extend_schema_field(InvoiceFileSerializer(allow_null=True))
    def get_file(self, document: InvoiceDocument) -> dict[str, Any] | None:
        """The PDF, null until it is there."""
        return dict(InvoiceFileSerializer(document).data) if document.is_kept else None
