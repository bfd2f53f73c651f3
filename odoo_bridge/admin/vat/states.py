"""Member states: which of them VIES reaches, and until when they are left alone."""

from django.contrib import admin, messages
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.admin.base import ReadOnlyAdmin
from hub.admin.labels import moment
from hub.people.places import Place
from hub.sentences import spoken
from odoo_bridge.admin.vat.labels import state_of
from odoo_bridge.models import MemberState, VatQuestion
from odoo_bridge.vat.vies import breaker
from odoo_bridge.vat.vies.codes import code_of


@admin.register(MemberState)
class MemberStateAdmin(ReadOnlyAdmin):
    """A row for each state that was ever asked; `VIES` is the whole of it."""

    place = Place.WORK
    list_display = ("prefix", "state", "failures", "until", "cause", "waiting", "answered", "reported")
    actions = ("try_again",)
    actions_on_top = True

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever may: only to have a state tried again, rows are not edited."""
        return super(ReadOnlyAdmin, self).has_change_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[MemberState]:
        """With how many VAT ids wait for each."""
        waiting = VatQuestion.objects.filter(prefix=OuterRef("prefix")).exclude(next_ask_at=None)
        counted = waiting.order_by().values("prefix").annotate(count=Count("pk")).values("count")
        rows: QuerySet[MemberState] = super().get_queryset(request)
        return rows.annotate(waiting_count=Subquery(counted))

    @admin.display(description=gettext_lazy("state"))
    def state(self, state: MemberState) -> SafeString:
        """Asked, paused, or being tried out."""
        return state_of(state)

    @admin.display(description=gettext_lazy("paused until"))
    def until(self, state: MemberState) -> str:
        """To the minute."""
        return moment(state.paused_until) if state.paused_until else "–"

    @admin.display(description=gettext_lazy("cause"))
    def cause(self, state: MemberState) -> str:
        """The last code, in words."""
        return f"{state.code}: {spoken(code_of(state.code).words)}" if state.code else "–"

    @admin.display(description=gettext_lazy("VAT ids that wait"))
    def waiting(self, state: MemberState) -> int:
        """How many are asked again by the clock."""
        return int(getattr(state, "waiting_count", 0) or 0)

    @admin.display(description=gettext_lazy("last answer"))
    def answered(self, state: MemberState) -> str:
        """To the minute."""
        return moment(state.answered_at) if state.answered_at else "–"

    @admin.action(description=gettext_lazy("Try again now"), permissions=["change"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[MemberState]) -> None:
        """The pause ends; the clock asks one waiting question of each, then all."""
        for state in queryset:
            breaker.reopen(state.prefix)
        messages.success(request, _("They are asked again within a minute."))
