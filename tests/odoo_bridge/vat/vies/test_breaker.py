"""The breaker of a member state opens, is tried out and closes; VIES itself has one too."""

from datetime import timedelta

import pytest
from django.utils import timezone

from odoo_bridge.models import MemberState
from odoo_bridge.vat.numbers import VatNumber, parse
from odoo_bridge.vat.vies import again, breaker
from odoo_bridge.vat.vies.asking import current
from odoo_bridge.vat.vies.reading import Outcome
from sandbox.vies import Trader, ViesSandbox
from tests.odoo_bridge.vat.vies.good import good_numbers
from tests.odoo_bridge.vat.vies.world import BELGIAN, GERMAN, OWN, UNREGISTERED, ask, asked, later

pytestmark = pytest.mark.django_db


def germans(count: int) -> list[VatNumber]:
    return good_numbers(["DE"], count)


def state(prefix: str) -> MemberState:
    return MemberState.objects.get(prefix=prefix)


def test_after_three_failures_nobody_asks_that_state_and_the_others_go_on(vies: ViesSandbox) -> None:
    # given
    vies.fail("MS_UNAVAILABLE", "DE")

    # when
    verdicts = current([*germans(10), BELGIAN], OWN)
    late = ask(GERMAN)

    # then
    assert [number[:2] for number in asked(vies)].count("DE") == 3
    assert verdicts[BELGIAN].outcome is Outcome.VALID
    assert late.code == "paused"
    paused = state("DE").paused_until
    assert paused is not None
    assert timedelta(seconds=10) < paused - timezone.now() < timedelta(seconds=30)
    assert late.ask_again_at is not None
    assert late.ask_again_at >= paused
    assert state("VIES").paused_until is None


def test_it_is_tried_out_with_one_question_and_closes_when_that_is_answered(vies: ViesSandbox) -> None:
    # given
    vies.fail("MS_UNAVAILABLE", "DE")
    wanted = germans(10)
    current(wanted, OWN)
    vies.asked.clear()

    # when: the pause is over, and the state is still away
    later(seconds=31)
    again.ask_due(seconds=0)
    tried = len(vies.asked)
    longer = state("DE").paused_until

    # then
    assert tried == 1
    assert longer is not None
    assert longer - timezone.now() > timedelta(seconds=25)

    # when: it comes back
    vies.restore()
    later(minutes=2)
    again.ask_due(seconds=0)
    again.ask_due(seconds=0)

    # then: all that waited were asked, at once
    assert (state("DE").failures, state("DE").paused_until) == (0, None)
    assert {verdict.outcome for verdict in current(wanted, OWN).values()} == {Outcome.INVALID}
    assert len(vies.asked) == 11


def test_pauses_double_up_to_an_hour(vies: ViesSandbox) -> None:
    # given
    vies.fail("MS_UNAVAILABLE", "DE")

    # when
    pauses = []
    for _ in range(14):
        ask(GERMAN, anew=True)
        until = state("DE").paused_until
        pauses.append((until - timezone.now()).total_seconds() if until else 0)

    # then
    assert pauses[:2] == [0, 0]
    assert pauses[2] < 31
    assert 1800 * 0.9 < pauses[-1] <= 3600


def test_vies_itself_that_is_away_pauses_all_states(vies: ViesSandbox) -> None:
    # given
    vies.fail("SERVICE_UNAVAILABLE")

    # when
    current(germans(5), OWN)
    verdict = ask(BELGIAN)

    # then
    assert verdict.code == "paused"
    assert state("VIES").failures >= 3

    # when
    vies.restore()
    later(seconds=31)
    again.ask_due(seconds=0)

    # then
    assert state("VIES").paused_until is None
    assert ask(BELGIAN).outcome is Outcome.VALID


def test_too_many_questions_elsewhere_are_an_outage(vies: ViesSandbox) -> None:
    vies.fail("MS_MAX_CONCURRENT_REQ", "DE", times=2)

    first = ask(GERMAN)
    later(seconds=3)
    second = ask(GERMAN)
    later(seconds=11)
    third = ask(GERMAN)

    assert [one.outcome for one in (first, second, third)] == [
        *(Outcome.UNAVAILABLE, Outcome.UNAVAILABLE, Outcome.VALID),
    ]
    assert state("DE").failures == 0


def test_a_blocked_address_stops_every_call_until_a_person_tries_again(vies: ViesSandbox) -> None:
    # given
    vies.fail("IP_BLOCKED")

    # when
    first = current([BELGIAN, *germans(5)], OWN)
    later(hours=12)
    again.ask_due(seconds=0)
    calls = len(vies.asked)

    # then
    assert {verdict.outcome for verdict in first.values()} == {Outcome.ERROR}
    assert {verdict.code for verdict in first.values()} == {"IP_BLOCKED"}
    assert calls <= 2

    # when
    vies.restore()
    breaker.reopen("VIES")
    again.ask_due(seconds=0)
    again.ask_due(seconds=0)

    # then
    assert ask(BELGIAN).outcome is Outcome.VALID
    assert {verdict.outcome for verdict in current(germans(5), OWN).values()} == {Outcome.INVALID}


def test_a_person_may_ask_although_the_state_is_paused(vies: ViesSandbox) -> None:
    vies.fail("MS_UNAVAILABLE", "DE")
    current(germans(3), OWN)
    vies.restore()

    assert ask(GERMAN).code == "paused"
    assert ask(GERMAN, anew=True).outcome is Outcome.VALID
    assert state("DE").paused_until is None


def test_a_state_that_vies_reports_as_back_is_tried_out_at_once(vies: ViesSandbox) -> None:
    # given
    vies.fail("MS_UNAVAILABLE", "DE")
    current(germans(4), OWN)
    again.look_at_states()
    away = state("DE").reported

    # when
    vies.restore()
    later(seconds=6)  # not yet the end of the pause
    again.look_at_states()
    unasked = state("DE").reported
    later(minutes=0.1)
    MemberState.objects.filter(prefix="DE").update(paused_until=timezone.now() + timedelta(hours=1))
    later(minutes=5)
    again.ask_due(seconds=0)

    # then
    assert (away, unasked) == ("Unavailable", "Unavailable")  # looked at once in five minutes
    assert state("DE").reported == "Available"
    assert state("DE").paused_until is None


def test_an_answer_of_any_kind_closes_it(vies: ViesSandbox) -> None:
    vies.fail("TIMEOUT", "DE", times=2)
    ask(GERMAN)
    later(seconds=3)
    ask(GERMAN)
    later(seconds=11)

    ask(UNREGISTERED)

    assert state("DE").failures == 0


def test_new_states_need_no_set_up(vies: ViesSandbox) -> None:
    vies.register(Trader("PT", "501964843", "EXEMPLO LDA"))

    assert ask(parse("PT501964843")).outcome is Outcome.VALID
    assert state("PT").answered_at is not None
