"""Who calls, and whether they may: bearer keys and their scopes."""

from typing import TYPE_CHECKING, Any

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from hub import api_keys
from hub.errors import CredentialsError
from hub.models import ApiKey
from hub.sentences import say

if TYPE_CHECKING:  # importing views here would go in a circle: they import the settings' classes
    from rest_framework.views import APIView

SCHEME = "Bearer"


class MissingScope(PermissionDenied):
    """The key is good, but not for this."""

    def __init__(self, scope: str, granted: list[str]) -> None:
        self.scope = scope
        has = f"has only {', '.join(granted)}" if granted else "has no scope at all"
        super().__init__(
            say(
                "This needs the scope {scope}; the key {has}. Make a key with --scope {scope}.",
                scope=scope,
                has=has,
            )
        )


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer aff_<prefix>_<secret>`; the key becomes `request.auth`."""

    def authenticate(self, request: Request) -> tuple[Any, ApiKey] | None:
        """The key's row, None where nothing was sent; raises `AuthenticationFailed` with the reason."""
        words = get_authorization_header(request).decode("latin-1").split()
        if not words:
            return None
        if len(words) != 2 or words[0].lower() != SCHEME.lower():
            raise AuthenticationFailed("Send the header as `Authorization: Bearer aff_…`.")
        try:
            key = api_keys.verify(words[1])
        except CredentialsError as refused:
            raise AuthenticationFailed(str(refused)) from None
        api_keys.note_use(key)
        return None, key

    def authenticate_header(self, request: Request) -> str:
        """Makes DRF answer 401, not 403, when nobody is known."""
        return SCHEME


class HasScope(BasePermission):
    """Lets a key in that has the view's `required_scope`. A view without one lets nobody in."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Raises `MissingScope`, which names the scope."""
        scope = getattr(view, "required_scope", None)
        if not isinstance(request.auth, ApiKey) or scope is None:
            return False
        if scope not in request.auth.scopes:
            raise MissingScope(scope, request.auth.scopes)
        return True
