"""A sale with what the rules ask about it: where from, where to, to whom. Pure, computed once per sale."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from odoo_bridge.vat.numbers import VatNumber, parse
from odoo_bridge.vat.policy import Policy, WhileUnavailable, WithoutNumber
from odoo_bridge.vat.sale import Regime, Sale, Supply, Vies, VoucherKind
from odoo_bridge.vat.shapes import IN_VIES
from odoo_bridge.vat.territories import Territory, Unclear, country_code, itself, locate, mainland


class Standing(StrEnum):
    """What the buyer's VAT number proves."""

    NONE = "none"
    FOREIGN = "foreign"
    INVALID = "invalid"
    VALID = "valid"
    PENDING = "pending"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Case:
    """The sale under the shop's policy."""

    sale: Sale
    policy: Policy

    @cached_property
    def supply(self) -> Supply:
        """What is taxed; a single-purpose voucher is what it is good for (art. 30b(1))."""
        sale = self.sale
        if sale.supply is Supply.VOUCHER and sale.voucher is VoucherKind.SINGLE_PURPOSE and sale.voucher_for:
            return sale.voucher_for
        return sale.supply

    @cached_property
    def home(self) -> Territory | Unclear:
        """Where the seller is established."""
        return itself(self.sale.seller.country, self.sale.day)

    @property
    def seller_state(self) -> str:
        """Whose VAT the seller declares at home."""
        return self.home.state if isinstance(self.home, Territory) else ""

    @property
    def franchise(self) -> bool:
        """Whether the seller is a small enterprise without VAT."""
        return self.sale.seller.regime is Regime.FRANCHISE

    @cached_property
    def origin(self) -> Territory | Unclear:
        """Where the goods leave. A bare country is its mainland: nobody forgets a warehouse on an island."""
        place = self.sale.ship_from
        if place is None:
            return self.home
        known_by_more = place.postcode.strip() or place.province.strip()
        return locate(place, self.sale.day) if known_by_more else itself(place.country, self.sale.day)

    @cached_property
    def destination(self) -> Territory | Unclear:
        """Where the goods go: ship-to before bill-to; picked up, where they are."""
        if self.sale.picked_up:
            return self.origin
        return locate(self.sale.ship_to or self.sale.bill_to, self.sale.day)

    @cached_property
    def customer_place(self) -> Territory | Unclear:
        """Where the customer of a service is: bill-to before ship-to.

        A valid number of the same country makes the postcode unnecessary: the register knows where it is.
        """
        place = self.sale.bill_to or self.sale.ship_to
        found = locate(place, self.sale.day)
        if isinstance(found, Territory) or place is None:
            return found
        code = country_code(place.country)
        if code == "GB":  # Northern Ireland is the United Kingdom for services
            return itself(code, self.sale.day)
        proven = self.standing is Standing.VALID and self.number is not None and self.number.country == code
        return mainland(code) if proven and not place.postcode.strip() else found

    @cached_property
    def number(self) -> VatNumber | None:
        """The buyer's VAT number as VIES wants it; None where the order has none."""
        if not self.sale.buyer.vat_id.strip():
            return None
        place = self.sale.bill_to or self.sale.ship_to
        return parse(self.sale.buyer.vat_id, country_code(place.country) if place else "")

    @property
    def number_state(self) -> str:
        """Whose number it is: a state of the EU or XI; "" for all others."""
        if self.number is None or not self.number.prefix:
            return ""
        return "XI" if self.number.is_northern_irish else self.number.country

    @cached_property
    def standing(self) -> Standing:
        """What the number proves, under the policy for times without VIES."""
        number, vies = self.number, self.sale.buyer.vies
        if number is None:
            return Standing.NONE
        if self.sale.buyer.other_vat_ids:
            return Standing.CONFLICT
        if number.is_good and not number.in_vies:
            return Standing.FOREIGN
        if vies is Vies.VALID and number.prefix in IN_VIES:
            return Standing.VALID
        if vies is Vies.INVALID or not number.is_good:
            return Standing.INVALID
        return self._without_answer

    @property
    def _without_answer(self) -> Standing:
        """VIES has not said anything that counts."""
        if self.sale.buyer.vies is Vies.UNAVAILABLE:
            if self.policy.while_unavailable is WhileUnavailable.CHARGE:
                return Standing.INVALID
            if self.accepted_proof:
                return Standing.VALID
        return Standing.PENDING

    @property
    def accepted_proof(self) -> bool:
        """Whether an earlier proof stands in for VIES, which does not answer."""
        proof, policy = self.sale.buyer.proof, self.policy
        if proof is None or policy.while_unavailable is not WhileUnavailable.ACCEPT_PROOF:
            return False
        age = self.sale.day - proof.day
        return timedelta(0) <= age <= timedelta(days=policy.proof_days)

    @property
    def unproven(self) -> bool:
        """Whether nothing says that the buyer is a taxable person for VAT in the EU."""
        return self.standing in (Standing.NONE, Standing.INVALID, Standing.FOREIGN)

    @property
    def like_consumer(self) -> bool:
        """Whether goods are taxed as a private person's: for one, or a company without a valid number."""
        consumer = not self.sale.buyer.company or self.policy.without_number is WithoutNumber.CONSUMER
        return self.unproven and consumer

    def registered_in(self, state: str) -> bool | None:
        """Whether the seller has a VAT number there; None: not told."""
        seller = self.sale.seller
        if state in (self.seller_state, *seller.established_in):
            return True
        return None if seller.registrations is None else state in seller.registrations
