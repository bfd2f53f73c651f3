"""Searching orders without reading the whole table more than once, however many there are.

Number, e-mail, external id, SKU, VAT id and the names of records at the target (sale order, invoice) have
indexes and are searched by their beginning. Customer names are searched anywhere in the name, in one walk of
their index, unless the term is a mere number.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet, Value

from hub.models import DeliveryStep, Line, Order
from hub.models.order import ID_LENGTH

MOST_FOUND = 500  # of each kind; the newest
_KEYS: Mapping[type[Model], str] = {Order: "pk", Line: "order_id", DeliveryStep: "delivery__order_id"}
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
    found = _found(list(_searches(term)))
    more = any(count == MOST_FOUND for count in Counter(place for place, _key in found).values())
    return Found(orders.filter(pk__in={key for _place, key in found}), more)


def _found(searches: Sequence[QuerySet[Any]]) -> list[tuple[int, int]]:
    """The newest matches of each search, with its place; in one query where the database can."""
    newest = [
        rows.annotate(place=Value(place)).values_list("place", _KEYS[rows.model]).order_by("-pk")[:MOST_FOUND]
        for place, rows in enumerate(searches)
    ]
    if connection.features.supports_slicing_ordering_in_compound:
        return list(newest[0].union(*newest[1:], all=True))
    return [row for rows in newest for row in rows]


def _searches(term: str) -> Iterator[QuerySet[Any]]:
    orders = Order.objects
    yield orders.filter(email__istartswith=term)
    if "@" in term:
        return
    yield orders.filter(Q(number__istartswith=term) | Q(number__istartswith=f"#{term}"))
    yield orders.filter(external_id=term)
    yield Line.objects.filter(sku__istartswith=term)
    yield DeliveryStep.objects.filter(record_name__istartswith=term)
    if any(sign.isalpha() for sign in term):
        yield orders.filter(customer_name__icontains=term)
        if any(sign.isdigit() for sign in term):
            yield orders.filter(vat_id__istartswith=_VAT_NOISE.sub("", term).upper())
