"""The kinds of rows that can wait, each with how they are found, counted and run again."""

from collections.abc import Mapping

from hub.problems.cause import Source
from hub.problems.sources.base import ProblemSource
from hub.problems.sources.deliveries import Deliveries
from hub.problems.sources.orders import Orders
from hub.problems.sources.others import Differences, Documents, Shops, Webhooks

_DELIVERIES = Deliveries()
SOURCES: Mapping[str, ProblemSource] = {
    Source.DELIVERY: _DELIVERIES,
    Source.ORDER: Orders(),
    Source.SHOP: Shops(),
    Source.DIFFERENCE: Differences(),
    Source.WEBHOOK: Webhooks(),
    Source.DOCUMENT: Documents(),
}


def of(source: str) -> ProblemSource:
    """An outage holds deliveries up."""
    return SOURCES.get(source, _DELIVERIES)
