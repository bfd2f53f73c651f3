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
        """Keep the clock's schedules and the groups of people as the code says, after each migration."""
        from hub.alerts import shops, work  # noqa: F401, PLC0415 - register their rules
        from hub.alerts.rules import keep_rows  # noqa: PLC0415
        from hub.clock import keep_schedules  # noqa: PLC0415 - models exist only now
        from hub.people.groups import keep_groups  # noqa: PLC0415

        post_migrate.connect(keep_schedules, sender=self, dispatch_uid="hub.schedules")
        post_migrate.connect(keep_rows, sender=self, dispatch_uid="hub.alert_rules")
        post_migrate.connect(keep_groups, dispatch_uid="hub.groups")
