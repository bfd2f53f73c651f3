"""Pricelists by currency: an order in a foreign currency needs one."""

from hub.errors import ConfigError
from hub.sentences import say


class PricelistMissingError(ConfigError):
    """Odoo has no pricelist in the order's currency; `waits_for` names it."""

    def __init__(self, connection: str, currency: str) -> None:
        self.waits_for = waits_for(currency)
        super().__init__(
            "pricelist_missing",
            say(
                "Odoo {connection} has no pricelist in {currency}, or {currency} is switched off there.",
                connection=connection,
                currency=currency,
            ),
            say(
                "Switch {currency} on in Odoo (Invoicing, Configuration) and create a pricelist in "
                "it (Sales, Configuration); the orders that wait go on by themselves.",
                currency=currency,
            ),
        )


def waits_for(currency: str) -> str:
    """How deliveries name the pricelist that they wait for."""
    return f"pricelist:{currency}"
