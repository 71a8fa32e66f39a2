"""The lint: a sound workbook has no fault, and each of Excel's rules has a case that trips it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.ooxml_lint import lint
from tests.support.rich import MAKERS
from tests.support.xlsx import add_table, build, edit, parts, with_parts

SHEET, TABLE, BOOK, TYPES = (
    "xl/worksheets/sheet1.xml",
    "xl/tables/table1.xml",
    "xl/workbook.xml",
    "[Content_Types].xml",
)
VALIDATION = (
    '<dataValidations count="1"><dataValidation type="list" {} sqref="F1"><formula1>{}</formula1>'
    "</dataValidation></dataValidations><pageMargins"
)
MERGE = '<mergeCells><mergeCell ref="{}"/><mergeCell ref="{}"/></mergeCells><pageMargins'
MARGINS = "<pageMargins"


def name(name: str, text: str) -> str:
    return f'<definedNames><definedName name="{name}">{text}</definedName></definedNames><calcPr'


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A sheet with a Table, a second sheet, and a picture frame that a chart stands in."""

    def fill(made: Any, sheet: Any) -> None:
        add_table(made, made.add_worksheet("สอง"), "tblTwo")
        chart = made.add_chart({"type": "bar"})
        chart.add_series({"values": "=ข้อมูล!$C$5:$C$7"})
        sheet.insert_chart("F2", chart)

    return build(tmp_path / "งาน.xlsx", fill)


def test_a_sound_book_has_no_fault(book: Path):
    """A workbook as Excel wants it gives no line."""
    assert lint(book) == []


@pytest.mark.parametrize("make", MAKERS)
def test_real_books_give_no_false_alarm(tmp_path: Path, make: Any):
    """Books with everything that a user may put in give no line either."""
    assert lint(make(tmp_path / "ของผู้ใช้.xlsx")) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        (TABLE, 'id="1" name="tblTest"', 'id="2" name="tblTest"', "table: id or name of tblTwo"),
        (TABLE, 'displayName="tblTest"', 'displayName="TBLTWO"', "table: id or name of tblTwo"),
        (TABLE, 'displayName="tblTest"', 'displayName="ABC12"', "table: 'ABC12' is not a legal name"),
        (TABLE, 'displayName="tblTest"', 'displayName="ชื่อ ตาราง"', "table: 'ชื่อ ตาราง' is not a legal name"),
        (TABLE, 'ref="A4:D7" totals', 'ref="A4:D4" totals', "table: tblTest has no data row"),
        (TABLE, 'ref="A4:D7" totals', 'ref="A4:E7" totals', "table: tblTest has 4 columns"),
        (TABLE, 'count="4"', 'count="5"', "table: tblTest has 4 columns, says 5"),
        (TABLE, 'name="ชื่อ"', 'name="รหัส"', "table: columns of tblTest are not unique"),
        (TABLE, 'id="2" name="ชื่อ"', 'id="1" name="ชื่อ"', "table: columns of tblTest are not unique"),
        (TABLE, 'name="ชื่อ"', 'name="ชื่ออื่น"', "table: header B4 of tblTest"),
        (TABLE, 'autoFilter ref="A4:D7"', 'autoFilter ref="A4:D8"', "table: filter of tblTest is A4:D8"),
        (SHEET, "<tablePart r", '<tablePart r:id="rId9"/><tablePart r', "table: ข้อมูล lists 2 of 1"),
        (
            SHEET,
            "<tablePart r",
            '<tablePart r:id="rId9"/><tablePart r',
            "relation: xl/worksheets/sheet1.xml uses rId9",
        ),
        (SHEET, MARGINS, VALIDATION.format("", '"' + "ก" * 256 + '"'), "validation: the list of F1"),
        (SHEET, MARGINS, VALIDATION.format(f'prompt="{"ก" * 256}"', "A1"), "validation: prompt of F1"),
        (SHEET, MARGINS, VALIDATION.format(f'error="{"ก" * 226}"', "A1"), "validation: error of F1"),
        (
            SHEET,
            MARGINS,
            VALIDATION.format(f'promptTitle="{"ก" * 33}"', "A1"),
            "validation: promptTitle of F1",
        ),
        (SHEET, MARGINS, VALIDATION.format(f'errorTitle="{"ก" * 33}"', "A1"), "validation: errorTitle of F1"),
        (SHEET, MARGINS, MERGE.format("F1:G2", "G2:H3"), "merge: two meet on ข้อมูล"),
        (SHEET, MARGINS, MERGE.format("A7:A8", "G2:H3"), "merge: one meets table tblTest"),
        (SHEET, '<row r="6"', '<row r="4"', "order: rows of ข้อมูล"),
        (SHEET, '<c r="B5"', '<c r="A5"', "order: cells of row 5 of ข้อมูล"),
        (SHEET, '<c r="B5"', '<c r="B6"', "order: ข้อมูล!B6 in row 5"),
        (SHEET, '<c r="C5"', '<c r="C5" s="99"', "style: ข้อมูล!C5 has format 99"),
        (SHEET, '<c r="C5"', '<c r="C5" t="s"', "string: ข้อมูล!C5 has string ['3.25']"),
        (SHEET, "<v>3.25</v>", "<f>SUM(</f><v>1</v>", "formula: ข้อมูล!C5 does not parse"),
        (SHEET, "<v>3.25</v>", "<f>=1</f><v>1</v>", "formula: ข้อมูล!C5 does not parse"),
        (SHEET, "<v>3.25</v>", "<f>XLOOKUP(1,A:A,B:B)</f><v>1</v>", "formula: ข้อมูล!C5 needs _xlfn."),
        (SHEET, "<v>3.25</v>", f"<f>{'1+' * 4096}1</f><v>1</v>", "formula: ข้อมูล!C5 is too long"),
        ("xl/sharedStrings.xml", "<t>1.1</t>", f"<t>{'ก' * 32768}</t>", "text: ข้อมูล!A5 is too long"),
        (BOOK, 'name="สอง"', f'name="{"ก" * 32}"', "sheet_name: "),
        (BOOK, 'name="สอง"', 'name="ก/ข"', "sheet_name: 'ก/ข'"),
        (BOOK, 'name="สอง"', 'name="\'ก"', "sheet_name: "),
        (BOOK, 'name="สอง"', 'name="ข้อมูล"', "sheet_name: two are the same"),
        (BOOK, "<calcPr", name("A1", "ข้อมูล!$A$1"), "defined_name: 'A1' is not legal"),
        (BOOK, "<calcPr", name("ชื่อ ยาว", "ข้อมูล!$A$1"), "defined_name: 'ชื่อ ยาว' is not legal"),
        (BOOK, "<calcPr", name("ชื่อ", "หายไป!$A$1"), "defined_name: 'ชื่อ' points to sheet 'หายไป'"),
        (BOOK, "<calcPr", name("ชื่อ", "#REF!$A$1"), "defined_name: 'ชื่อ' points to nothing"),
        (BOOK, "<calcPr", name("tblTest", "ข้อมูล!$A$1"), "table: id or name of tblTest stands twice"),
        (
            TYPES,
            'PartName="/xl/styles.xml"',
            'PartName="/xl/gone.xml"',
            "content_type: xl/gone.xml is not there",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "theme/theme1.xml",
            "theme/gone.xml",
            "relation: rId3 of xl/workbook.xml",
        ),
        (
            "xl/drawings/drawing1.xml",
            "<xdr:col>",
            "<xdr:col>99999",
            "anchor: xl/drawings/drawing1.xml has col",
        ),
    ],
)
def test_each_fault_is_found(book: Path, part: str, old: str, new: str, fault: str):
    """One fault put in is one line that names it."""
    found = lint(edit(book, part, old, new))
    assert [line for line in found if line.startswith(fault)] != [], found


