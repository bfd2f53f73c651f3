"""Text from outside, made safe to store; escaping is the business of whoever shows it."""

import re

# A database refuses NUL (PostgreSQL) or half of a surrogate pair (no UTF-8 exists for it).
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without NULs; lone surrogates become U+FFFD, the replacement character."""
    return _UNSTORABLE.sub(lambda found: "" if found[0] == "\x00" else "�", text)


def one_line(text: str, limit: int = 200) -> str:
    """Foreign text fit for a message: one line, no control characters, at most `limit` characters."""
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in clean(text)).split())
    return words if len(words) <= limit else f"{words[: limit - 1]}…"
