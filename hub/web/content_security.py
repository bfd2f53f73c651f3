"""`Content-Security-Policy`: pages take scripts, pictures and everything else from this host alone.

`SECURE_CSP` has the form of Django 6, whose own middleware takes this one's place when the hub moves there.
"""

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"
Answer = Callable[[HttpRequest], HttpResponse]


def header(policy: Mapping[str, Sequence[str]]) -> str:
    """`{"img-src": ["'self'", "data:"]}` as browsers read it."""
    return "; ".join(" ".join((directive, *sources)) for directive, sources in policy.items())


def content_security(answer: Answer) -> Answer:
    """Every page says what a browser may load and run; one that says so itself is left alone."""
    policy = header(settings.SECURE_CSP)

    def answer_with_policy(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault(HEADER, policy)
        return response

    return answer_with_policy
