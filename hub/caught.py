"""What stops the reading of a shop, as one classed error: other shops must not suffer from it."""

from collections.abc import Callable

import structlog
from django.db import DatabaseError, connection

from hub.errors import AffluentError, ErrorClass
from hub.models import Shop
from hub.sentences import say

log = structlog.get_logger(__name__)
_REMEDY = say("Nothing is lost: it is read again. If it stays, report it with the log of the hub.")


class NotStored(AffluentError):  # noqa: N818 - named after what happened
    """The database refused a page: a deadlock, a full disk, an order larger than it takes."""

    error_class = ErrorClass.TRANSIENT


class ChannelFailed(AffluentError):  # noqa: N818 - named after what happened
    """A channel raised what it must not: a mistake in the hub, not at the shop."""

    error_class = ErrorClass.BUG


def trouble_of(shop: Shop, reading: Callable[[], None]) -> AffluentError | None:
    """Read, and return what stopped it; None when nothing did."""
    try:
        reading()
    except DatabaseError as refusal:  # of this page only, perhaps; if the database is gone, noting it raises
        log.exception("page_not_stored", shop=shop.slug)
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        return NotStored(
            "not_stored",
            say("Shop {shop}: a page was not stored: {refusal}.", shop=shop.slug, refusal=refusal),
            _REMEDY,
        )
    except AffluentError as error:
        log.warning("reading_failed", shop=shop.slug, error_class=error.error_class, code=error.code)
        return error
    except Exception as mistake:  # a channel must not stop the other shops, whatever it does
        log.exception("channel_failed", shop=shop.slug)
        return ChannelFailed(
            "channel_failed", say("Shop {shop}: {mistake}.", shop=shop.slug, mistake=repr(mistake)), _REMEDY
        )
    return None
