"""A server that answers as Odoo 17 (JSON-RPC) and 19 (JSON-RPC and JSON-2) do, with its state in memory.

What lives here: an Odoo as its API users meet it: models, domains, `load`, taxes, sequences, access rights,
errors, and faults on command (`control`). What must not: anything the hub needs at run time, Django, and
third-party packages.

    >>> from sandbox.odoo import OdooSandbox
    >>> with OdooSandbox(version="17") as odoo:
    ...     odoo.url, odoo.database, odoo.login, odoo.api_key  # doctest: +SKIP
"""

from sandbox.odoo.faults import Fault
from sandbox.odoo.sandbox import OdooSandbox
from sandbox.odoo.seed.catalogue import Product

__all__ = ["Fault", "OdooSandbox", "Product"]
