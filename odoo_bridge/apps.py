"""The bridge as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OdooBridgeConfig(AppConfig):
    """Takes settled orders into Odoo."""

    name = "odoo_bridge"
    verbose_name = _("Odoo")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let `check_connections` test the Odoo connections too, and the relay keep our queue."""
        from hub import connections as hub_connections  # noqa: PLC0415 - models exist only now
        from hub.outbox import queues  # noqa: PLC0415
        from odoo_bridge.bridge.process import topology  # noqa: PLC0415
        from odoo_bridge.connections import check_all  # noqa: PLC0415

        hub_connections.register(check_all)
        queues.register(topology())
