"""`POST /webhooks/<channel>/<shop>/`: where the platforms call. A small answer, at once."""

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hub.web.caller import caller
from hub.webhooks.reception import Outcome, Reception, addressee, receive

STATUS = {Outcome.FORGED: 401, Outcome.TOO_MANY: 429, Outcome.NOT_NOW: 503}
_LONGEST_NUMBER = 15  # digits; Python refuses to read thousands of them


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, channel: str, slug: str) -> HttpResponse:
    """200 `{"outcome": …}` for what is genuine, whatever it says: a platform that is refused stops calling.

    401 forged, 404 nobody wants webhooks there, 411 without its length, 413 too large, 429 too many,
    503 nothing can be stored now.
    """
    refusal = _refusal(request)
    if refusal is not None:
        return refusal
    try:
        shop = addressee(channel, slug)
        if shop is None:
            return _answer("unknown", 404)
        body = request.read()  # bounded: no more is read than the length that was said
        if len(body) < int(request.META["CONTENT_LENGTH"]):
            return _answer("cut", 400)
        headers = {name.lower(): value for name, value in request.headers.items()}
        return _answer_to(receive(shop, headers, body, caller(request)))
    except UnreadablePostError:
        return _answer("cut", 400)
    except DatabaseError:
        return _answer(Outcome.NOT_NOW, 503)


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """Before anything is read: a body must say its length, and be small enough."""
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower() or not length.isdecimal():
        return _answer("length_required", 411)
    is_large = len(length) > _LONGEST_NUMBER or int(length) > settings.WEBHOOK_MAX_BYTES
    return _answer("too_large", 413) if is_large else None


def _answer_to(reception: Reception) -> HttpResponse:
    answer = _answer(reception.outcome, STATUS.get(reception.outcome, 200))
    if reception.retry_after is not None:
        answer.headers["Retry-After"] = str(reception.retry_after)
    return answer


def _answer(outcome: str, status: int) -> HttpResponse:
    return JsonResponse({"outcome": str(outcome)}, status=status)
