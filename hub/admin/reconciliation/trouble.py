"""What the first page tells: open differences, sides that were not compared, nights without a run."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.admin.labels import BAD, WARN, badge, moment, pill
from hub.admin.overview import Numbers, Trouble, watch
from hub.admin.reconciliation.words import RUN, side_name
from hub.models import ReconciliationState, Shop
from hub.reconciliation.nightly import is_overdue, newest


def open_differences(numbers: Numbers) -> Iterable[Trouble]:
    """A line for each shop; no query of its own."""
    counts: Counter[int | None] = Counter()
    for row in numbers.counts:
        if row.kind == "difference":
            counts[row.shop_id] += row.count
    for shop in numbers.shops:
        count = counts[shop.pk]
        if not count:
            continue
        url = f"{reverse('admin:hub_difference_changelist')}?shop__id__exact={shop.pk}"
        cause = ngettext(
            "%(count)d difference between the shop, the hub and what orders go to is open.",
            "%(count)d differences between the shop, the hub and what orders go to are open.",
            count,
        )
        remedy = _("Open the list: each says what to do. Heal, mend by hand, or accept with a reason.")
        yield Trouble(
            f"{_('Shop')} {shop}", pill(_("Differences"), WARN), cause % {"count": count}, remedy, url
        )


def runs(numbers: Numbers) -> Iterable[Trouble]:
    """Sides that the last run could not compare, and shops that no night has compared; one query."""
    last: dict[int, datetime] = {}
    for run in newest().select_related("shop").defer("shop__credentials", "days", "reasons"):
        if run.finished_at:
            last[run.shop_id] = max(run.finished_at, last.get(run.shop_id, run.finished_at))
        if run.state == ReconciliationState.INCOMPLETE:
            name = f"{_('Reconciliation')} {run.shop} ↔ {side_name(run.side)}"
            url = reverse("admin:hub_reconciliation_change", args=[run.pk])
            yield Trouble(name, badge(RUN, run.state), run.error_cause, run.error_remedy, url)
    for shop in numbers.shops:
        if is_overdue(shop, last.get(shop.pk), numbers.now):
            yield _overdue(shop, last.get(shop.pk))


def _overdue(shop: Shop, last: datetime | None) -> Trouble:
    said = _("Its orders were last compared on %(when)s.") % {"when": moment(last)}
    cause = said if last else _("Its orders were never compared.")
    remedy = _("See whether the worker runs at night; or compare now with manage.py reconcile.")
    url = reverse("admin:hub_shop_change", args=[shop.pk])
    return Trouble(f"{_('Reconciliation')} {shop}", pill(_("Did not take place"), BAD), cause, remedy, url)


watch("hub.view_difference", open_differences)
watch("hub.view_reconciliation", runs)
