"""The addresses under /api/. Version 1 only grows: fields and filters are added, never changed."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from hub.api import (
    addresses,
    schema,  # noqa: F401 - registers what the OpenAPI document needs
)
from hub.api.views.feed import EventFeed
from hub.api.views.invoices import OrderInvoices
from hub.api.views.orders import OrderDetail, OrderList
from hub.api.views.previews import OrderPreview
from hub.api.views.problems import problem_type, unknown_address
from hub.api.views.reconciliation import DifferenceList, ReconciliationList
from hub.api.views.sales import SalesReport
from hub.api.views.shops import ShopDetail, ShopList
from hub.api.views.waiting import WaitingList

app_name = "api"

_VERSION_1 = [
    path("orders/", OrderList.as_view(), name="orders"),
    path("orders/<int:pk>/", OrderDetail.as_view(), name="order"),
    path("orders/<int:pk>/preview/", OrderPreview.as_view(), name="order-preview"),
    path("orders/<int:pk>/invoices/", OrderInvoices.as_view(), name="order-invoices"),
    path("shops/", ShopList.as_view(), name="shops"),
    path("shops/<slug:slug>/", ShopDetail.as_view(), name="shop"),
    path("differences/", DifferenceList.as_view(), name="differences"),
    path("reconciliations/", ReconciliationList.as_view(), name="reconciliations"),
    path("reports/sales/", SalesReport.as_view(), name="sales-report"),
    path("events/", EventFeed.as_view(), name="events"),
    *addresses.added(),
    path("openapi/", SpectacularAPIView.as_view(authentication_classes=[]), name="openapi"),
    path("problems/", WaitingList.as_view(), name="problems"),
    path("problems/<slug:code>/", problem_type, name="problem"),
]

urlpatterns = [
    path("v1/", include(_VERSION_1)),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(authentication_classes=[], url_name="api:openapi"),
        name="docs",
    ),
    re_path(r"", unknown_address),
]
