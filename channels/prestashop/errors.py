"""PrestaShop's error answers in plain words, with the click path that mends them.

Several of its statuses mislead: a misspelt filter is a 500, a wrong host name a redirect to the front page.
"""

import re
from dataclasses import dataclass
from typing import Any

from channels.http import Answer
from channels.prestashop.answers import body
from channels.text import one_line
from hub.errors import AffluentError, ConfigError, ContractError, CredentialsError, TransientError
from hub.sentences import say

KEYS = "Advanced Parameters › Webservice"
_ERROR_SIGNS = (b'"errors"', b"<errors")


@dataclass(frozen=True, slots=True)
class _Known:
    """What one of PrestaShop's error codes means."""

    kind: type[AffluentError]
    code: str
    cause: str
    remedy: str


_NOT_ACTIVE = _Known(
    CredentialsError,
    "unknown_key",
    "the key is unknown or switched off",
    f"Copy the key again from {KEYS}, and switch its status on there.",
)
_MISSING_RIGHT = "In " + KEYS + ", edit the key and tick View (GET) for {}."
_REPORT = (
    "Report it: the shop does not understand what it is asked. A module may have changed its webservice."
)
_KNOWN = {
    18: _Known(
        CredentialsError, "bad_key", "the key is not one", f"Copy all 32 characters of the key from {KEYS}."
    ),
    19: _NOT_ACTIVE,
    20: _NOT_ACTIVE,
    21: _NOT_ACTIVE,
    22: _Known(
        ConfigError,
        "webservice_off",
        "the webservice is switched off",
        f"Set “Enable PrestaShop's webservice” to Yes in {KEYS}.",
    ),
    25: _Known(CredentialsError, "permission_missing", "the key may not do this", _MISSING_RIGHT),
    26: _Known(CredentialsError, "permission_missing", "the key may not read this", _MISSING_RIGHT),
    132: _Known(
        CredentialsError,
        "other_shop",
        "the key belongs to another shop of this installation",
        f"In {KEYS}, associate the key with the shop, or correct the option id_shop.",
    ),
    27: _Known(ContractError, "unknown_resource", "the shop does not have this resource", _REPORT),
    **dict.fromkeys(
        (32, 35, 37, 38), _Known(ContractError, "refused_request", "the shop refuses the question", _REPORT)
    ),
    3: _Known(
        TransientError,
        "php_warning",
        "a warning of PHP spoilt the answer",
        "It is tried again by itself. If it lasts, a module fails: look at the shop's error log.",
    ),
}


def refine(answer: Answer) -> AffluentError | None:
    """The error that PrestaShop's own words reveal; None where they reveal nothing."""
    if answer.status in (301, 302, 303, 307, 308):
        return ConfigError(
            "wrong_shop",
            say(
                "{about}: the shop redirects to its front page: it does not know this host or id_shop.",
                about=answer.about,
            ),
            say(
                "Enter the address of Shop Parameters › Traffic & SEO › Shop domain; check the "
                "option id_shop."
            ),
        )
    for code, message in words(answer):
        known = _KNOWN.get(code)
        if known:
            remedy = known.remedy.replace("{}", _resource(answer))
            return known.kind(
                known.code,
                say(
                    "{about}: {cause} (“{message}”).", about=answer.about, cause=known.cause, message=message
                ),
                remedy,
            )
    return None


def inspect(answer: Answer) -> AffluentError | None:
    """The trouble told under 200, also beside rows: a list with holes is no list. None: all is sound."""
    told = _told(answer) if any(sign in answer.content for sign in _ERROR_SIGNS) else None
    if not told:
        return None
    said = "; ".join(message for _, message in words(answer)) or one_line(str(told))
    return refine(answer) or ContractError(
        "partial_answer",
        say("{about}: the shop answers with an error (“{said}”).", about=answer.about, said=said),
        say("Nothing was taken from it. If it lasts, a module fails: look at the shop's error log."),
    )


def words(answer: Answer) -> list[tuple[int, str]]:
    """Code and message of each error in an answer; none when it is no error answer of PrestaShop's."""
    found = _told(answer)
    entries = [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
    return [
        (entry["code"], one_line(str(entry.get("message", ""))))
        for entry in entries
        if isinstance(entry.get("code"), int)
    ]


def _told(answer: Answer) -> Any:
    """What an answer holds as `errors`; None where it holds nothing of the kind."""
    try:
        said = body(answer)
    except ContractError:
        return None
    return said.get("errors") if isinstance(said, dict) else None


def _resource(answer: Answer) -> str:
    found = re.search(r"/api/([a-z_]+)", answer.url)
    return found[1] if found else "the resource"
