"""Shops: the list and the single one."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_view
from rest_framework.generics import ListAPIView, RetrieveAPIView

from hub.api import examples, pagination
from hub.api.operations import described
from hub.api.serializers.shops import ShopSerializer
from hub.api.views.base import KeyedView
from hub.models import Shop


@extend_schema_view(
    get=described(
        "shops_list", "List shops", ShopSerializer(many=True), example=examples.shop, problems=(400,)
    )
)
class ShopList(KeyedView, ListAPIView[Shop]):
    """Shops and how reading each of them goes, the oldest shop first."""

    required_scope = "shops:read"
    serializer_class = ShopSerializer
    pagination_class = pagination.KeysetPagination
    parameters = pagination.PARAMETERS

    def get_queryset(self) -> QuerySet[Shop]:
        """Without the credentials: what is not read cannot leak."""
        return Shop.objects.defer("credentials")


@extend_schema_view(
    get=described("shops_read", "Read one shop", ShopSerializer, example=examples.shop, problems=(400, 404))
)
class ShopDetail(KeyedView, RetrieveAPIView[Shop]):
    """One shop and how reading it goes."""

    required_scope = "shops:read"
    serializer_class = ShopSerializer
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Shop]:
        """Without the credentials."""
        return Shop.objects.defer("credentials")
