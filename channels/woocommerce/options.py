"""The choices a merchant may make for one WooCommerce shop."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.option_values import positive, text, words, wrong_option
from hub.sentences import say

HELP = {
    "status_map": say(
        "custom status = the standard one it is treated like: expediee=completed, packed=pending"
    ),
    "vat_id_keys": say("further meta keys that hold a VAT id, most trusted first: _my_vat, company_vat"),
    "sign_url": say("address to sign for (OAuth) where a proxy hides https from PHP: http://shop.example"),
    "per_minute": say("calls per minute that the shop's hosting allows, if fewer than 600"),
}
STANDARD_STATUSES = ("pending", "on-hold", "processing", "completed", "cancelled", "refunded", "failed")


@dataclass(frozen=True, slots=True)
class Options:
    """The choices, read and checked."""

    status_map: Mapping[str, str]
    vat_id_keys: tuple[str, ...]
    sign_url: str
    per_minute: int | None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Options":
        """Read from what a form, a command or a document holds; raises `ConfigError` naming the option."""
        return cls(
            status_map=_statuses(given.get("status_map") or {}),
            vat_id_keys=tuple(words("vat_id_keys", given.get("vat_id_keys") or "")),
            sign_url=text("sign_url", given.get("sign_url") or ""),
            per_minute=positive("per_minute", given.get("per_minute")),
        )


def _statuses(given: Any) -> dict[str, str]:
    if isinstance(given, str):
        given = dict(_pair(entry) for entry in words("status_map", given))
    if not isinstance(given, Mapping):
        raise wrong_option("status_map", say("{given} is no list of custom=standard", given=repr(given)))
    statuses = {str(custom).removeprefix("wc-"): standard for custom, standard in given.items()}
    for custom, standard in statuses.items():
        if standard not in STANDARD_STATUSES:
            raise wrong_option(
                "status_map",
                say(
                    "{entry}: {meaning} is none of {known}",
                    entry=f"{custom}={standard}",
                    meaning=repr(standard),
                    known=", ".join(STANDARD_STATUSES),
                ),
            )
    return statuses


def _pair(entry: str) -> tuple[str, str]:
    custom, sign, standard = (part.strip() for part in entry.partition("="))
    if not (custom and sign and standard):
        raise wrong_option("status_map", say("{entry} is not custom=standard", entry=repr(entry)))
    return custom, standard
