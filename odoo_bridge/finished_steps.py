"""Looking through the finished steps of deliveries: so that delivering knows nothing of what follows.

A column of the connection is the cursor. Ids are given before the commit: a step may turn up late, behind
others that were looked at already, so that some are looked at twice.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max, Q
from django.utils import timezone

from hub.models import DeliveryStep
from odoo_bridge.models import OdooConnection

AT_ONCE = 5000
_LATE_STEPS, _LATE = 1000, timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The steps after `last`, up to `until`, and late ones before."""

    connection: OdooConnection
    column: str
    last: int
    until: int

    @property
    def steps(self) -> Q:
        """Which steps of the table they are."""
        late = Q(pk__gt=self.last - _LATE_STEPS, done_at__gte=timezone.now() - _LATE)
        return (Q(pk__gt=self.last) | late) & Q(pk__lte=self.until)

    def done(self) -> int:
        """They were looked through; how many passed."""
        behind = OdooConnection.objects.filter(pk=self.connection.pk, **{f"{self.column}__lt": self.until})
        behind.update(**{self.column: self.until})
        return max(0, self.until - self.last)


def next_stretch(connection: OdooConnection, column: str) -> Stretch:
    """From the cursor on."""
    connection.refresh_from_db(fields=[column])
    last = int(getattr(connection, column))
    newest = DeliveryStep.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return Stretch(connection, column, last, min(newest, last + AT_ONCE))
