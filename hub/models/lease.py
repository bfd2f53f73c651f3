"""The right to do something alone, for a while, across processes and machines."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Lease(models.Model):
    """Held by `owner` until `expires_at`; taken and given back by `hub.leases`."""

    name = models.CharField(_("name"), max_length=191, unique=True)
    owner = models.CharField(_("owner"), max_length=64)
    expires_at = models.DateTimeField(_("expires"))

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")

    def __str__(self) -> str:
        return f"{self.name} held by {self.owner}"
