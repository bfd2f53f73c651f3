"""`manage.py remap`."""

from typing import Any

from django.core.management.base import CommandParser
from django.db.models import QuerySet

from hub import ports
from hub.ingest import remap
from hub.management.base import Error, HubCommand
from hub.models import Order, Shop


class Command(HubCommand):
    """Held orders get another chance."""

    help = (
        "Read orders again from their stored raw content, after the hub learned to understand them. Calls no "
        "shop. Without ORDER: every held order."
    )
    example = "manage.py remap --shop lampes-fr\n  manage.py remap 4711 4712"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which orders."""
        parser.add_argument("order", nargs="*", metavar="ORDER", help="the shop's id of an order")
        parser.add_argument("--shop", metavar="SLUG", help="only this shop's")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read again and count."""
        chosen = _chosen(options["order"], options["shop"])
        released = sum(
            remap(order, ports.channel(order.shop.channel), actor="manage.py remap")
            for order in chosen.iterator(chunk_size=200)
        )
        self.stdout.write(f"{released} readable, {chosen.exclude(error_class='').count()} still held.")


def _chosen(external_ids: list[str], shop: str | None) -> QuerySet[Order]:
    orders = Order.objects.select_related("shop").order_by("pk")
    if shop and not Shop.objects.filter(slug=shop).exists():
        raise Error(f"--shop: there is no shop {shop!r}.")
    if shop:
        orders = orders.filter(shop__slug=shop)
    if not external_ids:
        return orders.exclude(error_class="")
    chosen = orders.filter(external_id__in=external_ids)
    missing = set(external_ids) - set(chosen.values_list("external_id", flat=True))
    if missing:
        raise Error(f"ORDER: there is no order {', '.join(sorted(missing))}.")
    return chosen
