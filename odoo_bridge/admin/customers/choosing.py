"""The page where a person says which customer a held order is of."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub.admin.actions import Reason, actor, said
from hub.errors import AffluentError
from hub.models import Delivery
from hub.people import audit
from hub.problems import handling
from hub.problems.sources.deliveries import cause_of
from odoo_bridge.admin.odoo_links import OdooLinks
from odoo_bridge.customers import asking, decisions
from odoo_bridge.customers.identity import Buyer
from odoo_bridge.customers.verdict import Verdict
from odoo_bridge.models import OdooConnection

if TYPE_CHECKING:
    from odoo_bridge.admin.customers.admin import PartnerAdmin

NEW = "new"
_LONGEST_SEARCH = 100


class ChooseForm(Reason):
    """One of the shown candidates, or a new customer."""

    customer = forms.ChoiceField(label=gettext_lazy("Customer"), widget=forms.RadioSelect)

    def __init__(self, verdicts: list[Verdict], data: Any = None) -> None:
        super().__init__(data)
        numbers = [str(one.candidate.partner_id) for one in verdicts]
        field = self.fields["customer"]
        assert isinstance(field, forms.ChoiceField)  # declared above
        field.choices = [(number, number) for number in [*numbers, NEW]]


def choose_view(page: "PartnerAdmin", request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Candidates with reasons and a search in Odoo (GET); the choice (POST), then the order goes on."""
    if not request.user.has_perms(("odoo_bridge.change_partner", "hub.change_delivery")):
        raise PermissionDenied
    delivery = Delivery.objects.select_related("order__shop").filter(pk=delivery_id).first()
    connection = (
        OdooConnection.objects.filter(name=delivery.target.partition(":")[2]).first() if delivery else None
    )
    buyer = asking.buyer_of(delivery) if delivery else None
    if delivery is None or connection is None or buyer is None or not _asks(delivery):
        messages.warning(request, _("Nobody has to be chosen for this delivery (any more)."))
        return HttpResponseRedirect(reverse("admin:hub_delivery_changelist"))
    return _ask(page, request, delivery, connection, buyer)


def _asks(delivery: Delivery) -> bool:
    return delivery.waits_for.startswith("customer:")


def _ask(
    page: "PartnerAdmin", request: HttpRequest, delivery: Delivery, connection: OdooConnection, buyer: Buyer
) -> HttpResponse:
    text = (request.POST if request.method == "POST" else request.GET).get("q", "")
    text = text.replace("\x00", "").strip()[:_LONGEST_SEARCH]
    verdicts: list[Verdict] = []
    try:
        verdicts = asking.candidates(connection, buyer, text)
    except AffluentError as trouble:
        messages.error(request, said(trouble))
    form = ChooseForm(verdicts, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _choose(request, delivery, connection, buyer, verdicts, form)
    links = OdooLinks(connection)
    context = {
        **page.admin_site.each_context(request),
        "title": _("Choose the customer"),
        "delivery": delivery,
        "buyer": buyer,
        "form": form,
        "text": text,
        "shown": [(one, links.partner(one.candidate.partner_id)) for one in verdicts],
        "new": NEW,
        "back": request.GET.get("next", ""),
    }
    return TemplateResponse(request, "admin/odoo_bridge/partner/choose.html", context)


def _choose(
    request: HttpRequest,
    delivery: Delivery,
    connection: OdooConnection,
    buyer: Buyer,
    verdicts: list[Verdict],
    form: ChooseForm,
) -> HttpResponse:
    given = form.cleaned_data
    problem = cause_of(delivery)
    wanted = (one.candidate for one in verdicts if str(one.candidate.partner_id) == given["customer"])
    going = decisions.choose(
        connection, delivery, buyer, next(wanted, None), actor=actor(request), reason=given["reason"]
    )
    audit.note(request, [delivery], "Choose the customer", reason=given["reason"], what=given["customer"])
    text = ngettext(
        "The choice is kept; %(count)d delivery goes on.",
        "The choice is kept; %(count)d deliveries go on.",
        going,
    )
    messages.success(request, text % {"count": going})
    handling.told_elsewhere(
        problem, actor=actor(request), text="The customer was chosen.", reason=given["reason"]
    )
    back = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back if ours else reverse("admin:hub_delivery_change", args=[delivery.pk]))
