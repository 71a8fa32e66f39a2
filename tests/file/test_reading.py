"""Reading: every spelling of a cell that Excel, LibreOffice and others write gives the same value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.support.xlsx import HEADERS, ROWS, add_table, build, edit, parts, rows_of, with_parts
from workbook.book import CellError
from workbook.errors import CannotWrite
from workbook.file import FileBook
from workbook.ooxml.styles import shows_date
from workbook.ooxml.values import from_serial, to_serial

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return build(tmp_path / "งาน.xlsx")


def with_cell(book: Path, cell: str) -> object:
    """What is read from B5 when its element is `cell`."""
    text = parts(book)[SHEET].decode()
    start = text.index('<c r="B5"')
    edit(book, SHEET, text[start : text.index("</c>", start) + 4], cell)
    return FileBook.open(book).read("tblTest").cells[0][1]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="B5" t="inlineStr"><is><t>ก</t></is></c>', "ก"),
        (
            '<c r="B5" t="inlineStr"><is><r><t>ก</t></r><r><t xml:space="preserve"> ข</t></r></is></c>',
            "ก ข",
        ),
        (
            '<c r="B5" t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c>',
            "東京",
        ),
        ('<c r="B5" t="inlineStr"><is><t>a&amp;b&lt;&#3585;&#xE02;</t></is></c>', "a&b<กข"),
        ('<c r="B5" t="inlineStr"><is><t>a_x000D__x000A_b _x005F_x000D_</t></is></c>', "a\r\nb _x000D_"),
        ('<c r="B5" t="inlineStr"><is><t>_xD83D__xDE00_</t></is></c>', "😀"),
        ('<c r="B5" t="inlineStr"><is><t/></is></c>', None),
        ('<c r="B5" t="str"><f>A1</f><v>ผล</v></c>', "ผล"),
        ('<c r="B5" t="str"><f>A1</f><v></v></c>', None),
        ('<c r="B5" t="b"><v>1</v></c>', True),
        ('<c r="B5" t="b"><v>0</v></c>', False),
        ('<c r="B5" t="e"><v>#N/A</v></c>', CellError("#N/A")),
        ('<c r="B5" t="d"><v>2022-03-10</v></c>', dt.datetime(2022, 3, 10)),
        ('<c r="B5" t="d"><v>2022-03-10T12:30:00Z</v></c>', dt.datetime(2022, 3, 10, 12, 30)),
        ('<c r="B5"><v>1</v></c>', 1.0),
        ('<c r="B5" t="n"><v>1E-3</v></c>', 0.001),
        ('<c r="B5"><v>0.30000000000000004</v></c>', 0.3),
        ('<c r="B5"><v>-1234567890.12345678</v></c>', -1234567890.12346),
        ('<c r="B5"><f>1+1</f><v>2</v></c>', 2.0),
        ('<c r="B5"><f>1+1</f></c>', None),
        ('<c r="B5" s="0"/>', None),
        ("<c r='B5'  t = 'inlineStr'><is><t>ก</t></is></c>", "ก"),
        ('<c t="inlineStr" r="B5"><is><t>ก</t></is></c>', "ก"),
        ('<c r="B5" t="inlineStr"><!-- c --><is><t><![CDATA[a<b]]></t></is></c>', "a<b"),
    ],
)
def test_each_spelling_of_a_cell_is_read(book: Path, cell: str, value: object):
    """Inline, rich, phonetic, escaped, formula, boolean, error, ISO date: each gives its value."""
    read = with_cell(book, cell)
    assert (read, type(read)) == (value, type(value))


def test_cells_without_references_stand_side_by_side(book: Path):
    """A writer may leave out the references of rows and cells: each follows the one before it."""
    text = parts(book)[SHEET].decode()
    for row in range(1, 9):
        for column in "ABCD":
            text = text.replace(f'<c r="{column}{row}"', "<c")
    text = text.replace('<row r="5"', "<row").replace('<row r="6"', "<row")
    with_parts(book, {SHEET: text.encode()})
    assert [row[0] for row in rows_of(FileBook.open(book).read("tblTest"))] == ["1.1", "1.10", "2.1"]


def test_prefixed_sheet_is_read_and_written(book: Path):
    """A sheet whose elements carry a prefix, as the Open XML SDK writes it, is read and written like any."""
    text = parts(book)[SHEET].decode()
    for name in [
        "worksheet",
        "sheetData",
        "row",
        "c",
        "v",
        "sheetViews",
        "sheetView",
        "dimension",
        "sheetFormatPr",
        "pageMargins",
        "tableParts",
        "tablePart",
    ]:
        text = text.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>")
        text = text.replace(f"</{name}>", f"</x:{name}>").replace(f"<{name}/>", f"<x:{name}/>")
    with_parts(book, {SHEET: text.replace("xmlns=", "xmlns:x=").encode()})
    one = FileBook.open(book)
    one.append("tblTest", [{"รหัส": "9", "คะแนน": 1}])
    one.save()
    assert [row[0] for row in rows_of(FileBook.open(book).read("tblTest"))] == ["1.1", "1.10", "2.1", "9"]


def test_strict_book_is_read_and_written(book: Path):
    """A book in the strict namespaces is a book."""
    strict = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    changed = {}
    for name, data in parts(book).items():
        for old, new in strict.items():
            data = data.replace(old, new)  # noqa: PLW2901
        changed[name] = data
    with_parts(book, changed)
    one = FileBook.open(book)
    one.append("tblTest", [{"รหัส": "9"}])
    one.save()
    assert len(FileBook.open(book).read("tblTest").cells) == 4


def test_utf16_sheet_is_read(book: Path):
    """A sheet in UTF-16 is read; its declaration says so."""
    text = parts(book)[SHEET].decode().replace("UTF-8", "UTF-16")
    with_parts(book, {SHEET: text.encode("utf-16")})
    assert FileBook.open(book).read("tblTest").cells[0][1] == "ตัวชี้วัด ก"


def test_rich_shared_strings_are_joined(book: Path):
    """A shared string of runs, with a phonetic reading, is one text."""
    item = "<si><t>ตัวชี้วัด ก</t></si>"
    edit(
        book,
        "xl/sharedStrings.xml",
        item,
        '<si><r><t>ตัว</t></r><r><rPr><i/></rPr><t>ชี้วัด</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>',
    )
    assert FileBook.open(book).read("tblTest").cells[0][1] == "ตัวชี้วัด"


def test_book_of_1904_counts_from_there(tmp_path: Path):
    """In a book that counts days from 1904 dates are read and written as the same days."""
    path = build(tmp_path / "mac.xlsx", date_1904=True)
    assert b'date1904="1"' in parts(path)["xl/workbook.xml"]
    book = FileBook.open(path)
    first = book.read("tblTest").cells[0][3]
    assert first == dt.datetime(2022, 2, 10)
    book.append("tblTest", [{"วันที่": first}, {"วันที่": dt.date(1904, 1, 1)}])
    book.save()
    assert [row[3] for row in FileBook.open(path).read("tblTest").cells[3:]] == [
        first,
        dt.datetime(1904, 1, 1),
    ]


def test_day_before_a_book_of_1904_begins_is_refused(tmp_path: Path):
    """A day that the book's calendar does not have is refused with Table and column."""
    book = FileBook.open(build(tmp_path / "mac.xlsx", date_1904=True))
    with pytest.raises(CannotWrite) as caught:
        book.append("tblTest", [{"วันที่": dt.date(1903, 12, 31)}])
    assert caught.value.code == "date_out_of_range"
    assert (caught.value.params["table"], caught.value.params["column"]) == ("tblTest", "วันที่")
    assert not book.changed()


