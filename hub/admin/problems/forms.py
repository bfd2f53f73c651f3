"""The forms of the desk: who takes care, until when it is put off, a note, and running again."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from hub.admin.keys import DayInput

_REASON_LENGTH, _NOTE_LENGTH = 500, 2000


class _Versioned(forms.Form):
    """`version` is that of the problem as the person saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class AssignForm(_Versioned):
    """One of the staff."""

    assignee = forms.ModelChoiceField(
        label=_("Taken care of by"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody"),
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assignee"]
        assert isinstance(field, forms.ModelChoiceField)  # declared above
        field.queryset = User.objects.filter(is_staff=True, is_active=True).order_by("username")


class SnoozeForm(_Versioned):
    """A day that is to come; empty: now."""

    until = forms.DateField(
        label=_("Put off until"),
        required=False,
        widget=DayInput,
        help_text=_("Until that day it is not among the open ones. Empty: shown again at once."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=_REASON_LENGTH, widget=UnfoldAdminTextInputWidget)

    def clean_until(self) -> Any:
        """Not in the past."""
        until = self.cleaned_data["until"]
        if until is not None and until <= timezone.localdate():
            raise forms.ValidationError(gettext("Name a day that is to come."))
        return until


class NoteForm(_Versioned):
    """Words for the others."""

    note = forms.CharField(
        label=_("Note"), max_length=_NOTE_LENGTH, required=False, widget=UnfoldAdminTextareaWidget
    )


class AgainForm(_Versioned):
    """All that wait, or those that are ticked; with a reason. `seen_at`: when the page was made (s)."""

    scope = forms.ChoiceField(
        label=_("Which"), choices=[("all", "all"), ("chosen", "chosen")], widget=forms.RadioSelect
    )
    member = forms.TypedMultipleChoiceField(coerce=int, required=False)
    seen_at = forms.FloatField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=_REASON_LENGTH,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Kept in the history of each order, with your name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data.getlist("member") if hasattr(self.data, "getlist") else []
        numbers = [text for text in given if text.isascii() and text.isdigit() and len(text) < 19]
        field = self.fields["member"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # declared above
        field.choices = [(text, text) for text in numbers]

    def clean(self) -> dict[str, Any]:
        """Choosing none is said."""
        given = super().clean() or self.cleaned_data
        if given.get("scope") == "chosen" and not given.get("member"):
            self.add_error("scope", gettext("Tick at least one in the list, or choose all."))
        return given
