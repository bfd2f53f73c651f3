"""The heading of a page: where it stands in the menu, by the names of the menu."""

from typing import Any

from django import template
from django.urls import reverse

register = template.Library()


@register.inclusion_tag("unfold/helpers/header_title.html", takes_context=True)
def page_heading(context: template.Context) -> dict[str, Any]:
    """The group of the menu, the list, and the row that the page is about."""
    from hub.admin import navigation  # noqa: PLC0415 - the theme loads this before the pages exist

    opts, row = context["opts"], context.get("original")
    known = navigation.names().get(opts.label_lower)
    group, name = known or (opts.app_config.verbose_name, opts.verbose_name_plural)
    place = f"admin:{opts.app_label}_{opts.model_name}"
    parts = [{"title": name, "link": reverse(f"{place}_changelist")}]
    if group and str(group) != str(name):
        parts.insert(0, {"title": group})
    if row and not isinstance(row, str):
        parts.append({"title": row, "link": reverse(f"{place}_change", args=[row.pk])})
    return {"parts": parts}
