"""The form of a shop, built from what its channel declares. Secrets go in and never come out."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from hub.admin.actions import said
from hub.admin.secret_fields import secret_field
from hub.admin.shops.options import OptionsField
from hub.errors import AffluentError
from hub.models import Shop
from hub.ports import Account, ChannelPort, Credential
from hub.spoken import spoken

CREDENTIAL, FORGET = "credential_", "forget_"
_LONGEST = 4096


class ShopForm(forms.ModelForm[Shop]):
    """`channel` and its fields are put in by `shop_form`; asks the channel whether all of it fits."""

    channel: ChannelPort
    stored: Mapping[str, str]
    options = OptionsField(label=_("Options"))

    class Meta:
        model = Shop
        fields = ("slug", "name", "poll_seconds", "allow_private_hosts", "options")
        help_texts = {
            "slug": _(
                "A short name, for example lampes-fr. It is part of the ids in Odoo and never changes."
            ),
            "name": _("As people call the shop. Empty: the slug."),
        }

    def credentials(self) -> dict[str, str]:
        """What the channel is to use: what was typed, and what was stored where nothing was."""
        chosen: dict[str, str] = {}
        for name, field in self.channel.credentials.items():
            typed = self.cleaned_data.get(CREDENTIAL + name) or ""
            keeps = field.secret and not typed and not self.cleaned_data.get(FORGET + name)
            chosen[name] = self.stored.get(name, "") if keeps else typed
        return {name: value for name, value in chosen.items() if value}

    @property
    def credentials_changed(self) -> bool:
        """Whether the shop is reached in another way than before."""
        names = (*(CREDENTIAL + name for name in self.channel.credentials), "options", "allow_private_hosts")
        forgotten = (FORGET + name for name in self.channel.credentials)
        return any(name in self.changed_data for name in (*names, *forgotten))

    def clean(self) -> dict[str, Any]:
        """Let the channel say whether it can work with this; nobody is called."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        account = Account(
            shop=cleaned.get("slug") or self.instance.slug,
            credentials=self.credentials(),
            options=cleaned["options"],
            allow_private_hosts=cleaned["allow_private_hosts"],
        )
        try:
            self.channel.open(account)
        except AffluentError as trouble:
            raise ValidationError(said(trouble)) from None
        return cleaned


def shop_form(channel: ChannelPort, shop: Shop | None) -> type[ShopForm]:
    """The form class for a shop of this channel; `shop` is None for a new one."""
    stored = _stored(shop)
    fields: dict[str, Any] = {}
    for name, declared in channel.credentials.items():
        fields[CREDENTIAL + name] = _field(declared, stored.get(name, ""))
        if declared.secret and not declared.required and stored.get(name):
            label = _("Forget the stored one: %(name)s") % {"name": gettext(declared.label)}
            fields[FORGET + name] = forms.BooleanField(
                label=label, required=False, widget=UnfoldBooleanSwitchWidget
            )
    known = getattr(channel, "declared", channel)  # adapters keep the declaration that they adapt
    help_text = _options_help(getattr(known, "options", {}))
    fields["options"] = OptionsField(label=_("Options"), help_text=help_text)
    return type("DeclaredShopForm", (ShopForm,), {**fields, "channel": channel, "stored": stored})


def declared_names(channel: ChannelPort, shop: Shop | None) -> list[str]:
    """The names of the fields that come from the channel's declaration, in its order."""
    form = shop_form(channel, shop)
    return [name for name in form.base_fields if name.startswith((CREDENTIAL, FORGET))]


def _field(declared: Credential, stored: str) -> forms.CharField:
    if declared.secret:
        return secret_field(
            gettext(declared.label),
            stored=bool(stored),
            required=declared.required,
            help_text=_help(declared),
        )
    return forms.CharField(
        label=gettext(declared.label),
        required=declared.required,
        max_length=_LONGEST,
        initial=stored or declared.default,
        help_text=_help(declared),
        widget=UnfoldAdminTextInputWidget,
    )


def _help(declared: Credential) -> str:
    """In the language of the page where the channel's app brings a catalogue."""
    return gettext(declared.help_text) if declared.help_text else ""


def _stored(shop: Shop | None) -> Mapping[str, str]:
    """The stored credentials; none of them when their encryption key is lost: they must be typed again."""
    try:
        return dict(shop.credentials) if shop is not None else {}
    except AffluentError:
        return {}


def _options_help(known: Mapping[str, str]) -> SafeString:
    text = _("A JSON object; empty for none.")
    lines = ((name, spoken(meaning)) for name, meaning in known.items())
    return format_html("{}{}", text, format_html_join("", "<br><code>{}</code> {}", lines))
