"""What Excel itself holds of the cells: defined names, validation, conditional formats, from the schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.borders import Border, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName

from workbook import theme
from workbook.home_signature import column_reference
from workbook.schema import BY_NAME, TABLES
from workbook.schema.model import Choice, ColumnType, Role
from workbook.schema.settings import BY_KEY as SETTINGS
from workbook.schema.setup import SETTING
from workbook.schema.words import (
    AGREEMENT_STATUS,
    GAP_FLAG,
    PASSED,
    PLAN_STATE,
    REPORT_STATUS,
    SCORE_STATUS,
    SEVERITY,
    TREND,
    WORK_STATUS,
)
from workbook.sheet_validation import list_name, months_of, validations
from workbook.sheets import Laid
from workbook.thai import MONTHS_SHORT

PASS_MARK: Final = "pass_score"  # noqa: S105 - no password
"""The defined name of the pass mark: what the setting's row holds now."""


_GOOD: Final = (theme.GREEN, theme.PALE_GREEN)
_BAD: Final = (theme.RED, theme.PALE_RED)
_WATCH: Final = (theme.AMBER, theme.PALE_AMBER)
_QUIET: Final = (theme.GREY, theme.PALE_GREY)
_COLOURS: Final[dict[tuple[Choice, ...], dict[str, tuple[str, str]]]] = {
    SCORE_STATUS: {"returned": _WATCH, "certified": _GOOD, "not_applicable": _QUIET, "draft": _QUIET},
    REPORT_STATUS: {
        "on_time": _GOOD,
        "late": _WATCH,
        "missing": _BAD,
        "not_due": _QUIET,
        "not_applicable": _QUIET,
    },
    SEVERITY: {"error": _BAD, "warning": _WATCH},
    PASSED: {"yes": _GOOD, "no": _BAD},
    GAP_FLAG: {"chronic": _BAD, "newly_failing": _WATCH, "no_data": _QUIET},
    TREND: {"improving": _GOOD, "declining": _BAD},
    PLAN_STATE: {"approved": _GOOD, "returned": _WATCH, "rejected": _BAD, "draft": _QUIET},
    WORK_STATUS: {"done": _GOOD, "postponed": _WATCH, "cancelled": _QUIET},
    AGREEMENT_STATUS: {"signed": _GOOD},
}
"""Colours of allowed values, by their list. The word, often with a sign, says the same."""

_UNSCORED: Final = frozenset({"gap_to_pass", "slope", "weighted", "shortfall", "percent"})
"""Columns shown with 4 decimals that are no scores: the pass mark says nothing about them."""


def add_names(book: Workbook) -> None:
    """Defined names over whole table columns: they grow with their table, in Excel too."""
    refs = sorted({column.ref for table in TABLES for column in table.columns if column.ref})
    for ref in refs:
        table, key = ref.split(".")
        name = list_name(ref)
        book.defined_names[name] = DefinedName(name, attr_text=column_reference(BY_NAME[table], key))
    label = SETTINGS[PASS_MARK].label
    keys, values = (column_reference(SETTING, key) for key in ("key", "value"))
    book.defined_names[PASS_MARK] = DefinedName(
        PASS_MARK, attr_text=f'INDEX({values},MATCH("{label}",{keys},0))'
    )


def add_rules(laid: Laid, fiscal_year: int) -> None:
    """Adds the validations (input and control only) and the conditional formats of a sheet."""
    if laid.table.role is not Role.RESULT:
        for validation in validations(laid, fiscal_year):
            laid.sheet.add_data_validation(validation)
    for area, rule in _formats(laid, fiscal_year):
        laid.sheet.conditional_formatting.add(area, rule)


def _formats(laid: Laid, fiscal_year: int) -> Iterator[tuple[str, Rule]]:
    table = laid.table
    keyed = [column for column in table.columns if column.is_key]
    for column in table.columns:
        area, cell = laid.area(column.key), f"{laid.letter(column.key)}{laid.first}"
        if column.type is ColumnType.MONTH:
            for month in months_of(fiscal_year):
                shown = f"{MONTHS_SHORT[int(month[-2:]) - 1]} {month[2:4]}"
                yield area, _equals(month, DifferentialStyle(numFmt=_number_format(f';;;"{shown}"')))
        for key, colours in _COLOURS.get(column.allowed, {}).items():
            yield area, _equals(column.labels[key], _dxf(*colours))
        if column.type is ColumnType.SCORE and column.key not in _UNSCORED:
            style = DifferentialStyle(
                numFmt=_number_format('"▼ "0.0000'), font=Font(color=f"FF{theme.RED}", bold=True)
            )
            yield area, _when(f"AND(ISNUMBER({cell}),{cell}<{PASS_MARK})", style)
        if table.role is not Role.RESULT and column.required and keyed:
            named = f"{laid.letter(keyed[0].key)}{laid.first}"
            others = f"${laid.letter(table.keys[0])}{laid.first}:${laid.letter(table.keys[-1])}{laid.first}"
            started = f"COUNTA({others})>0" if column is keyed[0] else f"LEN(${named})>0"
            yield area, _when(f"AND(ISBLANK({cell}),{started})", _missing())


def _number_format(code: str) -> NumberFormat:
    # Excel asks for an id from 164 on in a differential format; equal codes share one.
    return NumberFormat(numFmtId=_FORMAT_IDS.setdefault(code, 300 + len(_FORMAT_IDS)), formatCode=code)


_FORMAT_IDS: Final[dict[str, int]] = {}


def _dxf(ink: str, paper: str) -> DifferentialStyle:
    return DifferentialStyle(font=Font(color=f"FF{ink}"), fill=theme.fill(paper))


def _missing() -> DifferentialStyle:
    """An empty cell that must be filled: a dashed red frame says so without the colour."""
    side = Side("dashed", color=f"FF{theme.RED}")
    return DifferentialStyle(
        fill=theme.fill(theme.PALE_AMBER), border=Border(left=side, right=side, top=side, bottom=side)
    )


def _equals(text: str, style: DifferentialStyle) -> Rule:
    return Rule(type="cellIs", operator="equal", formula=[f'"{text}"'], dxf=style)


def _when(formula: str, style: DifferentialStyle) -> Rule:
    return Rule(type="expression", formula=[formula], dxf=style)
