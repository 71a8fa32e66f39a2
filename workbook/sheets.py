"""One sheet of the master: title, purpose, link home, the Table with its styles, print set-up, protection.

Row 1 the title, 2 what the sheet is for, 3 the link home, 4 the mark of a sample, 5 the headers: the same
rows on every sheet. The program finds tables by name and never by these numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Final

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from workbook import theme
from workbook.book import Formula, WritableValue
from workbook.schema.model import NUMERIC, Column, Role, Table

SAMPLE_MARK: Final = "ตัวอย่าง – ข้อมูลสมมติ ไม่ใช่ผลจริง"

TITLE_ROW: Final = 1
PURPOSE_ROW: Final = 2
LINK_ROW: Final = 3
SAMPLE_ROW: Final = 4
HEADER_ROW: Final = 5
FIRST_ROW: Final = HEADER_ROW + 1

_LINE_HEIGHT: Final = 14.0
_ROW_PADDING: Final = 6.0
_MOST_LINES: Final = 8
_RESULT_LINES: Final[Mapping[str, int]] = {"tblFinding": 3, "tblKpiScore": 2, "tblLog": 2}
"""Lines of a row that the program writes later. Its height is fixed, and new rows take it from the row above:
only Excel fits rows on opening, previews and LibreOffice do not."""
_WIDEST_FROZEN: Final = 50.0
"""Columns wider than this in all, frozen, leave a laptop's screen no room to scroll in."""
_LINK_COLUMNS: Final = frozenset({("tblFinding", "cell")})
_RESULT_KEYS: Final = frozenset({"unit_code", "kpi_code", "seq"})
_WIDEST_PAGE: Final = 230.0
"""Columns wider than this in all would print smaller than 6 points on one A4 page: they take two."""
_ONE_PAGE: Final = frozenset({"tblUnitScore", "tblReportStatus"})
"""A row a unit: the whole department on one page."""
_UNFILTERED: Final = frozenset({"tblHome", "tblSetting"})
"""Sorting would part rows from the validation of their cell, which belongs to the row."""
_TYPED_ONLY: Final[Mapping[str, frozenset[str]]] = {"tblSetting": frozenset({"value"})}
"""Tables in which people type into some columns only."""

Rows = Sequence[Mapping[str, WritableValue]]


@dataclass(frozen=True, slots=True)
class Laid:
    """A table as it was laid on its sheet: everything that validations, formats and charts need."""

    table: Table
    sheet: Worksheet
    rows: Rows
    first: int
    last: int

    def letter(self, key: str) -> str:
        """The letter of a column."""
        return get_column_letter(self.table.keys.index(key) + 1)

    def area(self, key: str) -> str:
        """A column's data cells, such as "C6:C41"."""
        letter = self.letter(key)
        return f"{letter}{self.first}:{letter}{self.last}"

    def address(self, key: str) -> str:
        """A column's data cells with the sheet, absolute, as charts write it."""
        letter = self.letter(key)
        return f"{quoted(self.table.sheet)}!${letter}${self.first}:${letter}${self.last}"

    def values(self, key: str) -> list[WritableValue]:
        """The values of a column as they were written."""
        header = self.table.by_key[key].header
        return [row.get(header) for row in self.rows]


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def link_name(table: Table) -> str:
    """The defined name that links lead to: it follows its sheet when a user renames or moves it."""
    return f"go_{table.name}"


def sheet_class(table: Table) -> str:
    """The class that colours show: presentation for home, else the table's role."""
    return theme.PRESENTATION if table.name == "tblHome" else table.role.value


def link(cell: Cell, name: str, text: str, tip: str) -> None:
    """A cell that leads to a defined name of the book."""
    put(cell, text)
    cell.style = "Hyperlink"
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=name, tooltip=tip[:255], display=text)


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell of a sheet without merged cells."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell), "nothing is merged here"
    return cell


def put(cell: Cell, value: WritableValue) -> None:
    """Writes a value; a text stays text, also when it begins with "="."""
    if isinstance(value, Formula):
        cell.value = f"={value.expression}"
    elif isinstance(value, str):
        cell.value = value
        cell.data_type = "s"
    else:
        cell.value = value


def lay(book: Workbook, table: Table, rows: Rows, *, title: str, sample: bool) -> Laid:
    """Adds the table's sheet with its rows; an empty table has one blank row to type into."""
    sheet: Worksheet = book.create_sheet(table.sheet)
    last = HEADER_ROW + max(len(rows), 1)
    laid = Laid(table, sheet, rows, FIRST_ROW, last)
    _top(book, laid, title, sample=sample)
    _headers(laid)
    _body(laid)
    _list_object(laid)
    _view(laid)
    _print(laid, title, sample=sample)
    if table.role is Role.RESULT:
        protect(sheet)
    return laid


def _top(book: Workbook, laid: Laid, title: str, *, sample: bool) -> None:
    sheet, table = laid.sheet, laid.table
    for row, text, style, height in (
        (TITLE_ROW, title, "Title", 28),
        (PURPOSE_ROW, table.purpose, "Explanatory Text", 18),
        (SAMPLE_ROW, SAMPLE_MARK if sample else None, "Warning Text", 18 if sample else 6),
    ):
        cell = cell_at(sheet, row, 1)
        put(cell, text)
        cell.style = style
        sheet.row_dimensions[row].height = height
    sheet.row_dimensions[LINK_ROW].height = 18
    name = link_name(table)
    book.defined_names[name] = DefinedName(name, attr_text=f"{quoted(table.sheet)}!$A$1")
    sheet.sheet_properties.tabColor = f"FF{theme.TAB_COLOURS[sheet_class(table)]}"


