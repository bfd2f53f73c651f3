"""How far a backfill is, as a bar and in words, and what it found."""

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hub.admin.labels import BAD, BUSY, CALM, GOOD, WARN, Label
from hub.models import Backfill, BackfillState

STATE: Mapping[str, tuple[Label, str]] = {
    BackfillState.WAITING: (_("Waiting"), BUSY),
    BackfillState.RUNNING: (_("Running"), BUSY),
    BackfillState.PAUSED: (_("Paused"), WARN),
    BackfillState.DONE: (_("All read"), GOOD),
    BackfillState.FAILED: (_("Failed"), BAD),
    BackfillState.CANCELLED: (_("Cancelled"), CALM),
}


def bar(row: Backfill) -> SafeString:
    """How much of how much; without a bar where the shop could not say how much there is."""
    read = number_format(row.seen, force_grouping=True)
    if row.percent is None:
        return format_html("{}", read)
    total = "" if row.total is None else f" / {number_format(row.total, force_grouping=True)}"
    return format_html(
        '<progress max="100" value="{}" aria-label="{}"></progress> <small>{}{}</small>',
        row.percent,
        f"{row.percent} %",
        read,
        total,
    )


def found(row: Backfill) -> str:
    """What was new or different."""
    told = _("%(new)d new, %(changed)d changed, %(held)d held")
    return str(told) % {"new": row.new, "changed": row.changed, "held": row.held}


def missed_text(row: Backfill) -> str:
    """What the newest re-read of a shop found that polling had not; empty when nothing."""
    if not row.missed:
        return ""
    text = ngettext(
        "The nightly re-read found %(count)d order that polling had missed.",
        "The nightly re-read found %(count)d orders that polling had missed.",
        row.missed,
    )
    return text % {"count": row.missed}
