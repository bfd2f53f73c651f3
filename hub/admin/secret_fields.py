"""Form fields for secrets: typed in, never shown again. Left empty, what is stored stays."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget

_LONGEST = 4096


def secret_field(label: Any, *, stored: bool, required: bool, help_text: Any = "") -> forms.CharField:
    """`stored`: there is a secret already, which an empty field keeps."""
    hint = _("Leave empty to keep the stored one.") if stored else ""
    widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password", "placeholder": hint})
    return forms.CharField(
        label=label, required=required and not stored, max_length=_LONGEST, widget=widget, help_text=help_text
    )
