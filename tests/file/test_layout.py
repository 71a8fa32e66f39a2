"""A user's sheets: moved, renamed, re-ordered, extended, filtered; all works or is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from tests.support.ooxml_lint import lint
from tests.support.xlsx import HEADERS, ROWS, add_table, build, edit, parts, rows_of, with_parts
from workbook.book import Formula
from workbook.errors import CannotWrite
from workbook.file import FileBook

SHEET = "xl/worksheets/sheet1.xml"
NEW = {"รหัส": "9.9", "คะแนน": 5}


def appended(path: Path, count: int = 1) -> Any:
    """The sheet with the Table after `count` rows were appended, as openpyxl reads it."""
    book = FileBook.open(path)
    book.append("tblTest", [NEW] * count)
    book.save()
    assert lint(path) == []
    return next(sheet for sheet in openpyxl.load_workbook(path) if sheet.tables)


def test_table_elsewhere_under_another_sheet_name(tmp_path: Path):
    """A Table lower down, further right, on a renamed and moved sheet is found by its name."""
    path = tmp_path / "ย้าย.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet("หน้าใหม่")
        add_table(made, made.add_worksheet("ผู้ใช้ 'ตั้ง' เอง"), at=(9, 5))
    sheet = appended(path)
    assert sheet.title == "ผู้ใช้ 'ตั้ง' เอง"
    assert sheet.tables["tblTest"].ref == "F10:I14"
    assert [sheet["F14"].value, sheet["H14"].value] == ["9.9", 5]


def test_columns_in_another_order_with_more_between(tmp_path: Path):
    """Columns are found by header; the user's own keep their cells."""
    path = tmp_path / "สลับ.xlsx"
    headers = ("คะแนน", "ของผู้ใช้", "รหัส")
    with xlsxwriter.Workbook(str(path)) as made:
        add_table(made, made.add_worksheet(), headers=headers, rows=[(1.0, "ก", "1"), (2.0, "ข", "2")])
    book = FileBook.open(path)
    book.replace("tblTest", [NEW, NEW, NEW])
    book.save()
    assert rows_of(FileBook.open(path).read("tblTest")) == [
        (5.0, "ก", "9.9"),
        (5.0, "ข", "9.9"),
        (5.0, None, "9.9"),
    ]


def test_new_rows_look_like_the_row_above(tmp_path: Path):
    """A new row takes the formats and the typed height of the last row; hidden it is not."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.set_row(6, 45)
        sheet.write_number(6, 2, 4, book.add_format({"num_format": "0.0000", "bg_color": "#FFEECC"}))
        sheet.write_blank(6, 3, None, book.add_format({"num_format": "d/m/bbbb"}))

    sheet = appended(build(tmp_path / "รูปแบบ.xlsx", fill), 2)
    for row in (8, 9):
        assert sheet.row_dimensions[row].height == 45
        assert sheet.cell(row, 3).number_format == "0.0000"
        assert sheet.cell(row, 4).number_format == "d/m/bbbb"
        assert sheet.cell(row, 3).fill.start_color.rgb == "FFFFEECC"
        assert not sheet.row_dimensions[row].hidden


def test_fitted_height_is_fitted_again(tmp_path: Path):
    """A height that Excel had fitted to the old text is left to Excel; one that was typed stays."""
    path = build(tmp_path / "สูง.xlsx")
    edit(path, SHEET, '<row r="5"', '<row r="5" ht="60"')
    edit(path, SHEET, '<row r="6"', '<row r="6" ht="60" customHeight="1"')
    book = FileBook.open(path)
    book.replace("tblTest", [{"ชื่อ": "ใหม่"}] * 3)
    book.save()
    text = parts(path)[SHEET].decode()
    heights = {row: 'ht="60"' in text[text.index(f'<row r="{row}"') :].split(">")[0] for row in (5, 6)}
    assert heights == {5: False, 6: True}


def test_filtered_rows_are_read_and_written(tmp_path: Path):
    """A filter and a sort of the user's hide nothing from us and stay."""

    def fill(_: Any, sheet: Any) -> None:
        sheet.set_row(5, None, None, {"hidden": True})

    path = build(tmp_path / "กรอง.xlsx", fill)
    chosen = '<filterColumn colId="0"><filters><filter val="1.1"/></filters></filterColumn>'
    filtered = f'<autoFilter ref="A4:D7">{chosen}'
    sorted_by = '</autoFilter><sortState ref="A5:D7"><sortCondition ref="A5:A7"/></sortState>'
    edit(path, "xl/tables/table1.xml", '<autoFilter ref="A4:D7"/>', filtered + sorted_by)
    sheet = appended(path)
    assert sheet.row_dimensions[6].hidden
    text = parts(path)["xl/tables/table1.xml"].decode()
    for ref in ('autoFilter ref="A4:D8"', 'sortState ref="A5:D8"', 'sortCondition ref="A5:A8"', 'val="1.1"'):
        assert ref in text


