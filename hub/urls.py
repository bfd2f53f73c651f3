"""The addresses of the hub."""

from django.contrib import admin
from django.urls import include, path

from hub.web import health
from hub.web.metrics import metrics

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("hub.api.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
