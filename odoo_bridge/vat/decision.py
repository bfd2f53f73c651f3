"""What was decided about a sale's VAT, and why. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Treatment(StrEnum):
    """How a supply is taxed."""

    DOMESTIC = "DOMESTIC"
    DOMESTIC_DOM = "DOMESTIC_DOM"
    LOCAL_SUPPLY = "LOCAL_SUPPLY"
    OSS_DESTINATION = "OSS_DESTINATION"
    ORIGIN_BELOW_THRESHOLD = "ORIGIN_BELOW_THRESHOLD"
    IC_EXEMPT = "IC_EXEMPT"
    RC_SERVICE = "RC_SERVICE"
    RC_DOMESTIC = "RC_DOMESTIC"
    EXPORT = "EXPORT"
    EXPORT_DOM = "EXPORT_DOM"
    UK_LOW_VALUE = "UK_LOW_VALUE"
    IOSS = "IOSS"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    OUT_OF_SCOPE_IMPORT = "OUT_OF_SCOPE_IMPORT"
    SMALL_BUSINESS = "SMALL_BUSINESS"
    HOLD_VIES = "HOLD_VIES"
    REVIEW = "REVIEW"

    @property
    def holds(self) -> bool:
        """Whether nothing is invoiced yet: VIES is asked again, or a person decides."""
        return self in (Treatment.HOLD_VIES, Treatment.REVIEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class VatDecision:
    """The answer for a sale.

    `vat_country` is whose VAT it is: ISO 3166, XI for Northern Ireland, "" where it is nobody's. `rate` is
    the percentage to charge; None while it is held. `legal_mention` must stand on the invoice. `rule` is
    the id of the rule that decided. `reasons` are sentences for people; of a held sale the last says what
    to do. `evidence` is what the decision stands on: territories, number, proof, source of rule and rate.
    """

    treatment: Treatment
    vat_country: str
    rate: Decimal | None
    legal_mention: str
    rule: str
    reasons: tuple[str, ...]
    evidence: Mapping[str, str]

    @property
    def hold(self) -> bool:
        """Whether the invoice must wait."""
        return self.treatment.holds
