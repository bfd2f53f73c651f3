"""How much one key may ask: counted in each web process, against loops gone wild rather than for billing."""

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from hub.models import ApiKey


class KeyThrottle(SimpleRateThrottle):
    """`REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["api_key"]`, or 1200 requests a minute."""

    scope = "api_key"
    default_rate = "1200/min"

    def get_rate(self) -> str:
        """The rate in force."""
        return str(self.THROTTLE_RATES.get(self.scope) or self.default_rate)

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """One counter per key; callers without a key never come this far."""
        return f"throttle:{request.auth.prefix}" if isinstance(request.auth, ApiKey) else None
