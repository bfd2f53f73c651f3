"""From an HTTP status to a classed error. What only one platform's words reveal, its channel refines."""

from channels.http.answer import Answer
from channels.http.body import plain
from channels.http.retry import retry_after
from hub.errors import (
    AffluentError,
    ConfigError,
    ContractError,
    CredentialsError,
    RateLimitedError,
    TransientError,
)
from hub.sentences import say


def error_of(answer: Answer) -> AffluentError | None:
    """The error that a status means; None for an answer to be used."""
    status = answer.status
    if status < 300:
        return None
    if status == 429:
        return _rate_limited(answer)
    if status in (401, 403, 407):
        return _credentials(answer)
    if status in (408, 425) or status >= 500:
        return _transient(answer)
    if status < 400:
        return redirected(answer, answer.headers.get("Location", "nowhere"))
    return ContractError(
        "not_found" if status == 404 else "refused_request",
        say("{about}: HTTP {status}{words}.", about=answer.about, status=status, words=_words(answer)),
        say("Check the shop's address and that its API is switched on."),
    )


def redirected(answer: Answer, target: str) -> ConfigError:
    """The shop sends us to another place, where its key must not follow."""
    return ConfigError(
        "redirected",
        say(
            "{about}: the shop redirects to {target}, which is another host or not encrypted.",
            about=answer.about,
            target=target,
        ),
        say("Enter the address that the shop itself uses (with or without www., https) in the shop's form."),
    )


def _rate_limited(answer: Answer) -> RateLimitedError:
    wait = retry_after(answer.headers)
    said = f" and asks for {wait:.0f} s of patience" if wait is not None else ""
    return RateLimitedError(
        "rate_limited",
        say("{about}: the shop takes no more calls for now (HTTP 429){said}.", about=answer.about, said=said),
        say(
            "Nothing to do: it is tried again by itself. If it lasts, lower the calls per minute "
            "of this shop."
        ),
        retry_after=wait,
    )


def _credentials(answer: Answer) -> CredentialsError:
    return CredentialsError(
        "access_denied",
        say(
            "{about}: access denied (HTTP {status}){words}.",
            about=answer.about,
            status=answer.status,
            words=_words(answer),
        ),
        say(
            "Check the key and its rights in the shop's form; a firewall before the shop may "
            "also be the cause."
        ),
    )


def _transient(answer: Answer) -> TransientError:
    return TransientError(
        "server_trouble",
        say(
            "{about}: the shop's server is in trouble (HTTP {status}){words}.",
            about=answer.about,
            status=answer.status,
            words=_words(answer),
        ),
        say("Nothing to do for now: it is tried again by itself. If it lasts, look at the shop's error log."),
        retry_after=retry_after(answer.headers),
    )


def _words(answer: Answer) -> str:
    words = plain(answer.content[:20_000].decode("utf-8", "replace"))
    return f": “{words}”" if words else ""
