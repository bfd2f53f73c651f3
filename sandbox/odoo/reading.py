"""Reading and searching, as clients may do it."""

from typing import Any

from sandbox.odoo import access
from sandbox.odoo import domain as domains
from sandbox.odoo.database import Row
from sandbox.odoo.declared import DeclaredModel
from sandbox.odoo.env import Env
from sandbox.odoo.errors import AccessError
from sandbox.odoo.rpc import model_method, record_method


class ReadingModel(DeclaredModel):
    """A model that can be read and searched."""

    method_versions = {"has_access": 19}

    @record_method
    def read(self, env: Env, ids: list[int], fields: Any = None, load: str = "_classic_read") -> list[Row]:
        """The records that exist, each as a dict of JSON values. Raises AccessError for hidden ones."""
        access.check(env, self, "read")
        names = self._names(fields)
        table = env.table(self.name)
        rows = [table.rows[i] for i in ids if i in table.rows]
        access.check_visible(env, self, rows)
        return [self.shown(env, row, names) for row in rows]

    @model_method
    def search_read(
        self,
        env: Env,
        domain: Any = None,
        fields: Any = None,
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
        **read_kwargs: Any,
    ) -> list[Row]:
        """Search, then read."""
        access.check(env, self, "read")
        names = self._names(fields)
        return [self.shown(env, row, names) for row in self._found(env, domain, offset, limit, order)]

    @model_method
    def search(
        self, env: Env, domain: Any, offset: int = 0, limit: int | None = None, order: str | None = None
    ) -> list[int]:
        """The ids of the visible records that fit the domain."""
        access.check(env, self, "read")
        return [row["id"] for row in self._found(env, domain, offset, limit, order)]

    @model_method
    def search_count(self, env: Env, domain: Any, limit: int | None = None) -> int:
        """How many visible records fit the domain."""
        access.check(env, self, "read")
        return len(self._found(env, domain, 0, limit, None))

    @model_method
    def name_search(
        self, env: Env, name: str = "", args: Any = None, operator: str = "ilike", limit: int = 100
    ) -> list[list[Any]]:
        """Id and display name of the records whose name fits."""
        found = self._found(env, [*(args or []), [self.rec_name, operator, name]], 0, limit, None)
        return [[row["id"], self.name_of_row(env, row)] for row in found]

    @model_method
    def fields_get(self, env: Env, allfields: Any = None, attributes: Any = None) -> dict[str, Row]:
        """The description of the named fields; unknown names are left out."""
        wanted = [name for name in self.fields if not allfields or name in allfields]
        described = {name: {**self.fields[name].describe(), "name": name} for name in wanted}
        if not attributes:
            return described
        return {n: {k: v for k, v in d.items() if k in attributes} for n, d in described.items()}

    @model_method
    def check_access_rights(self, env: Env, operation: str, raise_exception: bool = True) -> bool:
        """Whether the user's groups allow the operation. Raises AccessError when asked to."""
        if raise_exception:
            access.check(env, self, operation)
        return access.allowed(env, self.name, operation)

    @record_method
    def has_access(self, env: Env, ids: list[int], operation: str) -> bool:
        """Whether the operation is allowed on these records."""
        try:
            access.check(env, self, operation)
            access.check_visible(env, self, [env.row(self.name, record) for record in ids])
        except AccessError:
            return False
        return True

    def shown(self, env: Env, row: Row, names: list[str]) -> Row:
        """One row as the dict of JSON values a client gets; `id` comes always."""
        shown: Row = {"id": row["id"]}
        for name in names:
            shown[name] = self.fields[name].show(env, self.value(env, row, name))
        return shown

    def find(self, env: Env, domain: Any, order: str | None = None) -> list[Row]:
        """The rows that fit, for the server's own use: no rules; archived ones are skipped as in a search."""
        full = self._with_active(env, list(domain or []))
        fits = domains.matcher(env, self, full)
        rows = env.table(self.name).rows
        return self.sort(env, [rows[i] for i in domains.candidates(env, self, full) if fits(rows[i])], order)

    def _found(self, env: Env, domain: Any, offset: int, limit: int | None, order: str | None) -> list[Row]:
        access.check_companies(env, self)
        rows = [row for row in self.find(env, domain, order) if access.visible(env, self, row)]
        return rows[offset : offset + limit if limit else None]

    def _with_active(self, env: Env, domain: list[Any]) -> list[Any]:
        tested = env.context.get("active_test", True)
        if "active" not in self.fields or not tested or domains.mentions(domain, "active"):
            return domain
        return [["active", "=", True], *domain]

    def _names(self, fields: Any) -> list[str]:
        names = list(fields) if fields else [name for name in self.fields if name != "id"]
        for name in names:
            if name not in self.fields:
                word = "on model" if self.registry.version < 19 else "on"
                raise ValueError(f"Invalid field {name!r} {word} {self.name!r}")
        return [name for name in names if name != "id"]
