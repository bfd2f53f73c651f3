"""What customers are recognized by, and why, in words. What is stored are keys, rules and English reasons."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.admin.labels import Label
from hub.sentences import Sentence
from hub.spoken import spoken
from odoo_bridge.customers.decisions import CHOSEN
from odoo_bridge.customers.identity import Rule
from odoo_bridge.customers.newcomers import CREATED
from odoo_bridge.customers.remembering import OWN
from odoo_bridge.models import PartnerLink

_ORDER = "order"  # the key of a buyer of whom the rules find nothing to go by
_FIRST = (Rule.EMAIL, Rule.PHONE, Rule.VAT, Rule.ACCOUNT)  # what people know comes before what shops count
RULES: Mapping[str, Label] = {
    Rule.VAT: gettext_lazy("VAT id"),
    Rule.ACCOUNT: gettext_lazy("account at the shop"),
    Rule.EMAIL: gettext_lazy("e-mail and name"),
    Rule.PHONE: gettext_lazy("phone and name"),
    CREATED: gettext_lazy("new customer"),
    OWN: gettext_lazy("new customer"),
    CHOSEN: "",  # beside it stands that a person chose it
}
# What the rules say, as `verdict` and `newcomers` write it: kept in English alone.
_REASONS = (
    "Nobody known fits.",
    "A person asked for a customer of its own.",
    "A person chose this customer.",
    "The VAT id {vat_id} is the same.",
    "The shop account {account} is the same.",
    "{said}, and the name.",
    "{said}, and the names {both} are alike.",
    "{said}; only one of them has a name.",
    "The e-mail {email} is the same",
    "The phone {phone} is the same",
    "The name was “{names}” and is “{subject}” now.",
)


def key_in_words(basis: str) -> str:
    """`email:zoe@example.com` → `E-mail zoe@example.com`."""
    kind, _colon, value = basis.partition(":")
    if kind in (Rule.ACCOUNT, _ORDER):
        shop, _colon, number = value.partition(":")
        text = (
            _("Customer %(number)s at %(shop)s")
            if kind == Rule.ACCOUNT
            else _("Order %(number)s at %(shop)s")
        )
        return text % {"number": _short(number), "shop": shop} if number else basis
    names = {
        Rule.VAT: _("VAT id %(value)s"),
        Rule.EMAIL: _("E-mail %(value)s"),
        Rule.PHONE: _("Phone %(value)s"),
    }
    return names[Rule(kind)] % {"value": value} if kind in names else basis


def keys_in_words(links: Iterable[PartnerLink]) -> str:
    """Each once, what people know first."""
    found = dict.fromkeys(link.basis for link in links)
    return ", ".join(map(key_in_words, sorted(found, key=_place)))


def reason_in_words(reason: str) -> str:
    """In the reader's language, where it is one that the rules give; what a person wrote stays."""
    return spoken(_sentence(reason))


def _sentence(text: str) -> str:
    for template in _REASONS:
        found = _pattern(template).fullmatch(text)
        if found:
            return Sentence(template, {name: _fact(name, fact) for name, fact in found.groupdict().items()})
    return text


def _fact(name: str, fact: str) -> str:
    if name == "account":
        shop, _colon, number = fact.partition(":")
        return f"{_short(number)} ({shop})" if number else fact
    return _sentence(fact) if name == "said" else fact


def _short(number: str) -> str:
    """Some platforms number accounts by an address."""
    return number.rpartition("/")[2] or number


def _place(basis: str) -> int:
    kind = basis.partition(":")[0]
    return _FIRST.index(Rule(kind)) if kind in _FIRST else len(_FIRST)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(text)), re.DOTALL)
