"""The choices a merchant may make for one Wix site."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.option_values import wrong_option
from hub.sentences import say

HELP = {
    "vat_id_fields": say(
        "further titles of checkout fields with a VAT id, most trusted first: Code, ID fiscale"
    ),
}


@dataclass(frozen=True, slots=True)
class Options:
    """The choices, read and checked; titles in lower case."""

    vat_id_fields: tuple[str, ...] = ()

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Options":
        """Read from what a form, a command or a document holds; raises `ConfigError` naming the option."""
        return cls(vat_id_fields=tuple(_titles("vat_id_fields", given.get("vat_id_fields") or "")))


def _titles(name: str, given: Any) -> list[str]:
    if isinstance(given, str):
        given = given.split(",")
    if not isinstance(given, list | tuple) or not all(isinstance(title, str) for title in given):
        raise wrong_option(name, say("{given} is no list of titles", given=repr(given)))
    return [title.strip().lower() for title in given if title.strip()]
