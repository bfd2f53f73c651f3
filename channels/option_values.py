"""Reading the choices that a merchant typed for a shop; each refusal names the option and the reason."""

from collections.abc import Collection, Iterable
from typing import Any

from hub.errors import ConfigError
from hub.sentences import say


def wrong_option(name: str, reason: str) -> ConfigError:
    """The error of an option that cannot be used."""
    return ConfigError(
        "bad_option",
        say("Option {name}: {reason}.", name=name, reason=reason),
        say("Correct the options of this shop."),
    )


def refuse_unknown(given: Iterable[str], known: Collection[str], platform: str) -> None:
    """Raises for the first option that the platform does not have."""
    for name in given:
        if name not in known:
            raise wrong_option(
                name,
                say("is no option of {platform} (known: {known})", platform=platform, known=", ".join(known)),
            )


def words(name: str, given: Any) -> list[str]:
    """Words from a list, or from text with commas between them; empty ones do not count."""
    if isinstance(given, str):
        given = given.split(",")
    if not isinstance(given, list | tuple) or not all(isinstance(word, str) for word in given):
        raise wrong_option(name, say("{given} is no list of words", given=repr(given)))
    return [word.strip() for word in given if word.strip()]


def text(name: str, given: Any) -> str:
    """Text without blanks around it."""
    if not isinstance(given, str):
        raise wrong_option(name, say("{given} is no text", given=repr(given)))
    return given.strip()


def positive(name: str, given: Any) -> int | None:
    """A whole number above zero; None where nothing was typed."""
    if given in (None, ""):
        return None
    try:
        number = int(given)
    except (TypeError, ValueError):
        number = 0
    if number < 1 or isinstance(given, bool):
        raise wrong_option(name, say("{given} is no whole number above zero", given=repr(given)))
    return number
