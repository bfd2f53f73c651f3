"""Days and moments are written alike on every page, in both languages."""

import re
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.formats import date_format, localize
from django.utils.timezone import localtime
from django.utils.translation import override

from tests.back_office.office import furnish

MOMENT = datetime(2026, 12, 30, 17, 30, tzinfo=UTC)
# As Django writes them by itself: Nov. 30, 2026, 6:30 p.m., or 30 décembre 2026 18:30.
FOREIGN = re.compile(
    r"\b[A-Z][a-z]{2,8}\.? \d{1,2}, 20\d\d\b|[ap]\.m\."
    r"|\b\d{1,2} (?:janvier|février|mars|avril|juin|juillet|septembre|octobre|novembre|décembre) 20"
)


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [("en", "30 Dec 2026", "30 Dec 2026 18:30"), ("fr", "30 Déc 2026", "30 Déc 2026 18:30")],
)
def test_a_day_and_a_moment(language: str, day: str, moment: str) -> None:
    local = localtime(MOMENT)

    with override(language):
        assert localize(date(2026, 12, 30)) == date_format(local, "SHORT_DATE_FORMAT") == day
        assert localize(local) == date_format(local, "SHORT_DATETIME_FORMAT") == moment


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_page_writes_them_otherwise(language: str) -> None:
    client = Client(headers={"Accept-Language": language})
    client.force_login(User.objects.create_superuser("zoe"))

    found = {
        page.name: foreign
        for page in furnish(1).pages()
        if (foreign := FOREIGN.findall(client.get(page.address).content.decode()))
    }

    assert found == {}
