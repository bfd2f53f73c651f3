"""Rows of files: what spreadsheets write is read as people see it, and nothing that a file does is taken."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.spreadsheets import Row, UnreadableFileError, as_csv, as_workbook, read
from hub.spreadsheets.workbook import MOST_UNPACKED
from tests.hub.spreadsheets.workbooks import made, written, zipped


def cells(content: bytes) -> list[list[str]]:
    return [list(row.cells) for row in read(content)]


def test_a_workbook_is_read_as_people_see_it() -> None:
    found = cells(
        written(
            ["shop", "sku", "rate", "active"],
            ["lampes-fr", "LMP-9", 5.5, True],
            [],
            ["verre", "007", 4006381333931, False],
            [" café ", "", 20.1, "x"],
            sheets=2,
        )
    )

    assert found == [
        ["shop", "sku", "rate", "active"],
        ["lampes-fr", "LMP-9", "5.5", "True"],
        ["verre", "007", "4006381333931", "False"],
        ["café", "", "20.1", "x"],
    ]


def test_rows_are_named_by_their_number_in_the_spreadsheet() -> None:
    found = read(written(["sku"], [], [], ["LMP-9"]))

    assert [row.number for row in found] == [1, 4]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("20.100000000000001", "20.1"),
        ("0.10000000000000001", "0.1"),
        ("1E2", "100"),
        ("12", "12"),
        ("-3.50", "-3.5"),
        ("1E+300", "1E+300"),
        ("NaN", "NaN"),
        ("twelve", "twelve"),
    ],
)
def test_numbers_are_those_that_people_typed(raw: str, shown: str) -> None:
    assert cells(made(f'<row r="1"><c r="A1"><v>{raw}</v></c></row>')) == [[shown]]


def test_formatted_text_and_cells_without_a_place_are_read() -> None:
    strings = "<si><r><t>red </t></r><r><t>lamp</t></r><rPh><t>akai</t></rPh></si>"
    strings += "<si><t>_x0041__x005F_</t></si>"
    first, last = '<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>'
    sheet = f'<row>{first}<c t="inlineStr"><is><t>in line</t></is></c>{last}</row>'

    assert cells(made(sheet, strings)) == [["red lamp", "in line", "A_"]]


def test_a_formula_is_refused_by_the_name_of_its_cell() -> None:
    def formula(sheet: Any) -> None:
        sheet.write_formula(1, 1, '=HYPERLINK("http://evil.example","LMP")', None, "LMP-01")

    [_head, row] = read(written(["shop", "sku"], ["lampes-fr"], more=formula))

    assert row.wrong == ["B2: a formula stands there: paste its value instead"]
    assert "LMP-01" not in row.cells


def test_an_error_of_the_spreadsheet_and_endless_text_are_refused() -> None:
    sheet = '<row r="3"><c r="A3" t="e"><v>#REF!</v></c><c r="B3" t="str"><v>' + "x" * 1001 + "</v></c></row>"

    [row] = read(made(sheet))

    assert row == Row(3, [], ["A3: the spreadsheet shows an error there", "B3: the text is too long"])


def test_what_looks_like_a_formula_is_text_on_both_ways() -> None:
    rows = [["=1+1", "@SUM(A1)", "-1", "+1", "007", "http://x.example", "_x0041_", "'=2"]]
    columns = list("abcdefgh")

    assert cells(as_workbook(columns, rows)) == [columns, *rows]
    assert cells(as_csv(columns, rows)) == [columns, *rows]
    assert as_csv(["a", "b"], [["=1+1", "LMP-1"]]) == b"a,b\n'=1+1,LMP-1\n"


BOMB = made(" " * MOST_UNPACKED)
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><workbook>&b;</workbook>'
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><workbook/>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04", "cannot be read as XLSX"),
        (b"PK\x03\x04" + b"x" * 5000, "cannot be read as XLSX"),
        (zipped({"readme.txt": "hello"}), "cannot be read as XLSX"),
        (made("<row><c>"), "cannot be read as XLSX"),
        (made("", workbook=ENTITIES), "cannot be read as XLSX"),
        (made("", workbook=OUTSIDE), "cannot be read as XLSX"),
        (made('<row><c t="s"><v>7</v></c></row>', "<si><t>one</t></si>"), "cannot be read as XLSX"),
        (made('<row><c t="s"><v>-1</v></c></row>', "<si><t>one</t></si>"), "cannot be read as XLSX"),
        (made('<row><c r="XFD1"><v>1</v></c></row>'), "too many columns"),
        (made('<row><c t="s"><v>0</v></c></row>' * 5002, "<si><t>x</t></si>"), "more than 5000 rows"),
        (BOMB, "too large when it is unpacked"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or protected workbook"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        ("é".encode("latin-1"), "not in UTF-8"),
        (b'"' + b"x" * 200_000, "cannot be read as CSV"),
    ],
    ids=range(15),
)
def test_a_file_that_cannot_be_taken_is_refused_in_words(content: bytes, said: str) -> None:
    assert len(content) < 3 * 1024 * 1024

    with pytest.raises(UnreadableFileError, match=said):
        read(content)


def test_a_crowd_of_parts_is_refused_however_small_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.spreadsheets.workbook.MOST_ELEMENTS", 1000)

    for content in (made("", "<si/>" * 1001), made("<x/>" * 1001), made(f"<row>{'<c/>' * 1001}</row>")):
        with pytest.raises(UnreadableFileError, match="too large when it is unpacked"):
            read(content)


def test_a_sheet_that_lies_elsewhere_is_found() -> None:
    link = '<Relationships><Relationship Id="rId1" Target="/xl/worksheets/sheet1.xml"/></Relationships>'

    assert cells(made("<row><c><v>1</v></c></row>", rels=link)) == [["1"]]


@given(st.binary(max_size=300), st.integers(0, 300))
@settings(max_examples=60, deadline=None)
def test_a_damaged_workbook_is_rows_or_refused(noise: bytes, at: int) -> None:
    whole = made('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', "<si><t>one</t></si>")
    damaged = whole[:at] + noise + whole[at + len(noise) :]

    try:
        found = read(damaged)
    except UnreadableFileError:
        return
    assert all(isinstance(cell, str) for row in found for cell in row.cells)
