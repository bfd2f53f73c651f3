"""The bridge's problems: connections that do not work, and what its error codes are called."""

from collections.abc import Iterator, Mapping

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.problems.cause import Cause
from hub.problems.outages import Outage
from hub.problems.words import Words
from odoo_bridge.customers.identity import Rule
from odoo_bridge.models import ChoiceKind, OdooConnection
from odoo_bridge.vat.orders.places import named_in


def outages() -> Iterator[Outage]:
    """Connections that do not answer, refuse the key or lack rights; one query."""
    for connection in OdooConnection.objects.filter(error_class__gt="").defer("secrets", "features"):
        yield Outage(
            target=connection.target,
            error_class=connection.error_class,
            code=connection.error_code,
            said=connection.error_cause,
            todo=connection.error_remedy,
            since=connection.error_since,
            url=reverse("admin:odoo_bridge_odooconnection_change", args=[connection.pk]),
        )


def _tax(cause: Cause) -> str:
    """`tax:5.5:included` → `5.5 %, tax included`."""
    rate, _colon, mode = cause.missing[1].partition(":")
    included = (
        gettext("tax included in the price") if mode == "included" else gettext("tax on top of the price")
    )
    return f"{rate} %, {included}"


def _journal(cause: Cause) -> str:
    """`journal:lampes-fr:card` → `card (lampes-fr)`."""
    shop, _colon, method = cause.missing[1].partition(":")
    return f"{method or gettext('an unnamed method')} ({shop})"


def _choice(cause: Cause) -> str:
    """`choice:warehouse:3` → `Warehouse 3`."""
    kind, _colon, number = cause.missing[1].partition(":")
    label = dict(ChoiceKind.choices).get(kind, kind)
    return f"{label} {number}".strip()


def _place(cause: Cause) -> str:
    """`vat:place:ES|3500||las palmas` → `ES 3500 las palmas`."""
    place = named_in(cause.subject)
    return " ".join(filter(None, place)) if place else cause.place


def _buyer(cause: Cause) -> str:
    """`email:zoe@example.com/zoe` → `zoe@example.com (zoe)`; `customer:lampes-fr:31` → `account 31`."""
    rule, _colon, value = cause.missing[1].partition(":")
    if rule == Rule.ACCOUNT:
        number = value.partition(":")[2].rpartition("/")[2]  # some platforms number accounts by an address
        return gettext("account %(number)s") % {"number": number}
    contact, _slash, name = value.partition("/")
    return f"{contact} ({name})" if name else contact


