"""The core as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HubConfig(AppConfig):
    """Orders, shops, outbox, API and back office."""

    name = "hub"
    verbose_name = _("Hub")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the clock's schedules as the code says, after each migration."""
        from hub.clock import keep_schedules  # noqa: PLC0415 - models exist only now

        post_migrate.connect(keep_schedules, sender=self, dispatch_uid="hub.schedules")
