"""States that an order may be in when somebody asks what would be written: each leaves order 4711 in one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hub.acceptance import accept
from hub.models import Order
from hub.order import Customer, Notice, Payment
from hub.order.vocabulary import LineKind, PaymentStatus, Status
from odoo_bridge.models import InvoicePolicy, PartnerLink, PaymentMapping, TaxMapping
from odoo_bridge.models.policy import FiscalPositionRule, InvoiceDate, UnknownSku
from tests.factories import PLACED_AT, address, ingest, line, unified_order
from tests.odoo_bridge.deliver.afterwards import LATER, TWO_LAMPS, part, refund
from tests.odoo_bridge.world import World

Situation = Callable[[World], Order]
ALL: dict[str, Situation] = {}
COMPANY = Customer(
    email="achats@lumiere.example", name="Jean Roux", company="Lumière SARL", vat_id="FR23334175221"
)
CANCELLED: dict[str, Any] = {"status": Status.CANCELLED, "cancelled_at": LATER}
SHIPPING = line("s", net="5.00", kind=LineKind.SHIPPING, sku="", title="Colissimo", quantity=Decimal(1))


def situation(given: Situation) -> Situation:
    """Told by its name."""
    ALL[given.__name__] = given
    return given


def later(world: World, *, hours: int = 1, **changes: Any) -> Order:
    """A newer content of order 4711."""
    return world.order(**{"updated_at": PLACED_AT + timedelta(hours=hours), **changes})


def policy(world: World, **columns: Any) -> None:
    """The shop's policy says so."""
    for name, value in columns.items():
        setattr(world.policy, name, value)
    world.policy.save()


def journal(world: World, method: str) -> None:
    """A journal for payments by this method."""
    banks = [row for row in world.rows("account.journal") if row["type"] == "bank"]
    [bank] = [row for row in banks if row["company_id"] == 1]
    PaymentMapping.objects.create(
        connection=world.connection, shop=world.shop, method=method, journal_id=bank["id"]
    )


@situation
def new_order(world: World) -> Order:
    return world.order()


@situation
def order_of_a_known_customer(world: World) -> Order:
    world.delivered("1")
    return world.order(shipping_address=address(city="Nice"))


@situation
def order_of_the_merchants_own_customer(world: World) -> Order:
    values = {"name": "Zoé MARTIN", "email": "Zoe@example.com"}
    world.by_hand().call("res.partner", "create", vals_list=[values])
    return world.order()


@situation
def company_with_a_buyer_and_two_addresses(world: World) -> Order:
    there = address(company="Lumière SARL", street="1 quai Sud")
    return world.order(customer=COMPANY, billing_address=there, shipping_address=address(street="2 quai Sud"))


@situation
def customer_that_moved_and_changed(world: World) -> Order:
    world.delivered("1")
    newer = Customer(external_id="31", email="new@example.com", name="Zoé Martin-Roux", locale="fr")
    return world.order(customer=newer, updated_at=LATER, billing_address=address(street="9 rue Neuve"))


@situation
def several_lines_with_shipping_and_rounding(world: World) -> Order:
    rounding = line(
        "r", net="0.01", tax_rate=None, kind=LineKind.ROUNDING, sku="", title="Rounding", quantity=Decimal(1)
    )
    return world.order(lines=(*TWO_LAMPS, SHIPPING, rounding), prices_include_tax=False)


@situation
def totals_that_need_a_repair(world: World) -> Order:
    lines = tuple(line(str(n), net="3.33", quantity=Decimal(1)) for n in range(5))
    lines += (line("x", net="0.99", quantity=Decimal(7)),)
    return world.order(lines=lines, prices_include_tax=False)


@situation
def draft_invoice_only(world: World) -> Order:
    policy(world, invoice=InvoicePolicy.DRAFT, invoice_date=InvoiceDate.ORDER)
    return world.order()


