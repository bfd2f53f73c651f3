"""The addresses of the hub."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from hub.admin.reports.page import reports
from hub.web import health
from hub.web.documents import download
from hub.web.metrics import metrics
from hub.web.webhooks import webhook

handler403 = "hub.admin.refusing.refused"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/two-factor/", include("hub.admin.two_factor.urls")),
    path("admin/reports/", reports, name="reports"),
    path("admin/", admin.site.urls),
    path("api/", include("hub.api.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("documents/<str:token>/", download, name="document"),
    path("webhooks/<slug:channel>/<slug:slug>/", webhook, name="webhook"),
    path("webhooks/<slug:channel>/<slug:slug>", webhook),  # a redirect to the slash would lose the body
]
