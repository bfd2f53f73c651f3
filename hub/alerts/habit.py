"""How long a shop is usually silent. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

DAYS = 28  # long enough to have seen four week-ends
ENOUGH = 20  # hours with orders; who sells less has no habit
_LONGEST_IGNORED = 2  # silences that were no habit: a day when the shop was down, a holiday
HOUR = timedelta(hours=1)


def usual_silence(hours: Sequence[datetime]) -> timedelta | None:
    """The longest silence that happens again and again, from the hours in which orders were placed.

    `hours` are beginnings of hours, ascending, each once; the answer is at least an hour. None: too few.
    """
    if len(hours) < ENOUGH:
        return None
    gaps = sorted((later - earlier for earlier, later in pairwise(hours)), reverse=True)
    return max(gaps[_LONGEST_IGNORED], HOUR)
