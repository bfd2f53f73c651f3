"""The steps that lead a shop into Odoo: a delivery policy, then a dry run and going live."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hub.admin.guide import Link, Step, StepState, returning
from hub.models import Shop
from odoo_bridge.models import ShopPolicy


def shop_steps(shops: Sequence[Shop]) -> Mapping[int, Sequence[Step]]:
    """Of each shop, by its key; one query."""
    policies = {row.shop_id: row for row in ShopPolicy.objects.select_related("connection")}
    return {shop.pk: list(_steps(shop, policies.get(shop.pk))) for shop in shops}


def _steps(shop: Shop, policy: ShopPolicy | None) -> Iterator[Step]:
    yield _policy(shop, policy)
    yield _live(shop, policy)


def _policy(shop: Shop, policy: ShopPolicy | None) -> Step:
    title = _("Choose what becomes of its orders")
    if policy is None:
        said = _("The delivery policy says to which Odoo they go, when, and how far the invoice is taken.")
        add = f"{reverse('admin:odoo_bridge_shoppolicy_add')}?{urlencode({'shop': shop.pk})}"
        return Step(title, StepState.OPEN, said, [Link(_("Choose the policy"), returning(add))])
    said = _(
        "To Odoo %(connection)s. Deliver: %(when)s. Invoice: %(invoice)s. Where another VAT is due: %(vat)s."
    ) % {
        "connection": policy.connection,
        "when": policy.get_deliver_when_display(),
        "invoice": policy.get_invoice_display(),
        "vat": policy.get_charged_differs_display(),
    }
    return Step(title, StepState.DONE, said, [Link(_("Change the policy"), _url(policy))])


def _live(shop: Shop, policy: ShopPolicy | None) -> Step:
    title = _("Look at a dry run, then go live")
    if policy is None:
        return Step(title, StepState.OPEN, _("The dry run shows what is missing, and writes nothing."))
    look = Link(
        _("Dry run of the last 30 days"), returning(reverse("admin:hub_shop_do", args=[shop.pk, "dry-run"]))
    )
    if not policy.live:
        said = _("The dry run shows what is missing, and writes nothing. Then choose the day of going live.")
        return Step(title, StepState.OPEN, said, [look, Link(_("Go live"), _do(policy, "go-live"))])
    said = _("Orders are delivered.")
    if policy.deliver_from:
        day = date_format(policy.deliver_from, "j M Y")
        said = _("Orders placed since %(day)s are delivered.") % {"day": day}
    return Step(title, StepState.DONE, said, [look])


def _url(policy: ShopPolicy) -> str:
    return returning(reverse("admin:odoo_bridge_shoppolicy_change", args=[policy.pk]))


def _do(policy: ShopPolicy, action: str) -> str:
    return returning(reverse("admin:odoo_bridge_shoppolicy_do", args=[policy.pk, action]))
