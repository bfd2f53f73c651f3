"""Sentences in the language of whoever reads them."""

from django.utils.translation import gettext

from hub.sentences import Sentence, filled


def spoken(text: str) -> str:
    """The text in the active language; what is no sentence, or is not translated, as it is."""
    if not isinstance(text, Sentence) or not text:
        return text
    return filled(gettext(text.template), {name: spoken(fact) for name, fact in text.facts.items()})
