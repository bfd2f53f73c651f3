"""Who asks, in which companies, with which context: the surroundings of one call."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sandbox.odoo.database import Database, Row, Table
from sandbox.odoo.errors import AccessError

if TYPE_CHECKING:
    from sandbox.odoo.model import Model
    from sandbox.odoo.registry import Registry

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock a sandbox uses unless it is given another."""
    return datetime.now(UTC)


class Env:
    """The environment of one call: database, models, user, context. `snapshot` is the last commit it can see.

    A `doomed` one loses every race for an external id.
    """

    def __init__(
        self,
        database: Database,
        registry: "Registry",
        uid: int,
        context: dict[str, Any],
        clock: Clock = utc_now,
        snapshot: int | None = None,
    ) -> None:
        self.database = database
        self.registry = registry
        self.uid = uid
        self.context = context
        self.clock = clock
        self.snapshot = database.commits if snapshot is None else snapshot
        self.doomed = False

    @property
    def version(self) -> int:
        """The major version of Odoo this database runs on."""
        return self.registry.version

    def model(self, name: str) -> "Model":
        """The model of that technical name."""
        return self.registry[name]

    def table(self, name: str) -> Table:
        """The stored rows of a model."""
        return self.database.table(name)

    def row(self, model: str, record: int) -> Row:
        """One stored row."""
        return self.table(model).rows[record]

    def children(self, model: str, field: str, parent: int) -> list[Row]:
        """The rows that point to `parent`, in the model's order."""
        table = self.table(model)
        return self.registry[model].sort(self, [table.rows[i] for i in table.where(field, (parent,))])

    def with_context(self, **values: Any) -> "Env":
        """The same environment with some context keys changed."""
        context = {**self.context, **values}
        return Env(self.database, self.registry, self.uid, context, self.clock, self.snapshot)

    @property
    def user(self) -> Row:
        """The row of the user who asks."""
        return self.row("res.users", self.uid)

    @property
    def groups(self) -> frozenset[str]:
        """External ids of the user's groups."""
        return self.registry.groups_of(self.uid)

    @property
    def companies(self) -> tuple[int, ...]:
        """The companies this call may see; without a context all of the user's.

        Raises AccessError when the context asks for one the user does not have.
        """
        own = tuple(self.user["company_ids"])
        asked = tuple(self.context.get("allowed_company_ids") or ())
        if set(asked) - set(own):
            raise AccessError("Access to unauthorized or invalid companies.")
        return asked or own

    @property
    def company(self) -> int:
        """The company new records belong to."""
        if self.context.get("allowed_company_ids"):
            return self.companies[0]
        return int(self.user["company_id"])

    @property
    def now(self) -> str:
        """The present moment, UTC, as Odoo writes it."""
        return self.clock().astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")

    @property
    def today(self) -> date:
        """The present day, UTC."""
        return self.clock().astimezone(UTC).date()
