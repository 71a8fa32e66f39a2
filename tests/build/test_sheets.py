"""Every sheet of the built book: its table, title, links, colours, protection and print set-up."""

from __future__ import annotations

import re

import pytest
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbook.schema import BY_NAME, TABLES
from workbook.schema.model import NUMERIC, ColumnType, Role, Table
from workbook.sheets import FIRST_ROW, HEADER_ROW, SAMPLE_MARK, link_name

COLOURS = {Role.CONTROL: "FF8C969F", Role.INPUT: "FF2F6DB5", Role.RESULT: "FFFFFFFF"}
NUMBER, TEXT = frozenset({"int", "float"}), frozenset({"str"})
KINDS = {
    **dict.fromkeys(NUMERIC, NUMBER),
    **dict.fromkeys((ColumnType.CODE, ColumnType.MONTH, ColumnType.TEXT, ColumnType.CHOICE), TEXT),
    ColumnType.DATE: frozenset({"datetime"}),
}
each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def sheet_of(book: Workbook, table: Table) -> Worksheet:
    return book[table.sheet]


def test_the_sheets_stand_in_the_order_of_the_schema(book: Workbook):
    """One sheet a table, what is opened every month first, set-up last."""
    assert [table.sheet for table in TABLES] == book.sheetnames


@each_table
def test_the_table_has_its_name_and_headers(book: Workbook, table: Table):
    """The Table is found by its name and has the schema's headers, in the file and in the cells."""
    sheet = sheet_of(book, table)
    excel = sheet.tables[table.name]
    left, top, right, _ = range_boundaries(excel.ref)
    headers = [column.header for column in table.columns]
    assert headers == [column.name for column in excel.tableColumns]
    assert headers == [sheet.cell(top, j).value for j in range(left, right + 1)]


@each_table
def test_the_title_and_the_purpose_stand_on_top(book: Workbook, table: Table):
    """A1 says what the sheet is, A2 what it is for."""
    sheet = sheet_of(book, table)
    assert str(sheet["A1"].value).startswith(table.title)
    assert sheet["A2"].value == table.purpose


@each_table
def test_the_tab_shows_the_class(book: Workbook, table: Table):
    """Control grey, input blue, results white, home green."""
    expected = "FF2E7D5B" if table.name == "tblHome" else COLOURS[table.role]
    assert expected == sheet_of(book, table).sheet_properties.tabColor.rgb


@each_table
def test_only_results_are_protected(book: Workbook, table: Table):
    """A table on a protected sheet cannot grow: inputs are free; results have no password."""
    guard = sheet_of(book, table).protection
    assert guard.sheet == (table.role is Role.RESULT)
    if guard.sheet:
        assert (guard.password, guard.autoFilter, guard.sort, guard.formatColumns) == (
            None,
            False,
            False,
            False,
        )


@each_table
def test_a_wide_table_keeps_its_header_and_key_in_sight(book: Workbook, table: Table):
    """The header row is frozen on every sheet of data."""
    if table.name == "tblHome":
        assert sheet_of(book, table).freeze_panes is None
        return
    assert re.fullmatch(rf"[A-E]{FIRST_ROW}", str(sheet_of(book, table).freeze_panes))


@each_table
def test_the_sheet_prints_on_a4(book: Workbook, table: Table):
    """A4, fitted to the page's width, headers repeated, pages numbered, the title above."""
    sheet = sheet_of(book, table)
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight in {0, 1}) == (9, True)
    assert sheet.page_setup.fitToWidth in {1, 2}
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "&P" in sheet.oddFooter.right.text
    assert table.title in sheet.oddHeader.left.text
    if table.name != "tblHome":
        assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"


@each_table
def test_a_table_that_may_be_sorted_has_a_filter(book: Workbook, table: Table):
    """The filter covers the table; home and settings, whose rows have validations of their own, have none."""
    excel = sheet_of(book, table).tables[table.name]
    expected = None if table.name in {"tblHome", "tblSetting"} else excel.ref
    assert expected == (excel.autoFilter.ref if excel.autoFilter else None)


def test_home_leads_to_every_sheet(book: Workbook):
    """Each sheet has a link on home, by a defined name that follows the sheet when it is renamed."""
    home = book[BY_NAME["tblHome"].sheet]
    found = {cell.hyperlink.location for row in home.iter_rows() for cell in row if cell.hyperlink}
    assert found == {link_name(table) for table in TABLES if table.name != "tblHome"}


@each_table
def test_every_sheet_leads_home(book: Workbook, table: Table):
    """A3 is the way back."""
    if table.name == "tblHome":
        return
    link = sheet_of(book, table)["A3"].hyperlink
    assert link.location == link_name(BY_NAME["tblHome"])


@each_table
def test_a_link_name_leads_to_its_sheet(book: Workbook, table: Table):
    """The names that links use stand for the top of their sheet."""
    assert book.defined_names[link_name(table)].attr_text == f"'{table.sheet}'!$A$1"


@each_table
def test_text_columns_hold_text(sample_book: Workbook, table: Table):
    """A code such as 3.10 is text in a cell formatted as text; numbers and dates are not text."""
    sheet = sheet_of(sample_book, table)
    for j, column in enumerate(table.columns, 1):
        values = [sheet.cell(i, j).value for i in range(FIRST_ROW, min(FIRST_ROW + 50, sheet.max_row + 1))]
        kinds = {type(value).__name__ for value in values if value is not None}
        expected = KINDS.get(column.type)
        assert expected is None or kinds <= expected, (column.key, kinds)
        if column.type in {ColumnType.CODE, ColumnType.MONTH}:
            assert sheet.cell(FIRST_ROW, j).number_format == "@"


def test_the_sample_is_marked_where_it_is(sample_book: Workbook):
    """Every sheet that the sample touches says so above its table and on paper; real content does not."""
    marked = {
        table.name
        for table in TABLES
        if sheet_of(sample_book, table)["A4"].value == SAMPLE_MARK
        and SAMPLE_MARK in str(sheet_of(sample_book, table).oddHeader.right.text)
    }
    assert {table.name for table in TABLES} - marked == {"tblUnit", "tblHoliday"}


def test_a_book_without_a_sample_bears_no_mark(book: Workbook):
    """The master itself is no sample."""
    assert [sheet.title for sheet in book if sheet["A4"].value] == []


def test_dates_are_shown_in_the_buddhist_era(sample_book: Workbook):
    """Dates are serials with the Thai calendar's format."""
    table = BY_NAME["tblHoliday"]
    assert sample_book[table.sheet].cell(FIRST_ROW, 1).number_format == "[$-107041E]d mmm yy;@"


def test_built_in_styles_show_the_class(book: Workbook):
    """Inputs wear Excel's Input style, results Output and Calculation, titles Title."""
    monthly, score = book[BY_NAME["tblMonthlyScore"].sheet], book[BY_NAME["tblUnitScore"].sheet]
    assert monthly.cell(FIRST_ROW, 1).style == "Input"
    assert {score.cell(FIRST_ROW, 2).style, score.cell(FIRST_ROW, 3).style} == {"Output", "Calculation"}
    assert monthly["A1"].style == "Title"
