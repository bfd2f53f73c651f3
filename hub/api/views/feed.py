"""The event feed."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from hub.api import examples, feed
from hub.api.operations import described
from hub.api.parameters import whole_number
from hub.api.serializers.feed import FeedSerializer
from hub.api.views.base import KeyedView

_AFTER = {"type": "integer", "format": "int64", "minimum": 0, "maximum": feed.HIGHEST_POSITION, "default": 0}
_LIMIT = {"type": "integer", "minimum": 1, "maximum": feed.HIGHEST_LIMIT, "default": feed.DEFAULT_LIMIT}


class EventFeed(KeyedView):
    """Events as they were published."""

    required_scope = "events:read"
    parameters = ("after", "limit")

    @described(
        "events_list",
        "Read the event feed",
        FeedSerializer,
        example=examples.feed,
        problems=(400,),
        parameters=[
            OpenApiParameter("after", _AFTER, description="The last position you have."),
            OpenApiParameter("limit", _LIMIT, description="How many to return at most."),
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Published events in the order of their publication.

        Call it with `after` = the `next_after` of your last answer (0 at the very beginning), and store
        that number together with what you did. Nothing is missed and nothing comes twice, also while the
        hub is publishing. With `more` false, ask again after a pause.
        """
        query = request.query_params
        after = whole_number(query, "after", 0, least=0, most=feed.HIGHEST_POSITION)
        limit = whole_number(query, "limit", feed.DEFAULT_LIMIT, least=1, most=feed.HIGHEST_LIMIT)
        stretch = feed.read(after, limit)
        return Response({"next_after": stretch.next_after, "more": stretch.more, "results": stretch.results})
