"""What the law leaves to the merchant, or to their accountant: one choice for each open question. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class WithoutNumber(StrEnum):
    """How goods for a company abroad are taxed that has no valid VAT number.

    consumer: like a private person's, where they go (art. 33(a), for whom art. 3(1) spares acquisitions);
    origin: with the VAT of where they leave (art. 32: a taxable person is no customer of a distance sale);
    hold: a person decides.
    """

    CONSUMER = "consumer"
    ORIGIN = "origin"
    HOLD = "hold"


class WhileUnavailable(StrEnum):
    """What happens while VIES gives no answer. hold: the invoice waits and VIES is asked again.

    charge: VAT as for a company without a number, to be corrected when VIES answers; accept_proof: an earlier
    "valid" not older than `proof_days` counts, without one it is held.
    """

    HOLD = "hold"
    CHARGE = "charge"
    ACCEPT_PROOF = "accept_proof"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A shop's choices.

    `class_rates` gives a percentage for (state, product class) and goes before the table. A rate that the
    state does not have on that day is never charged, whatever stands here. `proof_days` is how old a proof
    of VIES may be on the day of the sale.
    """

    without_number: WithoutNumber = WithoutNumber.CONSUMER
    while_unavailable: WhileUnavailable = WhileUnavailable.HOLD
    proof_days: int = 30
    class_rates: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
