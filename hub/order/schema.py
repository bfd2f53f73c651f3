"""The JSON Schema of the unified order, made from its types so that it cannot drift from them."""

import dataclasses
import types
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

from hub.order.document import number_format, type_hints
from hub.order.model import SCHEMA, Order

_AMOUNT = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{1,6})?$"}
_NUMBER = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
_TIME = {"type": "string", "format": "date-time", "pattern": "Z$"}


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of a unified order document."""
    definitions: dict[str, Any] = {}
    root = _object(Order, definitions)
    root["properties"] = {"schema": {"const": SCHEMA}, **root["properties"]}
    root["required"] = ["schema", *root["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Unified order, version 1",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _object(cls: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    properties = {name: _property(hint, definitions) for name, hint in type_hints(cls).items()}
    return {
        "type": "object",
        "description": (cls.__doc__ or "").split("\n\n")[0],
        "properties": properties,
        "required": [item.name for item in dataclasses.fields(cls)],
        "additionalProperties": False,
    }


def _property(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = next(arg for arg in get_args(hint) if arg is not type(None))
        return {"anyOf": [_property(inner, definitions), {"type": "null"}]}
    if origin is Annotated and number_format(hint) == "number":
        return dict(_NUMBER)
    if origin is Annotated:
        return _property(get_args(hint)[0], definitions)
    if origin is tuple:
        return {"type": "array", "items": _property(get_args(hint)[0], definitions)}
    if dataclasses.is_dataclass(hint):
        return _reference(hint, definitions)  # type: ignore[arg-type] # narrowed to a class
    return _scalar(hint)


def _reference(cls: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    if cls.__name__ not in definitions:
        definitions[cls.__name__] = {}
        definitions[cls.__name__] = _object(cls, definitions)
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _scalar(hint: Any) -> dict[str, Any]:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"type": "string", "enum": [member.value for member in hint]}
    if get_origin(hint) is Mapping:
        return {"type": "object"}
    return dict({Decimal: _AMOUNT, datetime: _TIME, bool: {"type": "boolean"}, str: {"type": "string"}}[hint])
