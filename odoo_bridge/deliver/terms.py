"""What a shop's policy chooses for a sale order and its invoice.

What the policy leaves open is not there at all, so that Odoo's own default holds.
"""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from hub.order import Order
from hub.order.vocabulary import LineKind
from odoo_bridge import choices
from odoo_bridge.models import ChoiceKind, OdooChoice, ShopPolicy
from odoo_bridge.models.mapping import ServiceKind, ServiceMapping
from odoo_bridge.models.policy import FiscalPositionRule, InvoiceDate
from odoo_bridge.odoo.gateways.invoices import Terms
from odoo_bridge.sale.plan import ServiceSkus, same_title

_SIMPLE = ("warehouse", "team", "salesperson", "payment_term", "journal")
_KINDS = {ServiceKind.SHIPPING: LineKind.SHIPPING, ServiceKind.FEE: LineKind.FEE}


def chosen(policy: ShopPolicy, order: Order) -> dict[str, int | None]:
    """Odoo's ids by kind; None says that there is to be none. Raises what `choices.require` does."""
    found: dict[str, int | None] = {
        str(choice.kind): choices.require(choice, policy) for choice in named(policy, order)
    }
    if policy.fiscal_position_rule == FiscalPositionRule.NONE:
        found[ChoiceKind.FISCAL_POSITION.value] = None
    return found


def named(policy: ShopPolicy, order: Order) -> Iterator[OdooChoice]:
    """All that the policy chose for this order."""
    simple: Iterable[OdooChoice | None] = (getattr(policy, name) for name in _SIMPLE)
    yield from (choice for choice in simple if choice is not None)
    if policy.fiscal_position_rule == FiscalPositionRule.CHOSEN and policy.fiscal_position is not None:
        yield policy.fiscal_position
    pricelist = pricelist_of(policy, order.currency)
    if pricelist is not None:
        yield pricelist
    carrier = _carrier(policy, order)
    if carrier is not None:
        yield carrier


def of_invoice(policy: ShopPolicy, order: Order, *, as_decided: bool = False) -> Terms:
    """What the draft invoice must be told; days are those of the hub's time zone.

    `as_decided`: the sale order has no fiscal position because none was decided for it.
    """
    as_ordered = policy.invoice_date == InvoiceDate.ORDER
    return Terms(
        invoice_date=timezone.localdate(order.placed_at) if as_ordered else None,
        no_fiscal_position=policy.fiscal_position_rule == FiscalPositionRule.NONE or as_decided,
    )


def position_is_open(policy: ShopPolicy) -> bool:
    """Whether the policy leaves the fiscal position to the VAT that is decided, else to Odoo."""
    return policy.fiscal_position_rule == FiscalPositionRule.ODOO


def pricelist_of(policy: ShopPolicy, currency: str) -> OdooChoice | None:
    """The pricelist that the policy names for a currency."""
    return next((row.pricelist for row in policy.pricelists.all() if row.currency == currency), None)


def services(policy: ShopPolicy) -> ServiceSkus:
    """The products that stand for lines which are no goods."""
    titled = {
        (_KINDS[ServiceKind(row.kind)], row.key): row.reference for row in _mapped(policy) if row.reference
    }
    return ServiceSkus(
        policy.shipping_sku, policy.fee_sku, policy.discount_sku, policy.rounding_sku, titled=titled
    )


def _carrier(policy: ShopPolicy, order: Order) -> OdooChoice | None:
    """The carrier of the first shipping line that has one."""
    by_title = {row.key: row.carrier for row in _mapped(policy) if row.kind == ServiceKind.SHIPPING}
    titles = (same_title(line.title) for line in order.lines if line.kind is LineKind.SHIPPING)
    return next((carrier for title in titles if (carrier := by_title.get(title)) is not None), None)


def _mapped(policy: ShopPolicy) -> Iterable[ServiceMapping]:
    return policy.shop.odoo_services.all()
