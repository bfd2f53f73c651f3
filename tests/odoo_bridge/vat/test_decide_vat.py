"""`manage.py decide_vat`: what it prints, and what it says about files that are no sales."""

import csv
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from hub.management.base import Error
from tests.conftest import ROOT
from tests.odoo_bridge.vat.sales import FIXTURES

VECTORS = FIXTURES / "vectors.csv"
HEADER = "id,order_date,seller_country,customer_company,supply,ship_country"


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("decide_vat", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def sheet(tmp_path: Path, *lines: str, header: str = HEADER) -> str:
    file = tmp_path / "sales.csv"
    file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return str(file)


def test_it_needs_neither_database_nor_network() -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "hub.settings",
        "DATABASE_URL": "mysql://nobody@127.0.0.1:1/nothing",
        "AMQP_URL": "",
    }

    done = subprocess.run(
        [sys.executable, "manage.py", "decide_vat", str(VECTORS), "--check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("40 rows: 40 equal, 0 ")


def test_it_prints_a_decision_per_row_as_csv_and_the_count_beside_it() -> None:
    out, err = run(str(VECTORS))

    decided = list(csv.DictReader(out.splitlines()))
    assert len(decided) == 40
    assert list(decided[0]) == [
        *("id", "treatment", "vat_country", "rate", "hold", "legal_mention", "rule", "reasons")
    ]
    assert (decided[13]["vat_country"], decided[13]["rate"]) == ("FI", "25.5")
    assert err.strip() == "40 rows decided, 1 of them held."


@pytest.mark.parametrize(
    ("choice", "alternatives"),
    [("without_number=origin", 2), ("while_unavailable=charge", 1), ("uk_registered=no", 1)],
)
def test_each_alternative_of_the_examples_is_a_named_choice(choice: str, alternatives: int) -> None:
    out, _ = run(str(VECTORS), "--check", "--set", choice)

    count = f"{40 - alternatives} equal, {alternatives} equal to the alternative, 0 different."
    assert out.splitlines()[-1] == f"40 rows: {count}"


def test_an_alternative_is_no_answer_where_nobody_chose_it(tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    strict = VECTORS.read_text(encoding="utf-8").replace(
        "OSS_DESTINATION,DE,19,no,,Company name", "DOMESTIC,FR,20,no,,Company name"
    )
    file.write_text(strict, encoding="utf-8")

    with pytest.raises(Error, match="1 of 40 rows"):
        run(str(file), "--check")


def test_a_rate_that_the_shop_names_is_charged(tmp_path: Path) -> None:
    file = sheet(tmp_path, "1,2026-11-20,FR,no,goods,BE,toy,yes", header=f"{HEADER},goods_class,seller_oss")

    out, _ = run(file, "--set", "rate:BE:toy=12")

    assert "OSS_DESTINATION,BE,12,no" in out


def test_semicolons_a_byte_order_mark_and_empty_lines_are_fine(tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    text = f"\ufeff{HEADER.replace(',', ';')}\r\n1;2026-11-20;FR;no;goods;US\r\n;;;;;\r\n"
    file.write_bytes(text.encode())

    out, err = run(str(file))

    assert "1,EXPORT,,0,no" in out
    assert err.strip() == "1 rows decided, 0 of them held."


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("A,20.11.2026,FR,no,goods,DE", "row 2 (A), order_date: '20.11.2026' is no date; write 2026-11-20."),
        ("A,2026-02-30,FR,no,goods,DE", "row 2 (A), order_date: '2026-02-30' is no date"),
        ("A,2026-11-20,FR,maybe,goods,DE", "row 2 (A), customer_company: 'maybe' is neither yes nor no."),
        ("A,2026-11-20,FR,,goods,DE", "row 2 (A), customer_company: is empty; write yes or no."),
        (",2026-11-20,FR,no,gods,DE", "row 2 (without id), supply: 'gods' is none of goods, service,"),
        ("A,2026-11-20,FR,no,,DE", "row 2 (A), supply: is empty."),
        ("A,2026-11-20,FR,no,goods", "row 2: has 5 cells, but there are 6 columns."),
        ("A,2026-11-20,FR,no,goods,DE,more", "row 2: has 7 cells, but there are 6 columns."),
        ('A,2026-11-20,FR,no,goods,"DE', "row 2: is not CSV: unexpected end of data."),
        (f"A,2026-11-20,FR,no,goods,{'D' * 1001}", "row 2, ship_country: has more than 1000 characters."),
    ],
)
def test_what_cannot_be_read_is_one_line_with_row_column_and_reason(
    tmp_path: Path, line: str, complaint: str
) -> None:
    with pytest.raises(Error) as refused:
        run(sheet(tmp_path, line))

    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("column", "cell", "complaint"),
    [
        ("consignment_value", "abc", "'abc' is no number; write 120.00."),
        ("consignment_value", "-1", "'-1' is no amount."),
        ("consignment_value", "NaN", "'NaN' is no amount."),
        ("consignment_value", "1e99", "'1e99' is no amount."),
        ("consignment_value", "5", "consignment_currency: '' is no currency; write EUR."),
        (
            "vies",
            "perhaps",
            "'perhaps' is none of valid, invalid, unavailable, error, not_asked, not",
        ),
        ("seller_regime", "none", "'none' is none of normal, franchise, small_business, franchise_en_base."),
        ("voucher_for", "x", "'x' is none of goods"),
        ("vies_day", "today", "'today' is no date"),
    ],
)
def test_so_is_a_wrong_cell_of_the_other_columns(
    tmp_path: Path, column: str, cell: str, complaint: str
) -> None:
    file = sheet(tmp_path, f"A,2026-11-20,FR,no,goods,DE,{cell}", header=f"{HEADER},{column}")

    with pytest.raises(Error) as refused:
        run(file)

    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "the file is empty"),
        (b"\xff\xfe", "is not UTF-8 text (byte 0)."),
        (b"id,name\n", "the columns order_date, seller_country, customer_company, supply are missing."),
        (f"{HEADER},id\n".encode(), "the column id is there twice."),
        (b'"id,', "is not CSV"),
    ],
)
def test_what_is_no_table_of_sales_says_so(tmp_path: Path, content: bytes, complaint: str) -> None:
    file = tmp_path / "sales.csv"
    file.write_bytes(content)

    with pytest.raises(Error, match=complaint.replace("(", r"\(").replace(")", r"\)")):
        run(str(file))


