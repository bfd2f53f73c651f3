"""Where it is kept who is who: the hub's tables. A preview has one that stores nothing."""

from collections.abc import Sequence

from odoo_bridge.customers import remembering
from odoo_bridge.customers.remembering import Resolved
from odoo_bridge.models import OdooConnection, Partner, PartnerAddress, PartnerLink


class Memory:
    """Keeps everything in the database at once; `links` and `addresses` are what is known beside it."""

    links: Sequence[PartnerLink] = ()
    addresses: Sequence[PartnerAddress] = ()

    def remember(
        self, connection: OdooConnection, found: Sequence[Resolved], links: dict[str, PartnerLink]
    ) -> list[Resolved]:
        """New customers and the keys that lead to them; `links` are those known before, by key."""
        return remembering.remember(connection, found, links)

    def keep(self, addresses: Sequence[PartnerAddress]) -> None:
        """Addresses that were just made."""
        PartnerAddress.objects.bulk_create(addresses, ignore_conflicts=True)

    def save(self, partner: Partner, fields: Sequence[str]) -> None:
        """What was noted anew of a customer."""
        Partner.objects.filter(pk=partner.pk).update(**{name: getattr(partner, name) for name in fields})


STORED = Memory()
