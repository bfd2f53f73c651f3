"""Actions on one object: what they are called, what they ask for, when they apply, and what they do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from hub.errors import AffluentError
from hub.sentences import joined, spoken

Run = Callable[[HttpRequest, Any, Mapping[str, Any]], HttpResponse | None]
Text = str | Promise
_REASON_LENGTH = 500


class NothingToAsk(forms.Form):
    """A button is enough."""


class Reason(forms.Form):
    """Why somebody does it: kept with the order."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=_REASON_LENGTH,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Kept in the history of the order, with your name."),
    )


class LoggedReason(Reason):
    """Why somebody does it, where there is no order: kept in the audit log alone."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=_REASON_LENGTH,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Kept in the audit log, with your name."),
    )


class RevisionAndReason(Reason):
    """Which revision the person looked at, and why it is right."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


def always(_obj: Any) -> bool:
    """Applies to every object."""
    return True


def empty(_obj: Any) -> dict[str, Any]:
    """A form that starts empty."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectAction:
    """`run` gets the request, the object and the cleaned form; it may answer; else the page comes back.

    An `AffluentError` that it raises is shown with its remedy. `permission` is what a person needs for it,
    `app.right_model`; empty: the right to change the row.
    """

    name: str
    label: Text
    run: Run
    explanation: Text = ""
    form: type[forms.Form] = NothingToAsk
    applies: Callable[[Any], bool] = always
    initial: Callable[[Any], dict[str, Any]] = empty
    primary: bool = False
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """An action as a page shows it, with the address to post its form to."""

    action: ObjectAction
    url: str
    form: forms.Form

    @property
    def asks(self) -> bool:
        """Whether the person has something to fill in."""
        return bool(self.form.visible_fields())


def actor(request: HttpRequest) -> str:
    """Who does it, as it is written into the history."""
    return str(request.user.get_username())


def said(trouble: AffluentError) -> str:
    """What went wrong and what to do, in one text."""
    return spoken(joined(trouble.cause, trouble.remedy))