@pytest.mark.parametrize(
    ("code", "date"),
    [
        ("[$-107041E]d mmm yy;@", True),
        ("[$-D07041E]d mmmm bbbb", True),
        ("d/m/bbbb", True),
        ("yyyy\\-mm\\-dd", True),
        ("[h]:mm:ss", True),
        ("ว/ด/ปปปป", True),
        ("[Red]0.00", False),
        ('#,##0.00\\ "บาท"', False),
        ("0 คะแนน", False),
        ('"day" 0', False),
        ("0.00E+00", False),
        ("General", False),
        ('General\\ "d"', False),
        ("@", False),
        ("t#,##0", False),
        ("_-* #,##0_-;d", False),
    ],
)
def test_number_formats_of_dates_are_told(code: str, date: bool):  # noqa: FBT001
    """Thai and Buddhist-era formats show dates; colours, texts and exponents do not make one."""
    assert shows_date(code) == date


@pytest.mark.parametrize(
    ("serial", "moment"),
    [
        (1, dt.datetime(1900, 1, 1)),
        (59, dt.datetime(1900, 2, 28)),
        (60, 60.0),
        (61, dt.datetime(1900, 3, 1)),
        (44630.5, dt.datetime(2022, 3, 10, 12)),
        (2958465, dt.datetime(9999, 12, 31)),
        (2958466, 2958466.0),
        (0.5, 0.5),
        (-1, -1.0),
    ],
)
def test_serials_are_the_days_that_excel_shows(serial: float, moment: object):
    """The 29 February 1900 that never was, and what lies outside the calendar, stay numbers."""
    assert from_serial(serial) == moment
    if isinstance(moment, dt.datetime):
        assert to_serial(moment) == serial


