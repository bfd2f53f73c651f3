"""What happened, over all orders and shops: who did what, newest first."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin.base import ReadOnlyAdmin
from hub.admin.labels import moment, shortened
from hub.models import Event

_LONG = 200  # characters of a cell


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Lines of the orders' histories."""

    nothing_yet = _(
        "Nothing has happened yet. What happens to orders and shops appears here, the newest first."
    )
    list_display = ("when", "kind", "about", "what", "actor")
    list_filter = ("kind", "shop")
    ordering = ("-id",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """With what the cells need. No join: MariaDB would sort all events to show the newest fifty."""
        return Event.objects.prefetch_related("order__shop", "shop")

    @admin.display(description=_("when"))
    def when(self, event: Event) -> str:
        """To the minute."""
        return moment(event.occurred_at)

    @admin.display(description=_("order"))
    def about(self, event: Event) -> SafeString:
        """The order, as a link."""
        if event.order is None:
            return shortened(str(event.shop))
        return format_html(
            '<a href="../order/{}/change/">{}</a>', event.order_id, shortened(str(event.order))
        )

    @admin.display(description=_("what happened"))
    def what(self, event: Event) -> SafeString:
        """In words."""
        return shortened(event.text, _LONG)

    def has_view_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """Who may see orders may see what happened to them."""
        return bool(request.user.has_perm("hub.view_order"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Shown to the same people."""
        return self.has_view_permission(request)
