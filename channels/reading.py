"""Untrusted JSON, read field by field. Every failure is a `ContractError` naming field and reason."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from channels.text import clean, one_line
from hub.errors import ContractError
from hub.order.money import quantize
from hub.sentences import say

T = TypeVar("T")

_MISSING: Any = object()
_INDEX = re.compile(r"\d{1,9}", re.ASCII)
_MOST_DIGITS = 28  # what decimal arithmetic keeps exactly
_MOST_INTEGER_DIGITS = 15  # more than any amount of money, and safe for every database
# Decimal() itself would also take "1_000", "NaN" and the digits of every script.
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


class Reading:
    """A JSON value and where it stands; `about` names the order in messages ("order 4711").

    Paths are dotted (`"billing.email"`). A default stands for a field that is missing or null;
    without one such a field is an error. A field of the wrong type is always an error.
    """

    __slots__ = ("about", "path", "value")

    def __init__(self, value: Any, about: str, path: str = "") -> None:
        self.value = value
        self.about = about
        self.path = path

    def at(self, path: str) -> "Reading":
        """The object at the path, to read on from there."""
        found = self._find(path)
        if not isinstance(found, dict):
            raise self.error(path, say("{found} is not an object", found=_shown(found)))
        return Reading(found, self.about, self._full(path))

    def optional(self, path: str) -> "Reading":
        """The object at the path; an empty one where it is missing or null."""
        return self.at(path) if self.has(path) else Reading({}, self.about, self._full(path))

    def list(self, path: str, *, required: bool = False) -> "list[Reading]":
        """The objects of the list at the path; empty where it is missing or null, unless `required`.

        PHP writes a list with a gap as an object of numbered entries, and an empty object as `[]`.
        """
        found = self._find(path, _MISSING if required else [])
        if isinstance(found, dict) and found and all(_INDEX.fullmatch(name) for name in found):
            found = list(found.values())
        if not isinstance(found, list):
            raise self.error(path, say("{found} is not a list", found=_shown(found)))
        entries = [{} if item == [] else item for item in found]
        items = [Reading(item, self.about, f"{self._full(path)}[{i}]") for i, item in enumerate(entries)]
        for item in items:
            if not isinstance(item.value, dict):
                raise item.error("", say("{found} is not an object", found=_shown(item.value)))
        return items

    def has(self, path: str) -> bool:
        """Whether there is something other than null at the path."""
        return self._find(path, None) is not None

    def text(self, path: str, default: T = _MISSING) -> str | T:
        """Text, without what no database can hold."""
        found = self._find(path, default)
        if found is default:
            return found
        if not isinstance(found, str):
            raise self.error(path, say("{found} is not text", found=_shown(found)))
        return clean(found)

    def identifier(self, path: str, default: T = _MISSING) -> str | T:
        """An id as text, whether the platform sends it as a number or as text; never empty."""
        found = self._find(path, default)
        if found is default:
            return found
        if isinstance(found, bool) or not isinstance(found, int | str) or found == "":
            raise self.error(path, say("{found} is not an id", found=_shown(found)))
        return clean(str(found))

    def decimal(self, path: str, default: T = _MISSING) -> Decimal | T:
        """A finite number, sent as text or as a JSON number; empty text counts as missing."""
        found = self._find(path, default)
        if found == "" and default is not _MISSING:
            return default
        if found is default:
            return found
        number = _decimal(found)
        if number is None:
            raise self.error(path, say("{found} is not a number", found=_shown(found)))
        return number

    def amount(self, path: str, currency: str) -> Decimal:
        """An amount of money, rounded half up to the currency's decimals."""
        return quantize(self.decimal(path), currency)

    def flag(self, path: str, default: T = _MISSING) -> bool | T:
        """True or false."""
        found = self._find(path, default)
        if found is not default and not isinstance(found, bool):
            raise self.error(path, say("{found} is neither true nor false", found=_shown(found)))
        return found

    def utc(self, path: str, default: T = _MISSING) -> datetime | T:
        """An ISO-8601 time; one without an offset is taken as UTC, which the caller must know it to be."""
        found = self._find(path, default)
        if found is default:
            return found
        try:
            moment = datetime.fromisoformat(found)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            raise self.error(path, say("{found} is not a time", found=_shown(found))) from None

    def error(self, path: str, reason: str) -> ContractError:
        """The error to raise when what stands at the path cannot be used."""
        field = self._full(path) or "document"
        return ContractError(
            "unreadable_field",
            say("{about}: {field}: {reason}.", about=self.about, field=field, reason=reason),
            say(
                "Compare the stored raw answer with the platform's documentation; a mended mapping "
                "re-reads it."
            ),
        )

    def _find(self, path: str, default: Any = _MISSING) -> Any:
        """What stands at the path; the default for what is missing or null."""
        found = self.value
        for name in _names(path):
            if not isinstance(found, dict):
                raise self.error(path, say("{found} is not an object", found=_shown(found)))
            found = found.get(name)
            if found is None:
                break
        if found is not None:
            return found
        if default is _MISSING:
            raise self.error(path, say("is missing"))
        return default

    def _full(self, path: str) -> str:
        return ".".join(part for part in (self.path, path) if part)


def about_order(raw: Any) -> str:
    """How messages name a raw order, whatever else is wrong with it: by its id, also of one under `order`."""
    holder = raw.get("order", raw) if isinstance(raw, dict) else None
    found = holder.get("id") if isinstance(holder, dict) else None
    known = isinstance(found, str | int) and not isinstance(found, bool)
    return say("order {id}", id=one_line(str(found), 40)) if known else say("order without id")


def _names(path: str) -> Iterator[str]:
    return (name for name in path.split(".") if name)


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    if isinstance(value, int) and value.bit_length() > 64:
        return None
    # repr() of a float is its shortest exact spelling: 9.975 stays 9.975.
    text = repr(value) if isinstance(value, float) else str(value).strip()
    if len(text) > 2 * _MOST_DIGITS or not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text)
    fits = len(number.as_tuple().digits) <= _MOST_DIGITS and number.adjusted() < _MOST_INTEGER_DIGITS
    return number if fits or not number else None


def _shown(value: Any) -> str:
    return one_line(repr(value), 80)
