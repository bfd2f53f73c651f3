"""Which of the books' fiscal positions a treatment has: the one made for it, or none. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hub.sentences import say
from odoo_bridge.booking.signs import (
    Purpose,
    is_for_everywhere,
    is_for_union,
    is_of,
    says,
    says_ioss,
    says_oss,
)
from odoo_bridge.odoo.gateways.fiscal import BookPosition, Books
from odoo_bridge.vat.decision import Treatment

_FEW = 5  # countries in a group that stands for home: France and Monaco, say


@dataclass(frozen=True, slots=True)
class FoundPosition:
    """`best` None: with `open` a person must choose, else there is none for it; `why` says it in words."""

    best: BookPosition | None
    candidates: tuple[BookPosition, ...]
    why: str
    open: bool = False


Rank = int | None
Finder = Callable[[str, BookPosition], Rank]


def position_for(treatment: Treatment, country: str, books: Books) -> FoundPosition:
    """The position of what is taxed so. It may be none: lines name their taxes themselves.

    Only where the tax belongs to another country's report Odoo wants a position with a VAT number there.
    """
    abroad = _needs_number_abroad(treatment, country, books)
    finder = _of_foreign_number if abroad else _FINDERS.get(treatment, _nowhere)
    ranked = [(rank, one) for one in books.positions if (rank := finder(country, one)) is not None]
    candidates = (
        *(one for _, one in sorted(ranked, key=lambda pair: (pair[0], pair[1].record_id))),
        *(one for one in books.positions if all(one is not fit for _, fit in ranked)),
    )
    if not ranked:
        why = (
            say("no position has a VAT number of {country}", country=country)
            if abroad
            else say("no position is made for this")
        )
        return FoundPosition(None, candidates, why, open=abroad)
    best = min(rank for rank, _ in ranked)
    equal = [one for rank, one in ranked if rank == best]
    if len(equal) > 1:
        names = ", ".join(repr(one.name) for one in equal)
        return FoundPosition(
            None, candidates, say("several positions are equally good: {names}", names=names), open=True
        )
    return FoundPosition(equal[0], candidates, say("the only position that is made for this"))


def _needs_number_abroad(treatment: Treatment, country: str, books: Books) -> bool:
    reported_there = {
        Treatment.LOCAL_SUPPLY, Treatment.RC_DOMESTIC, Treatment.IC_EXEMPT, Treatment.UK_LOW_VALUE,
    }  # fmt: skip
    return treatment in reported_there and bool(books.home) and country != books.home


def _of_foreign_number(country: str, position: BookPosition) -> Rank:
    return 0 if position.foreign and is_of(position, country) else None


def _domestic(country: str, position: BookPosition) -> Rank:
    if position.foreign:
        return None
    if is_of(position, country):
        return 0
    return 1 if country in position.countries and len(position.countries) <= _FEW else None


def _union_private(country: str, position: BookPosition) -> Rank:
    return 0 if is_for_union(position) and not position.vat_required and not position.foreign else None


def _union_business(country: str, position: BookPosition) -> Rank:
    return 0 if is_for_union(position) and position.vat_required and not position.foreign else None


def _one_stop_shop(country: str, position: BookPosition) -> Rank:
    fits = is_of(position, country) and not position.vat_required and not position.foreign
    if not fits or says_ioss(position.name):
        return None
    return 0 if says_oss(position.name) else 1


def _imports(country: str, position: BookPosition) -> Rank:
    if not says_ioss(position.name) or position.foreign:
        return None
    if is_of(position, country):
        return 0
    return None if position.country else 1


def _export(country: str, position: BookPosition) -> Rank:
    if position.foreign or not is_for_everywhere(position):
        return None
    if says(Purpose.EXPORT, position):
        return 0
    return 1 if position.automatic else None


def _small(country: str, position: BookPosition) -> Rank:
    return 0 if says(Purpose.SMALL, position) else None


def _nowhere(country: str, position: BookPosition) -> Rank:
    return None


_FINDERS: Mapping[Treatment, Finder] = {
    Treatment.DOMESTIC: _domestic,
    Treatment.DOMESTIC_DOM: _domestic,
    Treatment.LOCAL_SUPPLY: _domestic,
    Treatment.RC_DOMESTIC: _domestic,
    Treatment.ORIGIN_BELOW_THRESHOLD: _union_private,
    Treatment.OSS_DESTINATION: _one_stop_shop,
    Treatment.IOSS: _imports,
    Treatment.IC_EXEMPT: _union_business,
    Treatment.RC_SERVICE: _union_business,
    Treatment.EXPORT: _export,
    Treatment.EXPORT_DOM: _export,
    Treatment.SMALL_BUSINESS: _small,
}
