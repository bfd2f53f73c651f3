"""Invoice PDFs: the list of all, what is wrong with some, and the files themselves for those who may."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub.admin import overview
from hub.admin.actions import ObjectAction, Offer, actor
from hub.admin.base import RecordedAdmin
from hub.admin.labels import BAD, DOCUMENT, ERROR_CLASS, badge, moment, pill, shortened
from hub.documents import keeping, serving
from hub.models import DocumentState, InvoiceDocument, Order

_LONG = 160  # characters of a cell


def fetch_again(request: HttpRequest, document: InvoiceDocument, given: Mapping[str, Any]) -> None:
    """Once more, for example after the invoice's layout was mended in Odoo."""
    if keeping.again(document, actor=actor(request)):
        messages.success(request, _("The PDF of %(number)s is fetched soon.") % {"number": document.number})
    else:
        messages.warning(request, _("It waits to be fetched already: nothing was changed."))


def _can_be_fetched(document: InvoiceDocument) -> bool:
    return document.state != DocumentState.WAITING or document.attempts > 0


AGAIN = ObjectAction(
    name="again",
    label=gettext_lazy("Fetch again"),
    explanation=gettext_lazy("What is kept stays until the new file is there."),
    run=fetch_again,
    applies=_can_be_fetched,
)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document, ready to be printed. `stuck`: waits for a person; empty `download`: nothing is kept yet."""

    document: InvoiceDocument
    badge: SafeString
    stuck: bool
    download: str
    offers: list[Offer]


def views(order: Order) -> list[DocumentView]:
    """The order's documents, oldest first."""
    return [view(document) for document in order.invoice_documents.all()]


def view(document: InvoiceDocument) -> DocumentView:
    """One of them."""
    key = [document.pk]
    offered = [AGAIN] if AGAIN.applies(document) else []
    return DocumentView(
        document=document,
        badge=badge(DOCUMENT, document.state),
        stuck=document.state == DocumentState.FAILED,
        download=reverse("admin:hub_invoicedocument_download", args=key) if document.is_kept else "",
        offers=[
            Offer(action, reverse("admin:hub_invoicedocument_do", args=[*key, action.name]), action.form())
            for action in offered
        ],
    )


@admin.register(InvoiceDocument)
class InvoiceDocumentAdmin(RecordedAdmin):
    """The PDFs of posted invoices."""

    record_template = "admin/hub/invoicedocument/page.html"
    nothing_yet = gettext_lazy(
        "No invoice PDF is kept yet. "
        "Where the delivery policy keeps them, the PDF of each posted invoice appears here."
    )
    list_display = ("number", "about", "target", "shown_state", "cause", "kept", "download")
    list_fullwidth = True
    ordering = ("-id",)
    sortable_by = ()
    list_filter = ("state", "order__shop")
    actions = ("fetch_again",)
    actions_on_top = True
    object_actions = (AGAIN,)

    def get_urls(self) -> list[URLPattern]:
        """The file has an address."""
        file = self.admin_site.admin_view(self.download_view)
        own = path("<path:object_id>/download/", file, name="hub_invoicedocument_download")
        return [own, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[InvoiceDocument]:
        """With what the cells need, never the files."""
        return InvoiceDocument.objects.prefetch_related("order__shop")

    def download_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The file, for those who may see documents."""
        document = self.get_object(request, unquote(object_id))
        if document is not None and not self.has_view_permission(request, document):
            raise PermissionDenied
        if document is None or not document.is_kept:
            raise Http404
        return serving.answer(document)

    @admin.display(description=gettext_lazy("order"))
    def about(self, document: InvoiceDocument) -> SafeString:
        """The order, as a link."""
        url = reverse("admin:hub_order_change", args=[document.order_id])
        return format_html('<a href="{}">{}</a>', url, shortened(str(document.order)))

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, document: InvoiceDocument) -> SafeString:
        """The state, and the class of what is wrong."""
        trouble = badge(ERROR_CLASS, document.error_class) if document.in_trouble else ""
        return format_html("{} {}", badge(DOCUMENT, document.state), trouble)

    @admin.display(description=gettext_lazy("cause"))
    def cause(self, document: InvoiceDocument) -> SafeString:
        """What is wrong, in words."""
        return shortened(document.error_cause, _LONG)

    @admin.display(description=gettext_lazy("kept"))
    def kept(self, document: InvoiceDocument) -> str:
        """How large, and since when."""
        return f"{filesizeformat(document.size)}, {moment(document.fetched_at)}" if document.is_kept else ""

    @admin.display(description="")
    def download(self, document: InvoiceDocument) -> SafeString | str:
        """The file."""
        url = view(document).download
        return format_html('<a href="{}">{}</a>', url, _("Download")) if url else ""

    @admin.action(description=gettext_lazy("Fetch again"), permissions=["change"])
    def fetch_again(self, request: HttpRequest, queryset: QuerySet[InvoiceDocument]) -> None:
        """Many at once, for example after a setting was mended in Odoo."""
        rows = queryset.select_related("order__shop")
        count = sum(keeping.again(document, actor=actor(request)) for document in rows)
        text = ngettext("%(count)d PDF is fetched soon.", "%(count)d PDFs are fetched soon.", count)
        messages.success(request, text % {"count": count})

    def record(self, obj: InvoiceDocument) -> dict[str, Any]:
        """What is known of it."""
        return {"shown": view(obj)}


def troubles(numbers: overview.Numbers) -> Iterable[overview.Trouble]:
    """One line for all that wait for a person, and no query of its own."""
    count = numbers.count("document")
    if count:
        name = ngettext("%(count)d invoice PDF", "%(count)d invoice PDFs", count) % {"count": count}
        url = f"{reverse('admin:hub_invoicedocument_changelist')}?state__exact={DocumentState.FAILED.value}"
        cause = _("They could not be fetched from what orders go to; the orders and invoices are there.")
        remedy = _("Open the list: each says what to do. Then tick them and fetch them again.")
        yield overview.Trouble(name, pill(_("Could not be fetched"), BAD), cause, remedy, url)


overview.watch("hub.view_invoicedocument", troubles)
