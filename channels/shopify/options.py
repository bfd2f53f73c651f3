"""The choices a merchant may make for one Shopify shop."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.errors import ConfigError

HELP = {
    "vat_id_keys": "further cart attributes that hold a VAT id, most trusted first: Notre TVA, company_vat",
}


@dataclass(frozen=True, slots=True)
class Options:
    """The choices, read and checked."""

    vat_id_keys: tuple[str, ...] = ()

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Options":
        """Read from what a form, a command or a document holds; raises `ConfigError` naming the option."""
        for name in given:
            if name not in HELP:
                raise _wrong(name, f"is no option of Shopify (known: {', '.join(HELP)})")
        return cls(vat_id_keys=_words("vat_id_keys", given.get("vat_id_keys") or ""))


def _words(name: str, given: Any) -> tuple[str, ...]:
    if isinstance(given, str):
        given = given.split(",")
    if not isinstance(given, list | tuple) or not all(isinstance(word, str) for word in given):
        raise _wrong(name, f"{given!r} is no list of words")
    return tuple(word.strip() for word in given if word.strip())


def _wrong(name: str, reason: str) -> ConfigError:
    return ConfigError("bad_option", f"Option {name}: {reason}.", "Correct the options of this shop.")
