"""Asking for a number: once, with the proof kept, and never a wrong verdict."""

import json
import time
from datetime import timedelta

import pytest

from hub import leases
from odoo_bridge.models import VatCheck, VatQuestion
from odoo_bridge.vat.numbers import parse
from odoo_bridge.vat.vies import again, answered
from odoo_bridge.vat.vies.asking import current
from odoo_bridge.vat.vies.reading import Outcome
from sandbox.vies import ViesSandbox
from tests.odoo_bridge.vat.vies.world import BELGIAN, GERMAN, ITALIAN, OWN, UNREGISTERED, ask, asked, later

pytestmark = pytest.mark.django_db


def test_a_valid_number_is_proven_and_the_answer_kept_unaltered(vies: ViesSandbox) -> None:
    # given
    vies.next_identifiers.append("WAPIAAAAX3lU8bHe")

    # when
    verdict = ask(BELGIAN)

    # then
    assert verdict.outcome is Outcome.VALID
    assert (verdict.name, verdict.address) == ("NV EXAMPLE BELGIUM", "Wetstraat 1\n1000 Brussel")
    assert verdict.consultation_number == "WAPIAAAAX3lU8bHe"
    kept = VatCheck.objects.get()
    assert verdict.proof == verdict.answer == kept
    assert (kept.vat_id, kept.requester, kept.outcome) == ("BE0403019261", "FR40303265045", "valid")
    assert kept.endpoint == f"{vies.rest_url}/check-vat-number"
    assert json.loads(bytes(kept.body))["requestIdentifier"] == "WAPIAAAAX3lU8bHe"
    assert kept.told_at == json.loads(bytes(kept.body))["requestDate"]


def test_what_is_masked_is_no_information(vies: ViesSandbox) -> None:
    verdict = ask(GERMAN)

    assert (verdict.outcome, verdict.name, verdict.address) == (Outcome.VALID, "", "")


def test_an_answer_is_evidence_that_nobody_changes(vies: ViesSandbox) -> None:
    ask(BELGIAN)

    kept = VatCheck.objects.get()
    kept.outcome = "invalid"
    with pytest.raises(TypeError, match="evidence"):
        kept.save()


def test_without_our_own_number_there_is_a_verdict_but_no_proof(vies: ViesSandbox) -> None:
    verdict = ask(BELGIAN, None)

    assert (verdict.outcome, verdict.consultation_number, verdict.requester) == (Outcome.VALID, "", "")


def test_a_valid_number_is_asked_again_after_its_days(vies: ViesSandbox) -> None:
    ask(BELGIAN)
    ask(BELGIAN)
    later(days=2)

    shop_with_three_days = current([BELGIAN], OWN, valid_for=timedelta(days=3))[BELGIAN]
    once = asked(vies)
    shop_with_one_day = ask(BELGIAN)

    assert once == ["BE0403019261"]
    assert shop_with_three_days.outcome is shop_with_one_day.outcome is Outcome.VALID
    assert asked(vies) == ["BE0403019261"] * 2


def test_an_invalid_number_is_asked_again_after_an_hour(vies: ViesSandbox) -> None:
    first = ask(UNREGISTERED)
    later(minutes=59)
    ask(UNREGISTERED)
    later(minutes=2)
    vies.traders[("DE", "111111125")] = vies.traders[("DE", "136695976")]

    assert first.outcome is Outcome.INVALID
    assert "is not valid" in first.reason
    assert len(asked(vies)) == 1
    assert ask(UNREGISTERED).outcome is Outcome.VALID


def test_an_answer_to_one_requester_proves_nothing_to_another(vies: ViesSandbox) -> None:
    ask(GERMAN, OWN)

    ask(GERMAN, BELGIAN)

    assert len(asked(vies)) == 2


def test_many_numbers_are_each_asked_once(vies: ViesSandbox) -> None:
    # given
    wanted = [BELGIAN, GERMAN, ITALIAN, UNREGISTERED, parse("be 403.019.261"), parse("GB980780684")]

    # when
    verdicts = current([*wanted, *wanted], OWN)

    # then
    assert sorted(asked(vies)) == ["BE0403019261", "DE111111125", "DE136695976", "IT07643520567"]
    assert [verdicts[number].outcome for number in wanted] == [
        *(Outcome.VALID, Outcome.VALID, Outcome.VALID, Outcome.INVALID, Outcome.VALID, Outcome.NOT_ASKED),
    ]


@pytest.mark.parametrize(
    ("typed", "code"), [("GB980780684", "not_in_vies"), ("DE136695977", "syntax"), ("none", "syntax")]
)
def test_what_vies_cannot_know_is_not_asked(vies: ViesSandbox, typed: str, code: str) -> None:
    verdict = ask(parse(typed))

    assert (verdict.outcome, verdict.code) == (Outcome.NOT_ASKED, code)
    assert verdict.reason
    assert asked(vies) == []


def test_an_outage_is_neither_valid_nor_invalid_and_is_asked_again_by_the_clock(vies: ViesSandbox) -> None:
    # given
    vies.fail("MS_UNAVAILABLE", "BE")

    # when
    verdict = ask(BELGIAN)
    soon = ask(BELGIAN)
    vies.restore()
    later(seconds=5)
    answers = again.ask_due(seconds=0)

    # then
    assert (verdict.outcome, verdict.code) == (Outcome.UNAVAILABLE, "MS_UNAVAILABLE")
    assert verdict.ask_again_at is not None
    assert soon.outcome is Outcome.UNAVAILABLE
    assert answers == 1
    assert len(asked(vies)) == 2  # not by the second order, which came too soon
    assert ask(BELGIAN).outcome is Outcome.VALID


