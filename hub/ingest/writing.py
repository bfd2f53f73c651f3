"""What was decided of many orders is written at once: a statement or two per table, however many they are."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from django.db import connection
from django.db.models import F, Model
from django.utils import timezone

from hub.ingest.history import History
from hub.models import Line, Order

_Row = TypeVar("_Row", bound=Model)
_Key = TypeVar("_Key")
# Servers refuse statements above `max_allowed_packet`, 4 MiB on the smallest; quoting may double the text.
_STATEMENT_LENGTH = 1_000_000
_NOT_INGESTED = frozenset({"id", "shop", "external_id", "trace_id", "accepted_revision", "received_at"})
# What an ingest writes of an order; the rest is fixed at first sight or belongs to staff.
INGESTED = tuple(f.name for f in Order._meta.concrete_fields if f.name not in _NOT_INGESTED)


def write(changed: Iterable[History]) -> None:
    """Store what became of one shop's orders; inside the transaction that looked them up."""
    histories = list(changed)
    known = [history for history in histories if history.order.pk is not None]
    _insert_orders([history.order for history in histories if history.order.pk is None])
    _update_orders([history.order for history in known if history.is_changed])
    _note_settled([history.order for history in known if history.messages and not history.is_changed])
    _drop_lines([history.order for history in known if history.revisions])
    insert(chain.from_iterable(history.revisions for history in histories))
    insert(chain.from_iterable(history.lines for history in histories))
    insert(chain.from_iterable(history.messages for history in histories))
    insert(chain.from_iterable(history.events for history in histories))


def insert(rows: Iterable[Model]) -> None:
    """Insert rows of one table, in statements that every server takes."""
    for part in _statements(rows):
        type(part[0])._default_manager.bulk_create(part)


def insert_numbered(
    rows: Sequence[_Row], key: Callable[[_Row], _Key], find: Callable[[], Mapping[_Key, _Row]]
) -> None:
    """Insert rows and give them the ids that they got; `find` looks them up by what `key` says of each.

    MySQL, unlike MariaDB and SQLite, does not say the ids by itself.
    """
    insert(rows)
    if any(row.pk is None for row in rows):
        stored = find()
        for row in rows:
            row.pk = stored[key(row)].pk


def _insert_orders(orders: Sequence[Order]) -> None:
    def find() -> dict[str, Order]:
        external_ids = [order.external_id for order in orders]
        stored = Order.objects.filter(shop=orders[0].shop_id, external_id__in=external_ids)
        return {order.external_id: order for order in stored.only("external_id")}

    insert_numbered(orders, lambda order: order.external_id, find)


def _update_orders(orders: Sequence[Order]) -> None:
    """An upsert that never inserts: one statement, where `bulk_update` writes a CASE per row and column."""
    targeted = connection.features.supports_update_conflicts_with_target
    for part in _statements(orders):
        Order.objects.bulk_create(
            part,
            update_conflicts=True,
            update_fields=INGESTED,
            unique_fields=["id"] if targeted else None,
        )


def _note_settled(orders: Sequence[Order]) -> None:
    if orders:
        settled = Order.objects.filter(pk__in=[order.pk for order in orders])
        settled.update(published_revision=F("revision"), changed_at=timezone.now())


def _drop_lines(orders: Sequence[Order]) -> None:
    if orders:
        Line.objects.filter(order__in=[order.pk for order in orders]).delete()


def _statements(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    part: list[_Row] = []
    length = 0
    for row in rows:
        needed = _length(row)
        if part and length + needed > _STATEMENT_LENGTH:
            yield part
            part, length = [], 0
        part.append(row)
        length += needed
    if part:
        yield part


def _length(row: Model) -> int:
    """About how many characters the row needs in a statement."""
    return sum(_text_length(value) for name, value in vars(row).items() if name != "_state")


def _text_length(value: object) -> int:
    if isinstance(value, str):
        return len(value)
    return len(json.dumps(value)) if isinstance(value, dict | list) else 20
