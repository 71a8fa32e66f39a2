"""The first screen: the message and its figures on the left, charts and the way to every sheet on the right.

The table's rows are fixed by their keys, so a style and a height belong to each row. Charts and links stand
in columns of their own: a table that grows can never meet them.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Final

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName

from workbook import charts, theme
from workbook.book import Formula
from workbook.home_signature import COUNT_NAME, NOT_COMPUTED, SUM_NAME, formula
from workbook.schema import BY_NAME, TABLES
from workbook.schema.home import HOME_ROWS, Shown, labels
from workbook.schema.results import HOME
from workbook.sheets import HEADER_ROW, LINK_ROW, Laid, Rows, cell_at, link, link_name, put, quoted

_HEIGHTS: Final[dict[Shown, float]] = {
    Shown.HEADLINE: 58,
    Shown.HEADING: 27,
    Shown.LONG_TEXT: 64,  # four lines
}
_ROW_HEIGHT: Final = 20.0

_HEADER_HEIGHT: Final = 22.0

_RIGHT: Final = 5
"""The first column of charts and links: column D before it is a gap."""
_GRID: Final = 15
_GRID_WIDTH: Final = 8.5
_THIRD: Final = _GRID // 3
_PURPOSE_AT: Final = 4
"""Columns from the name of a sheet to its purpose, in the list of sheets."""

_WIDE_UNTIL: Final = "nearest"
_SMALL_UNTIL: Final = "step_now"
"""The rows of the table beside which the wide chart and the three small ones end."""

_FIRST_LINKS: Final = (
    ("tblMonthlyScore", 1), ("tblFinding", 2), ("tblReportStatus", _RIGHT), ("tblUnitScore", _RIGHT + 4),
)  # fmt: skip
"""What is opened every month, in the line of links: table, column."""


def home_rows(fiscal_year: int) -> Rows:
    """The rows of a home that was never computed: labels, keys, and the formula, which says so."""
    names = labels(fiscal_year)
    header = {key: HOME.by_key[key].header for key in HOME.keys}
    return [
        {
            header["label"]: names[row.key],
            header["value"]: Formula(formula(), NOT_COMPUTED) if row.key == "inputs_changed" else None,
            header["key"]: row.key,
        }
        for row in HOME_ROWS
    ]


def furnish(book: Workbook, home: Laid, scores: Laid) -> list[charts.Placed]:
    """Styles, charts and links on the home sheet that holds its table already; gives the charts as drawn."""
    sheet = home.sheet
    sheet.freeze_panes = None
    sheet.row_dimensions[HEADER_ROW].height = _HEADER_HEIGHT
    sheet.column_dimensions[home.letter("key")].hidden = True
    sheet.column_dimensions[get_column_letter(_RIGHT - 1)].width = 3
    for j in range(_RIGHT, _RIGHT + _GRID):
        sheet.column_dimensions[get_column_letter(j)].width = _GRID_WIDTH
    rows = {row.key: i for i, row in enumerate(HOME_ROWS, home.first)}
    for name, key in ((COUNT_NAME, "input_count"), (SUM_NAME, "input_sum")):
        address = f"{quoted(HOME.sheet)}!${home.letter('value')}${rows[key]}"
        book.defined_names[name] = DefinedName(name, attr_text=address)
    _dress_rows(home)
    _colour_rows(home)
    drawn = _draw(home, scores, rows)
    last = _links(home, rows[_SMALL_UNTIL] + 1)
    for i in range(home.last + 1, last + 1):
        sheet.row_dimensions[i].height = _ROW_HEIGHT
    for name, column in _FIRST_LINKS:
        _link_to(home, name, LINK_ROW, column)
    sheet.print_area = f"A1:{get_column_letter(_RIGHT + _GRID - 1)}{max(home.last, last)}"
    return drawn


def _dress_rows(home: Laid) -> None:
    line = Border(bottom=Side("hair", color=f"FF{theme.LINE}"))
    top = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
    for i, row in enumerate(HOME_ROWS, home.first):
        label, value = cell_at(home.sheet, i, 1), cell_at(home.sheet, i, 2)
        home.sheet.row_dimensions[i].height = _HEIGHTS.get(row.shown, _ROW_HEIGHT)
        if row.shown is Shown.HEADING:
            label.style = value.style = "Heading 3"
            continue
        small = row.shown is Shown.INTERNAL
        label.font = theme.font(9 if small else 10, theme.GREY)
        value.font = theme.font(9 if small else 11, theme.GREY if small else theme.INK, bold=not small)
        if row.shown is Shown.LONG_TEXT:
            value.font = theme.font(10)
        if row.shown is Shown.HEADLINE:
            value.style = "Heading 1"
            value.font = theme.font(12, theme.NAVY, bold=True)
        label.border = value.border = line
        label.alignment = value.alignment = top
        value.number_format = theme.HOME_FORMATS[row.shown]


def _colour_rows(home: Laid) -> None:
    """A sign stands beside every colour: in the text itself, or put there by the number format."""
    area, cell, key = home.area("value"), f"$B{home.first}", f"$C{home.first}"
    rules: list[tuple[str, str | None, str]] = [
        (f'LEFT({cell},1)="{sign}"', None, colours)
        for sign, colours in (("✓", theme.GREEN), ("✗", theme.RED), ("!", theme.AMBER))
    ]
    for name, code, colour in (
        ("short", '"✗ "0" หน่วยงาน"', theme.RED),
        ("not_reported", '"! "0" หน่วยงาน"', theme.AMBER),
        ("findings_errors", '"✗ "0" รายการ"', theme.RED),
        ("findings_warnings", '"! "0" รายการ"', theme.AMBER),
    ):
        rules.append((f'AND({key}="{name}",ISNUMBER({cell}),{cell}>0)', code, colour))
    for number, (condition, form, colour) in enumerate(rules):
        numbers = NumberFormat(numFmtId=280 + number, formatCode=form) if form else None
        style = DifferentialStyle(font=Font(color=f"FF{colour}", bold=True), numFmt=numbers)
        home.sheet.conditional_formatting.add(area, Rule(type="expression", formula=[condition], dxf=style))


def _draw(home: Laid, scores: Laid, rows: Mapping[str, int]) -> list[charts.Placed]:
    drawn = [charts.unit_scores(scores), charts.distribution(home), charts.history(home), charts.pirab(home)]
    last = _RIGHT + _GRID - 1
    charts.place(drawn[0], home, (_RIGHT, HEADER_ROW), (last, rows[_WIDE_UNTIL]))
    for third, one in enumerate(drawn[1:]):
        column = _RIGHT + third * _THIRD
        charts.place(one, home, (column, rows[_WIDE_UNTIL] + 1), (column + _THIRD - 1, rows[_SMALL_UNTIL]))
    return drawn


def _links(home: Laid, row: int) -> int:
    """The list of all sheets by group, each with what it is for; gives its last row."""
    sheet = home.sheet
    put(cell_at(sheet, row, _RIGHT), "ชีตทั้งหมด")
    for j in range(_RIGHT, _RIGHT + _GRID):
        sheet.cell(row, j).style = "Heading 2"
    for group, tables in groupby((t for t in TABLES if t is not HOME), key=lambda t: t.group):
        row += 1
        put(cell_at(sheet, row, _RIGHT), group.value)
        for j in range(_RIGHT, _RIGHT + _GRID):
            sheet.cell(row, j).style = "Heading 3"
        for table in tables:
            row += 1
            _link_to(home, table.name, row, _RIGHT)
            purpose = cell_at(sheet, row, _RIGHT + _PURPOSE_AT)
            put(purpose, table.purpose)
            purpose.style = "Explanatory Text"
            purpose.font = theme.font(9, theme.GREY)
    return row


def _link_to(home: Laid, name: str, row: int, column: int) -> None:
    table = BY_NAME[name]
    link(cell_at(home.sheet, row, column), link_name(table), table.sheet, table.purpose)
