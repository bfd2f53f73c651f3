"""Whose turn it is: changes of one shop's orders go one after the other."""

from django.db import connection

from hub.models import Cursor, Shop


def take_turn(shop: Shop) -> Cursor:
    """Wait for, and hold until the transaction ends, the right to change the shop's orders and its cursor.

    The cursor's row is locked rather than the shop's: nothing refers to it. Every event that the bridge
    writes refers to an order and to a shop; with the shop's row locked here, the two deadlocked on InnoDB.
    """
    mine = Cursor.objects.select_for_update().filter(shop=shop)
    for cursor in mine:
        return cursor
    _create_locked(shop)
    return mine.get()


def _create_locked(shop: Shop) -> None:
    """One statement that makes the row or, where another worker was faster, locks it.

    A plain insert that finds a twin keeps a shared lock on it, and two of those block each other for ever.
    """
    targeted = connection.features.supports_update_conflicts_with_target
    Cursor.objects.bulk_create(
        [Cursor(shop=shop)],
        update_conflicts=True,
        update_fields=["shop"],
        unique_fields=["shop"] if targeted else None,
    )
