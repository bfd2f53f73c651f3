"""The customers' partners in Odoo: known, adopted from the merchant's own, or created; many in a call."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.errors import AffluentError
from hub.order import Order
from odoo_bridge.customers import changes
from odoo_bridge.customers.addresses import AddressBook, Partners
from odoo_bridge.customers.drafts import Places
from odoo_bridge.customers.identity import Buyer
from odoo_bridge.customers.known import Known, known
from odoo_bridge.customers.memory import STORED, Memory
from odoo_bridge.customers.newcomers import Newcomers
from odoo_bridge.customers.remembering import Resolved
from odoo_bridge.customers.survivors import mend_gone
from odoo_bridge.customers.verdict import choose
from odoo_bridge.external_ids import ExternalIds
from odoo_bridge.models import OdooConnection, Partner
from odoo_bridge.odoo.client import Odoo

__all__ = ["Directory", "Partners"]
_SHARED = "customers"  # customers and addresses are the same whatever shop they buy at


@dataclass(frozen=True, slots=True)
class Directory:
    """The customers of one Odoo, as seen in one batch of orders."""

    connection: OdooConnection
    odoo: Odoo
    places: Places
    memory: Memory = STORED

    def find_or_create(self, buyers: Sequence[Buyer]) -> list[Resolved | AffluentError]:
        """Who bought, or why nobody can say; remembered, so that each is searched only once.

        A known customer is taken first, then the merchant's own partner is adopted, else one is created
        under our external id, which several bridges at once agree on. The caller holds the leases of the
        buyers' keys. Raises `BusinessError` when Odoo refuses one of them: then none was created.
        """
        book = known(self.connection, buyers, self.memory)
        answers: dict[int, Resolved | AffluentError] = {}
        for number, buyer in enumerate(buyers):
            one = _known_one(buyer, book)
            if one is not None:
                answers[number] = one
        strangers = [number for number in range(len(buyers)) if number not in answers]
        if strangers:
            newcomers = Newcomers(self.connection, self.odoo, self.places, self._ids, book)
            for number, answer in answers.items():
                if isinstance(answer, Resolved):
                    newcomers.learn(answer.partner.partner_id, buyers[number])
            answers |= zip(strangers, newcomers.resolve([buyers[n] for n in strangers]), strict=True)
        found = {n: answer for n, answer in answers.items() if isinstance(answer, Resolved)}
        kept = self.memory.remember(self.connection, list(found.values()), book.links)
        answers |= zip(found, kept, strict=True)
        return [answers[number] for number in range(len(buyers))]

    def addresses(self, orders: Sequence[tuple[Order, Partner]]) -> list[Partners]:
        """The invoice and delivery partners: children of the customer, one for each different address."""
        return AddressBook(self.odoo, self.places, self._ids, self.memory).of(orders)

    def tell_changes(self, found: Sequence[Resolved]) -> list[tuple[Resolved, str]]:
        """Bring our own partners up to date; returns what to note in the orders' histories."""
        return changes.apply(self.odoo, found, self.memory)

    def mend_gone(self, buyer: Buyer, partner: Partner) -> None:
        """Raise `TransientError` after mending a customer that was merged away or deleted in Odoo."""
        mend_gone(self.odoo, self.places, buyer, partner)

    @property
    def _ids(self) -> ExternalIds:
        return ExternalIds(self.connection.prefix, _SHARED)


def _known_one(buyer: Buyer, book: Known) -> Resolved | None:
    if book.wants_own(buyer):
        return None
    choice = choose(buyer.identity, book.near(buyer), buyer.rules)
    if choice.found is None:
        return None
    partner = book.partners[choice.found.candidate.partner_id]
    return Resolved(buyer, partner, choice.found.rule, choice.found.reasons)
