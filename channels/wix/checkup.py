"""The connection test: what works, what does not, and where to click to mend it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from channels.text import one_line
from channels.wix.api import Api
from hub.errors import CredentialsError
from hub.ports import Finding
from hub.sentences import say

_TOLERATED_SKEW = timedelta(seconds=60)
_NO_ORDER = "00000000-0000-0000-0000-000000000001"


def findings(api: Api, encrypted: bool) -> Iterator[Finding]:
    """Each finding as soon as it is known; an error that stops the test is raised."""
    yield _encryption(encrypted)
    listing = api.search(
        {"sort": [{"fieldName": "updatedDate", "order": "DESC"}], "cursorPaging": {"limit": 1}}
    )
    newest = listing.rows[0] if listing.rows and isinstance(listing.rows[0], dict) else {}
    number = newest.get("number")
    yield Finding(
        name=say("orders"),
        ok=True,
        detail=(
            say(
                "Orders can be read; the newest change is in order {number}.",
                number=one_line(str(number), 20),
            )
            if number
            else say("Orders can be read; there are none yet.")
        ),
    )
    known = newest.get("id") if isinstance(newest.get("id"), str) else _NO_ORDER
    yield _permission(say("order"), say("single orders"), lambda: api.order(str(known)))
    yield _permission(say("payments"), say("payments and refunds"), lambda: api.transactions_of([str(known)]))
    yield _clock(listing.clock, datetime.now(UTC))


def _encryption(encrypted: bool) -> Finding:
    if encrypted:
        return Finding(name=say("encryption"), ok=True, detail=say("Calls are encrypted (https)."))
    return Finding(
        name=say("encryption"),
        ok=True,
        detail=say("Calls are not encrypted: this is not Wix itself."),
        remedy=say("For a real site, leave the API address at https://www.wixapis.com."),
    )


def _permission(name: str, subject: str, call: Callable[[], object]) -> Finding:
    """Whether the key may read something; other trouble than a refusal ends the test."""
    try:
        call()
    except CredentialsError as refused:
        return Finding(
            name=name,
            ok=False,
            detail=say("No right to read {subject}: {cause}", subject=subject, cause=refused.cause),
            remedy=refused.remedy,
        )
    return Finding(name=name, ok=True, detail=say("The key may read {subject}.", subject=subject))


def _clock(theirs: datetime, ours: datetime) -> Finding:
    skew = theirs - ours
    if abs(skew) <= _TOLERATED_SKEW:
        return Finding(name=say("clock"), ok=True, detail=say("Wix's clock agrees with this machine's."))
    seconds = f"{abs(skew).total_seconds():.0f}"
    return Finding(
        name=say("clock"),
        ok=False,
        detail=(
            say("This machine's clock is {seconds} s behind of Wix's.", seconds=seconds)
            if skew > timedelta()
            else say("This machine's clock is {seconds} s ahead of Wix's.", seconds=seconds)
        ),
        remedy=say("Let this machine set its clock by the network (NTP): else webhooks look expired."),
    )