_KEY = Words(
    title=_("Odoo refused the key: %(where)s"),
    happened=_("Odoo does not let the hub in any more. No order is lost: all that is to go there waits."),
    todo=_("Make a new API key for the user in Odoo, type it in at the connection, and test it there."),
)
_AWAY = Words(
    title=_("Odoo does not answer: %(where)s"),
    happened=_(
        "Odoo cannot be reached. No order is lost: all that is to go there waits, and is tried again."
    ),
    todo=_("Nothing at first: it is tried again by itself. If it lasts, see whether Odoo runs."),
)
WORDS: Mapping[str, Words] = {
    "sku_unknown": Words(
        title=_("SKU %(what)s unknown in Odoo"),
        happened=_("Odoo has no product with the internal reference %(what)s, which these orders sold."),
        todo=_("Say which product of Odoo it is, or create it. The orders go on by themselves after that."),
    ),
    "sku_ambiguous": Words(
        title=_("SKU %(what)s is several products in Odoo"),
        happened=_("Several products in Odoo have the internal reference %(what)s."),
        todo=_("Leave the reference on one of them in Odoo, or say which other reference it is."),
    ),
    "sku_missing": Words(
        title=_("Products without SKU"),
        happened=_("These orders sold something that has no SKU at the shop."),
        todo=_("Give the product a SKU at the shop, or let one product of Odoo stand for such lines."),
    ),
    "tax_unknown": Words(
        title=_("No Odoo tax for %(what)s"),
        happened=_("The shop charged %(what)s, and no sale tax of Odoo is chosen for it."),
        todo=_("Choose the Odoo tax that stands for it; where Odoo has none, create it there first."),
        name=_tax,
    ),
    "tax_inactive": Words(
        title=_("The Odoo tax for %(what)s is switched off"),
        happened=_("The sale tax of Odoo that stands for %(what)s is switched off there."),
        todo=_("Activate it in Odoo (Accounting, Configuration, Taxes), or choose another one."),
        name=_tax,
    ),
    "journal_missing": Words(
        title=_("No journal for payments by %(what)s"),
        happened=_("Nobody has chosen the Odoo journal for payments by %(what)s yet."),
        todo=_("Choose the bank or cash journal that these payments belong in."),
        name=_journal,
    ),
    "pricelist_missing": Words(
        title=_("No pricelist in %(what)s"),
        happened=_("Odoo has no pricelist in %(what)s, or the currency is switched off there."),
        todo=_(
            "Switch the currency on in Odoo and create a pricelist in it; the orders go on by themselves."
        ),
    ),
    "odoo_choice_gone": Words(
        title=_("%(what)s is gone in Odoo"),
        happened=_("The delivery policy names something that is archived or gone in Odoo: %(what)s."),
        todo=_("Choose another one, or activate it in Odoo and refresh the choices."),
        name=_choice,
    ),
    "customer_ambiguous": Words(
        title=_("Several customers may be the buyer: %(what)s"),
        happened=_("Several customers in Odoo fit the buyer %(what)s alike."),
        todo=_("Choose the customer; the choice is kept for the orders to come."),
        name=_buyer,
    ),
    "vat_differs": Words(
        title=_("VAT charged differs from the VAT due"),
        happened=_("The shop charged another VAT than is due by the rules; each order says which."),
        todo=_("Correct the cause (VAT class, rate, settings), or choose what these invoices are to follow."),
    ),
    "vat_undecided": Words(
        title=_("Which VAT is due cannot be decided"),
        happened=_("The rules need something that these orders or the VAT settings do not say."),
        todo=_("See the cause of each order; complete the VAT settings of the delivery policy."),
    ),
    "vat_place_unclear": Words(
        title=_("VAT territory of %(what)s not known"),
        happened=_(
            "The address %(what)s does not tell in which VAT territory it lies: a part is missing or "
            "contradicts another."
        ),
        todo=_("Say in which territory it lies, or correct the address at the shop."),
        name=_place,
    ),
    "vat_vies_waits": Words(
        title=_("VIES has not answered about %(what)s"),
        happened=_("Whether VAT is due depends on the VAT id %(what)s, and VIES has not answered yet."),
        todo=_("Nothing: VIES is asked again, and the orders go on when it answers."),
    ),
    "totals_differ": Words(
        title=_("Totals differ in Odoo: %(where)s"),
        happened=_("Odoo adds these orders up to another total than the shop's."),
        todo=_("See the difference of each order; mend taxes or prices in Odoo, then run them again."),
    ),
    "changed_after_delivery": Words(
        title=_("Changed at the shop after delivery"),
        happened=_("These orders are in Odoo already, and were changed at the shop since."),
        todo=_(
            "See what changed; credit the difference where that is offered, or change them in Odoo by hand."
        ),
    ),
    "odoo_refused": Words(
        title=_("Odoo refused what was written"),
        todo=_("Odoo says why at each order. Mend it there, then run them again."),
    ),
    "odoo_key_refused": _KEY,
    "odoo_password_refused": _KEY,
    "odoo_unreachable": _AWAY,
    "odoo_no_answer": _AWAY,
    "odoo_unavailable": _AWAY,
    "odoo_line_cut": _AWAY,
    "product_rights_missing": Words(
        title=_("The hub may not create products in Odoo: %(where)s"),
        happened=_("The policy wants missing products created, and the user of the hub may not create any."),
        todo=_(
            "Give the user the group Products: Create (in older versions Sales: Administrator), or choose "
            "another way for missing products in the delivery policy; then run them again."
        ),
    ),
    "odoo_rights_missing": Words(
        title=_("The hub lacks rights in Odoo: %(where)s"),
        happened=_("The user of the hub may not do in Odoo what these orders need."),
        todo=_("Give the user the groups Contact Creation, Sales: All Documents, and Billing."),
    ),
}
