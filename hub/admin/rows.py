"""The rows of a list: what is the same in every row is worked out once.

The theme works out all headings again for each row, and for each cell what its column is and where its
link leads. It also writes every decimal with all the places of its column.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db.models import DateField, DecimalField, ForeignKey, TimeField
from django.forms.utils import flatatt
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from unfold import views as theme_views
from unfold.admin import checkbox
from unfold.templatetags import unfold_list as theme
from unfold.utils import display_for_field, display_for_value

from hub.admin.amount import number

_CHECKBOX = "action_checkbox"
_DRESSED = ("label", "header", "dropdown")  # cells that the theme builds of templates
_LINK = " ".join(theme.LINK_CLASSES)
Show = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """What the cells of a column share; where it is a `link`, its text leads to the page of the row."""

    opening: SafeString
    show: Show
    closing: SafeString
    link: bool

    def cell(self, row: Any, url: str) -> str:
        """The HTML of one cell."""
        text = conditional_escape(self.show(row))
        if self.link and url:
            text = format_html('<a href="{}" class="{}">{}</a>', url, _LINK, text)
        return f"{self.opening}{text}{self.closing}"


class ChangeList(theme_views.ChangeList):
    """A list whose template finds the rows here."""

    def is_plain(self) -> bool:
        """Whether they can be built here: not edited in the list, nor built of the theme's own templates."""
        if getattr(self, "formset", None) or self.is_popup:
            return False
        attributes = (_attribute(self, name) for name in self.list_display)
        return not any(getattr(attribute, dress, None) for attribute in attributes for dress in _DRESSED)

    def is_narrowed(self) -> bool:
        """Whether a search or a filter was asked for."""
        asked = (value for values in self.get_filters_params().values() for value in values)
        return any(asked) or bool(self.query.strip())

    def headings(self) -> list[dict[str, Any]]:
        """As the theme's template for them wants it."""
        return list(theme.result_headers(self))

    def rows(self) -> Iterator[SafeString]:
        """The cells of each row."""
        columns = _columns(self)
        for row in self.result_list:
            url = _url(self, row)
            yield mark_safe("".join(one.cell(row, url) for one in columns))  # noqa: S308 - of escaped cells


def _columns(changelist: Any) -> list[Column]:
    """In the order of the list; the first one that is a link heads the row."""
    links = changelist.list_display_links or ()
    heading = next((name for name in changelist.list_display if name in links), None)
    return [_column(changelist, name, name in links, name == heading) for name in changelist.list_display]


def _column(changelist: Any, name: Any, link: bool, heads: bool) -> Column:
    tag = "th" if heads else "td"
    label = label_for_field(name, changelist.model, model_admin=changelist.model_admin)
    if name == _CHECKBOX:
        label = checkbox.attrs["aria-label"]
    opening = format_html('<{} class="{}" data-label="{}">', tag, _classes(changelist, name), label)
    return Column(opening, _show(changelist, name), format_html("</{}>", tag), link)


def _classes(changelist: Any, name: Any) -> str:
    if name == _CHECKBOX:
        return " ".join(theme.CHECKBOX_CLASSES)
    kept = isinstance(_field(changelist, name), DateField | TimeField | ForeignKey)
    word = name if isinstance(name, str) else name.__name__
    return " ".join((f"field-{word}", *theme.ROW_CLASSES, *(("nowrap",) if kept else ())))


def _show(changelist: Any, name: Any) -> Show:
    """What turns a row into the text of its cell."""
    attribute, empty = _attribute(changelist, name), changelist.model_admin.get_empty_value_display()
    empty = getattr(attribute, "empty_value_display", empty)
    if name == _CHECKBOX:
        box = flatatt({"type": "checkbox", "name": ACTION_CHECKBOX_NAME, **checkbox.attrs})
        return lambda row: format_html('<input value="{}"{}>', row.pk, box)
    if callable(attribute):
        boolean = getattr(attribute, "boolean", False)
        return lambda row: display_for_value(attribute(row), empty, boolean)

    def look_up(row: Any) -> object:
        try:
            field, known, value = lookup_field(name, row, changelist.model_admin)
        except ObjectDoesNotExist:
            return empty
        if field is None or field.auto_created:
            return display_for_value(value, empty, getattr(known, "boolean", False))
        if isinstance(field, ForeignKey):
            return empty if value is None else value
        if isinstance(field, DecimalField) and value is not None:
            return number(value)
        return display_for_field(value, field, empty)

    return look_up


def _attribute(changelist: Any, name: Any) -> Any:
    """What the page has of that name, which shows a row when it is called; None of a column of the table."""
    if callable(name):
        return name
    if name == "__str__" or _field(changelist, name):
        return None
    return getattr(changelist.model_admin, name, None)


def _field(changelist: Any, name: Any) -> Any:
    try:
        return changelist.lookup_opts.get_field(name) if isinstance(name, str) else None
    except FieldDoesNotExist:
        return None


def _url(changelist: Any, row: Any) -> str:
    """Of the row's page, which leads back to the list as it is filtered now."""
    try:
        url = str(changelist.url_for_result(row))
    except NoReverseMatch:
        return ""
    return f"{url}?{changelist.preserved_filters}" if changelist.preserved_filters else url
