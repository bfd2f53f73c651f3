"""What customers are recognized by, in words. What is stored are keys and rules."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.admin.labels import Label
from odoo_bridge.customers.decisions import CHOSEN
from odoo_bridge.customers.identity import Rule, account_number
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
        return text % {"number": account_number(number), "shop": shop} if number else basis
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


def _place(basis: str) -> int:
    kind = basis.partition(":")[0]
    return _FIRST.index(Rule(kind)) if kind in _FIRST else len(_FIRST)
