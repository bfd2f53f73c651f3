"""Rules about what waits: for a person, in the queues, and between the sides."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy

from hub.alerts.rules import Found, Rule, Unit, register
from hub.models import (
    Delivery,
    DeliveryState,
    Difference,
    DifferenceState,
    Order,
    Outbox,
    Webhook,
    WebhookState,
)
from hub.sentences import say

_STUCK = (DeliveryState.HELD, DeliveryState.FAILED)
_UNDER_WAY = (DeliveryState.WAITING, DeliveryState.RUNNING)


def oldest_problem(minutes: int) -> Iterator[Found]:
    """One for the orders and one for the deliveries that nobody has mended for so long; two queries."""
    limit = timezone.now() - timedelta(minutes=minutes)
    orders = Order.objects.filter(error_class__gt="", error_since__lte=limit)
    deliveries = Delivery.objects.filter(state__in=_STUCK, error_since__lte=limit)
    for key, name, rows, table, query in (
        ("orders", say("Orders wait for a person"), orders, "order", "held=yes"),
        ("deliveries", say("Deliveries wait for a person"), deliveries, "delivery", "state=person"),
    ):
        found = rows.aggregate(count=Count("pk"), oldest=Min("error_since"))
        if found["count"]:
            age = timesince(found["oldest"])
            yield Found(
                key=key,
                name=name,
                cause=say(
                    "{count} have waited for too long, the oldest for {age}.", count=found["count"], age=age
                ),
                remedy=say("Open the list, mend the cause of each, and let them run again."),
                url=f"{reverse(f'admin:hub_{table}_changelist')}?{query}",
                since=found["oldest"],
            )


def queue_depth(most: int) -> Iterator[Found]:
    """Too many deliveries or webhooks wait; two queries."""
    waiting = {
        "deliveries": (say("Many deliveries wait"), Delivery.objects.filter(state__in=_UNDER_WAY).count()),
        "webhooks": (say("Many webhooks wait"), Webhook.objects.filter(state=WebhookState.WAITING).count()),
    }
    pages = {"deliveries": "admin:hub_delivery_changelist", "webhooks": "admin:hub_webhook_changelist"}
    for key, (name, count) in waiting.items():
        if count > most:
            cause = say("{count} wait; the limit is {most}.", count=count, most=most)
            remedy = say("See whether bridge and worker run; more bridges help up to two lanes per Odoo.")
            yield Found(key=key, name=name, cause=cause, remedy=remedy, url=reverse(pages[key]))


def outbox_lag(minutes: int) -> Iterator[Found]:
    """Messages that nobody publishes; one query."""
    oldest = Outbox.objects.filter(published_at=None).aggregate(Min("occurred_at"), Count("pk"))
    since = oldest["occurred_at__min"]
    if since is not None and timezone.now() - since >= timedelta(minutes=minutes):
        count, age = oldest["pk__count"], timesince(since)
        yield Found(
            key="outbox",
            name=say("Orders are not published"),
            cause=say("{count} messages wait to be published, the oldest for {age}.", count=count, age=age),
            remedy=say("See whether the relay runs and whether it reaches the broker."),
            url=reverse("admin:index"),
            since=since,
        )


def reconciliation_gap(least: int) -> Iterator[Found]:
    """Open differences of a shop; one query."""
    rows = Difference.objects.filter(state=DifferenceState.OPEN).order_by("shop__slug")
    counted = rows.values_list("shop_id", "shop__slug", "shop__name").annotate(Count("pk"), Min("opened_at"))
    for key, slug, shown, count, since in counted:
        if count < max(least, 1):
            continue
        name = say("Shop {shop}: the sides differ", shop=shown or slug)
        cause = say(
            "{count} differences between the shop, the hub and what orders go to are open.", count=count
        )
        url = f"{reverse('admin:hub_difference_changelist')}?shop__id__exact={key}"
        remedy = say("Open the list: each says what to do. Heal, mend by hand, or accept with a reason.")
        yield Found(key=slug, name=name, cause=cause, remedy=remedy, url=url, since=since)


register(
    Rule(
        code="oldest_problem",
        label=gettext_lazy("Something has waited for a person for too long"),
        help_text=gettext_lazy("Minutes that the oldest held order or delivery may be old."),
        unit=Unit.MINUTES,
        threshold=240,
        looks=(oldest_problem,),
        waits=False,
    )
)
register(
    Rule(
        code="queue_depth",
        label=gettext_lazy("Too much waits in a queue"),
        help_text=gettext_lazy("How many deliveries, and how many webhooks, may wait."),
        unit=Unit.COUNT,
        threshold=1000,
        looks=(queue_depth,),
    )
)
register(
    Rule(
        code="outbox_lag",
        label=gettext_lazy("Orders are not published"),
        help_text=gettext_lazy("Minutes that the oldest message may be old."),
        unit=Unit.MINUTES,
        threshold=15,
        looks=(outbox_lag,),
        waits=False,
    )
)
register(
    Rule(
        code="reconciliation_gap",
        label=gettext_lazy("Shop, hub and Odoo differ"),
        help_text=gettext_lazy("How many open differences of a shop are worth a message."),
        unit=Unit.COUNT,
        threshold=1,
        looks=(reconciliation_gap,),
        every=5,
    )
)
