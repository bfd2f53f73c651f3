"""Our own number, with which VIES is asked."""

from hub.models import Shop
from odoo_bridge.models import OdooConnection
from odoo_bridge.vat.numbers import VatNumber, parse


def of_connection(connection: OdooConnection) -> VatNumber | None:
    """The company's number; None while nobody has typed it in: an answer then proves nothing."""
    number = parse(connection.seller_vat_id)
    return number if number.in_vies else None


def of_shop(shop: Shop | None) -> VatNumber | None:
    """Of the company that the shop's orders go to; without a shop, of the only company that there is."""
    connections = OdooConnection.objects.defer("secrets").exclude(seller_vat_id="")
    if shop is not None:
        connections = connections.filter(policies__shop=shop)
    numbers = {connection.seller_vat_id for connection in connections}
    return parse(numbers.pop()) if len(numbers) == 1 else None
