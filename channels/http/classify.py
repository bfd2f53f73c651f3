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
        return redirected(answer, answer.headers.get("Location") or say("nowhere"))
    return ContractError(
        "not_found" if status == 404 else "refused_request",
        _cause(answer, f"HTTP {status}"),
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
    return RateLimitedError(
        "rate_limited",
        (
            say("{about}: the shop takes no more calls for now (HTTP 429).", about=answer.about)
            if wait is None
            else say(
                "{about}: the shop takes no more calls for now (HTTP 429) and asks for {seconds} s of "
                "patience.",
                about=answer.about,
                seconds=f"{wait:.0f}",
            )
        ),
        say(
            "Nothing to do: it is tried again by itself. If it lasts, lower the calls per minute "
            "of this shop."
        ),
        retry_after=wait,
    )


def _credentials(answer: Answer) -> CredentialsError:
    return CredentialsError(
        "access_denied",
        _cause(answer, say("access denied (HTTP {status})", status=answer.status)),
        say(
            "Check the key and its rights in the shop's form; a firewall before the shop may "
            "also be the cause."
        ),
    )


def _transient(answer: Answer) -> TransientError:
    return TransientError(
        "server_trouble",
        _cause(answer, say("the shop's server is in trouble (HTTP {status})", status=answer.status)),
        say("Nothing to do for now: it is tried again by itself. If it lasts, look at the shop's error log."),
        retry_after=retry_after(answer.headers),
    )


def _cause(answer: Answer, reason: str) -> str:
    """The reason, with the words of the answer where it has some."""
    words = plain(answer.content[:20_000].decode("utf-8", "replace"))
    if words:
        return say("{about}: {reason}: “{words}”.", about=answer.about, reason=reason, words=words)
    return say("{about}: {reason}.", about=answer.about, reason=reason)
