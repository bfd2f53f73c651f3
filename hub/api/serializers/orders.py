"""An order as the API shows it: the hub's own facts around the unified document."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.reverse import reverse

from hub.api.held import NEEDS_A_PERSON
from hub.api.serializers.deliveries import DeliverySerializer
from hub.api.serializers.fields import ErrorSerializer, UnifiedOrderField, UtcTimeField, error_of
from hub.models import Event, EventKind, Order


class OrderStateSerializer(serializers.Serializer[Order]):
    """Whether the order waits for a person, and why."""

    held = serializers.BooleanField(help_text="The order, or a delivery of it, waits for a person.")
    settled = serializers.BooleanField(help_text="Whether the newest revision was announced to the world.")
    error = ErrorSerializer(allow_null=True)


class OrderLinksSerializer(serializers.Serializer[Order]):
    """Addresses in this API."""

    self = serializers.URLField()
    shop = serializers.URLField()


class OrderSerializer(serializers.Serializer[Order]):
    """An order: the hub's own facts around the unified document."""

    # `deliveries` and `revisions` are what the view prefetched, so that a page costs no query per row.
    id = serializers.IntegerField(help_text="The hub's own id; `order_id` in events.")
    shop = serializers.CharField(source="shop.slug")
    channel = serializers.CharField(source="shop.channel")
    external_id = serializers.CharField(help_text="The platform's id; (shop, external_id) is the key.")
    revision = serializers.IntegerField(help_text="Counts the contents; 0 while none could be understood.")
    trace_id = serializers.CharField(help_text="Follows the order through logs, messages and calls.")
    received_at = UtcTimeField(help_text="When the hub first saw it.")
    changed_at = UtcTimeField(help_text="When it last changed in the hub.")
    state = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()
    order = serializers.SerializerMethodField()

    @extend_schema_field(OrderStateSerializer)
    def get_state(self, order: Order) -> dict[str, Any]:
        """The order's own trouble first, then that of a delivery."""
        stuck = [delivery for delivery in order.deliveries.all() if delivery.state in NEEDS_A_PERSON]
        errors = [error for row in (order, *stuck) if (error := error_of(row))]
        return {
            "held": order.in_trouble or bool(stuck),
            "settled": 0 < order.revision == order.published_revision,
            "error": errors[0] if errors else None,
        }

    @extend_schema_field(OrderLinksSerializer)
    def get_links(self, order: Order) -> dict[str, str]:
        """Absolute addresses."""
        request = self.context.get("request")
        return {
            "self": reverse("api:order", args=[order.pk], request=request),
            "shop": reverse("api:shop", args=[order.shop.slug], request=request),
        }

    @extend_schema_field(UnifiedOrderField(allow_null=True))
    def get_order(self, order: Order) -> Any:
        """The newest document that could be understood; null before the first."""
        return next((row.document for row in order.revisions.all() if row.number == order.revision), None)


@extend_schema_serializer(component_name="HistoryEvent")
class EventSerializer(serializers.Serializer[Event]):
    """One line of the order's history."""

    occurred_at = UtcTimeField()
    kind = serializers.ChoiceField(EventKind.values)
    text = serializers.CharField()
    detail = serializers.JSONField()
    actor = serializers.CharField(help_text="Who did it, where a person did.")


class OrderDetailSerializer(OrderSerializer):
    """One order with all that happened to it, oldest first."""

    events = EventSerializer(many=True)
    deliveries = DeliverySerializer(many=True)
