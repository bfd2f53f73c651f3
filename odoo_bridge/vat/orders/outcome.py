"""What is decided about the VAT of an order, line by line, beside what the shop charged. Pure.

All amounts are in the order's currency. The figures due are at unchanged gross: what the customer owes
is what it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from hub.sentences import say
from odoo_bridge.vat.decision import Treatment, VatDecision
from odoo_bridge.vat.numbers import VatNumber
from odoo_bridge.vat.orders.kinds import Kind


class Agreement(StrEnum):
    """How what was charged stands to what is due.

    own_class: another lawful rate, taken for the shop's own class of that product; rounding: what the shop
    itself rounded, which is never compared; undecided: nothing can be said to be due.
    """

    EQUAL = "equal"
    OWN_CLASS = "own_class"
    DIFFERENT = "different"
    ROUNDING = "rounding"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of a line with one treatment and rate; a line has several where freight follows mixed goods.

    `services`: it is for services, digital ones too; all else is for goods.
    """

    treatment: Treatment
    country: str
    rate: Decimal
    net: Decimal
    tax: Decimal
    services: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineVat:
    """A line. `charged_rate` None: the shop does not tell it, and no rate there fits the amounts."""

    external_id: str
    title: str
    agreement: Agreement
    shares: tuple[Share, ...]
    net: Decimal
    charged_tax: Decimal
    charged_rate: Decimal | None
    reason: str = ""

    @property
    def due_tax(self) -> Decimal:
        """What is due; what was charged while that is undecided."""
        taxes = [share.tax for share in self.shares]
        return sum(taxes, Decimal(0)) if taxes else self.charged_tax

    @property
    def difference(self) -> Decimal:
        """What was charged too much, or with a minus too little."""
        return self.charged_tax - self.due_tax

    @property
    def rates(self) -> tuple[Decimal, ...]:
        """The rates due, each once."""
        return tuple(dict.fromkeys(share.rate for share in self.shares))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderVat:
    """The whole order. `number` is the buyer's VAT id that counted, None where the order names none.

    `further_mentions` are for the invoice, whatever was decided.
    """

    lines: tuple[LineVat, ...]
    decisions: tuple[tuple[Kind, VatDecision], ...]
    number: VatNumber | None
    notes: tuple[str, ...] = ()
    further_mentions: tuple[str, ...] = ()

    @property
    def hold(self) -> bool:
        """Whether it cannot be decided yet."""
        return any(decision.hold for _, decision in self.decisions)

    @property
    def waits_for_vies(self) -> bool:
        """Whether an answer of VIES is all that is missing."""
        held = [decision for _, decision in self.decisions if decision.hold]
        return bool(held) and all(decision.treatment is Treatment.HOLD_VIES for decision in held)

    @property
    def differs(self) -> bool:
        """Whether the shop charged another VAT than is due."""
        return any(line.agreement is Agreement.DIFFERENT for line in self.lines)

    @property
    def mention(self) -> str:
        """What must stand on the invoice: a line for each reason why no VAT is charged, then further ones."""
        return "\n".join(dict.fromkeys(self._mentions()))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Sentences for people, each once: of the decisions, of lines that need a word, of the number."""
        decided = [reason for _, decision in self.decisions for reason in decision.reasons]
        of_lines = [
            say("{line}: {reason}", line=line.title, reason=line.reason) for line in self.lines if line.reason
        ]
        return tuple(dict.fromkeys([*decided, *of_lines, *self.notes]))

    @property
    def charged_tax(self) -> Decimal:
        """What the merchant charged."""
        return sum((line.charged_tax for line in self.lines), Decimal(0))

    @property
    def due_tax(self) -> Decimal:
        """What is due, as far as it is decided."""
        return sum((line.due_tax for line in self.lines), Decimal(0))

    def _mentions(self) -> Iterator[str]:
        for _, decision in self.decisions:
            if decision.legal_mention:
                yield decision.legal_mention
        yield from self.further_mentions
