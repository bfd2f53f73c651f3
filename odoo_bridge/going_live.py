"""The moment from which a shop's orders are delivered, and what was read before it."""

from datetime import UTC, date, datetime, time

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from hub import deliveries
from hub.models import Delivery, DeliveryState
from odoo_bridge.models import ShopPolicy

_AT_ONCE = 1000


def go_live(policy: ShopPolicy, placed_from: date | None) -> int:
    """Deliver the shop's orders from now on; how many that were read before go on their way.

    Orders placed before `placed_from` (a day on the clocks of the hub's zone) stay where they are; None
    leaves out none. A shop that is live already only gets the other day.
    """
    with transaction.atomic():
        policy.live, policy.deliver_from = True, placed_from
        policy.save(update_fields=["live", "deliver_from"])
        keys = list(_left_out(policy, placed_from).values_list("pk", flat=True))
        return sum(
            deliveries.reconsider(keys[start : start + _AT_ONCE]) for start in range(0, len(keys), _AT_ONCE)
        )


def stop(policy: ShopPolicy) -> None:
    """Deliver none of the shop's further orders; what Odoo has already is still kept up to date."""
    policy.live = False
    policy.save(update_fields=["live"])


def _left_out(policy: ShopPolicy, placed_from: date | None) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(
        order__shop=policy.shop_id,
        target=policy.connection.target,
        state=DeliveryState.NOT_DUE,
        revision=F("order__published_revision"),
    )
    if placed_from is None:
        return rows
    began = datetime.combine(placed_from, time.min, timezone.get_default_timezone()).astimezone(UTC)
    return rows.filter(order__placed_at__gte=began)
