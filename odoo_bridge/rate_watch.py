"""Every night: are our VAT rates still those that the public source has? Tells people, changes nothing."""

from functools import reduce

import structlog
from django.utils import timezone

from hub.errors import AffluentError, ConfigError
from hub.sentences import say
from odoo_bridge.models import VatRateCheck
from odoo_bridge.vat.published_rates import STALE_DAYS, Comparison, compare

SOURCE = "eu-vat-rates-data"
log = structlog.get_logger(__name__)


def check() -> bool:
    """Compare, and keep what is wrong for the first page of the back office; whether all is well."""
    comparison, now = compare(), timezone.now()
    row, _ = VatRateCheck.objects.update_or_create(
        source=SOURCE, defaults={"source_day": comparison.day, "checked_at": now}
    )
    trouble = trouble_of(comparison)
    if trouble is None:
        row.clear_trouble()
    else:
        row.note_trouble(trouble, now)
        log.warning("vat_rates_doubtful", code=trouble.code, cause=trouble.cause)
    row.save()
    return trouble is None


def trouble_of(comparison: Comparison) -> AffluentError | None:
    """What people must look at, if anything."""
    if comparison.differences:
        return ConfigError(
            "vat_rates_differ",
            say(
                "VAT rates differ from {source} of {day}: {listed}.",
                source=SOURCE,
                day=comparison.day,
                listed=_listed(comparison),
            ),
            say(
                "See which is right. Update the hub if it is wrong; check that country's invoices until then."
            ),
        )
    if comparison.is_stale(timezone.localdate()):
        return ConfigError(
            "vat_rates_stale",
            say(
                "The installed {source} is of {day}, more than {stale_days} days old: a change of "
                "rates since then would not be noticed.",
                source=SOURCE,
                day=comparison.day,
                stale_days=STALE_DAYS,
            ),
            say("Update the hub, or the package: pip install --upgrade eu-vat-rates-data."),
        )
    return None


def _listed(comparison: Comparison) -> str:
    words = [difference.words for difference in comparison.differences]
    return reduce(lambda before, last: say("{before}; {last}", before=before, last=last), words)
