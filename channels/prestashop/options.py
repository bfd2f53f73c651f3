"""The choices a merchant may make for one PrestaShop shop."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.option_values import positive, text, wrong_option
from hub.sentences import say

HELP = {
    "id_shop": say("which shop of a multi-shop installation: its number, or all"),
    "status_map": say(
        "id of an order state = what it means: 14=completed, 15=cancelled "
        "(pending, open, completed, cancelled, refunded, failed)"
    ),
    "admin_folder": say("name of the back office's folder, for links to orders: admin123abc"),
    "per_minute": say("calls per minute that the shop's hosting allows, if fewer than 600"),
}
MEANINGS = ("pending", "open", "completed", "cancelled", "refunded", "failed")


@dataclass(frozen=True, slots=True)
class Options:
    """The choices, read and checked."""

    id_shop: str
    status_map: Mapping[str, str]
    admin_folder: str
    per_minute: int | None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Options":
        """Read from what a form, a command or a document holds; raises `ConfigError` naming the option."""
        return cls(
            id_shop=_shop(given.get("id_shop")),
            status_map=_meanings(given.get("status_map") or {}),
            admin_folder=text("admin_folder", given.get("admin_folder") or "").strip("/"),
            per_minute=positive("per_minute", given.get("per_minute")),
        )


def _shop(given: Any) -> str:
    if given in (None, "", "all"):
        return given or ""
    return str(positive("id_shop", given))


def _meanings(given: Any) -> dict[str, str]:
    if isinstance(given, str):
        given = dict(_pair(entry.strip()) for entry in given.split(",") if entry.strip())
    if not isinstance(given, Mapping):
        raise wrong_option("status_map", say("{given} is no list of id=meaning", given=repr(given)))
    found = {str(state): meaning for state, meaning in given.items()}
    for state, meaning in found.items():
        if meaning not in MEANINGS:
            raise wrong_option(
                "status_map",
                say(
                    "{entry}: {meaning} is none of {known}",
                    entry=f"{state}={meaning}",
                    meaning=repr(meaning),
                    known=", ".join(MEANINGS),
                ),
            )
    return found


def _pair(entry: str) -> tuple[str, str]:
    state, sign, meaning = (part.strip() for part in entry.partition("="))
    if not (state and sign and meaning):
        raise wrong_option("status_map", say("{entry} is not id=meaning", entry=repr(entry)))
    return state, meaning
