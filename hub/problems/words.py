"""What problems are called, what happened and what to do, in the page's language. Targets add their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from hub.problems.cause import Cause, Source
from hub.reconciliation import kinds

Text = str | Promise


def _name(cause: Cause) -> str:
    return cause.missing[1] or cause.place


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`title` may name `%(what)s` (what is missing, as `name` makes it) and `%(where)s`; so may the others.

    Without `happened` or `todo` the row's own words are shown, which are English.
    """

    title: Text
    happened: Text = ""
    todo: Text = ""
    name: Callable[[Cause], str] = _name


_known: dict[str, Words] = {}


def register(known: Mapping[str, Words]) -> None:
    """By error code."""
    _known.update(known)


def title(cause: Cause) -> str:
    """“SKU LMP-9 unknown”. A code without words is called by itself."""
    words = _known.get(cause.code)
    if words is not None:
        return _filled(words.title, words, cause)
    if cause.source == Source.DIFFERENCE:
        return str(kinds.of(cause.code).label)
    said = cause.code.replace("_", " ").capitalize()
    return f"{said}: {_name(cause)}" if cause.missing[1] else said


def happened(cause: Cause, said: str) -> str:
    """In one sentence; of one row, where no words are known for the code."""
    words = _known.get(cause.code)
    return _filled(words.happened, words, cause) if words and words.happened else said


def todo(cause: Cause, said: str) -> str:
    """What to do now."""
    words = _known.get(cause.code)
    return _filled(words.todo, words, cause) if words and words.todo else said


def english_title(cause: Cause) -> str:
    """For the history, which is written in one language."""
    with override("en"):
        return title(cause)


def _filled(text: Text, words: Words, cause: Cause) -> str:
    return str(text) % {"what": words.name(cause), "where": cause.place}


register(
    {
        "totals_mismatch": Words(
            title=_("Totals differ from the lines: shop %(where)s"),
            happened=_(
                "What the lines of these orders add up to is not what the shop says the customer owes."
            ),
            todo=_("Compare them with the shop; correct them there, or accept those that are right."),
        ),
        "unreadable_order": Words(
            title=_("Orders of shop %(where)s cannot be read"),
            happened=_("The shop sent content that the hub does not understand; it is stored as it came."),
            todo=_(
                "See the cause of each; after an update of the hub or a change at the shop, run them again."
            ),
        ),
    }
)