def test_an_outage_does_not_undo_a_proof(vies: ViesSandbox) -> None:
    # given
    ask(BELGIAN)
    later(days=5)
    vies.fail("MS_UNAVAILABLE", "BE")

    # when
    verdict = ask(BELGIAN)

    # then
    assert (verdict.outcome, verdict.answer) == (Outcome.UNAVAILABLE, None)
    assert verdict.proven_within(timedelta(days=6))
    assert not verdict.proven_within(timedelta(days=4))


def test_pauses_grow_from_seconds_to_hours(vies: ViesSandbox) -> None:
    # given
    vies.fail("MS_UNAVAILABLE", "BE")

    # when: a person asks again and again
    waits = []
    for _ in range(12):
        ask(BELGIAN, anew=True)
        row = VatQuestion.objects.get()
        assert row.next_ask_at is not None
        waits.append(row.next_ask_at - VatCheck.objects.latest("pk").asked_at)

    # then
    assert timedelta(seconds=1) <= waits[0] <= timedelta(seconds=2)
    assert timedelta(hours=1) <= waits[-1] <= timedelta(hours=2)
    assert max(waits[:3]) < min(waits[8:])


def test_rest_that_does_not_work_is_replaced_by_soap(vies: ViesSandbox) -> None:
    # given
    vies.fault("html_200", times=None, path="/rest-api")

    # when
    verdict = ask(BELGIAN)

    # then
    assert verdict.outcome is Outcome.VALID
    assert verdict.consultation_number.startswith("WAPI")
    assert verdict.answer is not None
    assert (verdict.answer.dialect, verdict.answer.endpoint) == ("soap", vies.soap_url)


def test_soap_and_post_that_do_not_work_are_replaced_by_get(vies: ViesSandbox) -> None:
    vies.fault("status", times=None, path="/services")
    vies.fault("status", times=None, path="/check-vat-number")

    verdict = ask(BELGIAN)

    assert verdict.outcome is Outcome.VALID
    assert verdict.answer is not None
    assert verdict.answer.dialect == "rest_get"


def test_what_a_member_state_says_is_not_asked_by_another_way(vies: ViesSandbox) -> None:
    vies.fail("MS_UNAVAILABLE", "BE")

    ask(BELGIAN)

    assert len(asked(vies)) == 1


def test_a_member_state_that_hangs_takes_nobody_along(vies: ViesSandbox) -> None:
    # given: Germany hangs
    started = time.monotonic()
    vies.fault("latency", times=1, seconds=30, path="/check-vat-number")

    # when
    verdict = ask(GERMAN, seconds=1)

    # then
    assert time.monotonic() - started < 4
    assert (verdict.outcome, verdict.code) == (Outcome.UNAVAILABLE, "too_slow")


def test_what_nobody_had_time_for_is_asked_by_the_clock(vies: ViesSandbox) -> None:
    # given
    numbers = [BELGIAN, parse("BE0477472701")]

    # when
    verdicts = current(numbers, OWN, seconds=0)
    first = [verdicts[number].code for number in numbers]
    again.ask_due(seconds=0)

    # then
    assert first == ["queued", "queued"]
    assert [ask(number).outcome for number in numbers] == [Outcome.VALID, Outcome.VALID]
    assert len(asked(vies)) == 2


def test_a_number_that_somebody_else_is_asking_is_waited_for(vies: ViesSandbox) -> None:
    # given
    leases.acquire(f"vies:{OWN}:{BELGIAN}", "another process", seconds=60)

    # when
    verdict = ask(BELGIAN, seconds=0.3)

    # then
    assert (verdict.outcome, verdict.code) == (Outcome.UNAVAILABLE, "queued")
    assert asked(vies) == []


def test_a_process_that_was_killed_while_asking_leaves_the_number_to_the_clock(vies: ViesSandbox) -> None:
    # given: it had made the question, taken the number, and died
    leases.acquire(f"vies:{OWN}:{BELGIAN}", "dead", seconds=30)
    leases.acquire("vies-lane:BE:0", "dead", seconds=30)
    ask(BELGIAN, seconds=0)

    # when
    later(seconds=31)
    answers = again.ask_due(seconds=0)

    # then
    assert answers == 1


def test_those_who_wait_for_a_number_are_told(vies: ViesSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    # given
    told: list[set[str]] = []
    monkeypatch.setattr(answered, "_listeners", [lambda numbers: told.append(set(numbers))])
    vies.fail("TIMEOUT", "DE")

    # when
    current([BELGIAN, GERMAN, UNREGISTERED], OWN)
    vies.restore()
    later(minutes=1)
    again.ask_due(seconds=0)

    # then
    assert told == [{"BE0403019261"}, {"DE136695976", "DE111111125"}]


def test_our_own_number_that_vies_does_not_know_is_said_once_for_all(vies: ViesSandbox) -> None:
    # given
    unknown = parse("FR83404833048")
    wanted = [BELGIAN, parse("BE0477472701"), GERMAN, parse("DE129273398")]

    # when
    verdicts = current(wanted, unknown)
    again.ask_due(seconds=0)

    # then
    assert {verdict.outcome for verdict in verdicts.values()} == {Outcome.ERROR}
    assert {verdict.code for verdict in verdicts.values()} == {"INVALID_REQUESTER_INFO"}
    assert len(asked(vies)) <= 2  # one for each member state at the most


def test_old_outages_are_deleted_and_verdicts_are_not(vies: ViesSandbox) -> None:
    vies.fail("MS_UNAVAILABLE", "DE", times=1)
    current([BELGIAN, GERMAN], OWN)
    later(days=91)

    assert again.tidy() == 1

    assert [check.vat_id for check in VatCheck.objects.all()] == ["BE0403019261"]
