"""Rows that belong to the rows of a page, fetched for the whole page at once and without joins.

Joined, a database may start at a small table (the shops) and sort everything before it cuts the page.
"""

from django.db.models import F, Prefetch

from hub.api.held import NEEDS_A_PERSON
from hub.models import Delivery, Revision, Shop


def shops(path: str = "shop") -> Prefetch[str]:
    """The shops, never their credentials: what is not read cannot leak."""
    return Prefetch(path, queryset=Shop.objects.defer("credentials"))


def newest_revisions() -> Prefetch[str]:
    """Of each order only the newest content."""
    return Prefetch("revisions", queryset=Revision.objects.filter(number=F("order__revision")))


def stuck_deliveries() -> Prefetch[str]:
    """Of each order only the deliveries that wait for a person."""
    return Prefetch("deliveries", queryset=Delivery.objects.filter(state__in=NEEDS_A_PERSON))