def _headers(laid: Laid) -> None:
    sheet = laid.sheet
    colour = theme.HEADER_FILLS[sheet_class(laid.table)]
    most = 1
    for j, column in enumerate(laid.table.columns, 1):
        cell = cell_at(sheet, HEADER_ROW, j)
        put(cell, column.header)
        cell.font = theme.font(10, theme.WHITE, bold=True)
        cell.fill = theme.fill(colour)
        cell.border = theme.box(theme.LINE)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(j)].width = column.width
        button = 0 if laid.table.name in _UNFILTERED else 2.5
        most = max(most, theme.lines(column.header, column.width - button))
    sheet.row_dimensions[HEADER_ROW].height = most * _LINE_HEIGHT + 9


def _style_name(table: Table, column: Column) -> str:
    typed = _TYPED_ONLY.get(table.name)
    if table.role is Role.RESULT or (typed is not None and column.key not in typed):
        return "Calculation" if column.type in NUMERIC else "Output"
    return "Input"


def _body(laid: Laid) -> None:
    sheet, table = laid.sheet, laid.table
    styles = []
    for j, column in enumerate(table.columns, 1):
        cell = cell_at(sheet, laid.first, j)
        cell.style = _style_name(table, column)
        cell.number_format = theme.number_format(column)
        cell.alignment = theme.alignment(column)
        if (table.name, column.key) in _LINK_COLUMNS:
            cell.font = theme.font(10, theme.BLUE, underline="single")
        styles.append(cell._style)  # type: ignore[attr-defined]  # noqa: SLF001 - see below
    for i, row in enumerate(laid.rows or [{}], laid.first):
        for j, column in enumerate(table.columns, 1):
            cell = cell_at(sheet, i, j)
            put(cell, row.get(column.header))
            # Copying a style's index is 20 times faster than setting font, fill, border ... of each cell.
            cell._style = copy(styles[j - 1])  # type: ignore[attr-defined]  # noqa: SLF001
        sheet.row_dimensions[i].height = _row_height(table, row)


def _row_height(table: Table, row: Mapping[str, WritableValue]) -> float:
    """The height that shows all lines of the row's texts, as Excel would fit it."""
    most = _RESULT_LINES.get(table.name, 1)
    for column in table.columns:
        value = row.get(column.header)
        if isinstance(value, str):
            most = max(most, theme.lines(value, column.width))
    return min(most, _MOST_LINES) * _LINE_HEIGHT + _ROW_PADDING


def _list_object(laid: Laid) -> None:
    table = laid.table
    ref = f"A{HEADER_ROW}:{get_column_letter(len(table.columns))}{laid.last}"
    excel = ExcelTable(displayName=table.name, name=table.name, ref=ref)
    excel.tableColumns = [TableColumn(id=j, name=c.header) for j, c in enumerate(table.columns, 1)]
    excel.autoFilter = None if table.name in _UNFILTERED else AutoFilter(ref=ref)
    excel.tableStyleInfo = TableStyleInfo(
        name=theme.TABLE_STYLE, showRowStripes=table.role is Role.RESULT and table.name != "tblHome"
    )
    laid.sheet.add_table(excel)


def _frozen_columns(table: Table) -> int:
    """How many columns stay in sight: those of the row's key, as far as they leave room."""
    width, count = 0.0, 0
    for column in table.columns:
        width += column.width
        named = column.is_key or (table.role is Role.RESULT and column.key in _RESULT_KEYS)
        if not named or width > _WIDEST_FROZEN:
            break
        count += 1
    return count


def _view(laid: Laid) -> None:
    sheet = laid.sheet
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100
    sheet.sheet_format.defaultRowHeight = 15
    sheet.freeze_panes = f"{get_column_letter(_frozen_columns(laid.table) + 1)}{FIRST_ROW}"


def _print(laid: Laid, title: str, *, sample: bool) -> None:
    sheet = laid.sheet
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "landscape" if laid.table.landscape else "portrait"
    wide = sum(column.width for column in laid.table.columns) > _WIDEST_PAGE
    sheet.page_setup.fitToWidth = 2 if wide else 1
    sheet.page_setup.fitToHeight = 1 if laid.table.name in _ONE_PAGE else 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    if sheet_class(laid.table) != theme.PRESENTATION:
        sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
        if wide:
            sheet.print_title_cols = f"A:{get_column_letter(max(1, _frozen_columns(laid.table)))}"
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.75, 0.6, 0.3, 0.3
    small = f'&"{theme.FONT},Regular"&9'
    header, footer = HeaderFooterItem(), HeaderFooterItem()
    header.left.text = f'&"{theme.FONT},Bold"&9{title}'
    if sample:
        header.right.text = f'&"{theme.FONT},Bold"&9&K{theme.RED}{SAMPLE_MARK}'
    footer.left.text = f"{small}&F"
    footer.right.text = f"{small}หน้า &P จาก &N"
    sheet.oddHeader, sheet.oddFooter = header, footer


def protect(sheet: Worksheet) -> None:
    """Protection without a password: against slips, not against people. Filters and widths stay free."""
    guard = sheet.protection
    guard.sheet = True
    guard.objects = True
    guard.scenarios = True
    # In the file a flag that is set means "locked".
    guard.autoFilter = guard.sort = guard.formatColumns = guard.formatRows = False
    guard.selectLockedCells = guard.selectUnlockedCells = False
