"""The dry run of a shop: all its orders since a moment, a few calls to Odoo for two hundred of them."""

import time
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from hub.errors import AffluentError
from hub.models import DeliveryStep, Order, Shop
from hub.previews import ShopPreview, Told
from hub.sentences import say
from odoo_bridge.models import ShopPolicy
from odoo_bridge.preview import lacks, rights
from odoo_bridge.preview.findings import find
from odoo_bridge.preview.opening import Worlds, open_worlds, policy_of, remarks
from odoo_bridge.preview.tally import Tally
from odoo_bridge.preview.world import imagined

AT_ONCE = 200
_ELSEWHERE = say("It is in another Odoo already.")


def preview(
    shop: Shop, since: datetime, *, seconds: float, most: int | None, told: Told | None
) -> ShopPreview:
    """Raises `AffluentError` where Odoo cannot be asked; what is over the time is `left`."""
    connection = policy_of(shop).connection
    until = time.monotonic() + seconds
    worlds = open_worlds(connection, seconds=seconds, change=_from_the_first_day)
    found = ShopPreview(shop, connection.target, since, notes=remarks(connection))
    tally = Tally(found)
    keys = _keys(shop, since)
    wanted = keys[-most:] if most is not None else keys
    for start in range(0, len(wanted), AT_ONCE):
        if time.monotonic() > until or not _look(worlds, tally, wanted[start : start + AT_ONCE]):
            break
        if told is not None:
            told(found.orders, len(wanted))
    found.left = len(keys) - found.orders
    if wanted:
        _note_rights(worlds, tally, Order.objects.select_related("shop").get(pk=wanted[0]))
    found.calls, found.causes = worlds.calls, tally.sorted_causes()
    return found


def _from_the_first_day(policy: ShopPolicy) -> None:
    """Orders of before the policy's first day are looked at like those to come."""
    policy.deliver_from = None


def _keys(shop: Shop, since: datetime) -> list[int]:
    """The oldest first; those that could never be read by the day on which they came."""
    unread = Q(placed_at=None, received_at__gte=since)
    rows = Order.objects.filter(Q(placed_at__gte=since) | unread, shop=shop)
    return list(rows.order_by("placed_at", "id").values_list("pk", flat=True))


def _look(worlds: Worlds, tally: Tally, keys: Sequence[int]) -> bool:
    """One group of orders; False when the time is over."""
    target = worlds.connection.target
    orders = list(Order.objects.select_related("shop").filter(pk__in=keys).order_by("placed_at", "id"))
    elsewhere = _elsewhere(keys, target)
    ours = [order for order in orders if order.revision and order.pk not in elsewhere]
    try:
        findings = find(worlds.strict, worlds.mended, imagined(ours, target))
    except AffluentError as error:
        if error.code == "preview_too_slow" and tally.found.orders:
            return False
        raise
    for finding in findings:
        tally.count(finding.outcome.delivery.order, finding.lacks, finding.reason)
    for order in orders:
        if order.pk in elsewhere:
            tally.count(order, [], _ELSEWHERE)
        elif not order.revision:
            tally.count(order, lacks.of_unread(order, target), "")
    return True


def _elsewhere(keys: Sequence[int], target: str) -> set[int]:
    """Orders that were written to another Odoo stay there."""
    steps = DeliveryStep.objects.filter(delivery__order__in=keys, name="order")
    return set(steps.exclude(delivery__target=target).values_list("delivery__order_id", flat=True))


def _note_rights(worlds: Worlds, tally: Tally, order: Order) -> None:
    writes = [*worlds.strict.rehearsal.writes, *worlds.mended.rehearsal.writes]
    refused = rights.missing(worlds.strict.odoo, writes)
    if refused is not None:
        [lack] = lacks.of_error(refused, order, worlds.connection.target)
        tally.stop_all(lack)
