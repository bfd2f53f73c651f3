"""The choices a merchant may make for one Shopify shop."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.option_values import words
from hub.sentences import say

HELP = {
    "vat_id_keys": say(
        "further cart attributes that hold a VAT id, most trusted first: Notre TVA, company_vat"
    ),
}


@dataclass(frozen=True, slots=True)
class Options:
    """The choices, read and checked."""

    vat_id_keys: tuple[str, ...] = ()

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Options":
        """Read from what a form, a command or a document holds; raises `ConfigError` naming the option."""
        return cls(vat_id_keys=tuple(words("vat_id_keys", given.get("vat_id_keys") or "")))
