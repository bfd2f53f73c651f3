"""Who bought and where it goes. Fields of protected customer data are null for an app without approval."""

from channels.countries import iso_country
from channels.reading import Reading
from channels.shopify.vat_ids import CompanyNumbers
from hub.order import Address, Customer, Notice
from hub.sentences import say

_TEXTS = ("name", "firstName", "lastName", "company", "address1", "address2", "zip", "city", "countryCodeV2")
_PROTECTED = ("name", "address1", "zip")


def customer(order: Reading, numbers: CompanyNumbers) -> Customer:
    """The buyer: a company where the order is B2B; nobody at the till and for customers erased since."""
    account = order.optional("customer")
    billing = order.optional("billingAddress")
    identity = account.text("id", None)
    return Customer(
        external_id=identity,
        email=order.text("email", "") or account.optional("defaultEmailAddress").text("emailAddress", ""),
        name=_name(billing) or _name(account) or _name(order.optional("shippingAddress")),
        phone=order.text("phone", "")
        or billing.text("phone", "")
        or account.optional("defaultPhoneNumber").text("phoneNumber", ""),
        company=company(order) or billing.text("company", "") or None,
        vat_id=numbers.vat_id,
        vat_id_candidates=numbers.candidates,
        registrations=numbers.registrations,
        locale=order.text("customerLocale", "") or account.text("locale", "") or None,
        guest=identity is None,
    )


def company(order: Reading) -> str:
    """The name of the B2B company; empty for everyone else."""
    return order.optional("purchasingEntity").optional("company").text("name", "")


def address(order: Reading, field: str) -> Address | None:
    """An address; null where the shop holds none."""
    holder = order.optional(field)
    if not any(holder.text(name, "").strip() for name in _TEXTS):
        return None
    return Address(
        name=_name(holder),
        company=holder.text("company", "") or None,
        street=holder.text("address1", "") or "",
        street2=holder.text("address2", ""),
        postcode=holder.text("zip", ""),
        city=holder.text("city", ""),
        region=holder.text("provinceCode", "") or holder.text("province", ""),
        country=iso_country(holder.text("countryCodeV2", "")),
        phone=holder.text("phone", ""),
    )


def hidden_data(order: Reading) -> tuple[Notice, ...]:
    """A notice where an address lost its protected fields: without a postcode no VAT territory is certain."""
    for field in ("shippingAddress", "billingAddress"):
        holder = order.optional(field)
        if holder.text("countryCodeV2", "") and not any(holder.text(name, "") for name in _PROTECTED):
            detail = say(
                "{field}: name, street and postcode are empty; the app may lack approval for them",
                field=field,
            )
            return (Notice(code="customer_data_hidden", detail=detail),)
    return ()


def _name(holder: Reading) -> str:
    parts = (holder.text("firstName", "").strip(), holder.text("lastName", "").strip())
    return holder.text("name", "").strip() or " ".join(part for part in parts if part)
