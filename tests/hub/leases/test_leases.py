"""A lease is held by one owner at a time, across threads and processes, and outlives no dead one."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from hub import leases
from hub.models import Lease

pytestmark = pytest.mark.django_db


def test_only_one_owner_at_a_time() -> None:
    assert leases.acquire("poll:1", "a")
    assert not leases.acquire("poll:1", "b")
    assert leases.acquire("poll:2", "b")

    leases.release("poll:1", "a")
    assert leases.acquire("poll:1", "b")


def test_the_owner_may_prolong_it() -> None:
    leases.acquire("poll:1", "a", seconds=10)
    first = Lease.objects.get().expires_at

    assert leases.acquire("poll:1", "a", seconds=60)

    assert Lease.objects.get().expires_at > first + timedelta(seconds=40)


def test_a_lease_of_a_dead_owner_runs_out() -> None:
    leases.acquire("poll:1", "dead", seconds=10)

    with time_machine.travel(timezone.now() + timedelta(seconds=11), tick=False):
        assert leases.acquire("poll:1", "next")
        assert not leases.acquire("poll:1", "dead")


def test_nobody_gives_back_what_is_not_theirs() -> None:
    leases.acquire("poll:1", "a")

    leases.release("poll:1", "b")

    assert not leases.acquire("poll:1", "b")


def fail_while_holding(name: str) -> None:
    with leases.held(name) as mine, leases.held(name) as also_mine:
        assert mine
        assert not also_mine
        raise ZeroDivisionError


def test_a_block_that_fails_gives_the_lease_back() -> None:
    with pytest.raises(ZeroDivisionError):
        fail_while_holding("poll:1")

    with leases.held("poll:1") as mine:
        assert mine


def test_owners_are_unique_and_fit_their_column() -> None:
    owners = {leases.new_owner() for _ in range(100)}

    assert len(owners) == 100
    assert max(map(len, owners)) <= 64


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("existing", [False, True])
def test_of_many_at_the_same_moment_exactly_one_wins(existing: bool) -> None:
    if existing:
        Lease.objects.create(name="race", owner="gone", expires_at=timezone.now())
    start, winners, troubles = threading.Barrier(8), list[str](), list[BaseException]()

    def run(owner: str) -> None:
        try:
            start.wait(10)
            if leases.acquire("race", owner):
                winners.append(owner)
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(f"owner {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert troubles == []
    assert len(winners) == 1
    assert Lease.objects.get().owner == winners[0]
