"""The owner that VIES tells beside the buyer that the order tells, for pages."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin.labels import CALM, GOOD, WARN, Label, pill
from odoo_bridge.models import VatRecord
from odoo_bridge.vat.vies.comparing import Fit

_FITS: dict[str, tuple[Label, str]] = {
    Fit.SAME: (_("fits"), GOOD),
    Fit.DIFFERENT: (_("differs"), WARN),
    Fit.UNKNOWN: (_("cannot be compared"), CALM),
}
_FACTS: dict[str, Label] = {"name": _("Name"), "address": _("Address")}


@dataclass(frozen=True, slots=True)
class FactView:
    """Name or address, ready to be printed."""

    label: Label
    vies: str
    order: str
    badge: SafeString


def owner_view(record: VatRecord) -> list[FactView]:
    """Both facts; empty where nothing was compared."""
    return [
        FactView(label, fact["vies"], fact["order"], pill(*_FITS[fact["fit"]]))
        for name, label in _FACTS.items()
        if (fact := record.owner.get(name))
    ]
