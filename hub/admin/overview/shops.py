"""How the shops fare: a card for each, and a line for what is wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from hub.admin.labels import ERROR_CLASS, WARN, moment
from hub.admin.overview.counts import DELIVERY, DIFFERENCE, DOCUMENT, ORDER, Counted
from hub.admin.overview.hours import PLACED
from hub.admin.overview.numbers import Numbers
from hub.admin.overview.parts import Card, Fact, Figure, Trouble
from hub.admin.overview.strips import strip, today
from hub.admin.overview.watching import Told, watch
from hub.admin.shops.columns import channel_label, is_late, state_of
from hub.admin.shops.webhooks import shown_webhooks
from hub.models import Shop


def look(numbers: Numbers) -> Iterable[Told]:
    """One query for all of them, besides the shared ones."""
    for shop in numbers.shops:
        yield _card(shop, numbers)
        yield from _troubles(shop)


def by_class(rows: Iterable[Counted], url: str, differences_url: str) -> list[Figure]:
    """Open problems, one figure for each class, the differences of reconciliation last."""
    counts: Counter[str] = Counter()
    differences = 0
    for row in rows:
        if row.kind in (ORDER, DELIVERY, DOCUMENT):
            counts[row.code] += row.count
        elif row.kind == DIFFERENCE:
            differences += row.count
    figures = [
        Figure(label, counts[code], tone, url) for code, (label, tone) in ERROR_CLASS.items() if counts[code]
    ]
    return (
        [*figures, Figure(_("Differences"), differences, WARN, differences_url)] if differences else figures
    )


def _card(shop: Shop, numbers: Numbers) -> Card:
    mine = [row for row in numbers.hours if row.kind == PLACED and row.shop_id == shop.pk]
    orders, one = reverse("admin:hub_order_changelist"), f"shop__id__exact={shop.pk}"
    sold = numbers.may("hub.view_order")
    return Card(
        name=str(shop),
        kind=channel_label(shop.channel),
        url=reverse("admin:hub_shop_change", args=[shop.pk]),
        state=state_of(shop),
        facts=[
            Fact(_("Last complete poll"), moment(shop.last_success_at) or "–"),
            Fact(_("Lag"), timesince(shop.last_success_at, numbers.now) if shop.last_success_at else "–"),
            *(today(mine, str(_("Orders today"))) if sold else []),
        ],
        problems=by_class(
            (row for row in numbers.counts if row.shop_id == shop.pk),
            f"{orders}?held=yes&{one}",
            f"{reverse('admin:hub_difference_changelist')}?{one}",
        ),
        strip=strip(mine, numbers.now) if sold else (),
    )


def _troubles(shop: Shop) -> Iterator[Trouble]:
    url = reverse("admin:hub_shop_change", args=[shop.pk])
    if shop.in_trouble or (shop.active and is_late(shop)):
        cause = shop.error_cause or str(_("It has not been read to the end for too long."))
        remedy = shop.error_remedy or str(_("See whether the worker runs, then poll the shop."))
        yield Trouble(f"{_('Shop')} {shop}", state_of(shop), cause, remedy, url)
    webhooks = shown_webhooks(shop)
    if webhooks is not None and webhooks.cause and shop.active:
        yield Trouble(f"{_('Webhooks')} {shop}", webhooks.state, webhooks.cause, webhooks.remedy, url)


watch("hub.view_shop", look)
