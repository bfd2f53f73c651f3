"""The cells of the list of orders."""

from django.contrib import admin
from django.db.models import Prefetch
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from hub.admin.amount import money
from hub.admin.labels import (
    CALM,
    DELIVERY,
    ERROR_CLASS,
    FULFILLMENT,
    PAYMENT,
    STATUS,
    badge,
    moment,
    pill,
    shortened,
)
from hub.admin.saved_filters import SavedFiltersAdmin
from hub.models import Delivery, DeliveryState, Order

_OLD = (DeliveryState.SUPERSEDED,)


def with_deliveries() -> Prefetch[str]:
    """For all orders of a page at once: what their newest deliveries do."""
    rows = Delivery.objects.exclude(state__in=_OLD).order_by("id")
    columns = ("order_id", "target", "state", "error_class", "error_cause", "revision")
    return Prefetch("deliveries", queryset=rows.only(*columns), to_attr="current_deliveries")


class OrderColumns(SavedFiltersAdmin):
    """Every cell is made of what the list has fetched for all its rows."""

    @admin.display(description=_("number"), ordering="number")
    def numbered(self, order: Order) -> SafeString:
        """What people call it."""
        return shortened(order.number or order.external_id)

    @admin.display(description=_("placed"), ordering="placed_at")
    def placed(self, order: Order) -> str:
        """When."""
        return moment(order.placed_at)

    @admin.display(description=_("shop"))
    def shop_name(self, order: Order) -> SafeString:
        """Where it was placed."""
        return shortened(str(order.shop))

    @admin.display(description=_("customer"))
    def customer(self, order: Order) -> SafeString:
        """Who bought, and from which country."""
        name = order.customer_name or order.email
        return format_html("{} <small>{}</small>", shortened(name), order.country)

    @admin.display(description=_("total"))
    def total(self, order: Order) -> str:
        """What the customer owes."""
        return "" if order.gross is None else money(order.gross, order.currency)

    @admin.display(description=_("status"))
    def states(self, order: Order) -> SafeString:
        """The three axes."""
        axes = (
            badge(STATUS, order.status),
            badge(PAYMENT, order.payment_status),
            badge(FULFILLMENT, order.fulfillment_status),
        )
        return mark_safe(" ".join(axes))  # noqa: S308 - joined of escaped parts

    @admin.display(description=_("delivery"))
    def delivery(self, order: Order) -> SafeString:
        """What is wrong first; then where its deliveries are."""
        if order.in_trouble:
            return format_html("{} {}", badge(ERROR_CLASS, order.error_class), shortened(order.error_cause))
        newest: dict[str, Delivery] = {row.target: row for row in getattr(order, "current_deliveries", ())}
        if not newest:
            settled = order.revision and order.published_revision == order.revision
            return pill(_("No delivery yet") if settled else _("Settling"), CALM)
        return mark_safe(" ".join(_cell(row) for row in newest.values()))  # noqa: S308 - joined of escaped parts


def _cell(row: Delivery) -> SafeString:
    stuck = row.state in (DeliveryState.HELD, DeliveryState.FAILED)
    cause = shortened(row.error_cause) if stuck else ""
    return format_html("{} {}", badge(DELIVERY, row.state), cause)
