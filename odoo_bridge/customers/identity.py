"""Who bought, as an order tells it, and the keys under which that customer is known again. Pure."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hub.order import Address, Order
from odoo_bridge.customers.normalization import (
    normalized_email,
    normalized_phone,
    normalized_postcode,
    normalized_vat,
    words_of_company,
    words_of_person,
)

_LONGEST = 120  # characters of a key's part; longer ones are told by their fingerprint


class Rule(StrEnum):
    """What a customer is recognized by."""

    VAT = "vat"
    ACCOUNT = "customer"
    EMAIL = "email"
    PHONE = "phone"


DEFAULT_RULES = (Rule.VAT, Rule.ACCOUNT, Rule.EMAIL, Rule.PHONE)


@dataclass(frozen=True, slots=True)
class Key:
    """`text` names one customer; several customers may share its `basis` (a family's e-mail)."""

    text: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The buyer of an order, normalised; empty text where the shop does not say."""

    order: str
    name: str = ""
    company: str = ""
    vat_id: str = ""
    account: str = ""
    email: str = ""
    phone: str = ""
    postcode: str = ""

    @property
    def subject(self) -> str:
        """The name of the customer: the company where there is one."""
        return self.company or self.name

    @property
    def is_company(self) -> bool:
        """Whether the shop names a company."""
        return bool(self.company)

    def values(self) -> dict[Rule, str]:
        """What each rule can go by; a phone alone says nothing."""
        return {
            Rule.VAT: self.vat_id,
            Rule.ACCOUNT: self.account,
            Rule.EMAIL: self.email,
            Rule.PHONE: self.phone if self.subject else "",
        }

    def keys(self, rules: Sequence[Rule]) -> list[Key]:
        """Its keys, the most trusted first; the order itself where the rules find nothing to go by."""
        values = self.values()
        keys = [self._key(rule, values[rule]) for rule in rules if values[rule]]
        return keys or [Key(f"order:{_short(self.order)}", f"order:{_short(self.order)}")]

    def is_nobody(self, rules: Sequence[Rule]) -> bool:
        """Whether the rules find nothing to go by."""
        return not any(self.values()[rule] for rule in rules)

    def _key(self, rule: Rule, value: str) -> Key:
        basis = f"{rule}:{_short(value)}"
        if rule is Rule.VAT or (rule is Rule.ACCOUNT and not self.company):
            return Key(basis, basis)
        words = words_of_company(self.company) if self.company else words_of_person(self.name)
        name = " ".join(sorted(words))
        return Key(f"{basis}/{name if len(name) <= 60 else _fingerprint(name)}", basis)


def identity_of(order: Order) -> Identity:
    """The buyer of a unified order."""
    customer, address = order.customer, order.billing_address or order.shipping_address or Address()
    email = normalized_email(customer.email)
    return Identity(
        order=f"{order.shop}:{order.external_id}",
        name=(customer.name or address.name).strip(),
        company=(customer.company or address.company or "").strip(),
        vat_id=normalized_vat(customer.vat_id or "", address.country),
        account=f"{order.shop}:{customer.external_id}" if customer.external_id else "",
        email=email,
        phone=normalized_phone(customer.phone or address.phone, address.country),
        postcode=normalized_postcode(address.postcode),
    )


def account_number(number: str) -> str:
    """As people call an account; some platforms number them by an address."""
    return number.rpartition("/")[2] or number


@dataclass(frozen=True, slots=True)
class Buyer:
    """An order's buyer, and the rules that the shop recognizes customers by."""

    order: Order
    rules: Sequence[Rule]
    identity: Identity

    @classmethod
    def of(cls, order: Order, rules: Sequence[Rule]) -> "Buyer":
        """Who bought this order."""
        return cls(order, rules, identity_of(order))

    @property
    def keys(self) -> list[Key]:
        """Under which this buyer is remembered."""
        return self.identity.keys(self.rules)


def address_hash(address: Address) -> str:
    """The same for addresses that differ only in case, accents, blanks and punctuation."""
    parts = (
        address.name, address.company or "", address.street, address.street2,
        address.postcode, address.city, address.region, address.country,
    )  # fmt: skip
    return hashlib.sha256("|".join(map(folded, parts)).encode()).hexdigest()[:24]


def folded(text: str) -> str:
    """Letters and digits only, without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if c.isalnum())


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else _fingerprint(text)


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:48]
