"""The models of one Odoo version, and which groups its users have."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.odoo.model import Model


class Registry:
    """Models by technical name, for one version of Odoo."""

    def __init__(self, version: int, models: "Iterable[type[Model]]") -> None:
        self.version = version
        self._groups: dict[int, frozenset[str]] = {}
        self._models = {cls.name: cls(self) for cls in models if cls.only in (None, version)}

    def __getitem__(self, name: str) -> "Model":
        return self._models[name]

    def __contains__(self, name: str) -> bool:
        return name in self._models

    def __iter__(self) -> "Iterator[Model]":
        return iter(self._models.values())

    def groups_of(self, uid: int) -> frozenset[str]:
        """External ids of a user's groups."""
        return self._groups.get(uid, frozenset())

    def set_groups(self, uid: int, groups: Iterable[str]) -> None:
        """Give a user exactly these groups."""
        self._groups[uid] = frozenset(groups)
