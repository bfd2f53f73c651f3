"""What a walk goes by when it only looks: as the delivery does, but it stores nothing."""

from collections.abc import Collection

from hub.models import Shop
from odoo_bridge import journals
from odoo_bridge.booking.filling import completed
from odoo_bridge.booking.table import BookingTable, Place
from odoo_bridge.knowledge import Knowledge
from odoo_bridge.models import OdooConnection
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.preview.forgetful import ShortMemory
from odoo_bridge.vat.orders.slots import VatSlot
from odoo_bridge.vat.stored.register import LookedUp


class Looking(Knowledge):
    """Exactly as strict as the delivery."""

    def __init__(self) -> None:
        super().__init__()
        self.short_memory = ShortMemory()
        self.memory = self.short_memory
        self.vat_register = LookedUp()

    def booking(
        self,
        odoo: Odoo,
        connection: OdooConnection,
        slots: Collection[VatSlot],
        places: Collection[Place],
    ) -> BookingTable:
        """A kind of VAT that is new gets no row."""
        return completed(BookingTable.of(connection), odoo, slots, places, keep=False)

    def journal(self, connection: OdooConnection, shop: Shop, method: str) -> int:
        """A payment method that is new gets no row."""
        return journals.chosen_journal(connection, shop, method)
