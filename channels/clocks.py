"""Comparing a shop's clock with this machine's, for the connection test."""

from datetime import datetime, timedelta

from hub.ports import Finding
from hub.sentences import say

TOLERATED_SKEW = timedelta(seconds=60)


def clock_finding(theirs: datetime, ours: datetime) -> Finding:
    """Whether the shop's clock agrees; its server is the merchant's own, so both sides may be wrong."""
    skew = theirs - ours
    if abs(skew) <= TOLERATED_SKEW:
        return Finding(name=say("clock"), ok=True, detail=say("The shop's clock agrees with this machine's."))
    seconds = f"{abs(skew).total_seconds():.0f}"
    return Finding(
        name=say("clock"),
        ok=False,
        detail=(
            say("The shop's clock is {seconds} s ahead.", seconds=seconds)
            if skew > timedelta()
            else say("The shop's clock is {seconds} s behind.", seconds=seconds)
        ),
        remedy=say("Let both machines set their clocks by the network (NTP). No order is lost by it."),
    )
