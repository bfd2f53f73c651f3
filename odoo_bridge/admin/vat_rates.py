"""The nightly comparison of VAT rates in the back office: its result, and a warning on the first page."""

from collections.abc import Iterable

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin.base import ReadOnlyAdmin
from hub.admin.labels import ERROR_CLASS, GOOD, badge, moment, pill, shortened
from hub.admin.overview import Numbers, Trouble, counts
from hub.sentences import joined
from odoo_bridge.models import VatRateCheck

_DIFFERING = "rates_differing"
_LONG = 500  # characters of a cell


@admin.register(VatRateCheck)
class VatRateCheckAdmin(ReadOnlyAdmin):
    """A row for each source."""

    list_display = ("source", "source_day", "when", "state", "found")
    sortable_by = ()

    @admin.display(description=_("compared"))
    def when(self, check: VatRateCheck) -> str:
        """To the minute."""
        return moment(check.checked_at)

    @admin.display(description=_("state"))
    def state(self, check: VatRateCheck) -> SafeString:
        """Whether rates agree."""
        return _state(check)

    @admin.display(description=_("what was found"))
    def found(self, check: VatRateCheck) -> SafeString:
        """The differences, and what to do."""
        return shortened(joined(check.error_cause, check.error_remedy), _LONG)


def _differing() -> QuerySet[VatRateCheck]:
    return VatRateCheck.objects.filter(error_class__gt="")


def troubles(numbers: Numbers) -> Iterable[Trouble]:
    """Rates that differ, or a source too old to tell; one query where there are some, else none."""
    if not numbers.count(_DIFFERING):
        return
    for check in _differing():
        url = reverse("admin:odoo_bridge_vatratecheck_changelist")
        yield Trouble(str(_("VAT rates")), _state(check), check.error_cause, check.error_remedy, url)


def _state(check: VatRateCheck) -> SafeString:
    return badge(ERROR_CLASS, check.error_class) if check.error_class else pill(_("Works"), GOOD)


counts.add(counts.Source("odoo_bridge.view_vatratecheck", _DIFFERING, _differing, since="error_since"))