def test_rows_never_filled_are_filled(tmp_path: Path):
    """Blank rows of a Table that have no element in the file are filled like any."""
    path = tmp_path / "ว่าง.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        sheet.add_table(3, 0, 20, 3, {"name": "tblTest", "columns": [{"header": one} for one in HEADERS]})
        sheet.write_string(30, 0, "ท้ายหน้า")
    book = FileBook.open(path)
    book.append("tblTest", [NEW, NEW])
    book.append("tblTest", [NEW] * 18)
    book.save()
    assert lint(path) == []
    read = FileBook.open(path).read("tblTest")
    assert [row[0] for row in read.cells] == ["9.9"] * 20


def test_format_of_the_column_is_taken_where_no_cell_stands(tmp_path: Path):
    """A cell that is not there yet takes the format of its row or its column."""
    path = tmp_path / "คอลัมน์.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        sheet.set_column("C:C", 10, made.add_format({"num_format": "0.000"}))
        sheet.add_table(3, 0, 5, 3, {"name": "tblTest", "columns": [{"header": one} for one in HEADERS]})
    assert appended(path)["C5"].number_format == "0.000"


def test_a_date_shows_as_a_date_and_a_number_as_a_number(tmp_path: Path):
    """A format that would show the other kind is replaced by one like it; each is made once."""
    import datetime as dt

    path = build(tmp_path / "ชนิด.xlsx")
    book = FileBook.open(path)
    book.replace("tblTest", [{"คะแนน": dt.date(2022, 3, 1), "วันที่": 7.5}] * 3)
    book.save()
    sheet = openpyxl.load_workbook(path).active
    assert [sheet["C5"].is_date, sheet["D5"].is_date, sheet["D5"].value] == [True, False, 7.5]
    assert sheet["C5"]._style == sheet["C7"]._style
    assert lint(path) == []


def test_own_calculated_columns_go_on(tmp_path: Path):
    """A column that Excel fills by itself has its formula in new rows, moved as Excel moves it."""
    path = tmp_path / "สูตร.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        columns = [
            {"header": "รหัส"},
            {"header": "คะแนน"},
            {"header": "สองเท่า", "formula": "[@คะแนน]*2"},
            {"header": "จากเซลล์", "formula": "B5*$B$1"},
        ]
        sheet.add_table(3, 0, 5, 3, {"name": "tblTest", "columns": columns, "data": [["1", 1], ["2", 2]]})
        for row in (4, 5):
            sheet.write_formula(row, 3, f"=B{row + 1}*$B$1", None, 0)
    book = FileBook.open(path)
    book.replace("tblTest", [NEW, NEW, NEW, NEW])
    book.save()
    sheet = openpyxl.load_workbook(path).active
    assert [sheet["C8"].value, sheet["D7"].value, sheet["D8"].value] == [
        sheet["C5"].value,
        "=B7*$B$1",
        "=B8*$B$1",
    ]
    assert {(3, 2), (3, 3)} <= FileBook.open(path).read("tblTest").formulas
    book.replace("tblTest", [])
    book.save()
    assert FileBook.open(path).read("tblTest").formulas == {(0, 2), (0, 3)}


