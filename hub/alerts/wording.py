"""What is written to people: a subject and paragraphs, for e-mail and for chats."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from hub.models import MessageKind
from hub.spoken import spoken

_LONGEST_SUBJECT, _LONGEST_TEXT = 150, 700


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to tell; `link` is a whole address."""

    kind: str
    name: str
    cause: str
    remedy: str
    link: str


def subject(items: Sequence[Item]) -> str:
    """One line, whatever the names hold."""
    first = f"{_word(items[0].kind)}: {spoken(items[0].name)}"
    if len(items) > 1:
        first = _("%(first)s, and %(count)d more") % {"first": first, "count": len(items) - 1}
    return Truncator(" ".join(f"[Affluent] {first}".split())).chars(_LONGEST_SUBJECT)


def plain(items: Sequence[Item]) -> str:
    """The body of an e-mail."""
    return "\n\n".join("\n".join(_lines(item)) for item in items) + "\n"


def chat(items: Sequence[Item]) -> str:
    """The `text` of a Slack-compatible webhook. Names are escaped: none of them pings anybody."""
    return "\n\n".join("\n".join(_chat_lines(item)) for item in items)


def _lines(item: Item) -> list[str]:
    text = [f"{_word(item.kind)}: {_short(spoken(item.name))}"]
    if item.kind != MessageKind.ENDED:
        text += [_short(spoken(item.cause)), _short(spoken(item.remedy))]
    return [*(line for line in text if line), item.link]


def _chat_lines(item: Item) -> list[str]:
    lines = [_escaped(line) for line in _lines(item)[:-1]]
    return [f"*{lines[0]}*", *lines[1:], f"<{item.link}|{_escaped(_('Open'))}>"]


def _word(kind: str) -> str:
    words = {
        MessageKind.BEGAN: _("Alert"),
        MessageKind.REMINDER: _("Still"),
        MessageKind.ENDED: _("Over"),
    }
    return words.get(MessageKind(kind), kind)


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(_LONGEST_TEXT)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("*", "∗")
