"""Every treatment that the rules know, on its way to Odoo: its tax, its fiscal position and its words.

On the sandbox, which has the French chart of accounts, the taxes are found by the hub itself. A real Odoo may
have any chart: there the tests make a tax of their own for each, and choose it as a person would.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Q
from pytest_django import Settings

from hub.models import Delivery, DeliveryState
from hub.order import Address, Customer, Line
from hub.order.vocabulary import LineKind, TaxCollector
from odoo_bridge.bridge.waiting import release_booking
from odoo_bridge.models import (
    ChargedDiffers,
    ProductVat,
    VatPart,
    VatPositionMapping,
    VatRecord,
    VatState,
    VatTaxMapping,
)
from odoo_bridge.models.vat_policy import Unshipped, VatRegime
from sandbox.odoo import OdooSandbox
from sandbox.vies import ViesSandbox
from tests.odoo_bridge.chart import Chart
from tests.odoo_bridge.vat.orders.orders import address, company, line
from tests.odoo_bridge.vat.sales import GERMAN_NUMBER
from tests.odoo_bridge.vat.vies.world import OWN
from tests.odoo_bridge.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.odoo, pytest.mark.every_odoo]
BELGIAN = "BE0403019261"
EXPORT = "Import/Export Outside Europe + DOM-TOM"
NO_TAX = "no tax"


def lamp(gross: str, rate: str, **changes: Any) -> Line:
    return line(gross, rate, **{"sku": "LMP-01", **changes})


def course(gross: str, rate: str) -> Line:
    """Nothing that is shipped."""
    return line(gross, rate, sku="LMP-02", external_id="2", requires_shipping=False)


def voucher(gross: str) -> Line:
    return line(gross, "0", kind=LineKind.GIFT_CARD, sku="FEE", requires_shipping=False)


def sold_by_a_marketplace(gross: str, rate: str) -> Line:
    return lamp(gross, rate, collected_by=TaxCollector.CHANNEL)


def freight(gross: str, rate: str | None = None, **changes: Any) -> Line:
    return line(gross, rate, kind=LineKind.SHIPPING, external_id="9", requires_shipping=False, **changes)


@dataclass
class Case:
    """A sale. `tax` and `position` are what the French chart has for it, `books` what must be made there.

    `tax` NO_TAX: nothing says that it is made for this, and a person chooses that there is none.
    """

    name: str
    lines: tuple[Line, ...]
    to: Address
    treatment: str
    country: str
    rate: str
    tax: str
    position: str = ""
    mention: str = ""
    buyer: Customer | None = None
    policy: dict[str, Any] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    books: Callable[[Chart], object] = lambda chart: None
    total: str = ""


def oss(state: str, *rates: str, **values: Any) -> Callable[[Chart], object]:
    return lambda chart: chart.one_stop_shop(state, *rates, **values)


def number_in(state: str, number: str, *taxes: tuple[str, str]) -> Callable[[Chart], object]:
    return lambda chart: chart.registration(state, number, *taxes)


FRANCE, BELGIUM, GERMANY, POLAND = address("FR"), address("BE"), address("DE"), address("PL")
REUNION = address("FR", postcode="97400", city="Saint-Denis")
BELFAST = address("GB", postcode="BT1 5GS", city="Belfast")
SERVICES = {"unshipped_supply": Unshipped.SERVICE}
FROM_CHINA = {"ship_from_country": "CN", "seller_ioss": "yes"}
FROM_GERMANY = {"ship_from_country": "DE", "ship_from_postcode": "10115", "registrations": "DE"}
FROM_BELGIUM = {"ship_from_country": "BE", "ship_from_postcode": "1000", "registrations": "BE"}
GERMAN_BOOKS = number_in("DE", GERMAN_NUMBER, ("19% USt", "19"), ("0% innergemeinschaftlich", "0"))

CASES = [
    Case(
        "at home",
        (lamp("120.00", "20"),),
        FRANCE,
        *("DOMESTIC", "FR", "20", "20% G INC", "Domestic - France"),
    ),
    Case(
        "at home, a company with a number",
        (lamp("120.00", "20"),),
        FRANCE,
        *("DOMESTIC", "FR", "20", "20% G INC", "Domestic - France"),
        buyer=company("FR40303265045"),
    ),
    Case(
        "at home, a book",
        (lamp("105.50", "5.5"),),
        FRANCE,
        *("DOMESTIC", "FR", "5.5", "5.5% G INC", "Domestic - France"),
        classes={"LMP-01": "book"},
    ),
    Case(
        "at home, a service",
        (course("120.00", "20"),),
        FRANCE,
        *("DOMESTIC", "FR", "20", "20% S INC", "Domestic - France"),
        policy=SERVICES,
    ),
    Case(
        "to Monaco",
        (lamp("120.00", "20"),),
        address("MC", postcode="98000"),
        *("DOMESTIC", "FR", "20", "20% G INC", "Domestic - France"),
    ),
    Case(
        "to Corsica",
        (lamp("120.00", "20"),),
        address("FR", postcode="20000", city="Ajaccio"),
        *("DOMESTIC", "FR", "20", "20% G INC", "Domestic - France"),
    ),
    Case(
        "inside La Réunion",
        (lamp("108.50", "8.5"),),
        REUNION,
        *("DOMESTIC_DOM", "FR", "8.5", "8.5% G INC", "Domestic - France"),
        policy={"ship_from_country": "FR", "ship_from_postcode": "97400"},
    ),
    Case("to La Réunion", (lamp("100.00", "0"),), REUNION, "EXPORT_DOM", "", "0", "0% EX G", EXPORT, "294"),
    Case(
        "goods to a business in Belgium",
        (lamp("100.00", "0"), freight("10.00", "0")),
        BELGIUM,
        *("IC_EXEMPT", "FR", "0", "0% EU G", "Intra-EU B2B", "262 ter"),
        buyer=company(BELGIAN),
    ),
    Case(
        "a service to a business in Belgium",
        (course("100.00", "0"),),
        BELGIUM,
        *("RC_SERVICE", "BE", "0", "0% EU S", "Intra-EU B2B", "Autoliquidation"),
        buyer=company(BELGIAN),
        policy=SERVICES,
    ),
    Case(
        "to a consumer in Poland, one-stop shop",
        (lamp("123.00", "23"), freight("12.30", "23")),
        POLAND,
        *("OSS_DESTINATION", "PL", "23", "23% PL VAT OSS", "OSS B2C PL"),
        books=oss("PL", "23", "8"),
    ),
    Case(
        "to a consumer in Austria, whose rate is the French one",
        (lamp("120.00", "20"),),
        address("AT"),
        *("OSS_DESTINATION", "AT", "20", "20% AT VAT OSS INC", "OSS B2C AT"),
        books=oss("AT", "20", included=True),
    ),
    Case(
        "a book to a consumer in Germany",
        (lamp("10.70", "7"),),
        GERMANY,
        *("OSS_DESTINATION", "DE", "7", "7% DE VAT OSS", "OSS B2C DE"),
        books=oss("DE", "19", "7"),
        classes={"LMP-01": "book"},
    ),
    Case(
        "a download to a consumer in Germany",
        (course("119.00", "19"),),
        GERMANY,
        *("OSS_DESTINATION", "DE", "19", "19% DE VAT OSS", "OSS B2C DE"),
        books=oss("DE", "19", "7"),
    ),
    Case(
        "to a company without a valid number",
        (lamp("123.00", "23"),),
        POLAND,
        *("OSS_DESTINATION", "PL", "23", "23% PL VAT OSS", "OSS B2C PL"),
        buyer=company(""),
        books=oss("PL", "23"),
    ),
    Case(
        "to Northern Ireland",
        (lamp("120.00", "20"),),
        BELFAST,
        *("OSS_DESTINATION", "XI", "20", "20% XI VAT OSS", "OSS B2C XI"),
        books=lambda chart: chart.tax("20% XI VAT OSS", "20", chart.position("OSS B2C XI", country="GB")),
    ),
    Case(
        "to Poland, below the threshold",
        (lamp("120.00", "20"),),
        POLAND,
        *("ORIGIN_BELOW_THRESHOLD", "FR", "20", "20% G INC", "EU private"),
        policy={"seller_oss": False, "distance_sales_start": Decimal(0), "distance_sales_year": 2026},
        books=oss("PL", "23"),
    ),
    Case("to the United States", (lamp("100.00", "0"),), address("US", postcode="10001"),
         "EXPORT", "", "0", "0% EX G", EXPORT, "262, I"),
    Case("to the Canary Islands", (lamp("100.00", "0"),), address("ES", postcode="35001"),
         "EXPORT", "", "0", "0% EX G", EXPORT, "262, I"),
    Case(
        "a small enterprise",
        (lamp("100.00", "0"),),
        FRANCE,
        *("SMALL_BUSINESS", "FR", "0", "0% EXEMPT G", "", "293 B"),
        policy={"seller_regime": VatRegime.FRANCHISE},
    ),
    Case(
        "from a stock in Germany, staying there",
        (lamp("119.00", "19"),),
        GERMANY,
        *("LOCAL_SUPPLY", "DE", "19", "19% USt", "VAT number in DE"),
        policy=FROM_GERMANY,
        books=GERMAN_BOOKS,
    ),
    Case(
        "from a stock in Germany to a business in Belgium",
        (lamp("100.00", "0"),),
        BELGIUM,
        *("IC_EXEMPT", "DE", "0", "0% innergemeinschaftlich", "VAT number in DE"),
        buyer=company(BELGIAN),
        policy=FROM_GERMANY,
        books=GERMAN_BOOKS,
    ),
    Case(
        "from a stock in Belgium to a business there (art. 194)",
        (lamp("100.00", "0"),),
        BELGIUM,
        *("RC_DOMESTIC", "BE", "0", "0% Cocontractant", "VAT number in BE"),
        buyer=company(BELGIAN),
        policy=FROM_BELGIUM,
        books=number_in("BE", BELGIAN, ("21% BTW", "21"), ("0% Cocontractant", "0")),
    ),
    Case(
        "to a consumer in Great Britain, up to 135 pounds",
        (lamp("24.00", "20"),),
        address("GB", postcode="SW1A 1AA", city="London"),
        *("UK_LOW_VALUE", "GB", "20", "20% UK VAT", "VAT number in GB"),
        policy={"seller_in_uk": "yes"},
        books=number_in("GB", "GB123456782", ("20% UK VAT", "20")),
    ),
    Case(
        "from China to a consumer in Germany, up to 150 euros",
        (lamp("23.80", "19"),),
        GERMANY,
        *("IOSS", "DE", "19", "19% DE VAT IOSS", "IOSS B2C DE"),
        policy=FROM_CHINA,
        books=lambda chart: (
            chart.one_stop_shop("DE", "19"), chart.one_stop_shop("DE", "19", register="IOSS"),
        ),
    ),
    Case(
        "from China, above 150 euros",
        (lamp("200.00", "0"),),
        GERMANY,
        *("OUT_OF_SCOPE_IMPORT", "", "0", NO_TAX),
        policy=FROM_CHINA,
    ),
    Case("a voucher for many purposes", (voucher("50.00"),), FRANCE, "OUT_OF_SCOPE", "", "0", NO_TAX),
    Case(
        "what a marketplace declares",
        (sold_by_a_marketplace("120.00", "20"),),
        FRANCE,
        *("OUT_OF_SCOPE", "", "0", NO_TAX),
        total="100.00",
    ),
    Case(
        "a service to a business outside the EU",
        (course("100.00", "0"),),
        address("US", postcode="10001"),
        *("OUT_OF_SCOPE", "", "0", "0% EX S", "", "259-1"),
        buyer=company("", name="Acme Inc."),
        policy=SERVICES,
    ),
]  # fmt: skip


@pytest.fixture(autouse=True)
def vies(settings: Settings) -> Iterator[ViesSandbox]:
    """A register that knows a dozen companies."""
    with ViesSandbox() as running:
        settings.VIES_REST_URL, settings.VIES_SOAP_URL = running.rest_url, running.soap_url
        yield running


def prepare(world: World, case: Case) -> None:
    """A French seller in the one-stop shop, with the settings and the books of the case."""
    world.connection.seller_vat_id = OWN.text
    world.connection.save()
    values = {"charged_differs": ChargedDiffers.HOLD, "seller_oss": True, **case.policy}
    for name, value in values.items():
        setattr(world.policy, name, value)
    world.policy.full_clean()
    world.policy.save()
    for sku, vat_class in case.classes.items():
        ProductVat.objects.create(shop=world.shop, sku=sku, product_class=vat_class)
    if isinstance(world.odoo, OdooSandbox):
        case.books(Chart(world))


def attempt(world: World, case: Case) -> Delivery:
    """The order as far as it gets; what nobody can know is chosen by a person."""
    changes: dict[str, Any] = {"customer": case.buyer} if case.buyer else {}
    done = world.attempt(
        world.delivery(lines=case.lines, billing_address=case.to, shipping_address=case.to, **changes)
    )
    if done.error_code in ("vat_tax_open", "vat_tax_inactive", "vat_position_open"):
        choose(world, case)
        assert release_booking(world.connection) == 1
        done = world.attempt(Delivery.objects.get(pk=done.pk))
    return done


def choose(world: World, case: Case) -> None:
    """In the table, for every row that is open."""
    real = not isinstance(world.odoo, OdooSandbox)
    assert real or case.tax in (NO_TAX, "0% EX S"), VatTaxMapping.objects.get(tax_id=None).why
    for row in VatTaxMapping.objects.filter(Q(tax_id=None) | Q(active=False)):
        row.chosen, row.active = True, True
        if case.tax != NO_TAX:
            name = f"AFF {row.slot.key}" if real else case.tax
            included = row.price_included
            row.tax_id = (
                Chart(world).tax(name, case.rate, included=included) if real else Chart(world).id_of(name)
            )
            row.tax_name, row.tax_included = name, included
        row.save()
    VatPositionMapping.objects.filter(open=True).update(open=False, chosen=True)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_is_decided_stands_on_order_and_invoice(world: World, case: Case) -> None:
    # given
    prepare(world, case)

    # when
    done = attempt(world, case)

    # then: the decision is the expected one, and what the shop charged agrees with it
    assert done.state == DeliveryState.DELIVERED, (done.error_code, done.error_cause)
    record = VatRecord.objects.get()
    parts = VatPart.objects.values_list("treatment", "country", "rate")
    assert set(parts) == {(case.treatment, case.country, Decimal(case.rate))}
    assert (record.state, case.mention in record.mention) == (VatState.AGREED, True)

    # the invoice has its tax, on every line the one that the table names, and the shop's total
    sale, invoice = world.only("sale.order"), world.state_of_invoice()
    total = Decimal(case.total or sum((one.gross for one in case.lines), Decimal(0)))
    for document in (sale, invoice):
        assert (document["amount_total"], document["amount_tax"]) == (total, record.due_tax)
    mapped = VatTaxMapping.objects.get()
    taxes = {
        tuple(row["tax_ids"]) for row in world.rows("account.move.line") if row["display_type"] == "product"
    }
    assert taxes == {() if mapped.tax_id is None else (mapped.tax_id,)}

    # order and invoice have the fiscal position of the table, and the words
    position = VatPositionMapping.objects.get()
    assert {document["fiscal_position_id"] for document in (sale, invoice)} == {position.position_id or False}
    for text in (sale["note"], invoice["narration"]):
        assert all(words in (text or "") for words in record.mention.splitlines())

    # the sandbox has the French chart: there the hub finds them by itself
    if isinstance(world.odoo, OdooSandbox):
        assert (mapped.tax_name, position.position_name) == (case.tax.replace(NO_TAX, ""), case.position)
