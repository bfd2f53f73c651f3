"""Whose turn it is: changes of one shop's orders go one after the other."""

from hub.models import Cursor, Shop


def take_turn(shop: Shop) -> None:
    """Wait for, and hold until the transaction ends, the right to change the shop's orders.

    The cursor's row is locked rather than the shop's: nothing refers to it. Every event that the bridge
    writes refers to an order and to a shop; with the shop's row locked here, the two deadlocked on InnoDB.
    """
    Cursor.objects.get_or_create(shop=shop)
    Cursor.objects.select_for_update().get(shop=shop)