@situation
def no_invoice_at_all(world: World) -> Order:
    policy(world, invoice=InvoicePolicy.NEVER)
    return world.order()


@situation
def no_fiscal_position_and_a_dated_invoice(world: World) -> Order:
    policy(world, fiscal_position_rule=FiscalPositionRule.NONE, invoice_date=InvoiceDate.ORDER)
    return world.order()


@situation
def paid_order_whose_payment_is_registered(world: World) -> Order:
    policy(world, register_payment=True)
    journal(world, "card")
    return world.order()


@situation
def payment_without_a_journal(world: World) -> Order:
    policy(world, register_payment=True)
    return world.order()


@situation
def refunded_before_it_was_delivered(world: World) -> Order:
    return world.order(
        refunds=(refund("r1", part(line(), "24.50")),), payment_status=PaymentStatus.PARTIALLY_REFUNDED
    )


@situation
def refunded_and_paid_back(world: World) -> Order:
    policy(world, register_payment=True)
    journal(world, "card")
    world.delivered()
    both = (refund("r1", part(line(), "24.50")), refund("r2", gross="3.00"))
    return later(world, refunds=both, payment_status=PaymentStatus.PARTIALLY_REFUNDED)


@situation
def refund_of_an_unknown_product(world: World) -> Order:
    world.delivered()
    odd = replace(part(line(), "24.50"), external_id="9", sku="NO-SUCH")
    return later(world, refunds=(refund("r1", odd),), payment_status=PaymentStatus.PARTIALLY_REFUNDED)


@situation
def refund_above_the_invoice(world: World) -> Order:
    world.delivered()
    return later(world, refunds=(refund("r1", gross="80.00"),), payment_status=PaymentStatus.REFUNDED)


@situation
def cancelled_after_it_was_invoiced(world: World) -> Order:
    world.delivered(lines=TWO_LAMPS)
    return later(world, lines=TWO_LAMPS, **CANCELLED)


@situation
def cancelled_before_it_was_delivered(world: World) -> Order:
    return world.order(**CANCELLED)


@situation
def cancelled_as_a_quotation(world: World) -> Order:
    _quotation(world)
    return later(world, **CANCELLED)


def _quotation(world: World) -> None:
    """Interrupted before it was confirmed."""
    world.sandbox.fault("drop", model="sale.order", method="action_confirm")
    world.attempt(world.delivery())


@situation
def interrupted_before_it_was_confirmed(world: World) -> Order:
    _quotation(world)
    return Order.objects.get()


@situation
def interrupted_before_it_was_posted(world: World) -> Order:
    for _ in range(2):
        world.sandbox.fault("drop", model="account.move", method="action_post")
    world.attempt(world.delivery())
    return Order.objects.get()


@situation
def edited_as_a_quotation(world: World) -> Order:
    _quotation(world)
    return later(world, lines=TWO_LAMPS, shipping_address=address(city="Nice"))


@situation
def edited_after_it_was_invoiced(world: World) -> Order:
    world.delivered()
    return later(world, lines=TWO_LAMPS)


@situation
def delivered_and_unchanged(world: World) -> Order:
    world.delivered()
    return Order.objects.get()


@situation
def delivered_and_tagged_at_the_shop(world: World) -> Order:
    world.delivered()
    return later(world, tags=("vip",))


@situation
def quotation_that_somebody_deleted(world: World) -> Order:
    world.delivered()
    table = world.sandbox.engine.database.table("sale.order")
    table.delete(next(iter(table.rows)))
    world.sandbox.engine.database.commit()
    return later(world, lines=TWO_LAMPS)


@situation
def unknown_products(world: World) -> Order:
    return world.order(lines=(line("1", sku="NO-1"), line("2", sku="NO-2"), line("3")))


@situation
def products_that_are_created(world: World) -> Order:
    policy(world, unknown_sku=UnknownSku.CREATE)
    return world.order(lines=(line("1", sku="NO-1"), line("2", sku="", title="Made to measure")))


