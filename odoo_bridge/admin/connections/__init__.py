"""Odoo connections in the back office: access, test, and the taxes that were found there."""

from odoo_bridge.admin.connections.admin import OdooConnectionAdmin

__all__ = ["OdooConnectionAdmin"]
