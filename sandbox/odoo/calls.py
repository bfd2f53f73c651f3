"""What both transports share: finding a public method, binding its arguments, calling it."""

from dataclasses import dataclass, field
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

from sandbox.odoo.engine import Engine
from sandbox.odoo.env import Env
from sandbox.odoo.errors import AccessError
from sandbox.odoo.faults import Aim
from sandbox.odoo.rpc import Kind, kind_of, signature_of

if TYPE_CHECKING:
    from sandbox.odoo.model import Model


@dataclass
class Call:
    """One call of a model's method; `ids` is empty for model methods."""

    model: str
    method: str
    ids: list[int] = field(default_factory=list)
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def records(self) -> int:
        """How many records or orders the call works on, for latencies that grow with them."""
        rows = (
            self.kwargs.get("data") or self.kwargs.get("vals_list") or (self.args[-1] if self.args else None)
        )
        made = list(rows) if isinstance(rows, list) else []
        if self.method == "load":
            made = [row for row in made if row and row[0]]
        return max(len(self.ids), len(made), len(self.context.get("active_ids") or ()), 1)


def perform(engine: Engine, uid: int, call: Call) -> Any:
    """Run the call as one transaction and return its result. The snapshot is taken before any waiting."""
    env = engine.env(uid, call.context)
    said = repr((call.args, call.kwargs)) if engine.faults.planned else ""
    aim = Aim(call.model, call.method, call.records, said)
    return engine.run(env, aim, lambda e: _invoke(e, call))


def _invoke(env: Env, call: Call) -> Any:
    model = env.model(call.model)
    method = getattr(model, call.method)
    if kind_of(model, call.method) is Kind.MODEL:
        return method(env, *call.args, **call.kwargs)
    return method(env, call.ids, *call.args, **call.kwargs)


def check_not_private(version: int, model: str, method: str) -> None:
    """Raise AccessError for a method whose name begins with an underscore."""
    if method.startswith("_"):
        shown = method if version < 19 else f"'{model}.{method}'"
        raise AccessError(f"Private methods (such as {shown}) cannot be called remotely.")


def check_arguments(model: "Model", method: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Raise TypeError in the words of Python's own call when the arguments do not fit."""
    signature = signature_of(getattr(type(model), method))
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        prefix = "" if model.registry.version < 19 else f"{model.class_name}."
        raise TypeError(f"{prefix}{method}() {_complaint(signature, args, kwargs)}") from None


def _complaint(signature: Signature, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    positional = [p for p in signature.parameters.values() if p.kind is Parameter.POSITIONAL_OR_KEYWORD]
    open_ended = any(p.kind is Parameter.VAR_KEYWORD for p in signature.parameters.values())
    unexpected = [] if open_ended else [name for name in kwargs if name not in signature.parameters]
    if unexpected:
        return f"got an unexpected keyword argument '{unexpected[0]}'"
    if len(args) > len(positional):
        return f"takes {len(positional) + 1} positional arguments but {len(args) + 1} were given"
    twice = [p.name for p in positional[: len(args)] if p.name in kwargs]
    if twice:
        return f"got multiple values for argument '{twice[0]}'"
    missing = [
        f"'{p.name}'"
        for p in positional[len(args) :]
        if p.default is Parameter.empty and p.name not in kwargs
    ]
    plural = "s" if len(missing) > 1 else ""
    return f"missing {len(missing)} required positional argument{plural}: {' and '.join(missing)}"
