"""The rows of every list are those that the theme would build, cell by cell."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, RequestFactory
from django.test.html import parse_html
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from unfold.decorators import display
from unfold.templatetags.unfold_list import items_for_result

from hub.admin.base import BackOfficeAdmin
from hub.admin.problems import ProblemAdmin
from hub.models import Shop
from tests.back_office.office import furnish
from tests.factories import shop

pytestmark = pytest.mark.django_db
_LABEL = re.compile(r' data-label="[^"]*"')
_ZEROS = re.compile(r'(class="field-tolerance [^>]*>\d+[.,]\d*?)0+<')  # which the theme writes, and we do not


def changelist(page: Any, query: str = "") -> Any:
    request = RequestFactory().get(f"/{query}")
    request.user = User(is_active=True, is_staff=True, is_superuser=True)
    return page.get_changelist_instance(request)


def lists() -> Iterator[Any]:
    """Those of all pages; the problems desk draws its own."""
    return (page for page in admin.site._registry.values() if not isinstance(page, ProblemAdmin))


def theme_row(shown: Any, row: Any) -> str:
    """But for the zeros at the end of decimals."""
    return _ZEROS.sub(r"\1<", "".join(items_for_result(shown, row, None)))


def cells(html: str) -> Any:
    """Parsed; the theme labels a first cell without a link as if it could be ticked."""
    return parse_html(_LABEL.sub("", html, count=1))


def test_they_are_those_of_the_theme_in_every_language() -> None:
    furnish(1)
    differing = []

    for language in ("en", "fr"):
        with override(language):
            for page in lists():
                shown = changelist(page)
                theirs = [theme_row(shown, row) for row in shown.result_list]
                ours = list(shown.rows())
                assert len(ours) == len(theirs) > 0, page
                if [cells(row) for row in ours] != [cells(row) for row in theirs]:
                    differing.append(str(page))

    assert differing == []


def test_a_link_leads_back_to_the_list_as_it_is_filtered() -> None:
    lampes, client = shop("lampes-fr"), Client()
    client.force_login(User.objects.create_superuser("zoe"))

    page = client.get("/admin/hub/shop/?active__exact=1").content.decode()

    assert f'href="/admin/hub/shop/{lampes.pk}/change/?_changelist_filters=active__exact%3D1"' in page


def test_cells_that_the_theme_builds_of_templates_are_left_to_it() -> None:
    class LabelledAdmin(BackOfficeAdmin):
        list_display = ("state",)

        @display(label={"on": "success"})
        def state(self, shop: Shop) -> str:
            return "on"

    assert not changelist(LabelledAdmin(Shop, admin.site)).is_plain()
    assert all(changelist(page).is_plain() for page in lists())


def test_a_later_page_skips_by_an_index_and_reads_its_own_rows_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    page = admin.site._registry[Shop]
    monkeypatch.setattr(page, "list_per_page", 2)
    for name in "abcde":
        shop(name)
    every = [row.slug for row in (*changelist(page).result_list, *changelist(page, "?p=2").result_list)]

    with CaptureQueriesContext(connection) as asked:
        last = list(changelist(page, "?p=3").result_list)

    assert [*every, *(row.slug for row in last)] == list("abcde")
    skipping = [query["sql"] for query in asked if "OFFSET 4" in query["sql"]]
    assert len(skipping) == 1
    assert "credentials" not in skipping[0]
