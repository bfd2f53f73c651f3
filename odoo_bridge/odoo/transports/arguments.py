"""Named parameters as `execute_kw` and `call_kw` take them: some by position only."""

from collections.abc import Mapping, Sequence
from typing import Any

# Parameters that the server takes by position only, on some version between 14 and 18.
_POSITIONAL = {
    "load": ("fields", "data"),
    "create": ("vals_list",),
    "write": ("vals",),
    "fields_get": ("allfields",),
}


def arguments(
    method: str, ids: Sequence[int] | None, params: Mapping[str, Any], context: Mapping[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """The `args` and `kwargs` of a call."""
    by_position = _POSITIONAL.get(method, ())
    positional = [params[name] for name in by_position if name in params]
    named = {name: value for name, value in params.items() if name not in by_position}
    return ([list(ids)] if ids is not None else []) + positional, {**named, "context": dict(context)}
