"""Orders in the back office: the list with its search and filters, and the pages of one order."""

from hub.admin.orders.admin import OrderAdmin

__all__ = ["OrderAdmin"]
