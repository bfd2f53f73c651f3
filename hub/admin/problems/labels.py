"""Words and colours of problems."""

from collections.abc import Mapping

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin.amount import money
from hub.admin.labels import BAD, BUSY, WARN, Label, badge
from hub.problems.cause import Source
from hub.problems.group import Group, Standing

STANDING: Mapping[str, tuple[Label, str]] = {
    Standing.FAILED: (_("Failed for good"), BAD),
    Standing.HELD: (_("Waits for a person"), WARN),
    Standing.RETRIED: (_("Tried again by itself"), BUSY),
}
KIND: Mapping[str, Label] = {
    Source.DELIVERY: _("Deliveries"),
    Source.ORDER: _("Orders held"),
    Source.OUTAGE: _("Connection"),
    Source.SHOP: _("Shop"),
    Source.DIFFERENCE: _("Differences"),
    Source.WEBHOOK: _("Webhooks"),
    Source.DOCUMENT: _("Invoice PDFs"),
}
_MOST_SHOPS = 3


def standing(group: Group) -> SafeString:
    """The worst that its rows are."""
    if group.cause.source == Source.OUTAGE:
        return badge({"": (_("Connection does not work"), BAD)}, "")
    return badge(STANDING, group.standing)


def amounts(group: Group) -> list[str]:
    """What waits, in each currency, the most first."""
    return [
        money(gross, currency) for currency, gross in sorted(group.money.items(), key=lambda one: -one[1])
    ]


def shop_names(group: Group) -> tuple[list[str], int]:
    """Some of the shops, and how many more there are."""
    names = sorted(group.shops.values())
    return names[:_MOST_SHOPS], max(0, len(names) - _MOST_SHOPS)
