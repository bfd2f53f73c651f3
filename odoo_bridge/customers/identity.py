"""What makes two orders the same customer's. Pure."""

import hashlib
import unicodedata

from hub.order import Address, Order


def customer_key(order: Order) -> str:
    """`email:…` where there is an e-mail, else the shop's customer id, else the order itself."""
    email = normalized_email(order.customer.email)
    if email:
        return f"email:{_short(email)}"
    if order.customer.external_id:
        return f"customer:{order.shop}:{_short(order.customer.external_id)}"
    return f"order:{order.shop}:{_short(order.external_id)}"


def normalized_email(email: str) -> str:
    """Lower case without blanks, as Odoo's `email_normalized` writes it; empty when it is none."""
    text = email.strip().lower()
    return text if text.count("@") == 1 and not any(c.isspace() for c in text) else ""


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
    return text if len(text) <= 120 else hashlib.sha256(text.encode()).hexdigest()
