"""A few delivered orders made many, inside MariaDB: each copy with ids, numbers and days of its own."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import CharField, ForeignKey, Model

from hub.models import Attempt, Delivery, DeliveryStep, Event, Line, Order, RawOrder, Revision

# Parents before children.
_TABLES: tuple[type[Model], ...] = (
    RawOrder,
    Order,
    Revision,
    Line,
    Event,
    Delivery,
    DeliveryStep,
    Attempt,
)
_STRIDE = 10_000  # above every id of the few
_OWN_TEXT = {"external_id", "number", "record_name", "digest"}
_OWN_MOMENT = {
    *("placed_at", "updated_at", "received_at", "changed_at", "occurred_at", "created_at"),
    *("started_at", "done_at", "finished_at", "observed_at", "quiet_since"),
}
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many orders in all, spread evenly over a year; `copies` of each of the first ones."""

    orders: int
    copies: int


def multiply(orders: int) -> Crowd:
    """Until there are about so many."""
    few = Order.objects.count()
    copies = orders // few - 1
    assert (
        max(model._default_manager.order_by("-pk").values_list("pk", flat=True)[0] for model in _TABLES)
        < _STRIDE
    )
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION foreign_key_checks = 0, unique_checks = 0")
        for model in _TABLES:
            names, values = zip(*(_column(model, field) for field in model._meta.local_fields), strict=True)
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) "
                f"SELECT {', '.join(values)} FROM {model._meta.db_table} t JOIN seq_1_to_{copies} s",
                {"step": YEAR // copies} if any("step" in value for value in values) else None,
            )
        cursor.execute("SET SESSION foreign_key_checks = 1, unique_checks = 1")
        for model in _TABLES:
            cursor.execute(f"ANALYZE TABLE {model._meta.db_table}")
    return Crowd(Order.objects.count(), copies)


def _column(model: type[Model], field: object) -> tuple[str, str]:
    """The name of a column, and what a copy has there."""
    name = str(getattr(field, "column"))  # noqa: B009 - of a field of any kind
    quoted = f"t.`{name}`"
    related = field.related_model if isinstance(field, ForeignKey) else None
    if getattr(field, "primary_key", False) or related in _TABLES:
        return f"`{name}`", f"{quoted} + s.seq * {_STRIDE}"
    if name in _OWN_TEXT and isinstance(field, CharField):
        text = f"CONCAT({quoted}, '-', s.seq)" if name != "digest" else f"SHA2(CONCAT({quoted}, s.seq), 256)"
        return f"`{name}`", f"IF({quoted} = '', '', {text})"
    if name in _OWN_MOMENT:
        return f"`{name}`", f"{quoted} - INTERVAL s.seq * %(step)s SECOND"
    return f"`{name}`", quoted
