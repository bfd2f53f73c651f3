"""What all addresses of the API share."""

from collections.abc import Collection
from typing import Any

from django.utils.cache import patch_cache_control
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hub.api.negotiation import AcceptHeaderOnly
from hub.api.parameters import refuse_unknown
from hub.api.throttling import KeyThrottle


class KeyedView(APIView):
    """An address for keys with `required_scope`, which takes the query parameters it declares."""

    required_scope: str
    throttle_classes = [KeyThrottle]
    content_negotiation_class = AcceptHeaderOnly
    http_method_names = ["get", "head"]
    parameters: Collection[str] = ()
    repeatable: Collection[str] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Key, scope and throttle first; then the parameters, before anything is read."""
        super().initial(request, *args, **kwargs)
        refuse_unknown(request.query_params, self.parameters, self.repeatable)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Customers' data belongs in no shared cache."""
        final = super().finalize_response(request, response, *args, **kwargs)
        patch_cache_control(final, private=True, no_store=True)
        return final
