"""Positions of walks. They belong to the channels; all begin with a moment of the platform's clock."""

from datetime import UTC, datetime

from django.utils import timezone

from hub.errors import BusinessError
from hub.models import Shop
from hub.order.document import time_text
from hub.sentences import say

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def moment_of(position: str) -> datetime | None:
    """The moment (UTC) up to which was read; None before the first, or where a channel says it otherwise."""
    try:
        moment = datetime.fromisoformat(position.partition("/")[0])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def is_later(position: str, than: str) -> bool:
    """Whether more was read; positions that say no moment are told apart by their text alone."""
    now, before = moment_of(position), moment_of(than)
    if now is None or before is None:
        return position != than
    return now > before


def refuse_future(shop: Shop, moment: datetime) -> None:
    """Raises `BusinessError` for a moment that has not come: nothing can be read from there."""
    if moment > timezone.now():
        raise BusinessError(
            "in_the_future",
            say(
                "{moment} is in the future: shop {shop} cannot be read from there.",
                moment=time_text(moment),
                shop=shop.slug,
            ),
            say("Choose a moment that has passed."),
        )
