"""Proofs of VIES in Odoo: where each stands, what could not be put there, and putting it there again."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub.admin.actions import ObjectAction
from hub.admin.base import RecordedAdmin
from hub.admin.labels import BAD, BUSY, ERROR_CLASS, GOOD, badge, moment, pill, shortened
from hub.admin.overview import Numbers, Trouble, counts
from hub.sentences import spoken
from odoo_bridge.admin.odoo_links import OdooLinks
from odoo_bridge.models import PartnerProof
from odoo_bridge.models.proof import ProofState
from odoo_bridge.proofs import keeping

_TONES = {ProofState.WAITING: BUSY, ProofState.PLACED: GOOD, ProofState.FAILED: BAD}
_LONG = 160  # characters of a cell
_REFUSED = "proof_refused"


def state_of(proof: PartnerProof) -> SafeString:
    """In a word."""
    state = ProofState(proof.state)
    return pill(state.label, _TONES[state])


def place_again(request: HttpRequest, proof: PartnerProof, given: Mapping[str, Any]) -> None:
    """Once more, after what stood in the way was mended in Odoo."""
    if keeping.again(proof):
        messages.success(request, _("The proof is put into Odoo soon."))
    else:
        messages.warning(request, _("It waits to be put there already: nothing was changed."))


def _can_be_placed(proof: PartnerProof) -> bool:
    return proof.state == ProofState.FAILED or (proof.state == ProofState.WAITING and proof.attempts > 0)


AGAIN = ObjectAction(
    name="again",
    label=gettext_lazy("Put into Odoo again"),
    explanation=gettext_lazy("Never twice: Odoo knows each proof by its name."),
    run=place_again,
    applies=_can_be_placed,
)


@admin.register(PartnerProof)
class PartnerProofAdmin(RecordedAdmin):
    """Each proof on each customer."""

    record_template = "admin/odoo_bridge/partnerproof/page.html"
    list_display = ("vat_id", "reference", "customer", "shown_state", "cause", "when", "about")
    list_fullwidth = True
    ordering = ("-id",)
    sortable_by = ()
    list_filter = ("state", "form", "connection")
    actions = ("place_again",)
    actions_on_top = True
    object_actions = (AGAIN,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PartnerProof]:
        """With what the cells need, without the answers' bodies."""
        rows = PartnerProof.objects.select_related("answer", "connection", "order__shop")
        return rows.defer("answer__body", "connection__secrets")

    @admin.display(description=gettext_lazy("VAT id"))
    def vat_id(self, proof: PartnerProof) -> str:
        """With its prefix."""
        return proof.answer.vat_id

    @admin.display(description=gettext_lazy("consultation number"))
    def reference(self, proof: PartnerProof) -> str:
        """VIES' own."""
        return proof.answer.consultation_number or "–"

    @admin.display(description=gettext_lazy("customer in Odoo"))
    def customer(self, proof: PartnerProof) -> SafeString:
        """A link into Odoo."""
        url = OdooLinks(proof.connection).partner(proof.partner_id)
        return format_html('<a href="{}">{} #{}</a>', url, proof.connection, proof.partner_id)

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, proof: PartnerProof) -> SafeString:
        """How far it is, and the class of what is wrong."""
        trouble = badge(ERROR_CLASS, proof.error_class) if proof.in_trouble else ""
        return format_html("{} {}", state_of(proof), trouble)

    @admin.display(description=gettext_lazy("cause"))
    def cause(self, proof: PartnerProof) -> SafeString:
        """What is wrong, in words."""
        return shortened(spoken(proof.error_cause), _LONG)

    @admin.display(description=gettext_lazy("put there"))
    def when(self, proof: PartnerProof) -> str:
        """To the minute."""
        return moment(proof.placed_at) if proof.placed_at else ""

    @admin.display(description=gettext_lazy("order"))
    def about(self, proof: PartnerProof) -> SafeString | str:
        """The first that needed it."""
        if proof.order is None:
            return ""
        url = reverse("admin:hub_order_change", args=[proof.order_id])
        return format_html('<a href="{}">{}</a>', url, shortened(str(proof.order)))

    @admin.action(description=gettext_lazy("Put into Odoo again"), permissions=["change"])
    def place_again(self, request: HttpRequest, queryset: QuerySet[PartnerProof]) -> None:
        """Many at once."""
        count = sum(keeping.again(proof) for proof in queryset)
        text = ngettext(
            "%(count)d proof is put into Odoo soon.", "%(count)d proofs are put into Odoo soon.", count
        )
        messages.success(request, text % {"count": count})

    def record(self, obj: PartnerProof) -> dict[str, Any]:
        """Where it stands."""
        return {"badge": state_of(obj), "partner_url": OdooLinks(obj.connection).partner(obj.partner_id)}


def _refused() -> QuerySet[PartnerProof]:
    return PartnerProof.objects.filter(state=ProofState.FAILED)


def troubles(numbers: Numbers) -> Iterable[Trouble]:
    """One line for all that wait for a person; one query where there are some, else none."""
    count = numbers.count(_REFUSED)
    newest = _refused().order_by("-error_since", "-id").first() if count else None
    if newest is not None:
        name = ngettext("%(count)d proof of VIES", "%(count)d proofs of VIES", count) % {"count": count}
        url = f"{reverse('admin:odoo_bridge_partnerproof_changelist')}?state__exact={ProofState.FAILED.value}"
        yield Trouble(name, state_of(newest), newest.error_cause, newest.error_remedy, url)


counts.add(counts.Source("odoo_bridge.view_partnerproof", _REFUSED, _refused, since="error_since"))
