"""Which of the books' taxes a kind of VAT takes: the one made for it, or none if that is not clear. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hub.sentences import say
from odoo_bridge.booking.signs import Purpose, places, purposes, says_ioss
from odoo_bridge.odoo.gateways.fiscal import Books, BookTax
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.orders.slots import VatSlot

_AT_HOME = {Treatment.DOMESTIC, Treatment.DOMESTIC_DOM, Treatment.ORIGIN_BELOW_THRESHOLD}
_REGISTERED = {Treatment.LOCAL_SUPPLY, Treatment.UK_LOW_VALUE}  # under a number there
# Exempt in the report of the country that the slot names; other zero treatments are in the company's own.
_REPORTED_THERE = {Treatment.IC_EXEMPT, Treatment.RC_DOMESTIC, Treatment.SMALL_BUSINESS}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A purpose that a tax must have, and those that it must not; `own`: for this kind of supply only."""

    purpose: Purpose
    without: frozenset[Purpose] = frozenset()
    own: bool = False


_ABROAD = frozenset({Purpose.INTRA, Purpose.EXPORT, Purpose.REVERSE})
_EXPORT = _Wanted(Purpose.EXPORT, frozenset({Purpose.INTRA}))
_NOT_TAXABLE = _Wanted(Purpose.OUTSIDE, _ABROAD | {Purpose.EXEMPT})
# The best first.
_ZERO: Mapping[Treatment, Sequence[_Wanted]] = {
    Treatment.IC_EXEMPT: (_Wanted(Purpose.INTRA, frozenset({Purpose.EXPORT, Purpose.REVERSE})),),
    Treatment.RC_SERVICE: (
        _Wanted(Purpose.INTRA, frozenset({Purpose.EXPORT}), own=True),
        _Wanted(Purpose.REVERSE, frozenset({Purpose.EXPORT})),
    ),
    Treatment.RC_DOMESTIC: (_Wanted(Purpose.REVERSE, frozenset({Purpose.INTRA, Purpose.EXPORT})),),
    Treatment.EXPORT: (_EXPORT,),
    Treatment.EXPORT_DOM: (_Wanted(Purpose.OVERSEAS), _EXPORT),
    Treatment.SMALL_BUSINESS: (_Wanted(Purpose.SMALL), _Wanted(Purpose.EXEMPT, _ABROAD)),
    Treatment.OUT_OF_SCOPE: (_NOT_TAXABLE,),
    Treatment.OUT_OF_SCOPE_IMPORT: (_NOT_TAXABLE,),
}
_ZERO_RATED = (_Wanted(Purpose.ZERO_RATED),)


@dataclass(frozen=True, slots=True)
class FoundTax:
    """`best` None: a person must choose; `why` says in words why this one, or why none."""

    best: BookTax | None
    candidates: tuple[BookTax, ...]
    why: str


def tax_for(slot: VatSlot, books: Books, preferred: int | None = None) -> FoundTax:
    """The tax of this kind of VAT. `preferred` is what a person chose for the rate alone, where that fits.

    Never one of another country, of another kind of supply, or of another ground for 0 %. One for prices of
    the other mode is taken where there is none of the wanted mode: the line is written in its mode then.
    """
    same_rate = [tax for tax in books.taxes if tax.rate == slot.rate]
    ranked = sorted(_ranked(slot, books, same_rate), key=lambda one: (one[0], one[1].record_id))
    others = [tax for tax in same_rate if all(tax is not fit for _, fit in ranked)]
    candidates = (*(tax for _, tax in ranked), *sorted(others, key=_last_resort))
    chosen = next((tax for _, tax in ranked if tax.record_id == preferred), None)
    if chosen is not None:
        return FoundTax(chosen, candidates, say("chosen by a person for this rate"))
    if not ranked:
        return FoundTax(None, candidates, _nothing(slot, same_rate))
    equal = [tax for rank, tax in ranked if rank == ranked[0][0]]
    usual = [tax for tax in equal if tax.record_id == books.default_tax]
    if len(equal) > 1 and not usual:
        names = ", ".join(repr(tax.name) for tax in equal)
        return FoundTax(None, candidates, say("several taxes are equally good: {names}", names=names))
    best = (usual or equal)[0]
    return FoundTax(best, candidates, _because(slot, best, books))


