"""A real Odoo as a target of the tests: reached, looked at, prepared, never emptied."""

from dataclasses import dataclass

from odoo_bridge.odoo import probe
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.transports.wire import Wire
from tests.odoo_target import company, production
from tests.odoo_target.options import Address


class UnwantedError(Exception):
    """The tests must not run there; the text says why, and what to do."""


@dataclass(frozen=True)
class RealOdoo:
    """What the sandbox is in other runs: an address, a user with a key, and one company to work in.

    Nothing is ever deleted there. Every test works under external ids of its own, so that runs can follow
    each other for ever; `company_id` is theirs alone unless somebody named another. `hand` is the
    administrator.
    """

    where: Address
    version: str
    protocol: str
    company_id: int
    hand: Odoo

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.where.url

    @property
    def database(self) -> str:
        """Its database."""
        return self.where.database

    @property
    def login(self) -> str:
        """The bridge's user."""
        return self.where.user

    @property
    def api_key(self) -> str:
        """That user's key."""
        return self.where.key

    @property
    def password(self) -> str:
        """That user's password; empty where nobody told it."""
        return self.where.password


def as_user(where: Address, user: str, key: str, company_id: int | None = None) -> Odoo:
    """A client of that user."""
    access = probe.Access(where.url, where.database, user, key, company_id)
    facts = probe.probe(access, Wire(where.url))
    known = probe.Access(where.url, where.database, user, key, company_id, facts.protocol, facts.uid)
    return probe.connect(known, Wire(where.url))


def reach(where: Address) -> RealOdoo:
    """Look at it, refuse what looks like production, and make what the tests need.

    Raises `UnwantedError`, and the bridge's own errors when nobody answers or a key is refused.
    """
    wire = Wire(where.url)
    facts = probe.probe(probe.Access(where.url, where.database, where.user, where.key), wire)
    admin = as_user(where, where.admin_user, where.admin_key)
    ours = company.user_ids(admin, (where.user, where.admin_user))
    why = production.reasons(production.look(admin, where.database, ours))
    if why and not where.production:
        raise UnwantedError(
            f"{where.database} at {where.url} looks like production: {'; '.join(why)}. Use a copy of it, or "
            "say --odoo-production."
        )
    company_id = company.prepare(admin, where, ours)
    hand = as_user(where, where.admin_user, where.admin_key, company_id)
    return RealOdoo(where, facts.version, where.protocol or facts.protocol, company_id, hand)


CREATES = (
    "creates there, once, under external ids affluent_tests.*: a company “Affluent tests” (unless "
    "--odoo-company names another) with a chart of accounts, a warehouse, products, sale taxes and a "
    "pricelist; in every run: customers, orders, invoices, credit notes and payments in that company. It "
    "switches on the currencies EUR and USD, lets the two users work in that company, and deletes nothing."
)
