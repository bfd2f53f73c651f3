"""Mapping tables in a spreadsheet: out, changed, and in again; with one error nothing is taken."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hub.people.places import Role
from odoo_bridge.models import OdooConnection, PaymentMapping, ProductMapping, TaxMapping
from tests.factories import shop
from tests.hub.spreadsheets.workbooks import written

pytestmark = pytest.mark.django_db
PRODUCTS = "/admin/odoo_bridge/productmapping/"


@pytest.fixture
def zoe() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


def send(client: Client, text: str | bytes, table: str = PRODUCTS) -> str:
    content = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile("table.csv", content, content_type="text/csv")
    return client.post(f"{table}import/", {"file": file}, follow=True).content.decode()


def products() -> list[tuple[str, str]]:
    return list(ProductMapping.objects.order_by("sku").values_list("sku", "reference"))


def test_what_goes_out_comes_in_again(zoe: Client) -> None:
    row = shop()
    ProductMapping.objects.create(shop=row, sku='LMP-9, "blue"', reference="LMP-09")
    text = zoe.get(f"{PRODUCTS}export/").content.decode()
    assert text == 'shop,sku,reference\nlampes-fr,"LMP-9, ""blue""",LMP-09\n'

    page = send(zoe, text + "lampes-fr,LMP-10,LMP-010\n")

    assert "1 row was taken" in page
    assert products() == [("LMP-10", "LMP-010"), ('LMP-9, "blue"', "LMP-09")]
    assert LogEntry.objects.get().object_repr == "LMP-10 → LMP-010"


def test_a_row_that_is_there_is_changed(zoe: Client) -> None:
    ProductMapping.objects.create(shop=shop(), sku="LMP-9", reference="LMP-09")

    send(zoe, b"\xef\xbb\xbfshop;sku;reference\r\nlampes-fr;LMP-9;LMP-99\r\n")

    assert products() == [("LMP-9", "LMP-99")]


def test_each_row_with_an_error_is_named_and_nothing_is_taken(zoe: Client) -> None:
    shop()
    rows = ["shop,sku,reference", "lampes-fr,A,1", "nowhere,B,2", "lampes-fr,C,", "lampes-fr,A,3"]

    page = send(zoe, "\n".join(rows))

    assert "Row 3, shop: there is no “nowhere”." in page
    assert "Row 4, reference: This field is required." in page
    assert "Row 5: row 2 is about the same." in page
    assert products() == []
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("shop,sku\nx,y\n", "Missing: reference."),
        ("shop,sku,reference,price\n", "Unknown: price."),
        ("shop,sku,reference\n" + "lampes-fr,x,y\n" * 5001, "more than 5000 rows"),
        ("shop,sku,reference\nlampes-fr,é,y\n".encode("latin-1"), "not in UTF-8"),
        ("x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        ('shop,sku,reference\nlampes-fr,"<script>alert(1)</script>"\n', "Row 2, reference"),
        ("", "empty"),
    ],
)
def test_a_file_that_does_not_fit(zoe: Client, text: str | bytes, said: str) -> None:
    shop()

    page = send(zoe, text)

    assert said in page
    assert "<script>alert" not in page
    assert products() == []


def test_taxes_and_journals(zoe: Client) -> None:
    row, lampes = OdooConnection.objects.create(name="main", url="http://o"), shop()
    row.features = {"journals": [[7, "Bank"]]}
    row.save()

    head = "connection,rate,price_included,tax_id,tax_name,active\n"
    send(zoe, f"{head}main,20.0000,True,12,TVA 20,True\n", "/admin/odoo_bridge/taxmapping/")
    text = "connection,shop,method,journal_id\nmain,lampes-fr,stripe,7\n"
    send(zoe, text, "/admin/odoo_bridge/paymentmapping/")

    assert TaxMapping.objects.get().chosen
    paid = PaymentMapping.objects.get()
    assert (paid.shop, paid.journal_name) == (lampes, "Bank")
    page = send(zoe, text.replace(",7", ",8"), "/admin/odoo_bridge/paymentmapping/")
    assert "Row 2, journal_id" in page


def test_who_may_not_edit_may_export_but_not_import() -> None:
    person = User.objects.create_user("anna", is_staff=True)
    person.groups.add(Group.objects.get(name=Role.VIEWER))
    client = Client()
    client.force_login(person)

    assert client.get(f"{PRODUCTS}export/").status_code == 200
    assert client.get(f"{PRODUCTS}import/").status_code == 403
    assert "Import a file" not in client.get(PRODUCTS).content.decode()


def test_a_workbook_goes_out_and_comes_in_again(zoe: Client) -> None:
    ProductMapping.objects.create(shop=shop(), sku="007", reference="=1+1")
    answer = zoe.get(f"{PRODUCTS}export/?format=xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="productmapping.xlsx"'
    ProductMapping.objects.all().delete()

    page = send(zoe, answer.content)

    assert "1 row was taken" in page
    assert products() == [("007", "=1+1")]


def test_each_bad_row_of_a_workbook_is_named_and_nothing_is_taken(zoe: Client) -> None:
    shop()

    def formula(sheet: Any) -> None:
        sheet.write_formula(3, 2, "=1+1", None, "2")

    head = ["shop", "sku", "reference"]
    rows = [["lampes-fr", "A", "1"], ["nowhere", "B", "2"], ["lampes-fr", "C"], ["lampes-fr", "D", "4", "5"]]
    page = send(zoe, written(head, *rows, more=formula))

    assert "Row 3, shop: there is no “nowhere”." in page
    assert "Row 4, C4: a formula stands there: paste its value instead" in page
    assert "Row 5, there are more cells than columns" in page
    assert products() == []
    assert not LogEntry.objects.exists()


def test_taxes_come_from_a_workbook_with_numbers_and_ticks(zoe: Client) -> None:
    OdooConnection.objects.create(name="main", url="http://o")
    head = ["connection", "rate", "price_included", "tax_id", "tax_name", "active"]

    send(zoe, written(head, ["main", 5.5, True, 12, "TVA 5,5", True]), "/admin/odoo_bridge/taxmapping/")

    row = TaxMapping.objects.get()
    assert (row.rate, row.price_included, row.tax_id, row.active) == (Decimal("5.5"), True, 12, True)
