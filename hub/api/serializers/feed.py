"""The feed's shape. The view writes the bodies as they are; these classes only describe them."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from hub.api.serializers.fields import UnifiedOrderField, UtcTimeField


@extend_schema_serializer(component_name="FeedEvent")
class FeedEventSerializer(serializers.Serializer[Any]):
    """An event that stands alone, the same as the message on RabbitMQ, and its place in the feed."""

    position = serializers.IntegerField(help_text="Grows by publication; strictly increasing.")
    event_id = serializers.UUIDField(help_text="The same each time the event is sent: drop what you know.")
    type = serializers.CharField(help_text="order.created, order.updated, order.cancelled or order.refunded.")
    occurred_at = UtcTimeField()
    trace_id = serializers.CharField()
    channel = serializers.CharField()
    shop = serializers.CharField()
    order_id = serializers.IntegerField()
    revision = serializers.IntegerField()
    order = UnifiedOrderField(help_text="The whole order as it was at that revision.")


class FeedSerializer(serializers.Serializer[Any]):
    """A stretch of the feed."""

    next_after = serializers.IntegerField(help_text="Keep it; it is `after` of your next call.")
    more = serializers.BooleanField(help_text="Whether more can be read at once.")
    results = FeedEventSerializer(many=True)
