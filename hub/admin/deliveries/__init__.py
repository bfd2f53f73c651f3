"""Deliveries in the back office: what is on its way to a target, what stopped it, and what to do."""

from hub.admin.deliveries.admin import DeliveryAdmin

__all__ = ["DeliveryAdmin"]
