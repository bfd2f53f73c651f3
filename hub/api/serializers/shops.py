"""A shop as the API shows it: what it is and how it is doing. Never how to get in."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from hub.api.serializers.fields import ErrorSerializer, UtcTimeField, error_of
from hub.models import Shop


class HealthSerializer(serializers.Serializer[Shop]):
    """How reading the shop goes."""

    last_poll_at = UtcTimeField(allow_null=True)
    last_success_at = UtcTimeField(allow_null=True, help_text="End of the last complete poll.")
    next_poll_at = UtcTimeField(allow_null=True)
    lag_seconds = serializers.SerializerMethodField(help_text="Since the last complete poll.")
    error = serializers.SerializerMethodField()

    @extend_schema_field({"type": "integer", "minimum": 0, "nullable": True})
    def get_lag_seconds(self, shop: Shop) -> int | None:
        """Whole seconds; null before the first complete poll."""
        if shop.last_success_at is None:
            return None
        return max(0, int((timezone.now() - shop.last_success_at).total_seconds()))

    @extend_schema_field(ErrorSerializer(allow_null=True))
    def get_error(self, shop: Shop) -> dict[str, Any] | None:
        """What stopped the last poll, null when nothing did."""
        return error_of(shop)


class ShopLinksSerializer(serializers.Serializer[Shop]):
    """Addresses in this API."""

    self = serializers.URLField()
    orders = serializers.URLField()


class ShopSerializer(serializers.Serializer[Shop]):
    """A shop: what it is and how reading it goes."""

    slug = serializers.CharField()
    name = serializers.CharField()
    channel = serializers.CharField()
    active = serializers.BooleanField(help_text="An inactive shop is not polled.")
    poll_seconds = serializers.IntegerField(help_text="Between two polls.")
    created_at = UtcTimeField()
    health = HealthSerializer(source="*")
    links = serializers.SerializerMethodField()

    @extend_schema_field(ShopLinksSerializer)
    def get_links(self, shop: Shop) -> dict[str, str]:
        """Absolute addresses."""
        request = self.context.get("request")
        orders = reverse("api:orders", request=request)
        return {
            "self": reverse("api:shop", args=[shop.slug], request=request),
            "orders": f"{orders}?shop={shop.slug}",
        }
