"""The bridge as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OdooBridgeConfig(AppConfig):
    """Takes settled orders into Odoo."""

    name = "odoo_bridge"
    verbose_name = _("Odoo")
    default_auto_field = "django.db.models.BigAutoField"
