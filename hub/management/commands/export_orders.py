"""`manage.py export_orders`."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser
from django.db.models import F, QuerySet

from hub.management.base import Error, HubCommand, utc_moment
from hub.models import Revision, Shop

_AT_ONCE = 200


class Command(HubCommand):
    """Orders → stdout."""

    help = (
        "Print the newest unified document of each order as a JSON array, oldest order first. Orders that "
        "could never be read have none and are left out."
    )
    example = "manage.py export_orders --shop lampes-fr --jsonl > orders.jsonl"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which orders, in which form."""
        parser.add_argument("--shop", metavar="SLUG", help="only this shop's")
        parser.add_argument("--since", metavar="ISO", help="only those that changed in the hub since then")
        parser.add_argument("--jsonl", action="store_true", help="one order a line instead of an array")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print."""
        texts = (json.dumps(document, ensure_ascii=False) for document in _documents(_chosen(options)))
        if options["jsonl"]:
            for text in texts:
                self.stdout.write(text)
            return
        self.stdout.write("[", ending="")
        for number, text in enumerate(texts):
            self.stdout.write(f"{',' if number else ''}\n{text}", ending="")
        self.stdout.write("\n]")


def _chosen(options: dict[str, Any]) -> QuerySet[Revision]:
    rows = Revision.objects.filter(number=F("order__revision"))
    if options["shop"]:
        if not Shop.objects.filter(slug=options["shop"]).exists():
            raise Error(f"--shop: there is no shop {options['shop']!r}.")
        rows = rows.filter(order__shop__slug=options["shop"])
    if options["since"]:
        rows = rows.filter(order__changed_at__gte=utc_moment("--since", options["since"]))
    return rows


def _documents(rows: QuerySet[Revision]) -> Iterator[Any]:
    """A few at a time by key: MariaDB's client would else hold the whole answer in memory."""
    last = 0
    while found := list(
        rows.filter(order_id__gt=last).order_by("order_id").values_list("order_id", "document")[:_AT_ONCE]
    ):
        last = found[-1][0]
        yield from (document for _, document in found)