def test_shared_formulas_outlive_their_master(tmp_path: Path):
    """When the cell whose formula others share is overwritten or goes, they have it written out."""
    path = tmp_path / "ร่วม.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        add_table(made, sheet)
        for row in range(4, 7):
            sheet.write_formula(row, 2, f"=A{row + 1}*2", None, 1)
    text = parts(path)[SHEET].decode()
    text = text.replace("<f>A5*2</f>", '<f t="shared" ref="C5:C7" si="0">A5*2</f>')
    for row in (6, 7):
        text = text.replace(f"<f>A{row}*2</f>", '<f t="shared" si="0"/>')
    with_parts(path, {SHEET: text.encode()})
    book = FileBook.open(path)
    book.replace("tblTest", [{"คะแนน": 3}, {"คะแนน": 1}, {"คะแนน": 1}])
    book.save()
    sheet = openpyxl.load_workbook(path).active
    assert [sheet[ref].value for ref in ("C5", "C6", "C7")] == [3, "=A6*2", "=A7*2"]


def below(cell: str) -> Callable[[Any, Any], None]:
    return lambda _, sheet: sheet.write_string(cell, "ของผู้ใช้")


@pytest.mark.parametrize(
    ("fill", "code", "cell"),
    [
        (below("B9"), "content_below", "B9"),
        (lambda _, sheet: sheet.write_formula("A8", "=1"), "content_below", "A8"),
        (lambda _, sheet: sheet.merge_range("C9:F9", ""), "content_below", "C9"),
        (lambda book, sheet: add_table(book, sheet, "tblBelow", at=(8, 0)), "table_below", "A9"),
    ],
)
def test_growing_into_something_is_refused_by_address(
    tmp_path: Path, fill: Callable[[Any, Any], None], code: str, cell: str
):
    """What stands below a Table is never overwritten; the refusal names sheet and cell and stages nothing."""
    path = build(tmp_path / "ชน.xlsx", fill)
    book = FileBook.open(path)
    with pytest.raises(CannotWrite) as caught:
        book.append("tblTest", [NEW] * 5)
    assert (caught.value.code, caught.value.params["cell"]) == (code, cell)
    assert (caught.value.params["table"], caught.value.params["sheet"]) == ("tblTest", "ข้อมูล")
    assert not book.changed()


@pytest.mark.parametrize("cell", ["F8", "F9", "A20"])
def test_what_stands_beside_or_far_below_stays(tmp_path: Path, cell: str):
    """Cells beside the new rows and below them are left alone."""
    assert appended(build(tmp_path / "ข้าง.xlsx", below(cell)), 2)[cell].value == "ของผู้ใช้"


def test_blank_formatted_cells_below_are_no_content(tmp_path: Path):
    """Cells below that only carry a format do not stop the Table."""
    path = build(
        tmp_path / "สี.xlsx", lambda book, sheet: sheet.write_blank("A8", None, book.add_format({"bold": 1}))
    )
    assert appended(path)["A8"].value == "9.9"


def test_shrinking_clears_the_rows_that_go(tmp_path: Path):
    """Rows that the Table gives up are blank in its columns; the user's cells beside them stay."""
    path = build(tmp_path / "หด.xlsx", below("F7"))
    book = FileBook.open(path)
    book.replace("tblTest", [NEW])
    book.save()
    sheet = openpyxl.load_workbook(path).active
    assert sheet.tables["tblTest"].ref == "A4:D5"
    assert [sheet.cell(row, column).value for row in (6, 7) for column in range(1, 5)] == [None] * 8
    assert sheet["F7"].value == "ของผู้ใช้"
    assert sheet.dimensions == "A1:F7"


def test_dimension_shrinks_with_the_last_row(tmp_path: Path):
    """The sheet's dimension ends with its last row."""
    path = build(tmp_path / "ขนาด.xlsx")
    book = FileBook.open(path)
    book.replace("tblTest", [NEW])
    book.save()
    assert b'<dimension ref="A1:D5"/>' in parts(path)[SHEET]
    book.append("tblTest", [NEW] * 10)
    book.save()
    assert b'<dimension ref="A1:D15"/>' in parts(path)[SHEET]


