"""The values of a block of cells as COM gives them and takes them.

Reading: numbers float, dates `datetime` in UTC (as pywin32 marks them), currency `Decimal`, booleans bool, errors the
COM integer, blanks None; one cell a scalar, more a tuple of rows. Writing: as `Range.Value = ` (see `typed`).
Blocks travel whole; only cells that need it are touched one by one.
"""

from __future__ import annotations

import datetime as dt
import decimal
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

from tests.excel.engine import typed
from tests.excel.engine.faults import refused
from tests.excel.engine.spelling import to_excel, to_office

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0 inside the block."""

COM_ERRORS = {
    "#NULL!": -2146826288, "#DIV/0!": -2146826281, "#VALUE!": -2146826273, "#REF!": -2146826265,
    "#NAME?": -2146826259, "#NUM!": -2146826252, "#N/A": -2146826246,
}  # fmt: skip
_OFFICE_ERRORS = {
    32767: "#N/A", 532: "#DIV/0!", 525: "#NAME?", 524: "#REF!", 503: "#NUM!", 523: "#NUM!", 521: "#NULL!",
}  # fmt: skip
_FORMULAS, _STRING_RESULT, _ERROR_RESULT = 16, 2, 4
_NONSENSE = {501, 505, 506, 507, 508, 509, 510, 514, 516, 517, 518, 520}
"""LibreOffice's errors of formulas that cannot be read, which Excel does not take at all."""
_LONGEST_TEXT = 32767
_SPELLED_APART = re.compile(r"[\[\]{}'!~|;]|\.(?!\d)")
"""Characters of a formula that LibreOffice's interface spells in another way than Excel."""
_BOOLEANS = {"=TRUE()": True, "=FALSE()": False}
_LETTERS = re.compile(r'"[^"]*"|\[[^\]]*\]|[A-Z]+')


def areas(ranges: Any, top: int, left: int) -> Iterator[Area]:
    """The rectangles of a set of UNO ranges, relative to a corner."""
    for one in ranges.getRangeAddresses():
        yield one.StartRow - top, one.StartColumn - left, one.EndRow - top, one.EndColumn - left


def cells(area: Area) -> Iterator[tuple[int, int]]:
    """Every (row, column) of an area."""
    for row in range(area[0], area[2] + 1):
        for column in range(area[1], area[3] + 1):
            yield row, column


