"""What the first page tells of backfills: those that stopped, and orders that polling had missed."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.admin.backfills.progress import STATE, missed_text
from hub.admin.labels import WARN, badge, pill
from hub.admin.overview import Numbers, Trouble, watch
from hub.backfill import newest_rereads
from hub.models import Backfill, BackfillReason
from hub.models.backfill import STOPPED


def troubles(_numbers: Numbers) -> Iterable[Trouble]:
    """One query."""
    missed = Q(pk__in=newest_rereads().values("pk"), missed__gt=0)
    stopped = Q(state__in=STOPPED, reason=BackfillReason.ASKED, error_class__gt="")
    for row in Backfill.objects.filter(missed | stopped).select_related("shop"):
        url = reverse("admin:hub_backfill_change", args=[row.pk])
        if row.missed and row.reason == BackfillReason.NIGHTLY:
            remedy = _("They are in the hub now. The events of the shop name them; see why polling did not.")
            state = pill(_("Orders missed"), WARN)
            yield Trouble(f"{_('Shop')} {row.shop}", state, missed_text(row), str(remedy), url)
        else:
            name = f"{_('Older orders of')} {row.shop}"
            yield Trouble(name, badge(STATE, row.state), row.error_cause, row.error_remedy, url)


watch("hub.view_backfill", troubles)
