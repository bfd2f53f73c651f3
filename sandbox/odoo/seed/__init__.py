"""The data a fresh sandbox Odoo starts with: a French company, its taxes, users, products.

What lives here: seed data, with the database ids that the recorded installations of 17 and 19 had. What must
not: behaviour.
"""

from collections.abc import Sequence

from sandbox.odoo.env import Env
from sandbox.odoo.seed import accounting, catalogue, companies, users, world
from sandbox.odoo.seed.catalogue import Product
from sandbox.odoo.seed.planting import Planter


def plant(env: Env, skus: int, extra: Sequence[Product]) -> None:
    """Fill an empty database: `skus` products SKU001…, then services, then the `extra` products."""
    planter = Planter(env)
    world.plant(planter)
    companies.plant(planter)
    users.plant(planter)
    accounting.plant(planter)
    catalogue.plant(planter, skus, extra)
    env.database.commit()
