"""Orders: the list and the pages of one order. Orders are the shop's; here nobody edits or deletes them."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.admin import previews
from hub.admin.orders import contents, filters, page
from hub.admin.orders.actions import ACCEPT, FETCH_PDF, READ_AGAIN
from hub.admin.orders.columns import OrderColumns, with_deliveries
from hub.admin.orders.search import MOST_FOUND, search
from hub.models import Order

TABS = (
    ("change", gettext_lazy("Overview")),
    ("revisions", gettext_lazy("Revisions")),
    ("preview", gettext_lazy("What would be written")),
    ("unified", gettext_lazy("Unified order")),
    ("raw", gettext_lazy("Raw order")),
)


@admin.register(Order)
class OrderAdmin(OrderColumns):
    """Orders of every shop."""

    record_template = "admin/hub/order/overview.html"
    nothing_yet = gettext_lazy("No order was read yet. They appear here as soon as the first shop is read.")
    list_display = ("numbered", "placed", "shop_name", "customer", "total", "states", "delivery")
    list_fullwidth = True
    ordering = ("-placed_at", "-id")
    sortable_by = ("placed",)
    search_fields = ("number",)  # shows the box; `get_search_results` says what is searched
    search_help_text = gettext_lazy(
        "Number, e-mail, customer, external id, SKU, VAT id, sale order or invoice"
    )
    list_filter = (
        filters.NeedsPersonFilter,
        filters.DeliveryFilter,
        filters.PlacedFilter,
        "shop",
        filters.ChannelFilter,
        filters.StatusFilter,
        filters.PaymentFilter,
        filters.FulfillmentFilter,
    )
    object_actions = (ACCEPT, READ_AGAIN, FETCH_PDF)

    def get_urls(self) -> list[URLPattern]:
        """Each tab has an address."""
        tabs = [
            path(f"<path:object_id>/{name}/", self.admin_site.admin_view(view), name=f"hub_order_{name}")
            for name, view in (
                ("preview", self.preview_view),
                ("unified", self.unified_view),
                ("raw", self.raw_view),
                ("revisions", self.revisions_view),
            )
        ]
        return [*tabs, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        """With what the cells of the list need, for all rows at once.

        Shops are no join: MariaDB would begin with them and sort all orders to show the newest fifty.
        """
        return Order.objects.prefetch_related("shop", with_deliveries())

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Order | None:
        """With what the page of one needs instead."""
        try:
            key = Order._meta.pk.to_python(object_id)
        except ValidationError:
            return None
        return page.with_content(Order.objects.filter(pk=key)).first()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        """By index where there is one."""
        found = search(queryset, search_term)
        if found.more:
            text = _("There are more matches; shown are the newest %(count)d of each kind.")
            messages.info(request, text % {"count": MOST_FOUND})
        return found.orders, False

    def record(self, obj: Order) -> dict[str, Any]:
        """The first tab."""
        return page.overview(obj)

    def head(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """The actions, and the tabs."""
        tabs = [
            (name, label, reverse(f"admin:hub_order_{name}", args=[obj.pk])) for name, label in TABS if obj
        ]
        may = {
            "may_change": request.user.has_perm("hub.change_delivery"),
            "may_see_differences": request.user.has_perm("hub.view_difference"),
            "may_see_documents": request.user.has_perm("hub.view_invoicedocument"),
            "may_fetch": request.user.has_perm("hub.change_invoicedocument"),
        }
        return {**super().head(request, obj), **may, "tabs": tabs, "tab": "change"}

    def unified_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The unified document."""
        return self._tab(request, object_id, "unified", contents.unified)

    def raw_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What the shop sent."""
        return self._tab(request, object_id, "raw", contents.raw)

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What would be written to the target, asked of it when the person presses the button."""
        if not request.user.has_perm("hub.view_delivery"):
            raise PermissionDenied
        ask = "ask" in request.GET
        return self._tab(request, object_id, "preview", lambda order: previews.tab(order, ask=ask))

    def revisions_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What changed when."""
        asked = request.GET.get("from", ""), request.GET.get("to", "")
        return self._tab(request, object_id, "revisions", lambda order: contents.revisions(order, *asked))

    def _tab(
        self, request: HttpRequest, object_id: str, name: str, content: Callable[[Order], dict[str, Any]]
    ) -> HttpResponse:
        def show(order: Order) -> dict[str, Any]:
            return {**content(order), **page.around(order), "tab": name}

        return self.record_page(request, object_id, f"admin/hub/order/{name}.html", show)
