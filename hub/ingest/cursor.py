"""How far a shop was read: saved with each page, in the page's own transaction."""

from hub.models import Cursor
from hub.ports import OrderPage
from hub.positions import is_later


def move(cursor: Cursor, page: OrderPage, rewinds: int) -> bool:
    """Note how far the page brought the walk; the caller holds the cursor's lock.

    A complete walk sets the position. Before that, `resume` is where the walk goes on if it is cut here:
    everything up to there was read, and what changed since has a later date. It never goes back, as the first
    pages of a walk would have it that begins with an overlap. False, and nothing is noted, when a person
    moved the cursor after the walk began.
    """
    if cursor.rewinds != rewinds:
        return False
    if page.cursor is not None:
        cursor.position, cursor.resume, cursor.read_until = page.cursor, "", ""
    elif page.reached is not None and is_later(page.reached, cursor.resume):
        cursor.resume = page.reached
    else:
        return True
    cursor.save(update_fields=["position", "resume", "read_until", "saved_at"])
    return True
