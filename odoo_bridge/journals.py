"""Which Odoo journal a shop's payments by a method belong to: chosen by people, kept as ids."""

from hub.errors import ConfigError
from hub.models import Shop
from hub.sentences import say
from odoo_bridge.models import OdooConnection, PaymentMapping


class JournalMissingError(ConfigError):
    """Nobody has chosen a journal for a payment method yet; `waits_for` names the row to fill in."""

    def __init__(self, shop: Shop, method: str) -> None:
        self.waits_for = waits_for(shop, method)
        super().__init__(
            "journal_missing",
            say(
                "Nobody has chosen the Odoo journal for payments of shop {shop} by {method}.",
                shop=shop.slug,
                method=method or "unknown",
            ),
            say("Choose it in the table of payment journals; the orders that wait go on by themselves."),
        )


def journal_of(connection: OdooConnection, shop: Shop, method: str) -> int:
    """The journal's id. A method that is met for the first time gets its row, for a person to fill in."""
    row, _ = PaymentMapping.objects.get_or_create(connection=connection, shop=shop, method=_kept(method))
    if row.journal_id is None:
        raise JournalMissingError(shop, row.method)
    return row.journal_id


def chosen_journal(connection: OdooConnection, shop: Shop, method: str) -> int:
    """The same for who only looks: a new method gets no row."""
    rows = PaymentMapping.objects.filter(connection=connection, shop=shop, method=_kept(method))
    row = rows.exclude(journal_id=None).first()
    if row is None or row.journal_id is None:
        raise JournalMissingError(shop, _kept(method))
    return row.journal_id


def _kept(method: str) -> str:
    return method[: PaymentMapping.LONGEST_METHOD]


def waits_for(shop: Shop, method: str) -> str:
    """How deliveries name the row that they wait for."""
    return f"journal:{shop.slug}:{method}"[:255]
