"""Shops: their list, and the form that the channel declares."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub import ports
from hub.admin.guide.page import guide_view
from hub.admin.previews import DRY_RUN
from hub.admin.shops.actions import PAUSE, POLL, RESUME, TEST
from hub.admin.shops.columns import ShopColumns, channel_label, state_of, with_counts
from hub.admin.shops.cursor import reading_of
from hub.admin.shops.form import ShopForm, declared_names, shop_form
from hub.admin.shops.reading import OLDER, REWIND
from hub.admin.shops.webhooks import STOP, SUBSCRIBE, shown_webhooks
from hub.errors import ConfigError
from hub.models import Shop, WebhookSubscription
from hub.ports import ChannelPort

_COLUMNS = ("slug", "name", "poll_seconds", "allow_private_hosts", "options")


@admin.register(Shop)
class ShopAdmin(ShopColumns):
    """Accounts on platforms."""

    nothing_yet = gettext_lazy("There is no shop yet. Once one is added, its orders are read.")
    list_display = ("shown_name", "shown_channel", "state", "cause", "last_success", "lag", "orders")
    list_filter = ("active",)
    search_fields = ("slug", "name")
    sortable_by = ("shown_name", "shown_channel")
    actions = None
    object_actions = (TEST, DRY_RUN, POLL, PAUSE, RESUME, OLDER, REWIND, SUBSCRIBE, STOP)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shop]:
        """With what the list and the form show."""
        return with_counts(Shop.objects.all())

    def get_urls(self) -> list[URLPattern]:
        """The guided set-up, before what takes every address."""
        view = self.admin_site.admin_view(guide_view)
        return [path("set-up/", view, name="hub_shop_guide"), *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """First the platform, then its form."""
        if _chosen(request) is not None or not self.has_add_permission(request):
            return super().add_view(request, form_url, extra_context)
        known = ports.channels()
        if request.GET.get("channel"):
            messages.error(request, _("No such channel is installed. Choose one of these."))
        elif len(known) == 1:
            return HttpResponseRedirect(f"?channel={known[0].slug}")
        around = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Add a shop")}
        return TemplateResponse(request, "admin/hub/shop/channels.html", {**around, "channels": known})

    def get_form(
        self, request: HttpRequest, obj: Shop | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The channel's form."""
        channel = _channel(request, obj)
        if channel is not None:
            kwargs["form"] = shop_form(channel, obj)
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What the shop is, how to get in, how to read it."""
        channel = _channel(request, obj)
        general = (None, {"fields": ("slug", "name")})
        if channel is None:
            return (general, (gettext_lazy("Polling"), {"fields": ("poll_seconds",)}))
        title = gettext_lazy("Access to %(channel)s") % {"channel": channel.label}
        polling = {"fields": ("poll_seconds", "allow_private_hosts", "options")}
        access = {"fields": declared_names(channel, obj)}
        return (general, (title, access), (gettext_lazy("Polling"), polling))

    def get_readonly_fields(self, request: HttpRequest, obj: Shop | None = None) -> tuple[str, ...]:
        """The slug is part of the ids that the ERP keeps: it never changes."""
        return ("slug",) if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write what the form is about and nothing else: the poller writes the same row at any time."""
        if not isinstance(form, ShopForm):
            obj.save(update_fields=form.changed_data)
            return
        obj.channel = form.channel.slug
        obj.credentials = form.credentials()
        fields = [name for name in form.changed_data if name in _COLUMNS]
        if form.credentials_changed:
            obj.next_poll_at = None
            fields += ["credentials", "next_poll_at"]
            if obj.waits_for_credentials:
                obj.clear_trouble()
                fields += Shop.TROUBLE_FIELDS
        obj.save(update_fields=fields if change else None)
        if form.credentials_changed:  # perhaps the secret that the platform signs with
            WebhookSubscription.objects.filter(shop=obj).update(checked_at=None)

    def has_delete_permission(self, request: HttpRequest, obj: Shop | None = None) -> bool:
        """Only a shop without orders can go; any other is paused instead."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not obj.orders.exists())

    def head(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """The actions, and how the shop fares; what is about webhooks stands in their own section."""
        shown: dict[str, Any] = {**super().head(request, obj), "head_template": "admin/hub/shop/head.html"}
        if obj is None:
            return {**shown, "head_template": ""}
        facts = {"state": state_of(obj), "channel": channel_label(obj.channel), "reading": reading_of(obj)}
        about_webhooks = [offer for offer in shown["offers"] if offer.action in (SUBSCRIBE, STOP)]
        shown["offers"] = [offer for offer in shown["offers"] if offer not in about_webhooks]
        webhooks = {"webhooks": shown_webhooks(obj), "webhook_offers": about_webhooks}
        return {**shown, **facts, **webhooks, "channel_missing": _channel(request, obj) is None}

    def response_add(
        self, request: HttpRequest, obj: Shop, post_url_continue: str | None = None
    ) -> HttpResponse:
        """To the guided set-up, where its next step stands."""
        messages.success(request, _("Shop %(shop)s is added. Test its connection now.") % {"shop": obj})
        return HttpResponseRedirect(reverse("admin:hub_shop_guide"))


def _chosen(request: HttpRequest) -> ChannelPort | None:
    return _known(request.GET.get("channel", ""))


def _channel(request: HttpRequest, shop: Shop | None) -> ChannelPort | None:
    return _known(shop.channel) if shop is not None else _chosen(request)


def _known(slug: str) -> ChannelPort | None:
    try:
        return ports.channel(slug)
    except ConfigError:
        return None
