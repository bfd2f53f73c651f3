"""Searching orders without reading the whole table more than once, however many there are.

Number, e-mail, external id and SKU have indexes and are searched by their beginning. Customer names (anywhere
in the name) and VAT ids have none: one walk over the newest orders, which ends when enough are found.
"""

import re
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from hub.models import Line, Order, Shop
from hub.models.order import ID_LENGTH

MOST_FOUND = 500  # of each kind; the newest
_VAT_NOISE = re.compile(r"[\s.\-]+")


@dataclass(frozen=True, slots=True)
class Found:
    """The orders that a term may mean; `more` when some kind had too many matches to show them all."""

    orders: QuerySet[Order]
    more: bool = False


def search(orders: QuerySet[Order], term: str) -> Found:
    """Those of the orders that the term may mean; all of them for an empty one."""
    term = " ".join(term.replace("\x00", "").split())
    if not term:
        return Found(orders)
    if len(term) > ID_LENGTH:
        return Found(orders.none())
    newest = orders.prefetch_related(None).order_by("-pk")
    found: set[int] = set()
    more = False
    for condition in _conditions(term):
        ids = list(newest.filter(condition).values_list("pk", flat=True)[:MOST_FOUND])
        found.update(ids)
        more = more or len(ids) == MOST_FOUND
    return Found(orders.filter(pk__in=found), more)


def _conditions(term: str) -> list[Q]:
    conditions = [Q(email__istartswith=term)]
    if "@" in term:
        return conditions
    shops = list(Shop.objects.values_list("pk", flat=True))
    skus = Line.objects.filter(sku__istartswith=term).order_by("-order_id").values_list("order_id", flat=True)
    vat_id = _VAT_NOISE.sub("", term).upper()
    return [
        *conditions,
        Q(number__istartswith=term) | Q(number__istartswith=f"#{term}"),
        Q(shop_id__in=shops, external_id=term),
        Q(pk__in=list(skus[:MOST_FOUND])),
        Q(customer_name__icontains=term) | Q(vat_id__istartswith=vat_id),
    ]
