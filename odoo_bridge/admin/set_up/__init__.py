"""The bridge's part of the guided set-up: Odoo connections, and the way of each shop into Odoo."""

from odoo_bridge.admin.set_up.connections import connection_cards
from odoo_bridge.admin.set_up.shops import shop_steps

__all__ = ["connection_cards", "shop_steps"]