def test_a_file_that_is_not_there_or_expects_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(Error, match="No such file"):
        run(str(tmp_path / "none.csv"))
    with pytest.raises(Error, match="Is a directory"):
        run(str(tmp_path))
    with pytest.raises(Error, match="--check needs the columns treatment"):
        run(sheet(tmp_path, "A,2026-11-20,FR,no,goods,US"), "--check")


@pytest.mark.parametrize(
    ("choice", "complaint"),
    [
        ("hold", "'hold' is not NAME=VALUE."),
        ("vies=hold", "'vies' is none of without_number"),
        ("without_number=x", "without_number: 'x' is none of consumer, origin, hold."),
        ("while_unavailable=x", "while_unavailable: 'x' is none of hold, charge, accept_proof."),
        ("proof_days=many", "proof_days: 'many' is no number of days."),
        ("uk_registered=1", "uk_registered: '1' is none of yes, no."),
        ("rate:DE=7", "'rate:DE' is not rate:STATE:CLASS"),
        ("rate:XX:book=7", "'rate:XX:book' is not rate:STATE:CLASS"),
        ("rate:DE:book=seven", "rate:DE:book: 'seven' is no percentage."),
        ("rate:DE:book=700", "rate:DE:book: '700' is no percentage."),
    ],
)
def test_a_choice_that_does_not_exist_says_which_do(choice: str, complaint: str) -> None:
    with pytest.raises(Error) as refused:
        run(str(VECTORS), "--set", choice)

    assert complaint in str(refused.value)


def test_proofs_count_for_as_many_days_as_are_chosen(tmp_path: Path) -> None:
    file = sheet(
        tmp_path,
        "A,2026-11-20,FR,yes,goods,BE,BE0403019261,unavailable,2026-11-10,WAPI1",
        header=f"{HEADER},vat_id,vies,vies_day,vies_reference",
    )
    accept = ("--set", "while_unavailable=accept_proof")

    assert "IC_EXEMPT" in run(file, *accept, "--set", "proof_days=10")[0]
    assert "HOLD_VIES" in run(file, *accept, "--set", "proof_days=9")[0]
