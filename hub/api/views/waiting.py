"""What waits, by its cause: the list of the problems desk, to be read by programs."""

from collections.abc import Sequence

from drf_spectacular.utils import OpenApiParameter, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hub.api import examples
from hub.api.operations import described
from hub.api.parameters import whole_number
from hub.api.serializers.waiting import WaitingSerializer
from hub.api.views.base import KeyedView
from hub.errors import ErrorClass
from hub.problems import desk
from hub.problems.group import Standing

_DEFAULT, _MOST = 50, 1000
_CLASSES, _STANDINGS = [one.value for one in ErrorClass], [one.value for one in Standing]


@extend_schema_view(
    get=described(
        "problems_list",
        "List what waits, by its cause",
        WaitingSerializer,
        example=examples.waiting,
        problems=(400,),
        parameters=[
            OpenApiParameter("class", str, enum=_CLASSES, description="Of this error class."),
            OpenApiParameter("standing", str, enum=_STANDINGS, description="Whether it goes on by itself."),
            OpenApiParameter("limit", int, description=f"How many to return: 1 to {_MOST}, else {_DEFAULT}."),
        ],
    )
)
class WaitingList(KeyedView):
    """Problems of orders, deliveries, connections, shops, webhooks, documents and differences, oldest first.

    Counted when you ask. Those that somebody put off are among them, with the day.
    """

    required_scope = "problems:read"
    parameters = frozenset({"class", "standing", "limit"})

    def get(self, request: Request) -> Response:
        """Now."""
        limit = whole_number(request.query_params, "limit", _DEFAULT, least=1, most=_MOST)
        wanted_class = _one_of(request, "class", _CLASSES)
        wanted_standing = _one_of(request, "standing", _STANDINGS)
        found = [
            group
            for group in desk.open_groups()
            if wanted_class in (None, group.cause.error_class)
            and wanted_standing in (None, group.standing.value)
        ]
        return Response(WaitingSerializer({"count": len(found), "results": found[:limit]}).data)


def _one_of(request: Request, name: str, known: Sequence[str]) -> str | None:
    value = request.query_params.get(name)
    if value is not None and value not in known:
        raise ValidationError({name: [f"Give one of {', '.join(known)}."]})
    return value
