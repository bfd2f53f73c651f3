"""Deliveries: the list that staff work through in the morning, and the page of one delivery."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin.deliveries import bulk, filters
from hub.admin.deliveries.actions import AGAIN, AS_CHARGED, AS_DUE, CREDIT, DONE
from hub.admin.deliveries.page import views
from hub.admin.labels import DELIVERY, ERROR_CLASS, badge, moment, shortened
from hub.admin.saved_filters import SavedFiltersAdmin
from hub.models import Delivery, DeliveryState, Order

_STUCK = (DeliveryState.HELD, DeliveryState.FAILED, DeliveryState.WAITING)
_LONG = 160  # characters of a cell
_MOST_FOUND = 500  # orders whose number begins as searched; the newest


@admin.register(Delivery)
class DeliveryAdmin(SavedFiltersAdmin):
    """Orders on their way to a target."""

    record_template = "admin/hub/delivery/page.html"
    nothing_yet = _(
        "Nothing is to be delivered yet. Each order of a shop that has a delivery policy appears here."
    )
    list_display = ("which", "where", "shown_state", "cause", "remedy", "tries", "since")
    list_fullwidth = True
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("waits_for",)  # shows the box; `get_search_results` says what is searched
    search_help_text = _("Order number, or what is waited for, for example sku:LMP-9")
    list_filter = (filters.StateFilter, filters.ErrorClassFilter, filters.TargetFilter)
    actions = ("deliver_again",)
    actions_on_top = True
    object_actions = (AGAIN, CREDIT, AS_CHARGED, AS_DUE, DONE)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        """With what every page needs. No join: MariaDB would sort all deliveries to show the newest fifty."""
        return Delivery.objects.prefetch_related("order__shop")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Delivery], search_term: str
    ) -> tuple[QuerySet[Delivery], bool]:
        """The beginning of the order's number or of what is waited for: both have an index."""
        term = search_term.replace("\x00", "").strip()
        if not term:
            return queryset, False
        numbered = Q(number__istartswith=term) | Q(number__istartswith=f"#{term}")
        orders = list(
            Order.objects.filter(numbered).order_by("-pk").values_list("pk", flat=True)[:_MOST_FOUND]
        )
        return queryset.filter(Q(order_id__in=orders) | Q(waits_for__istartswith=term)), False

    @admin.display(description=_("order"))
    def which(self, delivery: Delivery) -> SafeString:
        """The order, its shop, its revision."""
        order = delivery.order
        number = shortened(order.number or order.external_id)
        return format_html("{} <small>{} r{}</small>", number, order.shop.slug, delivery.revision)

    @admin.display(description=_("target"))
    def where(self, delivery: Delivery) -> str:
        """Where to."""
        return delivery.target

    @admin.display(description=_("state"))
    def shown_state(self, delivery: Delivery) -> SafeString:
        """The state, and the class of what is wrong."""
        trouble = badge(ERROR_CLASS, delivery.error_class) if self._shows_trouble(delivery) else ""
        return format_html("{} {}", badge(DELIVERY, delivery.state), trouble)

    @admin.display(description=_("cause"))
    def cause(self, delivery: Delivery) -> SafeString | str:
        """What is wrong, in words."""
        return shortened(delivery.error_cause, _LONG) if self._shows_trouble(delivery) else ""

    @admin.display(description=_("what to do"))
    def remedy(self, delivery: Delivery) -> SafeString | str:
        """What a person can do about it."""
        return shortened(delivery.error_remedy, _LONG) if self._shows_trouble(delivery) else ""

    @admin.display(description=_("attempts"))
    def tries(self, delivery: Delivery) -> SafeString:
        """How many there were, and when the next comes by itself."""
        following = f"→ {moment(delivery.next_attempt_at)}" if delivery.next_attempt_at else ""
        return format_html("{} <small>{}</small>", delivery.attempts, following)

    @admin.display(description=_("since"))
    def since(self, delivery: Delivery) -> str:
        """When the trouble began."""
        return moment(delivery.error_since) if self._shows_trouble(delivery) else ""

    @admin.action(description=_("Deliver again…"), permissions=["change"])
    def deliver_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> HttpResponse | None:
        """Many at once, with one reason."""
        return bulk.deliver_again(self, request, queryset)

    def record(self, obj: Delivery) -> dict[str, Any]:
        """Steps, attempts, what is wrong."""
        return {"shown": views([obj])[0]}

    def head(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """The actions stand with the delivery's other facts, not above them."""
        return {**super().head(request, obj), "may_change": self.has_change_permission(request, obj)}

    def _shows_trouble(self, delivery: Delivery) -> bool:
        return delivery.in_trouble and delivery.state in _STUCK