class Block:
    """A rectangle of cells of an open document."""

    def __init__(self, doc: Any, uno_range: Any) -> None:
        self.doc = doc
        self.uno = uno_range
        address = uno_range.getRangeAddress()
        self.sheet = address.Sheet
        self.top, self.left = address.StartRow, address.StartColumn
        self.height = address.EndRow - address.StartRow + 1
        self.width = address.EndColumn - address.StartColumn + 1

    def _shaped(self, rows: Sequence[Sequence[Any]]) -> Any:
        if (self.height, self.width) == (1, 1):
            return rows[0][0]
        return tuple(tuple(row) for row in rows)

    def formats(self) -> Iterator[tuple[int, str, Area]]:
        """(type of the number format, its code, where)."""
        groups = self.uno.getUniqueCellFormatRanges()
        for index in range(groups.getCount()):
            group = groups.getByIndex(index)
            kind, code = self.doc.format_of(group.NumberFormat)
            for area in areas(group, self.top, self.left):
                yield kind, code, area

    def read(self) -> Any:
        """As `Range.Value`."""
        rows = [list(row) for row in self.uno.getDataArray()]
        formula_areas = list(areas(self.uno.queryContentCells(_FORMULAS), self.top, self.left))
        self._mark_blanks(rows)
        for kind, _, area in self.formats():
            if kind & (typed.DATE | typed.TIME):
                self._convert(rows, area, self._date)
            elif kind & typed.CURRENCY:
                self._convert(rows, area, _currency)
            elif kind & typed.LOGICAL:
                self._convert(rows, area, bool)
        if formula_areas:
            self._booleans(rows, formula_areas)
            for area in areas(self.uno.queryFormulaCells(_ERROR_RESULT), self.top, self.left):
                for row, column in cells(area):
                    rows[row][column] = COM_ERRORS[self._error(row, column)]
        return self._shaped(rows)

    def _mark_blanks(self, rows: list[list[Any]]) -> None:
        empty = False
        for row in rows:
            for column, value in enumerate(row):
                if value == "":
                    row[column] = None
                    empty = True
        if empty:
            for area in areas(self.uno.queryFormulaCells(_STRING_RESULT), self.top, self.left):
                for row, column in cells(area):
                    if rows[row][column] is None:
                        rows[row][column] = ""

    @staticmethod
    def _convert(rows: list[list[Any]], area: Area, make: Any) -> None:
        for row, column in cells(area):
            if isinstance(rows[row][column], float):
                rows[row][column] = make(rows[row][column])

    def _date(self, serial: float) -> dt.datetime | float:
        if serial < 0:
            raise refused("a negative date")
        milliseconds = round(serial * 86_400_000)
        return self.doc.null_date.replace(tzinfo=dt.UTC) + dt.timedelta(milliseconds=milliseconds)

    def _error(self, row: int, column: int) -> str:
        code = self.uno.getCellByPosition(column, row).getError()
        return _OFFICE_ERRORS.get(code, "#VALUE!")

    def _booleans(self, rows: list[list[Any]], formula_areas: list[Area]) -> None:
        """A formula's result is boolean when the cell shows TRUE or FALSE."""
        for area in formula_areas:
            for row, column in cells(area):
                if rows[row][column] in (0.0, 1.0) and not isinstance(rows[row][column], bool):
                    cell = self.uno.getCellByPosition(column, row)
                    if cell.getFormula() in _BOOLEANS or cell.getString() in ("TRUE", "FALSE"):
                        rows[row][column] = bool(rows[row][column])

    def formulas(self) -> Any:
        """As `Range.Formula`: always texts; English names, A1, commas."""
        rows = [list(row) for row in self.uno.getFormulaArray()]
        for row, shown in zip(rows, self.uno.getDataArray(), strict=True):
            for column, value in enumerate(shown):
                if isinstance(value, str):
                    row[column] = value if not row[column].startswith("=") else row[column]
        formula_areas = list(areas(self.uno.queryContentCells(_FORMULAS), self.top, self.left))
        for area in formula_areas:
            for row, column in cells(area):
                rows[row][column] = self._formula(row, column, rows[row][column])
        return self._shaped(rows)

    def _formula(self, row: int, column: int, stored: str) -> str:
        if stored in _BOOLEANS:
            return stored[1:-2]
        if stored.removeprefix("=") in typed.ERRORS:
            return stored.removeprefix("=")
        if not _SPELLED_APART.search(stored):
            return stored
        text: str = self.uno.getCellByPosition(column, row).FormulaLocal
        text = text.removeprefix("{").removesuffix("}")
        return to_excel(text, self.doc.table_at(self._address(row, column))) if "[" in text else text

    def _address(self, row: int, column: int) -> tuple[int, int, int]:
        """(sheet, row, column) in the document."""
        return self.sheet, self.top + row, self.left + column

    # writing

    def write(self, data: Any) -> None:
        """As `Range.Value = data`."""
        if isinstance(data, (list, tuple)):
            rows = [list(row) if isinstance(row, (list, tuple)) else [row] for row in data]
            if data and not isinstance(data[0], (list, tuple)):
                rows = [list(data)]  # a flat sequence is a row
            if len(rows) != self.height or any(len(row) != self.width for row in rows):
                raise refused(f"{len(rows)} rows for a range of {self.height} x {self.width}")
        else:
            rows = [[data] * self.width for _ in range(self.height)]
        self.doc.refuse_locked(self)
        shown = self.shown_rows() if self.height > 1 else None
        if shown is None:
            self._enter(rows, same=not isinstance(data, (list, tuple)))
            return
        for row in shown:  # Excel's own fault with a filter: every visible cell gets the first value
            line = self.uno.getCellRangeByPosition(0, row, self.width - 1, row)
            Block(self.doc, line)._enter([[rows[0][0]] * self.width], same=False)

    def shown_rows(self) -> list[int] | None:
        """The rows (from 0) that a filter leaves, None where no filter hides any."""
        rows = self.uno.getRows()
        visible = {
            row for area in areas(self.uno.queryVisibleCells(), self.top, self.left) for row, _ in cells(area)
        }
        filtered = {
            row for row in range(self.height) if row not in visible and rows.getByIndex(row).IsFiltered
        }
        return [row for row in range(self.height) if row not in filtered] if filtered else None

    def _enter(self, rows: list[list[Any]], *, same: bool) -> None:
        as_text, general = set[tuple[int, int]](), set[tuple[int, int]]()
        codes = list(self.formats())
        for kind, code, area in codes:
            if kind & typed.TEXT:
                as_text.update(cells(area))
            elif kind & typed.LOGICAL:  # of LibreOffice's own making; Excel has no such format
                self._part(area).NumberFormat = 0
                general.update(cells(area))
            elif code == "General":
                general.update(cells(area))
        single: list[tuple[int, int, typed.Typed]] = []
        shown: dict[str, list[tuple[int, int]]] = {}
        memo: dict[str, typed.Typed] = {}
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                at = (i, j)
                what = self._meaning(value, is_text=at in as_text, memo=memo)
                if what.kind in ("formula", "bool", "error"):
                    single.append((i, j, what))
                    row[j] = ""
                else:
                    row[j] = what.value
                if what.format and at in general:
                    shown.setdefault(what.format, []).append(at)
        self.uno.setDataArray(tuple(map(tuple, rows)))
        self._enter_single(single, same=same)
        for code, where in shown.items():
            for i, j in where:
                self.uno.getCellByPosition(j, i).NumberFormat = self.doc.format_key(code)

    def _part(self, area: Area) -> Any:
        top, left, bottom, right = area
        return self.uno.getCellRangeByPosition(left, top, right, bottom)

    def _enter_single(self, single: list[tuple[int, int, typed.Typed]], *, same: bool) -> None:
        """Formulas, truth values and errors: what a block of plain values cannot carry."""
        formulas = {(i, j): what.value for i, j, what in single if what.kind == "formula"}
        for i, j, what in single:
            if what.kind == "bool":
                self.uno.getCellByPosition(j, i).setFormula("=TRUE()" if what.value else "=FALSE()")
            elif what.kind == "error":
                self.uno.getCellByPosition(j, i).setFormula(f"={what.value}")
        if not formulas:
            if single:
                self.doc.settle()  # a truth value and an error are formulas here, also where calculation is manual
            return
        if len(formulas) == self.height * self.width and not same:
            rows = range(self.height)
            spelled = [[self._spelled(formulas[i, j], i, j) for j in range(self.width)] for i in rows]
            self.uno.setFormulaArray(tuple(map(tuple, spelled)))
        else:
            self._one_by_one(formulas, same=same)
        self.doc.settle()
        self._refuse_nonsense(formulas)

    def _one_by_one(self, formulas: dict[tuple[int, int], str], *, same: bool) -> None:
        tokens = None
        for (i, j), formula in formulas.items():
            cell = self.uno.getCellByPosition(j, i)
            if tokens is not None:
                cell.setTokens(tokens)  # the same formula everywhere: relative references move along
            elif "{" in formula:
                cell.FormulaLocal = formula
            else:
                cell.setFormula(self._spelled(formula, i, j))
            if same and tokens is None:
                tokens = cell.getTokens()

    def _spelled(self, formula: str, row: int, column: int) -> str:
        table = self.doc.table_at(self._address(row, column)) if "[" in formula else None
        return to_office(formula, table)

    def _refuse_nonsense(self, formulas: dict[tuple[int, int], str]) -> None:
        for area in areas(self.uno.queryFormulaCells(_ERROR_RESULT), self.top, self.left):
            for row, column in cells(area):
                cell = self.uno.getCellByPosition(column, row)
                if (row, column) in formulas and cell.getError() in _NONSENSE:
                    cell.setFormula("")
                    raise refused(f"not a formula: {formulas[row, column]}")

    def _meaning(self, value: Any, *, is_text: bool, memo: dict[str, typed.Typed]) -> typed.Typed:
        """What a Python value becomes on its way through COM into a cell."""
        if value is None:
            return typed.Typed("text", "")
        if isinstance(value, str):
            if len(value) > _LONGEST_TEXT:
                raise refused(f"a text of {len(value)} characters")
            if is_text:
                return typed.Typed("text", value.removeprefix("'"))
            if value not in memo:
                memo[value] = typed.typed(value, self.doc.formatter, self.doc.null_date)
            return memo[value]
        if is_text and isinstance(value, (bool, int, float)):
            return typed.Typed("text", str(value).upper() if isinstance(value, bool) else f"{value:.15g}")
        if isinstance(value, bool):
            return typed.Typed("bool", value)
        if isinstance(value, (int, float, decimal.Decimal)):
            if not math.isfinite(value):
                return typed.Typed("error", "#NUM!")
            return typed.Typed("number", float(value))
        if isinstance(value, dt.datetime):
            naive = value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value
            serial = (naive - self.doc.null_date) / dt.timedelta(days=1)
            return typed.Typed("number", serial, "m/d/yyyy" if serial.is_integer() else "m/d/yyyy h:mm")
        raise TypeError(f"Objects of type '{type(value).__name__}' can not be converted to a COM VARIANT")


def excel_code(code: str, kind: int) -> str:
    """A number format as Excel spells it: lower-case letters in dates."""
    if kind & typed.LOGICAL:
        return "General"
    if not kind & (typed.DATE | typed.TIME):
        return code
    return _LETTERS.sub(
        lambda m: m[0] if m[0][0] in '"[' or m[0] in ("AM", "PM", "A", "P") else m[0].lower(), code
    )


def _currency(value: float) -> decimal.Decimal:
    return decimal.Decimal(repr(value)).quantize(decimal.Decimal("0.0001"), decimal.ROUND_HALF_EVEN)