def test_header_with_line_break_is_read_as_text(tmp_path: Path):
    """A header with a line break is given as the text that the cell shows."""
    path = tmp_path / "หัว.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        add_table(made, made.add_worksheet(), headers=("รหัส\nหน่วย", *HEADERS[1:]), rows=ROWS)
    assert FileBook.open(path).read("tblTest").headers[0] == "รหัส\nหน่วย"


def test_tables_are_named_in_sheet_order(tmp_path: Path):
    """Tables are listed as their sheets stand, whatever their parts are called."""
    path = tmp_path / "สาม.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        for name in ("tblC", "tblA", "tblB"):
            add_table(made, made.add_worksheet(), name=name)
    assert FileBook.open(path).table_names() == ("tblC", "tblA", "tblB")


def under(folder: Path, *lines: tuple[int, Sequence[object]]) -> tuple[int, ...]:
    """What is told of rows written under tblTest (data in rows 5 to 7): row number and cells from column A."""

    def fill(_: Any, sheet: Any) -> None:
        for number, line in lines:
            for j, value in enumerate(line):
                sheet.write(number - 1, j, value)

    return FileBook.open(build(folder / "ใต้.xlsx", fill)).read("tblTest").below


def test_rows_typed_below_a_table_are_told(tmp_path: Path):
    """Directly below and after a gap, as far as 200 rows."""
    typed = ("3.1", "ตัวชี้วัด ค", 4.0)
    assert under(tmp_path, (8, typed), (9, typed), (12, typed), (207, typed), (208, typed)) == (8, 9, 12, 207)


@pytest.mark.parametrize(
    "line", [("หมายเหตุ",), ("รวม", None, "=SUM(C5:C7)"), ("", " ", 4.0), ("ก", *[None] * 4, "ข")]
)
def test_a_remark_or_a_sum_below_a_table_is_none_of_its_rows(tmp_path: Path, line: Sequence[object]):
    """One typed cell, formulas, spaces, cells beside the Table's columns."""
    assert under(tmp_path, (8, line)) == ()


def test_another_table_below_is_none_of_the_rows(tmp_path: Path):
    """Two Tables on one sheet: the lower one's cells are its own."""
    path = build(tmp_path / "สอง.xlsx", lambda book, sheet: add_table(book, sheet, "tblOther", at=(9, 0)))
    assert FileBook.open(path).read("tblTest").below == ()
