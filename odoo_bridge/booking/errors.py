"""What orders end with that need a tax or fiscal position which nobody knows; `waits_for` names its row."""

from hub.errors import ConfigError
from hub.sentences import joined, say
from odoo_bridge.models import VatPositionMapping, VatTaxMapping
from odoo_bridge.vat.orders.slots import VatSlot

TAX, POSITION = "vat_tax:", "vat_position:"  # how deliveries name what they wait for
_OR_MAKE_IT = say(
    "Or make it in Odoo and refresh the taxes of the connection; the orders that wait go on by themselves."
)


def waits_for_tax(slot: VatSlot) -> str:
    """How deliveries name the tax that they wait for."""
    return f"{TAX}{slot.key}"


def waits_for_position(treatment: str, country: str) -> str:
    """How deliveries name the fiscal position that they wait for."""
    return f"{POSITION}{treatment}:{country}"


def in_words(slot: VatSlot) -> str:
    """For people: `OSS_DESTINATION of DE at 19 % (goods, tax in the price)`."""
    kind = say("services") if slot.services else say("goods")
    mode = say("tax in the price") if slot.included else say("tax on top of the price")
    where = say("{treatment} of {country}", treatment=slot.treatment, country=slot.country)
    return say(
        "{kind_of_vat} at {rate} % ({supply})",
        kind_of_vat=where if slot.country else slot.treatment,
        rate=f"{slot.rate.normalize():f}",
        supply=joined(kind, mode, between=", ") if slot.rate else kind,
    )


class VatTaxOpenError(ConfigError):
    """Odoo has none that is clearly made for it, and nobody has chosen one."""

    def __init__(self, row: VatTaxMapping, said: str) -> None:
        self.waits_for = waits_for_tax(row.slot)
        super().__init__(
            "vat_tax_open",
            say(
                "{said}: which Odoo tax stands for {in_words} is not clear: {why}.",
                said=said,
                in_words=in_words(row.slot),
                why=row.why,
            ),
            joined(say("Choose it in the table of Odoo taxes of VAT."), _OR_MAKE_IT),
        )


class VatTaxInactiveError(ConfigError):
    """The tax is there, and switched off."""

    def __init__(self, row: VatTaxMapping, said: str) -> None:
        self.waits_for = waits_for_tax(row.slot)
        super().__init__(
            "vat_tax_inactive",
            say(
                "{said}: Odoo's tax {tax_name} for {in_words} is switched off or gone.",
                said=said,
                tax_name=repr(row.tax_name),
                in_words=in_words(row.slot),
            ),
            say(
                "Activate it in Odoo (Accounting, Configuration, Taxes), or choose another one in "
                "the table of Odoo taxes of VAT."
            ),
        )


class VatPositionOpenError(ConfigError):
    """Several fit, or one is needed that Odoo does not have."""

    def __init__(self, row: VatPositionMapping, said: str) -> None:
        self.waits_for = waits_for_position(row.treatment, row.country)
        treatment = row.treatment
        if row.country:
            treatment = say("{treatment} of {country}", treatment=row.treatment, country=row.country)
        super().__init__(
            "vat_position_open",
            say(
                "{said}: which fiscal position stands for {treatment} is not clear: {why}.",
                said=said,
                treatment=treatment,
                why=row.why,
            ),
            joined(
                say("Choose it, or that there is none, in the table of Odoo fiscal positions of VAT."),
                _OR_MAKE_IT,
            ),
        )


class VatPositionGoneError(ConfigError):
    """What was chosen is archived or deleted in Odoo."""

    def __init__(self, row: VatPositionMapping, said: str) -> None:
        self.waits_for = waits_for_position(row.treatment, row.country)
        super().__init__(
            "vat_position_gone",
            say(
                "{said}: the fiscal position {position_name} is archived or gone in Odoo.",
                said=said,
                position_name=repr(row.position_name),
            ),
            say("Choose another one in the table of Odoo fiscal positions of VAT, or activate it in Odoo."),
        )
