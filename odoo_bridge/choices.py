"""What policies may choose of Odoo: read from it, kept as ids, and missed when it is archived there."""

from collections.abc import Mapping, Sequence

from hub.errors import ConfigError
from hub.sentences import say
from odoo_bridge.models import ChoiceKind, OdooChoice, OdooConnection, ShopPolicy
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.choices import Choices, Choosable


class ChoiceGoneError(ConfigError):
    """What the policy names is archived or gone in Odoo; `waits_for` names it."""

    def __init__(self, choice: OdooChoice, shop: str) -> None:
        self.waits_for = waits_for(choice)
        super().__init__(
            "odoo_choice_gone",
            say(
                "The {kind} {choice}, named by the delivery policy of shop {shop}, is "
                "archived or gone in Odoo.",
                kind=choice.get_kind_display().lower(),
                choice=repr(choice.name),
                shop=shop,
            ),
            say("Choose another one in the delivery policy, or activate it in Odoo and refresh the choices."),
        )


def waits_for(choice: OdooChoice) -> str:
    """How deliveries name the choice that they wait for."""
    return f"choice:{choice.kind}:{choice.odoo_id}"


class ForeignChoiceError(ConfigError):
    """The policy names a record of another Odoo than the one that the shop's orders go to."""

    waits_for = "choice:"

    def __init__(self, choice: OdooChoice, shop: str) -> None:
        super().__init__(
            "odoo_choice_of_other_odoo",
            say(
                "The {kind} {choice}, named by the delivery policy of shop {shop}, is of "
                "Odoo {connection}, where the shop's orders do not go any more.",
                kind=choice.get_kind_display().lower(),
                choice=repr(choice.name),
                shop=shop,
                connection=choice.connection,
            ),
            say("Choose again in the delivery policy, and for carriers in the shipping and fee mappings."),
        )


def require(choice: OdooChoice, policy: ShopPolicy) -> int:
    """Odoo's id of it; raises `ChoiceGoneError` or `ForeignChoiceError` where it cannot be used."""
    if choice.connection_id != policy.connection_id:
        raise ForeignChoiceError(choice, policy.shop.slug)
    if not choice.active:
        raise ChoiceGoneError(choice, policy.shop.slug)
    return choice.odoo_id


def refresh(connection: OdooConnection, odoo: Odoo) -> int:
    """Read all kinds anew; what is gone is marked and never deleted. Returns how many can be chosen."""
    there = Choices(odoo)
    known = there.kinds()
    read: dict[ChoiceKind, Sequence[Choosable]] = {}
    for kind in ChoiceKind:
        found = there.of_kind(kind) if kind in known else []
        if found is not None:
            read[kind] = found
    _keep(connection, read)
    return OdooChoice.objects.filter(connection=connection, active=True).count()


def _keep(connection: OdooConnection, read: Mapping[ChoiceKind, Sequence[Choosable]]) -> None:
    """A few statements however much there is; another process may be reading the same at this moment."""
    rows = OdooChoice.objects.filter(connection=connection, kind__in=read)
    stored = {(row.kind, row.odoo_id): row for row in rows}
    found = {
        (kind, one.record_id): _choice(connection, kind, one) for kind, ones in read.items() for one in ones
    }
    new = [choice for key, choice in found.items() if key not in stored]
    OdooChoice.objects.bulk_create(new, ignore_conflicts=True)
    for key in found.keys() & stored.keys():
        _say_anew(stored[key], found[key])
    gone = [row.pk for key, row in stored.items() if key not in found]
    OdooChoice.objects.filter(pk__in=gone).update(active=False)


def _choice(connection: OdooConnection, kind: ChoiceKind, one: Choosable) -> OdooChoice:
    return OdooChoice(
        connection=connection, kind=kind, odoo_id=one.record_id, name=one.name[:255], currency=one.currency
    )


def _say_anew(stored: OdooChoice, found: OdooChoice) -> None:
    said = (found.name, found.currency, True)
    if (stored.name, stored.currency, stored.active) != said:
        stored.name, stored.currency, stored.active = said
        stored.save(update_fields=["name", "currency", "active"])
