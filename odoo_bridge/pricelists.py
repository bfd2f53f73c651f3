"""Pricelists by currency: an order in a foreign currency needs one."""

from hub.errors import ConfigError
from odoo_bridge.odoo.client import Odoo


class PricelistMissingError(ConfigError):
    """Odoo has no pricelist in the order's currency; `waits_for` names it."""

    def __init__(self, connection: str, currency: str) -> None:
        self.waits_for = waits_for(currency)
        super().__init__(
            "pricelist_missing",
            f"Odoo {connection} has no pricelist in {currency}.",
            f"Create a pricelist in {currency} in Odoo (Sales, Configuration); the orders that wait go on by "
            "themselves.",
        )


def waits_for(currency: str) -> str:
    """How deliveries name the pricelist that they wait for."""
    return f"pricelist:{currency}"


def by_currency(odoo: Odoo) -> dict[str, int]:
    """The oldest pricelist of each currency (ISO 4217)."""
    rows = odoo.search_read("product.pricelist", [], ["currency_id"], order="id desc")
    return {str(row["currency_id"][1]): int(row["id"]) for row in rows}
