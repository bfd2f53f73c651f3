"""A shop's policy as the decision of an order wants it."""

from collections.abc import Iterable, Mapping

from odoo_bridge.models import ProductVat, ShopPolicy
from odoo_bridge.models.vat_policy import Told
from odoo_bridge.odoo import versions
from odoo_bridge.vat.orders.einvoicing import EInvoicing
from odoo_bridge.vat.orders.settings import OrderSettings, ProductKind
from odoo_bridge.vat.policy import Policy, WhileUnavailable, WithoutNumber
from odoo_bridge.vat.sale import Regime, Seller, Supply
from odoo_bridge.vat.territories import Place, Written

_TOLD = {Told.YES: True, Told.NO: False}


def settings_of(
    policy: ShopPolicy, products: Mapping[str, ProductKind], places: Mapping[Written, str]
) -> OrderSettings:
    """Without the threshold, which depends on the order. Asks for the rates of the shop's own classes."""
    rows = policy.class_rates.all() if policy.pk and policy.pk > 0 else ()
    return OrderSettings(
        seller=_seller(policy),
        policy=Policy(
            without_number=WithoutNumber(policy.without_number),
            while_unavailable=WhileUnavailable(policy.without_vies),
            proof_days=policy.vies_proof_days,
            class_rates={(row.country, row.product_class): row.rate for row in rows},
        ),
        ship_from=_ship_from(policy),
        unshipped=Supply(policy.unshipped_supply),
        products=products,
        places=places,
        einvoicing=EInvoicing(
            bound_from=policy.einvoicing_from,
            on_debits=policy.vat_on_debits,
            says_siren=not versions.field(policy.connection.features, "registry_field"),
        ),
    )


def mapped_products(skus_by_shop: Mapping[int, Iterable[str]]) -> dict[int, dict[str, ProductKind]]:
    """The VAT classes of these SKUs by shop; one query for all of them."""
    wanted = {sku for skus in skus_by_shop.values() for sku in skus if sku}
    found: dict[int, dict[str, ProductKind]] = {shop: {} for shop in skus_by_shop}
    if wanted:
        for row in ProductVat.objects.filter(shop__in=skus_by_shop, sku__in=wanted):
            kind = ProductKind(Supply(row.supply), row.product_class.lower(), mapped=True)
            found[row.shop_id][row.sku] = kind
    return found


def _seller(policy: ShopPolicy) -> Seller:
    told = set(policy.registrations.upper().split())
    return Seller(
        country=policy.seller_country,
        regime=Regime(policy.seller_regime),
        oss=policy.seller_oss,
        ioss=_TOLD.get(Told(policy.seller_ioss)),
        uk_registered=_TOLD.get(Told(policy.seller_in_uk)),
        registrations=frozenset(told - {"NONE"}) if told else None,
    )


def _ship_from(policy: ShopPolicy) -> Place | None:
    if not policy.ship_from_country:
        return None
    return Place(country=policy.ship_from_country, postcode=policy.ship_from_postcode)
