"""Sentences for people: written in English, said again in the language of whoever reads them.

What goes wrong is told where it happens, by a process that knows nothing of who will read it. A sentence
therefore keeps what it was made of: `say` makes it, columns of the kind `SentenceField` store it, and
`hub.spoken` says it in the language that is active. Everywhere else (logs, API, comparisons) it is an
English str.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Self

_PLACE = re.compile(r"\{(\w+)\}")
_MARK = "\x1f"  # ASCII's unit separator: between the English text and what it was made of


class Sentence(str):
    """An English text with the template and the facts that it was made of; a fact may be a sentence."""

    template: str
    facts: Mapping[str, str]

    def __new__(cls, template: str, facts: Mapping[str, str]) -> Self:
        """The English text."""
        sentence = super().__new__(cls, filled(template, facts))
        sentence.template, sentence.facts = template, facts
        return sentence

    def __reduce__(self) -> tuple[type[Self], tuple[str, Mapping[str, str]]]:
        """A copy is made of the same parts."""
        return type(self), (self.template, self.facts)


def say(template: str, /, **facts: object) -> Sentence:
    """The sentence with `{name}` replaced by the facts: `say("SKU {sku} is unknown in Odoo.", sku=line.sku)`.

    The template is a literal: `makemessages` finds it here. Facts may come from outside; nothing in them is
    taken for a template.
    """
    return Sentence(
        template, {name: fact if isinstance(fact, str) else str(fact) for name, fact in facts.items()}
    )


def joined(*sentences: str, between: str = " ") -> Sentence:
    """Several sentences as one; empty ones are left out."""
    told = {f"n{number}": sentence for number, sentence in enumerate(filter(None, sentences))}
    return Sentence(between.join(f"{{{name}}}" for name in told), told)


def reasoned(text: str, reason: str) -> Sentence:
    """The text with the reason that a person gave; without one the text alone."""
    return joined(text, say("Reason: {reason}", reason=reason) if reason else "")


def stored(text: str) -> str:
    """The text as a column keeps it: the English text, and behind a mark what it was made of."""
    return _marked(text) if isinstance(text, Sentence) and text.facts else _clean(text)


def restored(column: str) -> Sentence:
    """What `stored` was given; the English text alone where the rest was cut off."""
    plain, mark, parts = column.partition(_MARK)
    try:
        return _sentence(*json.loads(parts)) if mark else Sentence(plain, {})
    except (ValueError, TypeError, AttributeError):
        return Sentence(plain, {})


def stored_within(value: Any) -> Any:
    """JSON with sentences in it, as a column keeps it; names of objects may be sentences too."""
    if isinstance(value, dict):
        return {stored_within(name): stored_within(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [stored_within(one) for one in value]
    if isinstance(value, Sentence):
        return _marked(value)
    return value.replace(_MARK, " ") if isinstance(value, str) else value


def restored_within(value: Any) -> Any:
    """What `stored_within` was given; a text that was no sentence is none now."""
    if isinstance(value, dict):
        return {restored_within(name): restored_within(one) for name, one in value.items()}
    if isinstance(value, list):
        return [restored_within(one) for one in value]
    return restored(value) if isinstance(value, str) and _MARK in value else value


def filled(template: str, facts: Mapping[str, str]) -> str:
    """The template with its facts in their places; nothing else in it means anything."""
    return _PLACE.sub(lambda place: facts.get(place[1], place[0]), template)


def _clean(text: str) -> str:
    """Without what a column cannot carry (lone surrogates), or would take for the mark."""
    return text.encode("utf-8", "replace").decode("utf-8").replace(_MARK, " ")


def _marked(sentence: Sentence) -> str:
    return f"{_clean(sentence)}{_MARK}{json.dumps(_parts(sentence))}"


def _parts(fact: str) -> Any:
    if not isinstance(fact, Sentence):
        return _clean(fact)
    return [fact.template, {name: _parts(one) for name, one in fact.facts.items()}]


def _sentence(template: str, facts: Mapping[str, Any]) -> Sentence:
    parts = {name: fact if isinstance(fact, str) else _sentence(*fact) for name, fact in facts.items()}
    return Sentence(template, parts)
