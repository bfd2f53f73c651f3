"""JSON from a server that cannot be trusted to send only JSON.

Tolerated: a byte order mark, and text before the JSON (a PHP warning). Refused, with a reason: HTML, an
empty body, a truncated one, and what other programs would read differently or could not store: two equal
keys, NaN, numbers beyond 64 bits, nesting without end. Text is cleaned of NULs and lone surrogates.
"""

import json
import re
from typing import Any

from channels.text import clean, one_line
from hub import sound_json
from hub.errors import ContractError
from hub.sentences import say

_UNSTORABLE = re.compile(r"\x00|\\u0000|\\u[dD][89a-fA-F]")


def read_json(content: bytes, about: str) -> Any:
    """The JSON value of a body; `about` says in messages whose it is. Raises `ContractError`."""
    text = content.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if not text:
        raise _error("empty_answer", about, say("the answer is empty"))
    start = 0 if text[0] in '[{"' else _first_json(text)
    if start is None:
        raise _not_json(text, about)
    value = _parse(text[start:].rstrip("\x00"), text[:start], about)
    return _cleaned(value) if _UNSTORABLE.search(text) else value


def preface(content: bytes) -> str:
    """What a server printed before its JSON, as plain words; empty for a clean answer."""
    text = content[:20_000].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    start = 0 if text[:1] in ("[", "{", '"') else _first_json(text)
    return plain(text[: start or 0])


def plain(html: str) -> str:
    """The words of a piece of HTML on one line, for a message."""
    without_code = re.sub(r"(?is)<(style|script|head)\b.*?(</\1>|\Z)", " ", html[:20_000])
    return one_line(re.sub(r"<[^>]*>", " ", without_code))


def _first_json(text: str) -> int | None:
    """Where JSON starts after other text: the first line or tag end that is followed by `[` or `{`."""
    if text[:200].lower().startswith(("<!doctype", "<html", "<?xml")):
        return None
    found = re.search(r"(?:^|[\n>])[ \t]*([\[{])", text)
    return found.start(1) if found else None


def _parse(text: str, before: str, about: str) -> Any:
    try:
        return sound_json.loads(text)
    except json.JSONDecodeError as error:
        if before:
            raise _not_json(before + text, about) from None
        if error.pos >= len(text.rstrip()) or "Unterminated" in error.msg:
            raise _error("truncated_answer", about, say("the answer breaks off in the middle")) from None
        reason = say("the answer is not JSON ({reason} at {position})", reason=error.msg, position=error.pos)
        raise _error("no_json", about, reason) from None
    except RecursionError:
        raise _error("no_json", about, say("the answer is nested too deeply")) from None
    except ValueError as error:
        reason = say("the answer is not sound JSON: {reason}", reason=error)
        raise _error("no_json", about, reason) from None


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {clean(name): _cleaned(item) for name, item in value.items()}
    return value


def _not_json(text: str, about: str) -> ContractError:
    words = plain(text)
    page = (
        say("the answer is a web page, not data: “{words}”", words=words)
        if words
        else say("the answer is a web page, not data")
    )
    return _error("html_instead_of_json", about, page)


def _error(code: str, about: str, reason: str) -> ContractError:
    return ContractError(
        code, say("{about}: {reason}.", about=about, reason=reason), _REMEDIES.get(code, _REMEDY)
    )


_REMEDY = say(
    "Look at the shop's error log: a plugin, a proxy or the server itself spoils the answers of its API."
)
_REMEDIES = {
    "html_instead_of_json": say(
        "Open the address in a browser: a log-in or maintenance page or a firewall stands before the API."
    ),
}
