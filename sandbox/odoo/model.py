"""What every model has: its declaration, names, reading and searching, writing, importing.

A model of the sandbox is a class with `name`, `label`, `order` and `FIELDS`; public methods carry a mark of
`rpc`. Methods that clients call check access; `insert`, `modify` and `remove` are for the server's own use
and do not.
"""

from typing import Any

from sandbox.odoo.env import Env
from sandbox.odoo.load import load
from sandbox.odoo.rpc import model_method
from sandbox.odoo.writing import WritingModel


class Model(WritingModel):
    """A complete model."""

    @model_method
    def load(self, env: Env, fields: list[str], data: list[list[Any]]) -> dict[str, Any]:
        """Import rows by external id; see `sandbox.odoo.load`."""
        return load(env, self, fields, data)
