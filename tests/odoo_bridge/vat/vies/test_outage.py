"""VIES is down for the first half: no number is lost, none is judged wrongly, each is answered once."""

import threading
import time
from collections import Counter

import pytest
from django.db import connection

from odoo_bridge.models import VatCheck, VatOutcome, VatQuestion
from odoo_bridge.vat.numbers import VatNumber
from odoo_bridge.vat.vies import again
from odoo_bridge.vat.vies.asking import current
from odoo_bridge.vat.vies.reading import Outcome
from sandbox.vies import Trader, ViesSandbox
from tests.conftest import Manage
from tests.odoo_bridge.vat.vies.good import good_numbers
from tests.odoo_bridge.vat.vies.world import BELGIAN, OWN, ask, asked, later

_ORDERS, _BATCH = 500, 20


def register_every_second(vies: ViesSandbox, numbers: list[VatNumber]) -> set[str]:
    registered = numbers[::2]
    for number in registered:
        vies.register(Trader(number.prefix, number.number))
    return {number.text for number in registered}


@pytest.mark.repeats
@pytest.mark.django_db
def test_500_numbers_through_an_outage_are_all_answered_and_each_once(vies: ViesSandbox) -> None:
    # given: 500 orders of companies in five states, and a VIES that is down
    numbers = good_numbers(["DE", "IT", "PL", "PT", "FI"], _ORDERS // 5)
    valid = register_every_second(vies, numbers)
    vies.fail("SERVICE_UNAVAILABLE")
    vies.fail("MS_UNAVAILABLE", "DE")

    # when: the first half of the orders come
    batches = [numbers[start : start + _BATCH] for start in range(0, _ORDERS, _BATCH)]
    half = len(batches) // 2
    early = [verdict for batch in batches[:half] for verdict in current(batch, OWN).values()]
    for _ in range(5):
        later(minutes=10)
        again.ask_due(seconds=0)
    calls_while_down = len(vies.asked)
    waiting = VatQuestion.objects.exclude(next_ask_at=None).count()

    # then: nobody was judged, everybody waits, and VIES was not flooded
    assert {verdict.outcome for verdict in early} == {Outcome.UNAVAILABLE}
    assert waiting == half * _BATCH
    assert calls_while_down <= 60  # three ways of three numbers in five states, then one number each time
    assert not VatCheck.objects.exclude(outcome=VatOutcome.UNAVAILABLE).exists()

    # when: VIES comes back, and the other half come
    vies.restore()
    later(hours=2)
    for _ in range(100):
        again.ask_due(seconds=0)
        if not VatQuestion.objects.exclude(next_ask_at=None).exists():
            break
    for batch in batches[half:]:
        current(batch, OWN, seconds=60)
    stands = current(numbers, OWN)

    # then
    assert {number.text for number in numbers if stands[number].outcome is Outcome.VALID} == valid
    assert Counter(verdict.outcome for verdict in stands.values())[Outcome.INVALID] == _ORDERS - len(valid)
    verdicts = VatCheck.objects.exclude(outcome=VatOutcome.UNAVAILABLE)
    assert verdicts.count() == _ORDERS
    assert verdicts.values("prefix", "number").distinct().count() == _ORDERS
    assert not VatQuestion.objects.exclude(next_ask_at=None).exists()
    assert all(stands[number].consultation_number for number in numbers if number.text in valid)


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_want_one_number_ask_once(vies: ViesSandbox, manage: Manage) -> None:
    # given: another process that is asking a register that takes its time
    vies.fault("latency", times=1, seconds=1.5, path="/check-vat-number")
    line = {"VIES_REST_URL": vies.rest_url, "VIES_SOAP_URL": vies.soap_url}
    other = manage("check_vat", BELGIAN.text, "--requester", OWN.text, **line)
    end = time.monotonic() + 60
    while not vies.request_count and time.monotonic() < end:
        time.sleep(0.02)

    # when
    verdict = ask(BELGIAN, seconds=10)

    # then
    assert other.wait(timeout=60) == 0
    assert "NV EXAMPLE BELGIUM" in other.communicate()[0]
    assert verdict.outcome is Outcome.VALID
    assert asked(vies) == ["BE0403019261"]
    assert VatCheck.objects.get() == verdict.answer


@pytest.mark.django_db(transaction=True)
def test_threads_that_want_one_number_ask_once_and_wait_for_each_other(vies: ViesSandbox) -> None:
    # given
    vies.fault("latency", times=None, seconds=0.3, path="/check-vat-number")
    outcomes: list[Outcome] = []

    def want() -> None:
        try:
            outcomes.append(ask(BELGIAN, seconds=10).outcome)
        finally:
            connection.close()

    # when
    threads = [threading.Thread(target=want) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # then
    assert outcomes == [Outcome.VALID] * 4
    assert asked(vies) == ["BE0403019261"]
