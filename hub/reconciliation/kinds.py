"""The kinds of differences: what they are called and what heals them. Targets register their own."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`heal` is the words of the button and `explanation` what it does; empty where nothing heals it."""

    code: str
    label: Text
    heal: Text = ""
    explanation: Text = ""


GONE_AT_SHOP, MISSED_ORDER, MISSED_CHANGE = "gone_at_shop", "missed_order", "missed_change"
_kinds: dict[str, Kind] = {}


def register(kinds: Iterable[Kind]) -> None:
    """Make kinds known; a code is taken once."""
    for kind in kinds:
        _kinds.setdefault(kind.code, kind)


def of(code: str) -> Kind:
    """The kind; one that no installed app knows any more is called by its code."""
    return _kinds.get(code) or Kind(code=code, label=code.replace("_", " "))


def known() -> tuple[Kind, ...]:
    """All of them, in the order in which they were registered."""
    return tuple(_kinds.values())


register(
    (
        Kind(
            code=GONE_AT_SHOP,
            label=_("The shop does not have the order any more"),
            heal=_("Look at the shop again"),
            explanation=_("Reads the order at the shop once more."),
        ),
        Kind(code=MISSED_ORDER, label=_("An order that polling had missed")),
        Kind(code=MISSED_CHANGE, label=_("A change at the shop that polling had missed")),
    )
)
