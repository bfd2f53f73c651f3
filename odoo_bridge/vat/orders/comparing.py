"""Charged beside due: products by their own decision, freight and the like by what they follow. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import reduce

from hub.order import Line
from hub.order.money import quantize, smallest_unit
from hub.order.vocabulary import LineKind
from hub.sentences import say
from odoo_bridge.vat.charging import percent
from odoo_bridge.vat.decision import Treatment, VatDecision
from odoo_bridge.vat.orders.charging import charged_tax, fits, rate_by_amounts, tax_inside, told_rate
from odoo_bridge.vat.orders.outcome import Agreement, LineVat, Share
from odoo_bridge.vat.rates import allowed

Slot = tuple[Treatment, str, Decimal]  # treatment, country, rate
_NOBODYS: Slot = (Treatment.OUT_OF_SCOPE, "", Decimal(0))


@dataclass(frozen=True, slots=True)
class Ruler:
    """Compares the lines of one order, in its currency, under the rates of its day."""

    currency: str
    day: date

    def product(self, line: Line, decision: VatDecision, *, mapped: bool, services: bool = False) -> LineVat:
        """A line that was decided about by itself; `mapped`: a person chose its class."""
        found = self._product(line, decision, mapped=mapped)
        return _for_services(found, {_slot(share) for share in found.shares} if services else set())

    def ancillary(
        self, line: Line, weights: Mapping[Slot, Decimal], services: Collection[Slot] = ()
    ) -> LineVat:
        """A line that follows others, pro rata of their nets; no weights: what it follows is not decided.

        `services` are those of the weights that only services have.
        """
        return _for_services(self._ancillary(line, weights), services)

    def _product(self, line: Line, decision: VatDecision, *, mapped: bool) -> LineVat:
        if decision.rate is None:
            return self._undecided(line)
        slot = (decision.treatment, decision.vat_country, decision.rate)
        told = self._rate(line, decision.rate)
        if told is not None and told == decision.rate and fits(line, told, self.currency):
            return self._line(line, Agreement.EQUAL, [slot], told, _hidden(line, told))
        own = None if mapped else self._own_class(line, decision)
        if own is not None:
            why = say(
                "charged {charged}, a rate of {country} on that day: taken for the shop's own class of this "
                "product, for which none is mapped (presumed: {presumed})",
                charged=percent(own),
                country=decision.vat_country,
                presumed=percent(decision.rate),
            )
            taken = (decision.treatment, decision.vat_country, own)
            return self._line(line, Agreement.OWN_CLASS, [taken], own, why)
        return self._different(line, [slot], told)

    def _ancillary(self, line: Line, weights: Mapping[Slot, Decimal]) -> LineVat:
        if line.kind is LineKind.ROUNDING:
            return self._rounding(line, weights)
        if line.kind is LineKind.TIP and not charged_tax(line):
            why = say("a tip that is given freely is no payment for anything")
            return self._line(line, Agreement.EQUAL, [_NOBODYS], Decimal(0), why)
        if not weights:
            return self._undecided(line)
        slots = _heaviest_first(weights)
        if len({rate for _, _, rate in slots}) == 1:
            rate = slots[0][2]
            told = self._rate(line, rate)
            if told == rate and fits(line, rate, self.currency):
                return self._line(line, Agreement.EQUAL, slots[:1], told, _hidden(line, rate))
            return self._different(line, slots[:1], told)
        return self._mixed(line, slots, weights)

    def _mixed(self, line: Line, slots: Sequence[Slot], weights: Mapping[Slot, Decimal]) -> LineVat:
        """The shop must have divided it among the rates as the law does."""
        shares = self._divided(line, slots, weights)
        due = sum((share.tax for share in shares), Decimal(0))
        # A cent for each rate is rounding.
        close = abs(charged_tax(line) - due) <= Decimal(len(shares)) * smallest_unit(self.currency)
        rates = _and([percent(share.rate) for share in shares])
        return LineVat(
            external_id=line.external_id,
            title=line.title,
            agreement=Agreement.EQUAL if close else Agreement.DIFFERENT,
            shares=shares,
            net=line.net,
            charged_tax=charged_tax(line),
            charged_rate=None if close else told_rate(line),
            reason=say("follows what it is for, pro rata: {rates}", rates=rates)
            if close
            else say(
                "follows what it is for, pro rata: {rates}, {difference}",
                rates=rates,
                difference=self._said(line, told_rate(line), due),
            ),
        )

    def _divided(
        self, line: Line, slots: Sequence[Slot], weights: Mapping[Slot, Decimal]
    ) -> tuple[Share, ...]:
        gross, hundred = line.net + charged_tax(line), Decimal(100)
        parts = {slot: weights[slot] * (hundred + slot[2]) for slot in slots}
        whole, left = sum(parts.values(), Decimal(0)), gross
        shares = []
        for slot in slots:
            part = left if slot == slots[-1] else quantize(gross * parts[slot] / whole, self.currency)
            left -= part
            shares.append(self._share(part, slot))
        return tuple(shares)

    def _rate(self, line: Line, due: Decimal) -> Decimal | None:
        """As the shop tells it; where it hides it, the rate due if the amounts are of it."""
        told = told_rate(line)
        return told if told is not None else rate_by_amounts(line, [due], self.currency)

    def _own_class(self, line: Line, decision: VatDecision) -> Decimal | None:
        """Another lawful rate of that country. None for zero: it would hide that nothing was charged."""
        if not decision.rate:
            return None
        lawful = allowed(decision.vat_country, decision.evidence.get("rate_region", ""), self.day)
        others = lawful - {Decimal(0), decision.rate}
        told = told_rate(line)
        found = told if told is not None else rate_by_amounts(line, others, self.currency)
        return found if found in others and fits(line, found, self.currency) else None

    def _different(self, line: Line, slots: Sequence[Slot], told: Decimal | None) -> LineVat:
        due = tax_inside(line.net + charged_tax(line), slots[0][2], self.currency)
        if not line.net + charged_tax(line):  # nothing was paid for it
            return self._line(line, Agreement.EQUAL, slots, slots[0][2], "")
        return self._line(line, Agreement.DIFFERENT, slots, told, self._said(line, told, due, slots[0][2]))

    def _said(self, line: Line, told: Decimal | None, due: Decimal, rate: Decimal | None = None) -> str:
        facts = {
            "charged": charged_tax(line),
            "charged_rate": say("a rate that it does not tell") if told is None else percent(told),
            "due": due,
            "currency": self.currency,
        }
        if rate is None:
            return say(
                "the shop charged {charged} {currency} ({charged_rate}), due are {due} {currency}", **facts
            )
        return say(
            "the shop charged {charged} {currency} ({charged_rate}), due are {due} {currency} ({due_rate})",
            due_rate=percent(rate),
            **facts,
        )

    def _line(
        self, line: Line, agreement: Agreement, slots: Sequence[Slot], rate: Decimal | None, why: str
    ) -> LineVat:
        """What agrees stands as it was charged, to the cent; what differs, at unchanged gross."""
        tax = charged_tax(line)
        as_charged = Share(
            treatment=slots[0][0], country=slots[0][1], rate=slots[0][2], net=line.net, tax=tax
        )
        due = self._share(line.net + tax, slots[0]) if agreement is Agreement.DIFFERENT else as_charged
        return LineVat(
            external_id=line.external_id,
            title=line.title,
            agreement=agreement,
            shares=(due,),
            net=line.net,
            charged_tax=tax,
            charged_rate=rate,
            reason=why,
        )

    def _share(self, gross: Decimal, slot: Slot) -> Share:
        tax = tax_inside(gross, slot[2], self.currency)
        return Share(treatment=slot[0], country=slot[1], rate=slot[2], net=gross - tax, tax=tax)

    def _rounding(self, line: Line, weights: Mapping[Slot, Decimal]) -> LineVat:
        slot = _heaviest_first(weights)[0] if weights else _NOBODYS
        return self._line(line, Agreement.ROUNDING, [slot], None, "")

    def _undecided(self, line: Line) -> LineVat:
        return LineVat(
            external_id=line.external_id,
            title=line.title,
            agreement=Agreement.UNDECIDED,
            shares=(),
            net=line.net,
            charged_tax=charged_tax(line),
            charged_rate=told_rate(line),
        )


def _slot(share: Share) -> Slot:
    return share.treatment, share.country, share.rate


def _for_services(found: LineVat, services: Collection[Slot]) -> LineVat:
    """The same, its shares marked that are of these."""
    shares = tuple(replace(share, services=_slot(share) in services) for share in found.shares)
    return replace(found, shares=shares)


def _hidden(line: Line, rate: Decimal) -> str:
    if told_rate(line) is not None:
        return ""
    return say("the shop hides the rate; the amounts are of {rate}", rate=percent(rate))


def _and(texts: Sequence[str]) -> str:
    return reduce(lambda before, last: say("{before} and {last}", before=before, last=last), texts)


def _heaviest_first(weights: Mapping[Slot, Decimal]) -> list[Slot]:
    return sorted(weights, key=lambda slot: (-weights[slot], -slot[2], slot[:2]))
