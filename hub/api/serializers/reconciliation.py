"""Reconciliation in the API: each difference, and what the last comparisons counted."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from hub.api.serializers.fields import ErrorSerializer, UtcTimeField, error_of
from hub.models import Difference, DifferenceState, Reconciliation, ReconciliationReason, ReconciliationState


class RecordSerializer(serializers.Serializer[Difference]):
    """A record of the other side."""

    model = serializers.CharField(help_text="The side's kind of record, as `sale.order`.")
    id = serializers.IntegerField(source="record_id")
    name = serializers.CharField(source="record_name")


class AcceptanceSerializer(serializers.Serializer[Difference]):
    """Who said that it is right as it is."""

    by = serializers.CharField(source="accepted_by")
    at = UtcTimeField(source="accepted_at")
    reason = serializers.CharField(source="accepted_reason")


class DifferenceLinksSerializer(serializers.Serializer[Difference]):
    """Addresses in this API."""

    order = serializers.URLField()
    shop = serializers.URLField()


class DifferenceSerializer(serializers.Serializer[Difference]):
    """Something that one side says of an order and the hub does not."""

    id = serializers.IntegerField()
    shop = serializers.CharField(source="order.shop.slug")
    order_id = serializers.IntegerField()
    number = serializers.CharField(source="order.number", help_text="What people call the order.")
    side = serializers.CharField(help_text="Who says so: `shop`, or a target as `odoo:main`.")
    kind = serializers.CharField(help_text="As `sale_order_deleted`; new kinds may come.")
    state = serializers.ChoiceField(
        DifferenceState.values, help_text="`open` waits for a person; `healing` for the next comparison."
    )
    cause = serializers.CharField()
    remedy = serializers.CharField()
    facts = serializers.DictField(help_text="The figures behind the words; they depend on `kind`.")
    record = serializers.SerializerMethodField()
    times = serializers.IntegerField(help_text="How often it opened.")
    opened_at = UtcTimeField()
    seen_at = UtcTimeField(help_text="When a comparison last found it.")
    resolved_at = UtcTimeField(allow_null=True)
    accepted = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()

    @extend_schema_field(RecordSerializer(allow_null=True))
    def get_record(self, row: Difference) -> dict[str, Any] | None:
        """What it is about at the other side, null where that is the order as a whole."""
        return dict(RecordSerializer(row).data) if row.record_id is not None else None

    @extend_schema_field(AcceptanceSerializer(allow_null=True))
    def get_accepted(self, row: Difference) -> dict[str, Any] | None:
        """Null where nobody accepted it."""
        return dict(AcceptanceSerializer(row).data) if row.accepted_at is not None else None

    @extend_schema_field(DifferenceLinksSerializer)
    def get_links(self, row: Difference) -> dict[str, str]:
        """Absolute addresses."""
        request = self.context.get("request")
        return {
            "order": reverse("api:order", args=[row.order_id], request=request),
            "shop": reverse("api:shop", args=[row.order.shop.slug], request=request),
        }


class CountsSerializer(serializers.Serializer[Reconciliation]):
    """Each order is counted once."""

    orders = serializers.IntegerField(help_text="The sum of the others.")
    equal = serializers.IntegerField()
    differing = serializers.IntegerField()
    under_way = serializers.IntegerField()
    not_due = serializers.IntegerField()
    not_compared = serializers.IntegerField()


class DaySerializer(serializers.Serializer[Any]):
    """The orders placed on a day."""

    day = serializers.DateField()
    shop = serializers.IntegerField()
    hub = serializers.IntegerField()


class ReconciliationSerializer(serializers.Serializer[Reconciliation]):
    """The last comparison of a shop's orders with one side."""

    id = serializers.IntegerField()
    shop = serializers.CharField(source="shop.slug")
    side = serializers.CharField(help_text="`shop`, or a target as `odoo:main`.")
    reason = serializers.ChoiceField(ReconciliationReason.values)
    state = serializers.ChoiceField(ReconciliationState.values)
    since = UtcTimeField(help_text="Orders that changed since then.")
    counts = CountsSerializer(source="*")
    days = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()
    started_at = UtcTimeField()
    finished_at = UtcTimeField(allow_null=True)

    @extend_schema_field(DaySerializer(many=True))
    def get_days(self, run: Reconciliation) -> list[dict[str, Any]]:
        """Newest first; empty for targets."""
        return [{"day": day, "shop": shop, "hub": hub} for day, shop, hub in run.days]

    @extend_schema_field(ErrorSerializer(allow_null=True))
    def get_error(self, run: Reconciliation) -> dict[str, Any] | None:
        """Why not all orders could be compared, null where they could."""
        return error_of(run)
