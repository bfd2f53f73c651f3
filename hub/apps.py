"""The core as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HubConfig(AppConfig):
    """Orders, shops, outbox, API and back office."""

    name = "hub"
    verbose_name = _("Hub")
    default_auto_field = "django.db.models.BigAutoField"
