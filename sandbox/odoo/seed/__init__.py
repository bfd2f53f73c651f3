"""The data a fresh sandbox Odoo starts with: a French company, its taxes, users, products.

What lives here: seed data, with the database ids that the recorded installations of 17 and 19 had. What must
not: behaviour.
"""

from collections.abc import Sequence

from sandbox.odoo.database import Database
from sandbox.odoo.env import Env
from sandbox.odoo.registry import Registry
from sandbox.odoo.seed import accounting, catalogue, companies, users, world
from sandbox.odoo.seed.catalogue import Product
from sandbox.odoo.seed.planting import Planter


def plant(database: Database, registry: Registry, skus: int, extra: Sequence[Product]) -> None:
    """Fill an empty database. `skus` products SKU001… are made, then services, then the `extra` ones."""
    planter = Planter(Env(database, registry, uid=2, context={}))
    world.plant(planter)
    companies.plant(planter)
    users.plant(planter)
    accounting.plant(planter)
    catalogue.plant(planter, skus, extra)
    database.commit()