@situation
def products_on_one_product(world: World) -> Order:
    policy(world, unknown_sku=UnknownSku.FALLBACK, fallback_sku="FEE")
    return world.order(lines=(line("1", sku="NO-1"), line("2", sku="", title="Made to measure")))


@situation
def line_without_sku(world: World) -> Order:
    return world.order(lines=(line(sku="", title="Made to measure"),))


@situation
def tax_that_is_switched_off(world: World) -> Order:
    TaxMapping.objects.filter(rate=20).update(active=False)
    return world.order()


@situation
def rate_that_odoo_lacks(world: World) -> Order:
    return world.order(lines=(line(tax_rate="19"),))


@situation
def rate_that_the_shop_hides(world: World) -> Order:
    sold = line()
    return world.order(lines=(replace(sold, taxes=(replace(sold.taxes[0], rate=None),)),))


@situation
def currency_without_a_pricelist(world: World) -> Order:
    return world.order(currency="CHF")


@situation
def several_customers_that_it_may_be(world: World) -> Order:
    for name in ("Zoé Martin", "Zoe MARTIN"):
        values = {"name": name, "email": "zoe@example.com"}
        world.by_hand().call("res.partner", "create", vals_list=[values])
    return world.order()


@situation
def customer_that_a_person_wants_to_be_new(world: World) -> Order:
    world.delivered("1")
    PartnerLink.objects.update(partner=None, chosen=True)
    return world.order()


@situation
def total_that_differs(world: World) -> Order:
    tax = world.rows("account.tax")
    TaxMapping.objects.filter(rate=20, price_included=True).update(
        tax_id=next(row["id"] for row in tax if row["amount"] == 10 and row["price_include"])
    )
    return world.order()


@situation
def products_invoiced_on_delivery(world: World) -> Order:
    table = world.sandbox.engine.database.table("product.product")
    for key, row in table.rows.items():
        if row["default_code"] == "LMP-01":
            table.update(key, {"invoice_policy": "delivery"})
    world.sandbox.engine.database.commit()
    return world.order()


@situation
def not_paid_yet(world: World) -> Order:
    return world.order(payment_status=PaymentStatus.PENDING, payments=())


@situation
def before_the_first_day(world: World) -> Order:
    policy(world, deliver_from=date(2027, 1, 1))
    return world.order()


@situation
def test_order_of_the_shop(world: World) -> Order:
    return world.order(test=True)


@situation
def order_without_lines(world: World) -> Order:
    return world.order(lines=())


@situation
def order_that_is_held_itself(world: World) -> Order:
    [stored] = ingest(world.shop, _odd_total())
    return stored


@situation
def order_that_was_accepted(world: World) -> Order:
    [stored] = ingest(world.shop, _odd_total())
    assert accept(stored, revision=stored.revision, actor="eva", reason="The shop is right.")
    return Order.objects.get()


def _odd_total() -> Any:
    """The shop says another total than its lines: a rounding line and a notice."""
    far = line(
        "r", net="0.20", tax_rate=None, kind=LineKind.ROUNDING, sku="", title="Rounding", quantity=Decimal(1)
    )
    notice = Notice(code="totals_mismatch", detail="shop says 49.20, lines say 49.00")
    return unified_order(lines=(line(), far), notices=(notice,))


@situation
def negative_total(world: World) -> Order:
    voucher = line("d", net="-50.00", kind=LineKind.DISCOUNT, sku="", title="Voucher", quantity=Decimal(1))
    return world.order(lines=(line(), voucher), payments=())


@situation
def free_order(world: World) -> Order:
    gift = line(net="0.00", tax_rate=None, unit_price=Decimal(0))
    paid = Payment(method="card", amount=Decimal(0), paid_at=PLACED_AT)
    return world.order(lines=(gift,), payments=(paid,))
