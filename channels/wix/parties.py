"""Who bought, and where bill and goods go."""

from channels.countries import iso_country
from channels.reading import Reading
from channels.wix.company_numbers import company_numbers
from channels.wix.options import Options
from hub.order import Address, Customer


def customer(order: Reading, options: Options) -> Customer:
    """The buyer; a member of the site has an account, everybody else (also a mere contact) is a guest."""
    billing = order.optional("billingInfo.contactDetails")
    recipient = order.optional("recipientInfo.contactDetails")
    member = order.identifier("buyerInfo.memberId", None)
    numbers = company_numbers(order, options.vat_id_fields)
    return Customer(
        external_id=member,
        email=order.text("buyerInfo.email", ""),
        name=_name(billing) or _name(recipient),
        phone=billing.text("phone", "") or recipient.text("phone", ""),
        company=billing.text("company", "") or None,
        vat_id=numbers.vat_id,
        vat_id_candidates=numbers.candidates,
        registrations=numbers.registrations,
        locale=order.text("buyerLanguage", "") or None,
        guest=member is None,
    )


def billing_address(order: Reading) -> Address | None:
    """Where the bill goes; null at the till."""
    return _address(order.optional("billingInfo"))


def shipping_address(order: Reading, ships: bool) -> Address | None:
    """Where the goods go: nowhere for a pick-up, at the till, and for what is only downloaded."""
    if not ships or order.has("shippingInfo.logistics.pickupDetails"):
        return None
    destination = _address(order.optional("shippingInfo.logistics.shippingDestination"))
    return destination or (_address(order.optional("recipientInfo")) if order.has("shippingInfo") else None)


def _address(holder: Reading) -> Address | None:
    if not holder.has("address"):
        return None
    address, contact = holder.at("address"), holder.optional("contactDetails")
    return Address(
        name=_name(contact),
        company=contact.text("company", "") or None,
        street=_street(address),
        street2=address.text("addressLine2", "") or address.text("streetAddress.apt", ""),
        postcode=address.text("postalCode", ""),
        city=address.text("city", ""),
        region=address.text("subdivision", ""),
        country=iso_country(address.text("country", "")),
        phone=contact.text("phone", ""),
    )


def _street(address: Reading) -> str:
    """One line, or number and name apart. The JavaScript SDK calls the line `addressLine1`."""
    line = address.text("addressLine", "") or address.text("addressLine1", "")
    parts = (address.text("streetAddress.number", ""), address.text("streetAddress.name", ""))
    return line or " ".join(part for part in parts if part)


def _name(contact: Reading) -> str:
    parts = (contact.text("firstName", "").strip(), contact.text("lastName", "").strip())
    return " ".join(part for part in parts if part)
