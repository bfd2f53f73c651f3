"""`manage.py preview`: what would be written if an order were delivered now."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser
from django.db.models import Q

from hub import previews
from hub.management.base import Error, HubCommand, one_line
from hub.models import Order
from hub.previews import Preview, Verdict

SECONDS = 120.0
_MOST_SHOWN = 10
_SAID = {
    Verdict.READY: "Ready: this would be written to {target}.",
    Verdict.MISSING: "Not ready for {target}.",
    Verdict.NOTHING: "Nothing would be written to {target}.",
}


class Command(HubCommand):
    """Look at one order; nothing is written anywhere."""

    help = (
        "Shows what would be written for an order, call by call, and everything that is missing. Nothing is "
        "written. Exit code 0: ready, or nothing to do; 2: something is missing; 1: nobody can look."
    )
    example = "manage.py preview lampes-fr/4711\n  manage.py preview '#1042' --json"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which order."""
        parser.add_argument("order", help="SHOP/EXTERNAL-ID, or the order's number or external id")
        parser.add_argument("--json", action="store_true", help="for programs: the whole preview as JSON")
        parser.add_argument(
            "--seconds", type=float, default=SECONDS, help="how long to ask Odoo (default %(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it; what is missing ends with 2."""
        order = named_order(options["order"])
        found = previews.previewer().of_order(order, seconds=options["seconds"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        else:
            self._print(order, found)
        if found.verdict is Verdict.MISSING:
            sys.exit(2)

    def _print(self, order: Order, found: Preview) -> None:
        self.stdout.write(f"Order {order}: {_SAID[found.verdict].format(target=found.target)}")
        if found.reason:
            self.stdout.write(found.reason)
        for lack in found.lacks:
            self.stdout.write(f"\nMISSING {lack.code}: {one_line(lack.cause)}\n  → {one_line(lack.remedy)}")
        if found.customer:
            self._customer(found)
        if found.lines:
            self.stdout.write("")
            header = ("SKU", "product", "line", "quantity", "unit price", "taxes")
            rows = [(x.sku, x.product, x.name, x.quantity, x.unit_price, x.taxes) for x in found.lines]
            self.table(header, [[one_line(cell) for cell in row] for row in rows])
        if found.lacks and found.calls:
            self.stdout.write("\nOnce that is mended:")
        for number, call in enumerate(found.calls, start=1):
            self.stdout.write(f"\n{number}. {one_line(call.words)}\n   {call.name}")
            for record in call.records:
                self.stdout.write(f"   {json.dumps(record, ensure_ascii=False)}")
        for total in found.totals:
            what = total.what.replace("_", " ")
            said = f"net {total.net}, tax {total.tax}, total {total.gross} {total.currency}"
            self.stdout.write(f"\nExpected {what}: {said}")
        for note in found.notes:
            self.stdout.write(f"\nNote: {one_line(note)}")

    def _customer(self, found: Preview) -> None:
        customer = found.customer
        assert customer is not None
        how = f"found as #{customer.partner}" if customer.found else "would be created"
        self.stdout.write(
            f"\nCustomer {customer.name}: {how} ({customer.rule}: {' '.join(customer.reasons)})"
        )


def named_order(text: str) -> Order:
    """The order that is meant; raises `Error` that lists them where there are several."""
    rows = Order.objects.select_related("shop")
    slug, slash, external_id = text.partition("/")
    exactly = rows.filter(shop__slug=slug, external_id=external_id).first() if slash else None
    if exactly is not None:
        return exactly
    found = list(
        rows.filter(Q(number=text) | Q(external_id=text)).order_by("-placed_at", "-id")[: _MOST_SHOWN + 1]
    )
    if not found:
        raise Error(f"ORDER: there is no order {text!r}. Write SHOP/EXTERNAL-ID, for example lampes-fr/4711.")
    if len(found) > 1:
        named = ", ".join(f"{order.shop.slug}/{order.external_id}" for order in found[:_MOST_SHOWN])
        more = " and more" if len(found) > _MOST_SHOWN else ""
        raise Error(f"ORDER: {text!r} may be several orders: {named}{more}. Write one of these.")
    return found[0]
