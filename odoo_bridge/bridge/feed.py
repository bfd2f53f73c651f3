"""From the feed of published messages to delivery rows: each settled order gets one, come what may."""

from datetime import timedelta

from django.utils import timezone

from hub import deliveries
from hub.models import Delivery, DeliveryStep, Order, Outbox
from odoo_bridge.connections import policy_for
from odoo_bridge.models import OdooConnection, ShopPolicy

BATCH = 500


def plan(order: Order) -> Delivery | None:
    """The delivery of the order's newest published revision; None when its shop goes to no Odoo.

    An order stays with the Odoo that it was written to, wherever its shop's later orders go: a shop that
    moves to another connection must not have its history invoiced once more.
    """
    policy = policy_for(order.shop)
    if policy is None or not order.published_revision:
        return None
    return deliveries.of_newest_revision(order, target_of(order, policy))


def target_of(order: Order, policy: ShopPolicy) -> str:
    """Where the order goes: to the Odoo that has it already, else where the policy says."""
    written = DeliveryStep.objects.filter(delivery__order=order, name="order").order_by("id")
    target = written.values_list("delivery__target", flat=True).first()
    return target or policy.connection.target


def plan_from_feed(connection: OdooConnection, *, older_than: float = 0) -> int:
    """Make the rows that are missing, in publish order; returns how many messages were read.

    `older_than` seconds leaves fresh messages to the broker. Two bridges may read the same messages:
    the rows are unique, and the position only moves forward.
    """
    connection.refresh_from_db(fields=["planned_position"])
    published = Outbox.objects.filter(
        position__gt=connection.planned_position,
        published_at__lte=timezone.now() - timedelta(seconds=older_than),
    )
    rows = list(published.select_related("order__shop").order_by("position")[:BATCH])
    for row in rows:
        plan(row.order)
    if rows:
        last = rows[-1].position
        OdooConnection.objects.filter(pk=connection.pk, planned_position__lt=last).update(
            planned_position=last
        )
    return len(rows)


def plan_again(connection: OdooConnection) -> None:
    """Read the whole feed once more, for example after a shop was pointed to this connection."""
    OdooConnection.objects.filter(pk=connection.pk).update(planned_position=0)
