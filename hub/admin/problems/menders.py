"""What mends a problem in place. Each app registers its own; the desk only knows that there is a form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from hub.people.audit import Change
from hub.problems.cause import Cause
from hub.problems.group import Group

Text = str | Promise
_REASON_LENGTH = 500


class MendForm(forms.Form):
    """What every form asks: why. `version` is that of the problem as the person saw it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=_REASON_LENGTH,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Kept in the history, with your name."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    field_order = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = list(self.fields)
        self.order_fields([name for name in fields if name != "reason"] + ["reason"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """`text` says what was done, in the words of the history. `choice`: what those that wait are let do.

    `changes` are the old and new values, for the audit log.
    """

    text: str
    choice: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mender:
    """`build(group, request, data)` makes the form, which may ask the database but nobody outside.

    With `asks` it asks outside and is built only once the person says so. `prepare` calls outside before
    anything is written; it and `build` may raise `AffluentError`. `mend` writes, in a transaction.
    `permissions` are needed beside the right to change problems.
    """

    name: str
    label: Text
    explanation: Text = ""
    permissions: tuple[str, ...] = ()
    applies: Callable[[Cause], bool]
    build: Callable[[Group, HttpRequest, Any], MendForm]
    mend: Callable[[Group, Mapping[str, Any], str], Done]
    prepare: Callable[[Group, Mapping[str, Any]], None] | None = None
    asks: bool = False
    searches: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page elsewhere that mends it; `url` is empty where there is none for this problem."""

    label: Text
    explanation: Text = ""
    permissions: tuple[str, ...] = ()
    applies: Callable[[Cause], bool]
    url: Callable[[Group], str]


_menders: list[Mender] = []
_pages: list[Page] = []


def register(*menders: Mender | Page) -> None:
    """Make them known, in the order in which they are to be offered."""
    for mender in menders:
        if isinstance(mender, Page):
            _pages.append(mender)
        else:
            _menders.append(mender)


def of(cause: Cause, request: HttpRequest) -> list[Mender]:
    """Those that this person may use for the cause."""
    return [one for one in _menders if one.applies(cause) and request.user.has_perms(one.permissions)]


def pages(cause: Cause, request: HttpRequest) -> list[Page]:
    """The pages elsewhere."""
    return [one for one in _pages if one.applies(cause) and request.user.has_perms(one.permissions)]


def code(*codes: str) -> Callable[[Cause], bool]:
    """Applies to these error codes."""
    return lambda cause: cause.code in codes
