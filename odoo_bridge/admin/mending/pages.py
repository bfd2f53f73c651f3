"""Pages of the bridge that mend what no form of the desk can."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.admin.problems.menders import Page, code
from hub.problems import sources
from hub.problems.cause import Cause
from hub.problems.group import Group
from odoo_bridge.models import ShopPolicy


def _customer(group: Group) -> str:
    delivery = sources.of(group.cause.source).members(group.cause).first()
    if delivery is None:
        return ""
    back = urlencode({"next": reverse("admin:hub_problem_change", args=[group.key])})
    return f"{reverse('admin:odoo_bridge_partner_choose', args=[delivery.pk])}?{back}"


def _policy(group: Group) -> str:
    """Of one shop; with several, their list."""
    keys = list(ShopPolicy.objects.filter(shop__in=list(group.shops)).values_list("pk", flat=True)[:2])
    if len(keys) == 1:
        return reverse("admin:odoo_bridge_shoppolicy_change", args=keys)
    return reverse("admin:odoo_bridge_shoppolicy_changelist")


def _vies(group: Group) -> str:
    query = urlencode({"q": group.cause.missing[1]})
    return f"{reverse('admin:odoo_bridge_vatcheck_changelist')}?{query}"


def _needs_policy(cause: Cause) -> bool:
    return cause.code in ("vat_differs", "vat_undecided", "vat_vies_waits", "odoo_choice_of_other_odoo")


PAGES = (
    Page(
        label=_("Choose the customer"),
        explanation=_("Shows who it may be, with what speaks for and against it."),
        permissions=("odoo_bridge.change_partner", "hub.change_delivery"),
        applies=code("customer_ambiguous"),
        url=_customer,
    ),
    Page(
        label=_("Answers of VIES"),
        permissions=("odoo_bridge.view_vatcheck",),
        applies=code("vat_vies_waits"),
        url=_vies,
    ),
    Page(
        label=_("Delivery policy"),
        explanation=_("Settings of the shop; saving lets the orders go on."),
        permissions=("odoo_bridge.change_shoppolicy",),
        applies=_needs_policy,
        url=_policy,
    ),
)
