"""The form of an Odoo connection. The key goes in and never comes out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from hub.errors import AffluentError
from hub.models.shop import valid_slug
from odoo_bridge.models import OdooConnection
from odoo_bridge.models.connection import valid_address

ACCESS = ("url", "database", "user", "legacy_session", "company_id")
_LONGEST_KEY = 4096


class ConnectionForm(forms.ModelForm[OdooConnection]):
    """Address, database, user, key and company."""

    url = forms.CharField(
        label=_("Address"),
        max_length=255,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("For example https://odoo.example.com"),
    )
    api_key = forms.CharField(
        label=_("API key or password"),
        max_length=_LONGEST_KEY,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_("Odoo › Preferences › Account security › New API key"),
    )

    class Meta:
        model = OdooConnection
        fields = ("name", "active", "new_shops_live", "seller_vat_id", *ACCESS, "key_expires_on")
        help_texts = {
            "name": _("A short name, for example main. It never changes."),
            "database": _("Its name, as Odoo’s page of databases or your hosting shows it."),
            "user": _("The login of the API user."),
            "company_id": _("Only where the user has several companies. Empty: the user’s own."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and _has_key(self.instance):
            self.fields["api_key"].required = False
            self.fields["api_key"].widget.attrs["placeholder"] = _("Leave empty to keep the stored one.")
        if "name" in self.fields:
            self.fields["name"].validators.append(valid_slug)

    def clean_url(self) -> str:
        """Without the slash that browsers show at its end."""
        url = str(self.cleaned_data["url"]).rstrip("/")
        valid_address(url)
        return url

    @property
    def access_changed(self) -> bool:
        """Whether Odoo is reached in another way than before."""
        return any(name in self.changed_data for name in (*ACCESS, "api_key"))


def _has_key(connection: OdooConnection) -> bool:
    try:
        return bool(connection.api_key)
    except AffluentError:  # its encryption key is lost: it must be typed again
        return False
