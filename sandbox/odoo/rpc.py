"""Which methods of a model may be called from outside, and how their arguments are bound.

A *model method* (Odoo's `@api.model`) takes no ids; a *record method* takes ids first. In Python both are
written with the environment, and the latter also with the ids, in front: `def action_confirm(self, env,
ids)`.
"""

import inspect
from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from sandbox.odoo.model import Model

F = TypeVar("F", bound=Callable[..., Any])
MARK = "__odoo_rpc__"


class Kind(Enum):
    """Whether a method works on ids."""

    MODEL = "model"
    RECORDS = "records"


def model_method(function: F) -> F:
    """Mark a method as callable from outside without ids."""
    setattr(function, MARK, Kind.MODEL)
    return function


def record_method(function: F) -> F:
    """Mark a method as callable from outside on ids."""
    setattr(function, MARK, Kind.RECORDS)
    return function


def kind_of(model: "Model", name: str) -> Kind | None:
    """How the method may be called from outside; None when there is no such public method in this version."""
    only = model.method_versions.get(name)
    if only is not None and only != model.registry.version:
        return None
    found = getattr(getattr(type(model), name, None), MARK, None)
    return found if isinstance(found, Kind) else None


@lru_cache(maxsize=512)
def signature_of(function: Callable[..., Any]) -> inspect.Signature:
    """The signature of a public method as a client sees it: without self, env and ids."""
    hidden = 2 if getattr(function, MARK) is Kind.MODEL else 3
    full = inspect.signature(function)
    return full.replace(parameters=list(full.parameters.values())[hidden:])


class Ids(list[int]):
    """Ids returned where Odoo returns a recordset.

    One id over JSON-RPC when one was asked for, always a list in JSON-2.
    """