def totals(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("ข้อมูล")
        columns = [{"header": "รหัส", "total_string": "รวม"}, {"header": "คะแนน", "total_function": "sum"}]
        sheet.add_table(
            "A4:B7", {"name": "tblTest", "columns": columns, "data": [["1", 1], ["2", 2]], "total_row": True}
        )
    return path


def test_totals_row_is_not_data(tmp_path: Path):
    """The row of totals is no data row; rows above it are written in place."""
    path = totals(tmp_path / "รวม.xlsx")
    book = FileBook.open(path)
    assert rows_of(book.read("tblTest")) == [("1", 1.0), ("2", 2.0)]
    book.replace("tblTest", [NEW, NEW])
    book.save()
    assert openpyxl.load_workbook(path).active["B7"].value == "=SUBTOTAL(109,[คะแนน])"


@pytest.mark.parametrize("count", [1, 3])
def test_totals_row_refuses_another_number_of_rows(tmp_path: Path, count: int):
    """A Table with totals neither grows nor shrinks: formulas elsewhere may name the totals' cells."""
    book = FileBook.open(totals(tmp_path / "รวม.xlsx"))
    with pytest.raises(CannotWrite) as caught:
        book.replace("tblTest", [NEW] * count)
    assert (caught.value.code, caught.value.params) == (
        "totals_row",
        {"table": "tblTest", "sheet": "ข้อมูล", "file": "รวม.xlsx"},
    )


def test_array_formula_is_not_cut(tmp_path: Path):
    """A formula that fills several cells is refused: Excel changes all of them or none."""

    def fill(_: Any, sheet: Any) -> None:
        sheet.write_array_formula("C6:D6", "{=A1:B1}", None, 0)

    book = FileBook.open(build(tmp_path / "อาเรย์.xlsx", fill))
    book.replace(
        "tblTest", [NEW, *[dict(zip(HEADERS, row, strict=True)) for row in book.read("tblTest").cells[1:]]]
    )
    with pytest.raises(CannotWrite) as caught:
        book.replace("tblTest", [NEW, NEW])
    assert (caught.value.code, caught.value.params["cell"]) == ("array_formula", "C6")


def test_sheet_end_is_the_end(tmp_path: Path):
    """A Table at the end of the sheet cannot grow beyond it."""
    path = tmp_path / "ท้าย.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        add_table(made, made.add_worksheet(), at=(1_048_572, 0))
    with pytest.raises(CannotWrite) as caught:
        FileBook.open(path).append("tblTest", [NEW])
    assert caught.value.code == "sheet_full"


def test_table_without_a_header_row(tmp_path: Path):
    """A Table whose header row is hidden is read by the names of its columns."""
    path = tmp_path / "ไม่มีหัว.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        add_table(made, made.add_worksheet(), header_row=False)
    headers = FileBook.open(path).read("tblTest").headers
    book = FileBook.open(path)
    assert book.read("tblTest").first_row == 4
    book.append("tblTest", [{headers[0]: "9"}])
    book.save()
    assert FileBook.open(path).read("tblTest").cells[-1][0] == "9"


def test_macro_book_keeps_its_macros(tmp_path: Path):
    """An .xlsm is written like any other; its macros are bytes that nobody touches."""
    path = build(tmp_path / "มาโคร.xlsm")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    edit(path, "[Content_Types].xml", kind, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    with_parts(path, {"xl/vbaProject.bin": b"\xd0\xcf macros"})
    book = FileBook.open(path)
    book.append("tblTest", [NEW])
    book.save()
    assert parts(path)["xl/vbaProject.bin"] == b"\xd0\xcf macros"


def test_formula_is_written_with_its_value(tmp_path: Path):
    """A formula stands with the value that it shows until Excel recalculates."""
    path = build(tmp_path / "สูตร.xlsx")
    book = FileBook.open(path)
    book.append("tblTest", [{"คะแนน": Formula('IF(A5<>"",1,0)', 1), "ชื่อ": Formula('"ก"&"&"', "ก&")}])
    book.save()
    formulas, values = (
        openpyxl.load_workbook(path).active,
        openpyxl.load_workbook(path, data_only=True).active,
    )
    assert [formulas["C8"].value, values["C8"].value] == ['=IF(A5<>"",1,0)', 1]
    assert [formulas["B8"].value, values["B8"].value] == ['="ก"&"&"', "ก&"]


def test_rows_of_the_fixture_are_what_openpyxl_reads(tmp_path: Path):
    """An independent reader agrees on the rows of the fixture."""
    sheet = openpyxl.load_workbook(build(tmp_path / "งาน.xlsx")).active
    read = [[cell.value for cell in row] for row in sheet["A5:C7"]]
    assert read == [list(row[:3]) for row in ROWS]
