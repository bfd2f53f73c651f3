"""The choices a merchant may make for one PrestaShop shop."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.errors import ConfigError

HELP = {
    "id_shop": "which shop of a multi-shop installation: its number, or all",
    "status_map": "id of an order state = what it means: 14=completed, 15=cancelled "
    "(pending, open, completed, cancelled, refunded, failed)",
    "admin_folder": "name of the back office's folder, for links to orders: admin123abc",
    "per_minute": "calls per minute that the shop's hosting allows, if fewer than 600",
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
        for name in given:
            if name not in HELP:
                raise _wrong(name, f"is no option of PrestaShop (known: {', '.join(HELP)})")
        return cls(
            id_shop=_shop(given.get("id_shop")),
            status_map=_meanings(given.get("status_map") or {}),
            admin_folder=_text("admin_folder", given.get("admin_folder") or "").strip("/"),
            per_minute=_positive("per_minute", given.get("per_minute")),
        )


def _shop(given: Any) -> str:
    if given in (None, "", "all"):
        return given or ""
    return str(_positive("id_shop", given))


def _meanings(given: Any) -> dict[str, str]:
    if isinstance(given, str):
        given = dict(_pair(entry.strip()) for entry in given.split(",") if entry.strip())
    if not isinstance(given, Mapping):
        raise _wrong("status_map", f"{given!r} is no list of id=meaning")
    found = {str(state): meaning for state, meaning in given.items()}
    for state, meaning in found.items():
        if meaning not in MEANINGS:
            raise _wrong("status_map", f"{state}={meaning}: {meaning!r} is none of {', '.join(MEANINGS)}")
    return found


def _pair(entry: str) -> tuple[str, str]:
    state, sign, meaning = (part.strip() for part in entry.partition("="))
    if not (state and sign and meaning):
        raise _wrong("status_map", f"{entry!r} is not id=meaning")
    return state, meaning


def _text(name: str, given: Any) -> str:
    if not isinstance(given, str):
        raise _wrong(name, f"{given!r} is no text")
    return given.strip()


def _positive(name: str, given: Any) -> int | None:
    if given in (None, ""):
        return None
    try:
        number = int(given)
    except (TypeError, ValueError):
        number = 0
    if number < 1 or isinstance(given, bool):
        raise _wrong(name, f"{given!r} is no whole number above zero")
    return number


def _wrong(name: str, reason: str) -> ConfigError:
    return ConfigError("bad_option", f"Option {name}: {reason}.", "Correct the options of this shop.")
