"""The bridge's alerts: connections that refuse or do not answer, keys that end, VAT rates, VIES."""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy

from hub.alerts import watched
from hub.alerts.rules import Found, Look, Rule, Text, Unit, register
from hub.alerts.shops import CREDENTIALS
from hub.errors import ErrorClass
from hub.sentences import say
from odoo_bridge.admin import vat_rates
from odoo_bridge.admin.vat.trouble import look as look_at_vies
from odoo_bridge.key_expiry import REMEDY, warning
from odoo_bridge.models import OdooConnection

_LASTED = gettext_lazy("Minutes that it must have lasted.")


def refused(_minutes: int) -> Iterator[Found]:
    """Connections whose key is refused; one query."""
    for row in _troubled(error_class=ErrorClass.CREDENTIALS):
        yield _found(row, say("Odoo {name} refuses the key", name=row))


def away(_minutes: int) -> Iterator[Found]:
    """Connections that do not work for another reason; one query."""
    others = [one.value for one in ErrorClass if one != ErrorClass.CREDENTIALS]
    for row in _troubled(error_class__in=others):
        yield _found(row, say("Odoo {name} does not work", name=row))


def ending(_minutes: int) -> Iterator[Found]:
    """Connections whose key is about to end; one query."""
    for row in OdooConnection.objects.filter(active=True).exclude(key_expires_on=None).defer("secrets"):
        said = warning(row)
        if said:
            yield Found(key=row.name, name=f"Odoo {row}", cause=said, remedy=REMEDY, url=_page(row))


def _troubled(**wanted: object) -> Iterable[OdooConnection]:
    return OdooConnection.objects.filter(active=True, **wanted).defer("secrets")


def _found(row: OdooConnection, name: str) -> Found:
    return Found(
        key=f"odoo:{row.name}",
        name=name,
        cause=row.error_cause,
        remedy=row.error_remedy,
        url=_page(row),
        since=row.error_since,
    )


def _page(row: OdooConnection) -> str:
    return reverse("admin:odoo_bridge_odooconnection_change", args=[row.pk])


def _rule(code: str, label: Text, look: Look, minutes: int) -> None:
    register(
        Rule(code=code, label=label, help_text=_LASTED, unit=Unit.MINUTES, threshold=minutes, looks=(look,))
    )


_rule(CREDENTIALS, gettext_lazy("A shop or Odoo refuses the key"), refused, 0)
_rule("odoo_away", gettext_lazy("Odoo does not work"), away, 15)
_rule("odoo_key_ends", gettext_lazy("A key of Odoo is about to end"), ending, 0)
_rates = gettext_lazy("VAT rates changed in the public source")
watched.watch("vat_rates", _rates, vat_rates.troubles, _LASTED, minutes=0)
_vies = gettext_lazy("VIES does not answer or refuses the hub")
watched.watch("vies", _vies, look_at_vies, _LASTED, minutes=60)
