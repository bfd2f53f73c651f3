"""The two generations of order storage, and what each of them does differently."""

from __future__ import annotations

from enum import Enum

STATUSES = {
    "pending": "Pending payment",
    "processing": "Processing",
    "on-hold": "On hold",
    "completed": "Completed",
    "cancelled": "Cancelled",
    "refunded": "Refunded",
    "failed": "Failed",
}
DRAFT = {"checkout-draft": "Draft"}


class Storage(Enum):
    """``hpos``: order tables, WooCommerce 11.0.1. ``legacy``: orders as posts, WooCommerce 8.0.3."""

    HPOS = "hpos"
    LEGACY = "legacy"

    @property
    def version(self) -> str:
        """The WooCommerce release this storage was measured on."""
        return "11.0.1" if self is Storage.HPOS else "8.0.3"

    @property
    def outside_any(self) -> frozenset[str]:
        """Statuses that ``status=any`` leaves out."""
        common = frozenset({"trash", "auto-draft"})
        return common | {"checkout-draft"} if self is Storage.HPOS else common

    def moves_date_modified(self, operation: Operation) -> bool:
        """Tell whether the operation changes ``date_modified`` (measured, 26 operations on both storages)."""
        if operation in _ALWAYS:
            return True
        return self is Storage.HPOS and operation is Operation.SAVE


class Operation(Enum):
    """What can be done to an order, as far as ``date_modified`` tells it apart."""

    STATUS = "status"  # another status, payment complete
    REFUND = "refund"  # a refund is made
    TRASH = "trash"
    UNTRASH = "untrash"
    SAVE = "save"  # address, line, meta through the order object or REST, or saved without change
    REFUND_DELETED = "refund deleted"
    BEHIND = "behind"  # a plugin writes the table, an item or a note itself


_ALWAYS = frozenset({Operation.STATUS, Operation.REFUND, Operation.TRASH, Operation.UNTRASH})

# Which webhooks an operation fires (measured). Deleting for good, a deleted refund and plugins fire none.
TOLD = {
    Operation.STATUS: ("order.updated",),
    Operation.SAVE: ("order.updated",),
    Operation.REFUND: ("order.updated", "action.woocommerce_order_refunded"),
    Operation.TRASH: ("order.deleted",),
    Operation.UNTRASH: ("order.restored",),
}
