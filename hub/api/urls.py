"""The addresses under /api/. Version 1 only grows: fields and filters are added, never changed."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from hub.api import schema  # noqa: F401 - registers what the OpenAPI document needs
from hub.api.views.feed import EventFeed
from hub.api.views.orders import OrderDetail, OrderList
from hub.api.views.problems import problem_type, unknown_address
from hub.api.views.shops import ShopDetail, ShopList

app_name = "api"

_VERSION_1 = [
    path("orders/", OrderList.as_view(), name="orders"),
    path("orders/<int:pk>/", OrderDetail.as_view(), name="order"),
    path("shops/", ShopList.as_view(), name="shops"),
    path("shops/<slug:slug>/", ShopDetail.as_view(), name="shop"),
    path("events/", EventFeed.as_view(), name="events"),
    path("openapi/", SpectacularAPIView.as_view(authentication_classes=[]), name="openapi"),
    path("problems/<slug:code>/", problem_type, name="problem"),
]

urlpatterns = [
    path("v1/", include(_VERSION_1)),
    path(
        "docs/",
        SpectacularSwaggerView.as_view(authentication_classes=[], url_name="api:openapi"),
        name="docs",
    ),
    re_path(r"", unknown_address),
]
