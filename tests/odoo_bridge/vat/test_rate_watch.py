"""Our rates beside the Commission's: compared by command and clock, told, never changed."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import eu_vat_rates_data
import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils.module_loading import import_string
from django.utils.translation import override
from django_q.models import Schedule

from hub.sentences import spoken
from odoo_bridge.models import VatRateCheck
from odoo_bridge.rate_watch import check
from odoo_bridge.vat.published_rates import STALE_DAYS, compare
from odoo_bridge.vat.rates import rates

SOON_AFTER = datetime(2026, 11, 21, tzinfo=UTC)
TOO_LATE = datetime(2027, 6, 1, tzinfo=UTC)


@pytest.fixture
def wrong_germany(monkeypatch: pytest.MonkeyPatch) -> None:
    """The source says that Germany has 20 %, and 8 % as a reduced rate."""
    published: Any = {**eu_vat_rates_data.get_all_rates()["DE"], "standard": 20.0, "reduced": [8.0]}
    monkeypatch.setitem(eu_vat_rates_data.get_all_rates.__globals__["_rates"], "DE", published)


def test_our_rates_are_those_of_the_installed_source() -> None:
    comparison = compare()

    assert comparison.countries == 29
    assert comparison.differences == ()


def test_the_source_is_asked_about_its_own_day() -> None:
    assert compare().day == date.fromisoformat(eu_vat_rates_data.data_version)


@pytest.mark.usefixtures("wrong_germany")
def test_a_difference_names_the_country_and_what_each_side_says() -> None:
    assert [difference.words for difference in compare().differences] == [
        "DE standard: here 19 %, published 20 %",
        "DE reduced: here 7 %, 19 %, published 8 %",
    ]


def test_a_country_that_the_source_does_not_have_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(eu_vat_rates_data.get_all_rates.__globals__["_rates"], "XI")

    (difference,) = compare().differences

    assert difference.words == "XI all: here 5 %, 20 %, published nothing"


@pytest.mark.django_db
class TestTelling:
    """What people see."""

    @time_machine.travel(SOON_AFTER, tick=False)
    def test_the_clock_compares_once_a_day(self) -> None:
        schedule = Schedule.objects.get(name="compare VAT rates")

        assert schedule.minutes == 24 * 60
        assert import_string(schedule.func)() is True
        assert VatRateCheck.objects.get().checked_at == SOON_AFTER

    @time_machine.travel(SOON_AFTER)
    @pytest.mark.usefixtures("wrong_germany")
    def test_a_difference_is_kept_until_it_is_gone_and_changes_no_rate(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = rates("DE", "", SOON_AFTER.date())

        assert check() is False
        kept = VatRateCheck.objects.get()
        assert kept.error_code == "vat_rates_differ"
        assert "DE standard: here 19 %, published 20 %" in kept.error_cause
        with override("fr"):
            assert "DE, taux normal : ici 19 %, publié 20 % ; DE, taux" in spoken(kept.error_cause)
        assert rates("DE", "", SOON_AFTER.date()) == before

        monkeypatch.undo()
        assert check() is True
        assert not VatRateCheck.objects.get().in_trouble

    @time_machine.travel(TOO_LATE)
    def test_a_source_that_is_too_old_to_tell_is_a_trouble_too(self) -> None:
        assert check() is False
        kept = VatRateCheck.objects.get()
        assert kept.error_code == "vat_rates_stale"
        assert f"more than {STALE_DAYS} days" in kept.error_cause

    def test_the_first_page_of_the_back_office_warns_and_the_list_says_what_was_found(
        self, admin_client: Client
    ) -> None:
        with time_machine.travel(TOO_LATE):
            check()

        assert "VAT rates" in admin_client.get("/admin/").content.decode()
        page = admin_client.get("/admin/odoo_bridge/vatratecheck/").content.decode()
        assert "a change of rates since then would not be noticed" in page

    def test_while_all_is_well_it_does_not(self, admin_client: Client) -> None:
        with time_machine.travel(SOON_AFTER):
            check()

        assert "would not be noticed" not in admin_client.get("/admin/").content.decode()
        assert "Works" in admin_client.get("/admin/odoo_bridge/vatratecheck/").content.decode()

    @time_machine.travel(SOON_AFTER)
    def test_the_command_prints_the_count(self) -> None:
        out = StringIO()

        call_command("compare_vat_rates", stdout=out)

        assert out.getvalue().strip().endswith("2026-09-29: 0 differences.")

    @pytest.mark.usefixtures("wrong_germany")
    def test_the_command_prints_each_difference_and_ends_with_one(self) -> None:
        out = StringIO()

        with pytest.raises(SystemExit) as ended:
            call_command("compare_vat_rates", stdout=out)

        assert ended.value.code == 1
        assert "DE       standard  19 %" in out.getvalue()


def test_a_zero_rate_is_not_compared_for_the_source_has_none() -> None:
    assert Decimal(0) in {rate.percent for rate in rates("IE", "", compare().day)}
