"""A SKU that Odoo does not know: it is another product, the collecting product, or a new one."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from hub.admin.problems.menders import Done, Mender, MendForm, code
from hub.errors import BusinessError
from hub.models import Line
from hub.order.vocabulary import LineKind
from hub.people.audit import Change
from hub.problems.group import Group
from hub.sentences import say
from odoo_bridge.admin.mending.place import connection_of, policies_of, samples, sure_policies_of
from odoo_bridge.connections import open_odoo
from odoo_bridge.external_ids import shared
from odoo_bridge.models import ProductMapping, ServiceMapping, ShopPolicy
from odoo_bridge.models.policy import UnknownSku
from odoo_bridge.odoo.gateways.products import NewProduct, Products
from odoo_bridge.sale.plan import goods_of

TYPED, CREATE, USE = "typed", "create", "use:"
_SERVICES = ("shipping_sku", "fee_sku", "discount_sku", "rounding_sku", "refund_sku", "fallback_sku")
_MOST_FOUND, _LONGEST = 20, 64  # the policies' columns are the shortest


class ProductForm(MendForm):
    """Which product it is: one that the search found, one typed in, the collecting one, or a new one."""

    how = forms.ChoiceField(label=_("In Odoo it is"), widget=forms.RadioSelect)
    reference = forms.CharField(
        label=_("Internal reference in Odoo"),
        max_length=_LONGEST,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Only for “the product with this internal reference”."),
    )

    def __init__(self, found: list[tuple[str, str]], fallback: str, data: Any = None) -> None:
        super().__init__(data, initial={"how": TYPED})
        offered = [(f"{USE}{reference}", f"{reference} – {name}") for reference, name in found]
        offered.append((TYPED, gettext("the product with this internal reference:")))
        if fallback:
            text = gettext("the collecting product %(sku)s; the line keeps its title")
            offered.append((f"{USE}{fallback}", text % {"sku": fallback}))
        offered.append((CREATE, gettext("a new product: create it with the shop’s title and price")))
        field = self.fields["how"]
        assert isinstance(field, forms.ChoiceField)  # declared above
        field.choices = offered

    def clean(self) -> dict[str, Any]:
        """The reference, however it was given; empty for a new product."""
        given = super().clean() or self.cleaned_data
        how, typed = given.get("how", ""), given.get("reference", "").strip()
        if how == TYPED and not typed:
            self.add_error(
                "reference", gettext("Type the internal reference, or choose something else above.")
            )
        given["chosen"] = typed if how == TYPED else how.removeprefix(USE) if how != CREATE else ""
        return given


def _build(group: Group, request: HttpRequest, data: Any) -> ProductForm:
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = Products(open_odoo(connection_of(group))).with_text(text, most=_MOST_FOUND) if text else []
    if data is not None and data.get("how", "").startswith(USE):  # what an earlier search had found
        found = [(data["how"].removeprefix(USE)[:_LONGEST], "")]
    policies = policies_of(group)
    fallback = {policy.fallback_sku for policy in policies if policy.fallback_sku}
    return ProductForm(found, fallback.pop() if len(fallback) == 1 else "", data)


def _prepare(group: Group, given: Mapping[str, Any]) -> None:
    """Odoo must have exactly one product of that reference; a new one is made there, once however often."""
    connection = connection_of(group)
    odoo = Products(open_odoo(connection))
    wanted = given["chosen"]
    if not wanted:
        odoo.create([_new(group, connection.prefix)])
        return
    found = odoo.by_reference([wanted]).get(wanted, [])
    if len(found) != 1:
        text = gettext("Odoo has %(count)d products with the internal reference %(sku)s.")
        raise BusinessError(
            "sku_unknown",
            text % {"count": len(found), "sku": wanted},
            gettext("Search for the product and choose it, or correct the reference in Odoo."),
        )


def _new(group: Group, prefix: str) -> NewProduct:
    """With the title and price of the newest order that sold it; a service of the policy has neither."""
    sku = group.cause.missing[1]
    external_id = shared(prefix, "product", sku)
    mapped = set(
        ProductMapping.objects.filter(shop__in=list(group.shops), reference=sku).values_list("sku", flat=True)
    )
    for order in samples(group):
        for line in order.lines:
            if line.kind is LineKind.PRODUCT and (line.sku == sku or line.sku in mapped):
                goods = goods_of(line)
                return NewProduct(external_id, sku, goods.name or sku, goods.price, ships=goods.ships)
    return NewProduct(external_id, sku, sku, Decimal(0), ships=False)


def _mend(group: Group, given: Mapping[str, Any], _actor: str) -> Done:
    sku, wanted = group.cause.missing[1], given["chosen"]
    if not wanted:
        return Done(text=say("Product {sku} created in Odoo.", sku=sku))
    for shop in group.shops:
        named = _rename(ProductMapping.objects.filter(shop=shop, reference=sku), "reference", sku, wanted)
        named += _rename(ServiceMapping.objects.filter(shop=shop, reference=sku), "reference", sku, wanted)
        for name in _SERVICES:
            named += _rename(ShopPolicy.objects.filter(shop=shop, **{name: sku}), name, sku, wanted)
        sold = Line.objects.filter(order__shop=shop, sku=sku, kind=LineKind.PRODUCT)
        if not named or any(text == sku for text in sold.values_list("sku", flat=True)[:1]):
            ProductMapping.objects.update_or_create(shop_id=shop, sku=sku, defaults={"reference": wanted})
    return Done(
        text=say("SKU {sku} is the product {wanted} in Odoo.", sku=sku, wanted=wanted),
        changes=(Change(_("Internal reference in Odoo"), sku, wanted),),
    )


def _rename(rows: Any, column: str, old: str, new: str) -> int:
    """The database may take `lmp-1` for `LMP-1`: told apart here."""
    keys = [row.pk for row in rows if getattr(row, column) == old]
    return int(rows.model.objects.filter(pk__in=keys).update(**{column: new}))


PRODUCT = Mender(
    name="product",
    label=_("Say which product it is"),
    permissions=("odoo_bridge.add_productmapping", "odoo_bridge.change_productmapping"),
    applies=code("sku_unknown", "sku_ambiguous"),
    build=_build,
    prepare=_prepare,
    mend=_mend,
    searches=True,
)


class FallbackForm(MendForm):
    """The product that stands for what has no SKU."""

    reference = forms.CharField(
        label=_("Internal reference in Odoo"), max_length=_LONGEST, widget=UnfoldAdminTextInputWidget
    )

    def clean_reference(self) -> str:
        """Without blanks around it."""
        return str(self.cleaned_data["reference"]).strip()


def _build_fallback(_group: Group, _request: HttpRequest, data: Any) -> FallbackForm:
    return FallbackForm(data)


def _prepare_fallback(group: Group, given: Mapping[str, Any]) -> None:
    _prepare(group, {"chosen": given["reference"]})


def _mend_fallback(group: Group, given: Mapping[str, Any], _actor: str) -> Done:
    changes = []
    for policy in sure_policies_of(group):
        before = policy.fallback_sku if policy.unknown_sku == UnknownSku.FALLBACK else policy.unknown_sku
        changes.append(Change(policy.shop, before, given["reference"]))
        policy.unknown_sku, policy.fallback_sku = UnknownSku.FALLBACK, given["reference"]
        policy.save(update_fields=["unknown_sku", "fallback_sku"])
    text = say("Lines without SKU become the product {reference} in Odoo.", reference=given["reference"])
    return Done(text=text, changes=tuple(changes))


FALLBACK = Mender(
    name="fallback",
    label=_("Let one product stand for such lines"),
    explanation=_(
        "For all orders of these shops, also for SKUs that Odoo does not know: the line in Odoo keeps the "
        "shop’s title and SKU. It is the setting “product missing in Odoo” of the delivery policy."
    ),
    permissions=("odoo_bridge.change_shoppolicy",),
    applies=code("sku_missing"),
    build=_build_fallback,
    prepare=_prepare_fallback,
    mend=_mend_fallback,
)
