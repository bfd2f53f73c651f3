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

KEYS = say("Advanced Parameters › Webservice")
_ERROR_SIGNS = (b'"errors"', b"<errors")


@dataclass(frozen=True, slots=True)
class _Known:
    """What one of PrestaShop's error codes means; without a remedy of its own, a right is to be ticked."""

    kind: type[AffluentError]
    code: str
    cause: str
    remedy: str = ""


_NOT_ACTIVE = _Known(
    CredentialsError,
    "unknown_key",
    say("the key is unknown or switched off"),
    say("Copy the key again from {keys}, and switch its status on there.", keys=KEYS),
)
_REPORT = say(
    "Report it: the shop does not understand what it is asked. A module may have changed its webservice."
)
_KNOWN = {
    18: _Known(
        CredentialsError,
        "bad_key",
        say("the key is not one"),
        say("Copy all 32 characters of the key from {keys}.", keys=KEYS),
    ),
    19: _NOT_ACTIVE,
    20: _NOT_ACTIVE,
    21: _NOT_ACTIVE,
    22: _Known(
        ConfigError,
        "webservice_off",
        say("the webservice is switched off"),
        say("Set “Enable PrestaShop's webservice” to Yes in {keys}.", keys=KEYS),
    ),
    25: _Known(CredentialsError, "permission_missing", say("the key may not do this")),
    26: _Known(CredentialsError, "permission_missing", say("the key may not read this")),
    132: _Known(
        CredentialsError,
        "other_shop",
        say("the key belongs to another shop of this installation"),
        say("In {keys}, associate the key with the shop, or correct the option id_shop.", keys=KEYS),
    ),
    27: _Known(ContractError, "unknown_resource", say("the shop does not have this resource"), _REPORT),
    **dict.fromkeys(
        (32, 35, 37, 38),
        _Known(ContractError, "refused_request", say("the shop refuses the question"), _REPORT),
    ),
    3: _Known(
        TransientError,
        "php_warning",
        say("a warning of PHP spoilt the answer"),
        say("It is tried again by itself. If it lasts, a module fails: look at the shop's error log."),
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
            return known.kind(
                known.code,
                say(
                    "{about}: {cause} (“{message}”).", about=answer.about, cause=known.cause, message=message
                ),
                known.remedy or tick_view(_resource(answer)),
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
        say("{about}: the shop answers with an error (“{message}”).", about=answer.about, message=said),
        say("Nothing was taken from it. If it lasts, a module fails: look at the shop's error log."),
    )


def tick_view(resource: str) -> str:
    """How to give the key the right to read a resource."""
    return say("In {keys}, edit the key and tick View (GET) for {resource}.", keys=KEYS, resource=resource)


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
    return found[1] if found else say("the resource")
