"""What VIES and the way to it can say instead of a verdict: what it means, whom it concerns, what to do.

Capitals are VIES' own codes (its contract, and https://ec.europa.eu/taxation_customs/vies/#/faq); small
letters are the hub's names for what went wrong on the way. A code that is not here is taken as an outage.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from hub.sentences import say


class Concern(StrEnum):
    """Whom a code is about: asking for others is of no use while it lasts."""

    NUMBER = "number"
    REQUESTER = "requester"
    STATE = "state"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Code:
    """`ours`: asking again by itself changes nothing. `alert`: a person must know.

    An answer of this code is good for `keep` until the same question is asked again when somebody needs it.
    """

    name: str
    concern: Concern
    words: str
    ours: bool = False
    alert: bool = False
    keep: timedelta = timedelta(0)

    @property
    def stops_calls(self) -> bool:
        """Whether no call at all is to be made for a while."""
        return self.ours and self.concern is Concern.SERVICE

    @property
    def stops_requester(self) -> bool:
        """Whether every question of the same requester would be refused like this one."""
        return self.ours and self.concern in (Concern.SERVICE, Concern.REQUESTER)


WHOLE_SERVICE = "VIES"  # stands for all member states where VIES itself does not work
_HOUR, _DAY, _FOR_EVER = timedelta(hours=1), timedelta(days=1), timedelta(days=3650)
_STATE, _SERVICE = Concern.STATE, Concern.SERVICE
_OURS = (
    Code("INVALID_INPUT", Concern.NUMBER, say("VIES does not take the number’s form"), True, keep=_FOR_EVER),
    Code(
        "INVALID_REQUESTER_INFO",
        Concern.REQUESTER,
        say("VIES does not know our own number"),
        True,
        True,
        _DAY,
    ),
    Code("VAT_BLOCKED", Concern.NUMBER, say("VIES has blocked the number or our own"), True, True, _DAY),
    Code("IP_BLOCKED", _SERVICE, say("VIES has blocked this hub’s address"), True, True, _DAY),
    Code("VOW-ERR-1", Concern.NUMBER, say("VIES could not read the question"), True, keep=_HOUR),
)
_OUTAGES = (
    Code("MS_UNAVAILABLE", _STATE, say("the member state does not answer VIES")),
    Code("TIMEOUT", _STATE, say("the member state did not answer VIES in time")),
    Code("MS_MAX_CONCURRENT_REQ", _STATE, say("too many ask the member state at once")),
    Code("MS_MAX_CONCURRENT_REQ_TIME", _STATE, say("too many have asked the member state lately")),
    Code("GLOBAL_MAX_CONCURRENT_REQ", _SERVICE, say("too many ask VIES at once")),
    Code("GLOBAL_MAX_CONCURRENT_REQ_TIME", _SERVICE, say("too many have asked VIES lately")),
    Code("SERVICE_UNAVAILABLE", _SERVICE, say("VIES is away")),
    Code("unreachable", _SERVICE, say("nobody answers at VIES’ address")),
    Code("too_slow", _STATE, say("there was no whole answer in time")),
    Code("untrusted", _SERVICE, say("VIES’ certificate is not trusted")),
    Code("http_status", _SERVICE, say("a web server answered instead of VIES")),
    Code("redirected", _SERVICE, say("the address leads elsewhere, and the hub does not follow")),
    Code("unreadable", _SERVICE, say("the answer is no answer of VIES")),
    Code("contradictory", _SERVICE, say("the answer contradicts itself")),
    Code("no_date", _SERVICE, say("the answer has no date")),
    Code("other_number", _SERVICE, say("the answer is about another number")),
)
_NOT_ASKED = (
    Code("paused", _STATE, say("too many questions failed in a row, so none is asked for a while")),
    Code("queued", _STATE, say("other questions come first")),
    Code("syntax", Concern.NUMBER, say("the number cannot be a VAT id"), True),
    Code("not_in_vies", Concern.NUMBER, say("VIES knows no numbers of that country"), True),
)
CODES = {code.name: code for code in (*_OURS, *_OUTAGES, *_NOT_ASKED)}


def code_of(name: str) -> Code:
    """The code; an unknown one is an outage of the member state, which is asked again."""
    return CODES.get(name) or Code(name, _STATE, say("VIES says {code}", code=name))
