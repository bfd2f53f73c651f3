"""Webhooks that came: what they said, and what became of them. Read only; one can be followed again."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub.admin.actions import ObjectAction
from hub.admin.base import RecordedAdmin
from hub.admin.labels import ERROR_CLASS, WEBHOOK, badge, moment, shortened
from hub.admin.orders.pretty import LONGEST, pretty
from hub.models import Order, Webhook, WebhookState
from hub.models.order import ID_LENGTH
from hub.webhooks.following import follow_again

_LONG = 160  # characters of a cell


def again(request: HttpRequest, webhook: Webhook, given: Mapping[str, Any]) -> None:
    """Read its order once more, whatever is known."""
    if follow_again(webhook):
        messages.success(request, _("The order is read within seconds."))
    else:
        messages.warning(request, _("It waits already, or names no order: nothing was changed."))


def _is_done(webhook: Webhook) -> bool:
    return bool(webhook.external_id) and webhook.state != WebhookState.WAITING


AGAIN = ObjectAction(
    name="again",
    label=gettext_lazy("Follow again"),
    explanation=gettext_lazy("Reads the order at the shop once more, and doubles nothing."),
    run=again,
    applies=_is_done,
    primary=True,
)


@admin.register(Webhook)
class WebhookAdmin(RecordedAdmin):
    """What platforms told the hub."""

    record_template = "admin/hub/webhook/page.html"
    nothing_yet = gettext_lazy(
        "No webhook came in during the last 30 days. “Subscribe / repair” on the page of a shop "
        "lets it call; without it, polling finds every change."
    )
    list_display = ("when", "shop_name", "about", "topic", "shown_state", "cause", "tries")
    list_fullwidth = True
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("external_id",)  # shows the box; `get_search_results` says what is searched
    search_help_text = gettext_lazy("The shop's id of the order, or the event's id, from its beginning")
    list_filter = ("state", "shop")
    actions = ("follow_again",)
    actions_on_top = True
    object_actions = (AGAIN,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Webhook]:
        """With what the cells need. No join: MariaDB would sort all webhooks to show the newest fifty."""
        mine = Order.objects.filter(shop=OuterRef("shop"), external_id=OuterRef("external_id"))
        rows = Webhook.objects.annotate(order_pk=Subquery(mine.values("pk")[:1]))
        return rows.prefetch_related("shop").defer("body")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Webhook], search_term: str
    ) -> tuple[QuerySet[Webhook], bool]:
        """By the beginning of two ids that have an index."""
        term = search_term.replace("\x00", "").strip()
        if not term:
            return queryset, False
        if len(term) > ID_LENGTH:
            return queryset.none(), False
        return queryset.filter(Q(external_id__istartswith=term) | Q(event_id__istartswith=term)), False

    @admin.display(description=gettext_lazy("received"))
    def when(self, webhook: Webhook) -> str:
        """To the minute."""
        return moment(webhook.received_at)

    @admin.display(description=gettext_lazy("shop"))
    def shop_name(self, webhook: Webhook) -> SafeString:
        """Who called."""
        return shortened(str(webhook.shop))

    @admin.display(description=gettext_lazy("order"))
    def about(self, webhook: Webhook) -> SafeString:
        """The shop's id of the order, as a link where the hub has it."""
        return order_link(webhook)

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, webhook: Webhook) -> SafeString:
        """The state, and the class of what is wrong."""
        trouble = badge(ERROR_CLASS, webhook.error_class) if webhook.error_class else ""
        return format_html("{} {}", badge(WEBHOOK, webhook.state), trouble)

    @admin.display(description=gettext_lazy("cause"))
    def cause(self, webhook: Webhook) -> SafeString:
        """What is wrong, in words."""
        return shortened(webhook.error_cause, _LONG)

    @admin.display(description=gettext_lazy("attempts"))
    def tries(self, webhook: Webhook) -> SafeString:
        """How many failed, and when the next comes by itself."""
        waits = webhook.state == WebhookState.WAITING and webhook.attempts
        following = f"→ {moment(webhook.next_attempt_at)}" if waits else ""
        return format_html("{} <small>{}</small>", webhook.attempts, following)

    @admin.action(description=gettext_lazy("Follow again"), permissions=["change"])
    def follow_again(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        """Many at once."""
        count = sum(follow_again(webhook) for webhook in queryset)
        text = ngettext("%(count)d order is read again.", "%(count)d orders are read again.", count)
        messages.success(request, text % {"count": count})

    def record(self, obj: Webhook) -> dict[str, Any]:
        """What it said, and what became of it."""
        text, cut = _body(obj.body)
        return {"state": badge(WEBHOOK, obj.state), "order_link": order_link(obj), "json": text, "cut": cut}


def order_link(webhook: Webhook) -> SafeString:
    """The shop's id of the order, as a link where the hub has it."""
    name = shortened(webhook.external_id or "–")
    order = getattr(webhook, "order_pk", None)
    if order is None:
        return name
    return format_html('<a href="{}">{}</a>', reverse("admin:hub_order_change", args=[order]), name)


def _body(text: str) -> tuple[str, bool]:
    """Indented where it is JSON, else as it came; and whether it was cut."""
    try:
        return pretty(json.loads(text))
    except (ValueError, RecursionError):
        return text[:LONGEST], len(text) > LONGEST
