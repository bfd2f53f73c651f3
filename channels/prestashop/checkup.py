"""The connection test: what works, what does not, and where to click to mend it."""

from collections.abc import Iterator
from datetime import UTC, datetime

from channels.clocks import clock_finding
from channels.http import Answer, Http
from channels.prestashop import api
from channels.prestashop.answers import body, is_xml
from channels.prestashop.errors import KEYS, refine, tick_view, words
from channels.prestashop.options import Options
from channels.prestashop.times import zone
from channels.text import one_line
from hub.errors import CredentialsError
from hub.ports import Finding
from hub.sentences import say

RESOURCES = (
    "addresses",
    "carriers",
    "configurations",
    "countries",
    "currencies",
    "customers",
    "groups",
    "languages",
    "messages",
    "order_carriers",
    "order_cart_rules",
    "order_details",
    "order_histories",
    "order_payments",
    "order_slip",
    "order_states",
    "orders",
    "states",
    "taxes",
)
_NOT_ALLOWED = frozenset({25, 26})


def findings(http: Http) -> Iterator[Finding]:
    """Each finding as soon as it is known; an error that stops the test is raised."""
    answers = {name: _probe(http, name) for name in RESOURCES}
    missing = [name for name, answer in answers.items() if answer is None]
    reached = next((answer for answer in answers.values() if answer), None)
    yield _address(reached)
    yield _encryption(http)
    yield from _permissions(missing)
    if reached:
        yield clock_finding(api.clock(reached), datetime.now(UTC))
    if answers["configurations"]:
        yield _time_zone(http)


def _probe(http: Http, resource: str) -> Answer | None:
    """The answer to the smallest question; None where the key may not ask it. Other trouble is raised."""
    shop = Options.of(http.account.options).id_shop
    query = [("display", "[id]"), ("limit", "1"), *([("id_shop", shop)] if shop else [])]
    answer = http.get(f"api/{resource}", [*query, ("output_format", "JSON")], accept={401, 405})
    if answer.status == 200:
        body(answer)
        return answer
    if {code for code, _ in words(answer)} & _NOT_ALLOWED:
        return None
    raise refine(answer) or _refused(answer)


def _refused(answer: Answer) -> CredentialsError:
    return CredentialsError(
        "key_not_accepted",
        say(
            "{about}: access denied (HTTP {status}), as if no key had been sent.",
            about=answer.about,
            status=answer.status,
        ),
        say(
            "Check the key in {keys}. If it is right, the web server drops the Authorization "
            "header: let it through (the same page of the back office has a switch for the CGI "
            "mode of PHP).",
            keys=KEYS,
        ),
    )


def _address(reached: Answer | None) -> Finding:
    version = one_line(reached.headers.get("PSWS-Version", ""), 20) if reached else ""
    shown = version or say("(unknown version)")
    detail = (
        say(
            "The webservice answers: PrestaShop {version}, as XML although JSON was asked for.", version=shown
        )
        if reached and is_xml(reached.content)
        else say("The webservice answers: PrestaShop {version}.", version=shown)
    )
    return Finding(name=say("address"), ok=True, detail=detail)


def _encryption(http: Http) -> Finding:
    if http.base_url.startswith("https://"):
        return Finding(name=say("encryption"), ok=True, detail=say("Calls are encrypted (https)."))
    return Finding(
        name=say("encryption"),
        ok=True,
        detail=say("Calls are not encrypted: anyone on the way can read the key and the orders."),
        remedy=say("Use the shop's https:// address as soon as it has one."),
    )


def _permissions(missing: list[str]) -> Iterator[Finding]:
    if not missing:
        yield Finding(
            name=say("permissions"),
            ok=True,
            detail=say("The key may read all {count} resources that orders need.", count=len(RESOURCES)),
        )
    for name in missing:
        yield Finding(
            name=say("permission {resource}", resource=name),
            ok=False,
            detail=say("The key may not read {resource}.", resource=name),
            remedy=tick_view(name),
        )


def _time_zone(http: Http) -> Finding:
    name = api.settings(http)[0]["PS_TIMEZONE"]
    if zone(name):
        return Finding(
            name=say("time zone"),
            ok=True,
            detail=say("The shop's times are those of {zone}.", zone=one_line(name, 40)),
        )
    return Finding(
        name=say("time zone"),
        ok=False,
        detail=say("{zone} is no time zone.", zone=one_line(name, 40)),
        remedy=say("Choose one in International › Localization."),
    )