Rank = tuple[int | bool, ...]


def _ranked(slot: VatSlot, books: Books, taxes: Iterable[BookTax]) -> list[tuple[Rank, BookTax]]:
    """Those that are made for it, with how well: smaller is better."""
    supplied = [tax for tax in taxes if tax.services in (None, slot.services)]
    if slot.rate:
        fits = [tax for tax in supplied if _is_its_vat(slot, tax, books)]
        return [(_rank(slot, tax, 0), tax) for tax in fits]
    wanted = _ZERO.get(slot.treatment, _ZERO_RATED)
    found: list[tuple[Rank, BookTax]] = []
    for tax in supplied:
        step = _step(wanted, purposes(tax, books), tax) if _is_reported(slot, tax, books) else None
        if step is not None:
            found.append((_rank(slot, tax, step), tax))
    return found


def _rank(slot: VatSlot, tax: BookTax, step: int) -> Rank:
    """A tax that is due on payment is no goods' tax, though its scope may not say so."""
    other_mode = bool(slot.rate) and tax.price_included != slot.included
    return step, other_mode, not tax.active, tax.services is None, tax.cash_basis and not slot.services


def _is_its_vat(slot: VatSlot, tax: BookTax, books: Books) -> bool:
    """Whether the tax is VAT of that country, declared in the way that the treatment says."""
    where = places(tax, books)
    if slot.treatment in _AT_HOME or slot.country == books.home:
        return where <= {slot.country, ""}
    if slot.treatment in _REGISTERED:
        return tax.country == slot.country
    own_report = not tax.country or tax.country == books.home
    imported = slot.treatment is Treatment.IOSS
    return own_report and where == {slot.country} and says_ioss(tax.words) is imported


def _is_reported(slot: VatSlot, tax: BookTax, books: Books) -> bool:
    if slot.treatment in _ZERO:
        country = slot.country if slot.treatment in _REPORTED_THERE else books.home
        return not books.home or tax.country in ("", country)
    return _is_its_vat(slot, tax, books)


def _step(wanted: Sequence[_Wanted], told: frozenset[Purpose], tax: BookTax) -> int | None:
    for number, one in enumerate(wanted):
        own = not one.own or tax.services is not None
        if one.purpose in told and not told & one.without and own:
            return number
    return None


def _last_resort(tax: BookTax) -> tuple[bool, str]:
    return not tax.active, tax.name


def _nothing(slot: VatSlot, same_rate: Sequence[BookTax]) -> str:
    if not same_rate:
        return say("the books have no sale tax of {rate} %", rate=f"{slot.rate.normalize():f}")
    if not slot.rate:
        return say("no tax of 0 % says that it is made for this")
    return say(
        "no tax of {rate} % is the VAT of {country} for this kind of supply",
        rate=f"{slot.rate.normalize():f}",
        country=slot.country,
    )


def _because(slot: VatSlot, tax: BookTax, books: Books) -> str:
    if not slot.rate:
        return say("the only tax of 0 % that is made for this")
    said = say("the VAT of {country}", country=slot.country)
    put = [p.name for p in books.positions if tax.record_id in p.taxes and p.country == slot.country]
    if put:
        said = say("{why}, put in by {position}", why=said, position=repr(put[0]))
    if tax.price_included != slot.included:
        mode = say("of prices without the tax")
        if tax.price_included:
            mode = say("of prices with the tax")
        return say("{why}; {mode}, because there is no other: its lines are written so", why=said, mode=mode)
    return said