def test_tables_that_overlap_are_found(book: Path):
    """Two Tables of one sheet that share a cell are found."""
    rels = parts(book)["xl/worksheets/_rels/sheet1.xml.rels"].decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/table"
    more = f'<Relationship Id="rId8" Type="{kind}" Target="../tables/table2.xml"/></Relationships>'
    with_parts(book, {"xl/worksheets/_rels/sheet1.xml.rels": rels.replace("</Relationships>", more).encode()})
    edit(book, SHEET, "<tablePart r", '<tablePart r:id="rId8"/><tablePart r')
    assert "table: two meet on ข้อมูล" in lint(book)


def test_names_that_stand_twice_are_found(book: Path):
    """Two names that differ in capitals only are found."""
    one = '<definedName name="{}">ข้อมูล!$A$1</definedName>'
    both = f"<definedNames>{one.format('Rate')}{one.format('RATE')}</definedNames><calcPr"
    assert "defined_name: 'RATE' stands twice" in lint(edit(book, BOOK, "<calcPr", both))


def test_a_part_without_a_type_is_found(book: Path):
    """A part whose ending has no content type is found."""
    assert lint(with_parts(book, {"xl/odd.abc": b"x"})) == ["content_type: xl/odd.abc has none"]


def test_a_ribbon_that_nobody_refers_to_is_found(book: Path):
    """A customUI part that no relation names is found: Excel shows no ribbon then."""
    assert lint(with_parts(book, {"customUI/customUI14.xml": b"<customUI/>"})) == [
        "custom_ui: customUI/customUI14.xml is not referred to"
    ]
