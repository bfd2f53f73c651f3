"""Doing something alone across processes and machines, without a lock that outlives its holder.

The clock is the database client's; leases are minutes long, so that seconds of skew do not matter.
"""

import os
import socket
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from hub.models import Lease


def new_owner() -> str:
    """A name for one holder; a process may have several (threads)."""
    return f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def acquire(name: str, owner: str, *, seconds: int | None = None) -> bool:
    """Take or prolong the lease; False while somebody else holds it."""
    now = timezone.now()
    until = _until(now, seconds)
    free = Q(owner=owner) | Q(expires_at__lte=now)
    if Lease.objects.filter(free, name=name).update(owner=owner, expires_at=until):
        return True
    if Lease.objects.filter(name=name).exists():
        return False
    try:
        with transaction.atomic():
            Lease.objects.create(name=name, owner=owner, expires_at=until)
    except IntegrityError:
        return False
    return True


def is_held(name: str) -> bool:
    """Whether somebody holds it right now."""
    return Lease.objects.filter(name=name, expires_at__gt=timezone.now()).exists()


def release(name: str, owner: str) -> None:
    """Give the lease back, if it is still ours. The row stays: who locks it must always find it."""
    Lease.objects.filter(name=name, owner=owner).update(expires_at=timezone.now())


def acquire_all(names: Collection[str], owner: str, *, seconds: int | None = None) -> set[str]:
    """Take or prolong those of the leases that nobody else holds; which ones they are."""
    now = timezone.now()
    until = _until(now, seconds)
    Lease.objects.bulk_create(
        (Lease(name=name, owner="", expires_at=now) for name in sorted(names)), ignore_conflicts=True
    )
    rows = Lease.objects.filter(name__in=names)
    # In the order of their names: two that take the same leases must not wait for each other.
    with transaction.atomic():
        free = rows.filter(Q(owner=owner) | Q(expires_at__lte=now)).order_by("name")
        keys = list(free.select_for_update().values_list("pk", flat=True))
        Lease.objects.filter(pk__in=keys).update(owner=owner, expires_at=until)
    return set(rows.filter(pk__in=keys).values_list("name", flat=True))


def release_all(names: Collection[str], owner: str) -> None:
    """Give these leases back, as far as they are still ours."""
    Lease.objects.filter(name__in=names, owner=owner).update(expires_at=timezone.now())


@contextmanager
def held(name: str, *, seconds: int | None = None) -> Iterator[bool]:
    """`with held("poll:lampes-fr") as mine:`; the block must stop at once when not `mine`."""
    owner = new_owner()
    mine = acquire(name, owner, seconds=seconds)
    try:
        yield mine
    finally:
        if mine:
            release(name, owner)


def _until(now: datetime, seconds: int | None) -> datetime:
    return now + timedelta(seconds=settings.LEASE_SECONDS if seconds is None else seconds)
