"""What the sheets of a form are laid with: cells, locked or open, formulas with their values, validations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from workbook import theme
from workbook.book import WritableValue
from workbook.form_formulas import Shown
from workbook.sheet_validation import MAX_ERROR, MAX_PROMPT, MAX_TITLE
from workbook.sheets import cell_at, protect, put

LINE_HEIGHT: Final = 14.0
LEFT: Final = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
CENTRE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
RIGHT: Final = Alignment(horizontal="right", vertical="center")
PLAIN: Final = Alignment(horizontal="left", vertical="center")


class Sheets:
    """The sheets of a form as they are laid, and the values that their formulas show."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._shown: list[dict[str, str | float]] = []

    def add(self, title: str, tab: str, widths: Sequence[float]) -> Sheet:
        """A protected sheet, landscape A4, one page wide."""
        made: Worksheet = self._book.create_sheet(title)
        self._shown.append({})
        made.sheet_properties.tabColor = f"FF{tab}"
        made.sheet_view.showGridLines = False
        for number, width in enumerate(widths, 1):
            made.column_dimensions[get_column_letter(number)].width = width
        made.page_setup.paperSize = 9
        made.page_setup.orientation = "landscape"
        made.page_setup.fitToWidth, made.page_setup.fitToHeight = 1, 0
        made.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        made.page_margins.left = made.page_margins.right = 0.4
        footer = HeaderFooterItem()
        footer.right.text = f'&"{theme.FONT},Regular"&9หน้า &P จาก &N'
        made.oddFooter = footer
        protect(made)
        return Sheet(made, self._shown[-1])

    def shown(self) -> dict[str, dict[str, str | float]]:
        """The values of formulas by the sheet's part and the cell."""
        return {f"xl/worksheets/sheet{n}.xml": found for n, found in enumerate(self._shown, 1) if found}


class Sheet:
    """One sheet: cells by row and column from 1."""

    def __init__(self, sheet: Worksheet, shown: dict[str, str | float]) -> None:
        self.sheet = sheet
        self._shown = shown

    def write(
        self,
        row: int,
        column: int,
        value: WritableValue | Shown,
        style: str = "Output",
        *,
        align: Alignment | None = None,
        number_format: str | None = None,
        is_open: bool = False,
    ) -> Cell:
        """A cell; a Shown is a formula, any text stays text. An open cell may be typed into."""
        cell = cell_at(self.sheet, row, column)
        if isinstance(value, Shown):
            cell.value = f"={value.expression}"
            self._shown[cell.coordinate] = value.value
        else:
            put(cell, value)
        cell.style = style
        if align is not None:
            cell.alignment = align
        if number_format is not None:
            cell.number_format = number_format
        cell.protection = Protection(locked=not is_open)
        return cell

    def headers(self, row: int, texts: Sequence[str], colour: str = theme.NAVY) -> None:
        """A row of headers, as high as their texts need."""
        most = 1
        for column, text in enumerate(texts, 1):
            cell = self.write(row, column, text)
            cell.font = theme.font(10, theme.WHITE, bold=True)
            cell.fill = theme.fill(colour)
            cell.border = theme.box(theme.LINE)
            cell.alignment = CENTRE
            most = max(most, theme.lines(text, self.width(column)))
        self.height(row, most)

    def width(self, column: int) -> float:
        """The width of a column."""
        return float(self.sheet.column_dimensions[get_column_letter(column)].width)

    def height(self, row: int, lines: int) -> None:
        """The height of a row that shows so many lines."""
        self.sheet.row_dimensions[row].height = lines * LINE_HEIGHT + 8

    def fit(self, row: int, texts: dict[int, str], least: int = 1) -> None:
        """The height that shows all lines of texts by their column."""
        lines = [theme.lines(text, self.width(column)) for column, text in texts.items()]
        self.height(row, min(max([least, *lines]), 8))

    def check(self, cell: str, title: str, prompt: str, error: str = "", **check: Any) -> None:
        """A validation with its message; without a `check` the message alone."""
        validation = DataValidation(
            **check,
            allow_blank=True,
            sqref=cell,
            showInputMessage=True,
            promptTitle=title[:MAX_TITLE],
            prompt=prompt[:MAX_PROMPT],
        )
        if check:
            validation.showErrorMessage = True
            validation.errorStyle = "stop"
            validation.errorTitle = "ค่าที่กรอกใช้ไม่ได้"
            validation.error = error[:MAX_ERROR]
        self.sheet.add_data_validation(validation)
