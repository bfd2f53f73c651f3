"""Which Odoo tax and fiscal position stand for decided VAT: found by the hub, corrected by people.

A row appears when an order needs it. Saving a choice lets the orders go on that wait for it.
"""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminSelectWidget

from hub.admin.base import BackOfficeAdmin
from hub.admin.labels import BAD, CALM, GOOD, WARN, pill
from hub.models import Delivery, DeliveryState
from hub.people.places import Place
from odoo_bridge.booking.errors import waits_for_position, waits_for_tax
from odoo_bridge.bridge.waiting import release_booking
from odoo_bridge.models import OdooConnection, SupplyKind, VatPositionMapping, VatTaxMapping

_BY_ITSELF, _NONE = "", "none"
_KIND = ("treatment", "country")


class BookingForm(forms.ModelForm[Any]):
    """One of what Odoo offers, none, or what the hub finds by itself."""

    record: ClassVar[str]  # the column of Odoo's id
    choice = forms.ChoiceField(
        label=_("In Odoo"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_(
            "The best first. Missing here? Make it in Odoo, then refresh the taxes of the connection."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)  # declared above
        offered = [(str(one["id"]), self.label(one)) for one in self.instance.candidates]
        chosen = getattr(self.instance, self.record)
        if chosen is not None and str(chosen) not in dict(offered):
            offered.append((str(chosen), str(self.instance)))
        none = [(_NONE, self.none_label())] if self.may_be_none() else []
        field.choices = [(_BY_ITSELF, _("– what the hub finds by itself –")), *none, *offered]
        field.initial = self.chosen()

    def chosen(self) -> str:
        """What a person chose before."""
        if not self.instance.chosen:
            return _BY_ITSELF
        record = getattr(self.instance, self.record)
        return _NONE if record is None else str(record)

    def may_be_none(self) -> bool:
        """Whether there may be none."""
        return True

    def none_label(self) -> Any:
        """What none is called."""
        return _("No fiscal position")

    def label(self, offered: dict[str, Any]) -> str:
        """An offered record, in words."""
        return str(offered["name"])


class TaxForm(BookingForm):
    """Taxes of the row's rate."""

    record = "tax_id"

    class Meta:
        model = VatTaxMapping
        fields = ()

    def may_be_none(self) -> bool:
        """Only where nothing is charged."""
        return not self.instance.rate

    def none_label(self) -> Any:
        """A line may go without."""
        return _("No tax on the line")

    def label(self, offered: dict[str, Any]) -> str:
        """With what sets apart taxes of the same rate."""
        said = (
            [str(_("tax included") if offered["included"] else _("tax on top"))] if self.instance.rate else []
        )
        if offered["services"] is not None:
            said.append(str(SupplyKind.SERVICES.label if offered["services"] else SupplyKind.GOODS.label))
        if not offered["active"]:
            said.append(str(_("switched off in Odoo")))
        return f"{offered['name']} ({', '.join(said)})" if said else str(offered["name"])


class PositionForm(BookingForm):
    """Fiscal positions of the company."""

    record = "position_id"

    class Meta:
        model = VatPositionMapping
        fields = ()


class _OpenFilter(admin.SimpleListFilter):
    """Rows that wait for a person."""

    title, parameter_name = _("to be chosen"), "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """Only one."""
        return [("1", _("Yes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By what makes a row open."""
        if self.value() != "1":
            return queryset
        taxes = Q(tax_id=None, chosen=False)
        return queryset.filter(taxes if queryset.model is VatTaxMapping else Q(open=True))


class BookingAdmin(BackOfficeAdmin):
    """The hub makes the rows; people correct them."""

    place = Place.MONEY
    actions = None
    list_select_related: ClassVar[tuple[str, ...]] = ("connection",)
    list_filter: ClassVar[tuple[Any, ...]] = (_OpenFilter, "connection", "treatment", "country")
    ordering = ("treatment", "country")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: an order that needs a row makes it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: orders may wait for it."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """All but the choice."""
        return tuple(str(name) for name in self.fields or () if name != "choice")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """With how many orders wait for each row."""
        shown = super().get_changelist_instance(request)
        rows: list[Any] = list(shown.result_list)
        held = _held([(row.connection.target, self.waits_for(row)) for row in rows])
        for row in rows:
            row.held = held.get((row.connection.target, self.waits_for(row)), 0)
        shown.result_list = rows
        return shown

    @admin.display(description=_("state"))
    def state(self, row: Any) -> SafeString:
        """Open, chosen by a person, or found."""
        if row.open:
            return pill(_("To be chosen"), BAD)
        if not row.active:
            return pill(_("Switched off or gone in Odoo"), WARN)
        return pill(_("Chosen by a person"), CALM) if row.chosen else pill(_("Found in Odoo"), GOOD)

    @admin.display(description=_("orders that wait for this"))
    def waiting(self, row: Any) -> str:
        """How many deliveries are held for want of it."""
        return str(row.held or "–")

    def waits_for(self, row: Any) -> str:
        """How deliveries name the row."""
        raise NotImplementedError

    def take(self, row: Any, offered: dict[str, Any] | None) -> None:
        """What a person chose; None for none."""
        raise NotImplementedError

    def head(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """How many orders wait, and why the hub chose what it did."""
        shown = super().head(request, obj)
        if obj is None:
            return shown
        name = obj.connection.target, self.waits_for(obj)
        facts = {"state": self.state(obj), "held": _held([name]).get(name, 0)}
        return {**shown, **facts, "head_template": "admin/odoo_bridge/booking/head.html"}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A person chose, or leaves it to the hub again."""
        given = form.cleaned_data.get("choice", _BY_ITSELF)
        if given == form.chosen():
            return
        obj.chosen, obj.active = given != _BY_ITSELF, True
        self.take(obj, obj.candidate(int(given)) if given not in (_BY_ITSELF, _NONE) else None)
        obj.save()
        transaction.on_commit(lambda: _go_on(request, obj.connection))


@admin.register(VatTaxMapping)
class VatTaxMappingAdmin(BookingAdmin):
    """The Odoo tax of each kind of VAT."""

    form = TaxForm
    nothing_yet = _("No tax was needed yet. A row appears with the first order whose VAT is decided.")
    list_display = ("treatment", "country", "percent", "supply", "prices", "tax", "state", "waiting")
    fields = ("connection", *_KIND, "percent", "supply", "prices", "tax", "choice")

    @admin.display(description=_("rate in %"))
    def percent(self, row: VatTaxMapping) -> str:
        """Without the zeros of the column."""
        return f"{row.rate.normalize():f}"

    @admin.display(description=_("prices"))
    def prices(self, row: VatTaxMapping) -> str:
        """How the shop's are; at 0 % that is no difference."""
        if not row.rate:
            return "–"
        return str(_("tax included") if row.price_included else _("tax on top"))

    @admin.display(description=_("Odoo tax"))
    def tax(self, row: VatTaxMapping) -> str:
        """Its name, or that a person chose none."""
        none = str(_("No tax on the line")) if row.chosen else "–"
        return f"{row.tax_name} #{row.tax_id}" if row.tax_id is not None else none

    def waits_for(self, row: VatTaxMapping) -> str:
        """By the kind of VAT."""
        return waits_for_tax(row.slot)

    def take(self, row: VatTaxMapping, offered: dict[str, Any] | None) -> None:
        """With the way in which its prices are."""
        row.tax_id = offered["id"] if offered else None
        row.tax_name = offered["name"] if offered else ""
        row.tax_included = bool(offered and offered["included"])
        row.active = offered is None or offered["active"]


@admin.register(VatPositionMapping)
class VatPositionMappingAdmin(BookingAdmin):
    """The Odoo fiscal position of each treatment."""

    form = PositionForm
    nothing_yet = _(
        "No fiscal position was needed yet. A row appears with the first order whose VAT is decided."
    )
    list_display = ("treatment", "country", "position", "state", "waiting", "connection")
    fields = ("connection", *_KIND, "position", "choice")

    @admin.display(description=_("fiscal position"))
    def position(self, row: VatPositionMapping) -> str:
        """Its name, or that orders get none."""
        if row.position_id is not None:
            return f"{row.position_name} #{row.position_id}"
        return "–" if row.open else str(_("No fiscal position"))

    def waits_for(self, row: VatPositionMapping) -> str:
        """By the treatment and its country."""
        return waits_for_position(row.treatment, row.country)

    def take(self, row: VatPositionMapping, offered: dict[str, Any] | None) -> None:
        """A choice closes the row; without one, it is found anew."""
        row.position_id = offered["id"] if offered else None
        row.position_name = offered["name"] if offered else ""
        row.open = not row.chosen


def _held(names: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How many deliveries wait, by target and what they wait for."""
    rows = Delivery.objects.filter(
        state=DeliveryState.HELD,
        target__in={target for target, _name in names},
        waits_for__in={name for _target, name in names},
    )
    counted = rows.order_by().values_list("target", "waits_for").annotate(count=Count("pk"))
    return {(target, name): count for target, name, count in counted}


def _go_on(request: HttpRequest, connection: OdooConnection) -> None:
    released = release_booking(connection)
    if released:
        text = ngettext("%(count)d delivery goes on.", "%(count)d deliveries go on.", released)
        messages.success(request, text % {"count": released})
