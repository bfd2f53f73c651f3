"""Rules about shops: silent for longer than usual, key refused, webhooks stopped."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db.models import Max
from django.db.models.functions import TruncHour
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy

from hub.alerts.habit import DAYS, usual_silence
from hub.alerts.rules import Found, Rule, Unit, register
from hub.errors import ErrorClass
from hub.models import Order, Shop, WebhookSubscription
from hub.sentences import say

CREDENTIALS = "credentials_refused"  # the bridge looks at its connections under the same rule


def silent(factor: int) -> Iterator[Found]:
    """No order for so many times the usual; two queries, however many shops."""
    now = timezone.now()
    recent = Order.objects.filter(
        shop__active=True, placed_at__gte=now - timedelta(days=DAYS), placed_at__lte=now
    )
    newest = dict(recent.order_by().values_list("shop").annotate(Max("placed_at")))
    hours: defaultdict[int, list[datetime]] = defaultdict(list)
    grouped = recent.annotate(hour=TruncHour("placed_at", tzinfo=UTC)).values_list("shop", "hour")
    for shop, hour in grouped.order_by("shop", "hour").distinct():
        hours[shop].append(hour)
    quiet = {}
    for shop, mine in hours.items():
        usual = usual_silence(mine)
        if usual is not None and now - newest[shop] > factor * usual:
            quiet[shop] = usual
    for row in Shop.objects.filter(pk__in=quiet).defer("credentials"):
        cause = say(
            "No order since {since} ago; usually it is silent for {usual} at most.",
            since=timesince(newest[row.pk], now),
            usual=timesince(now - quiet[row.pk], now),
        )
        yield Found(
            key=row.slug,
            name=say("Shop {shop} is silent", shop=row),
            cause=cause,
            remedy=say("See whether the shop can be ordered at, and whether it is read."),
            url=_page(row),
            since=newest[row.pk],
        )


def refused(_minutes: int) -> Iterator[Found]:
    """Shops that refuse the key; one query."""
    for row in Shop.objects.filter(active=True, error_class=ErrorClass.CREDENTIALS).defer("credentials"):
        name = say("Shop {shop} refuses the key", shop=row)
        yield Found(
            key=f"shop:{row.slug}",
            name=name,
            cause=row.error_cause,
            remedy=row.error_remedy,
            url=_page(row),
            since=row.error_since,
        )


def webhooks_stopped(_minutes: int) -> Iterator[Found]:
    """Shops whose changes come by polling alone; one query."""
    rows = WebhookSubscription.objects.filter(wanted=True, shop__active=True, silent_since__isnull=False)
    for row in rows.select_related("shop").defer("shop__credentials"):
        cause = say("{count} changes came by polling alone.", count=row.silent_changes)
        yield Found(
            key=row.shop.slug,
            name=say("Webhooks of {shop} stopped", shop=row.shop),
            cause=cause,
            remedy=row.error_remedy or say("Test the connection of the shop, then subscribe again."),
            url=_page(row.shop),
            since=row.silent_since,
        )


def _page(row: Shop) -> str:
    return reverse("admin:hub_shop_change", args=[row.pk])


register(
    Rule(
        code="shop_silent",
        label=gettext_lazy("A shop is silent for longer than usual"),
        help_text=gettext_lazy(
            "Times the longest silence that the shop has again and again: nights and week-ends are no alert."
        ),
        unit=Unit.TIMES,
        threshold=2,
        looks=(silent,),
        every=10,
    )
)
register(
    Rule(
        code=CREDENTIALS,
        label=gettext_lazy("A shop or Odoo refuses the key"),
        help_text=gettext_lazy("Minutes that it must have lasted."),
        unit=Unit.MINUTES,
        threshold=0,
        looks=(refused,),
    )
)
register(
    Rule(
        code="webhooks_stopped",
        label=gettext_lazy("Webhooks stopped"),
        help_text=gettext_lazy("Minutes that it must have lasted."),
        unit=Unit.MINUTES,
        threshold=30,
        looks=(webhooks_stopped,),
        every=5,
    )
)
