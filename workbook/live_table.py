"""One Table of an open workbook: read in one block, written in few, checked by reading it back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from workbook.book import CellValue
from workbook.errors import CannotWrite, TableMissing
from workbook.live_state import look, members, patiently
from workbook.live_values import Grid, expression, from_excel, grid, to_excel
from workbook.ooxml.limits import MAX_ROW, ROWS_BELOW
from workbook.ooxml.refs import Area, column_letters
from workbook.ooxml.values import alike
from workbook.staged import StagedTable

DATE_FORMAT: Final = "[$-107041E]d mmm yy;@"
TIME_FORMAT: Final = "[$-107041E]d mmm yy h:mm;@"
_VISIBLE: Final = 12  # xlCellTypeVisible
_SCATTERED: Final = 40
"""Rectangles above which one around them is written instead: a call to Excel costs more than some cells."""
_LONGEST_IN_BLOCK: Final = 8_000
"""Characters of a text in a block: an array with a longer one (from 8,204 on, users report) is refused."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A Table as it stands and as it shall stand."""

    before: StagedTable
    after: StagedTable

    @property
    def name(self) -> str:
        """The Table's name."""
        return self.after.name

    def reversed(self) -> Difference:
        """The way back."""
        return Difference(self.after, self.before)


class LiveTable:
    """A Table of the open workbook; `beside` are the others on its sheet."""

    def __init__(self, sheet: Any, table: Any, epoch_1904: bool) -> None:  # noqa: FBT001 - a fact of the workbook
        self.sheet = sheet
        self.table = table
        self.epoch_1904 = epoch_1904
        self.name: str = look(table, "name")
        self.title: str = look(sheet, "name")
        self.beside: Sequence[LiveTable] = ()

    @property
    def area(self) -> Area:
        """Header, data and totals, as it stands now."""
        whole = look(self.table, "range")
        top, left = int(look(whole, "row")), int(look(whole, "column"))
        rows, columns = look(whole, "shape")
        return Area(top, left, top + rows - 1, left + columns - 1)

    @cached_property
    def has_totals(self) -> bool:
        """True when a row of totals closes it."""
        return bool(look(self.table, "show_totals"))

    # -- reading -------------------------------------------------------------------------------------------

    def read(self) -> StagedTable:
        """The Table with what is typed right under it, read in one block of values and one of formulas."""
        if not look(self.table, "show_headers"):
            raise TableMissing("header_hidden", table=self.name, sheet=self.title)
        area = self.area
        wide = area._replace(bottom=min(area.bottom + ROWS_BELOW, MAX_ROW))
        values, formulas = self._block(wide)
        count = area.rows - 1 - self.has_totals
        cells, expressions = _cells(values[1 : count + 1], formulas[1 : count + 1])
        return StagedTable(
            name=self.name,
            sheet=self.title,
            headers=tuple(str(header) for header in values[0]),
            letters=tuple(column_letters(column) for column in range(area.left, area.right + 1)),
            first_row=area.top + 1,
            cells=cells,
            formulas=expressions,
            below=self._below(area, *_cells(values[area.rows :], formulas[area.rows :])),
        )

    def _block(self, area: Area) -> tuple[Grid, Grid]:
        cells = self._range(area)
        return grid(look(cells, "raw_value")), grid(look(cells, "formula"))

    def _range(self, area: Area) -> Any:
        return patiently(self.sheet.range, (area.top, area.left), (area.bottom, area.right))

    def _below(
        self, area: Area, lines: Sequence[Sequence[CellValue]], formulas: dict[tuple[int, int], str]
    ) -> tuple[int, ...]:
        """The rows under the Table with two or more typed cells in its columns that no other Table holds."""
        if not any(value is not None for line in lines for value in line):
            return ()
        others = [other.area for other in self.beside]
        found = []
        for i, line in enumerate(lines):
            row = area.bottom + 1 + i
            typed = [
                column
                for column, value in enumerate(line, area.left)
                if value is not None
                and not (isinstance(value, str) and not value.strip())
                and (i, column - area.left) not in formulas
                and not any(one.meets(Area(row, column, row, column)) for one in others)
            ]
            if len(typed) > 1:
                found.append(row)
        return tuple(found)

    def filled_columns(self, table: StagedTable) -> set[int]:
        """The columns that Excel fills by itself: those in which every row holds a formula."""
        rows = range(len(table.cells))
        return {j for j in range(len(table.headers)) if rows and all((i, j) in table.formulas for i in rows)}

    # -- before writing ------------------------------------------------------------------------------------

    def guard(self, change: Difference) -> None:
        """CannotWrite when the new rows have no room, for what stands there is somebody's."""
        names = {"table": self.name, "sheet": self.title}
        more = len(change.after.cells) - len(change.before.cells)
        if more and self.has_totals:
            raise CannotWrite("totals_row", **names)
        if more <= 0:
            return
        area = self.area
        grown = Area(area.bottom + 1, area.left, area.bottom + more, area.right)
        if grown.bottom > MAX_ROW:
            raise CannotWrite("sheet_full", **names, limit=MAX_ROW)
        for other in self.beside:
            if other.area.meets(grown):
                cell = f"{column_letters(other.area.left)}{other.area.top}"
                raise CannotWrite("table_below", **names, cell=cell, other=other.name)
        values, formulas = self._block(grown)
        for i, (line, texts) in enumerate(zip(values, formulas, strict=True)):
            for j, (value, text) in enumerate(zip(line, texts, strict=True)):
                if value not in {None, ""} or text:
                    cell = f"{column_letters(grown.left + j)}{grown.top + i}"
                    raise CannotWrite("content_below", **names, cell=cell)

    # -- writing -------------------------------------------------------------------------------------------

    def write(self, change: Difference) -> None:
        """Make the Table what `change.after` says. CannotWrite when it does not read back so."""
        area, rows = self.area, len(change.after.cells)
        wanted = area._replace(bottom=area.top + rows + self.has_totals)
        if wanted.bottom > area.bottom:
            self._grow(area, wanted)
        written = self._put(self._different(change), change.after)
        if wanted.bottom < area.bottom:
            patiently(self.table.resize, self._range(wanted))
            self._clear(area._replace(top=wanted.bottom + 1))
        self._settle(written, change.after)

    def _grow(self, area: Area, wanted: Area) -> None:
        """More rows, like the last one in format, validation and filled formulas."""
        patiently(self.table.resize, self._range(wanted))
        last = self._range(area._replace(top=area.bottom))
        below = self._range(wanted._replace(top=area.bottom))
        patiently(last.autofill, below, "fill_copy")

    def _clear(self, freed: Area) -> None:
        """Rows that the Table gave up become blank cells without a format."""
        patiently(self._range(freed).clear)
        values, _ = self._block(freed)
        for i, line in enumerate(values):
            for j, value in enumerate(line):
                if value not in {None, ""}:  # a filter hid the row from the clearing
                    cell = self._range(Area(freed.top + i, freed.left + j, freed.top + i, freed.left + j))
                    patiently(cell.clear)

    def _different(self, change: Difference) -> set[tuple[int, int]]:
        """The cells to write (row, column): those that differ, and all of new rows but filled formulas."""
        before, after = change.before, change.after
        common = min(len(before.cells), len(after.cells))
        filled = self.filled_columns(before)
        found = {
            (i, j)
            for i in range(common)
            for j, (old, new) in enumerate(zip(before.cells[i], after.cells[i], strict=True))
            if not alike(old, new) or before.formulas.get((i, j)) != after.formulas.get((i, j))
        }
        found |= {
            (i, j)
            for i in range(common, len(after.cells))
            for j in range(len(after.headers))
            if j not in filled or after.cells[i][j] is not None or (i, j) in after.formulas
        }
        return found

    def _put(
        self, cells: set[tuple[int, int]], table: StagedTable, *, exact: bool = False
    ) -> set[tuple[int, int]]:
        """Write these cells in few blocks, or `exact`ly these; all cells that were covered.

        A block across rows that a filter hides would put its first value into every visible cell (xlwings
        #747), so blocks end there, and hidden cells are written one by one: the user's filter stays. So are
        texts too long for a block.
        """
        hidden = self._hidden_rows()
        long = {(i, j) for i, line in enumerate(table.cells) for j, one in enumerate(line) if _is_long(one)}
        apart = {(i, j) for i, j in cells if i in hidden or (i, j) in long}
        written = set(apart)
        for top, bottom, left, right in rectangles(cells - apart, exact=exact or bool(hidden or long)):
            rows, columns = range(top, bottom + 1), range(left, right + 1)
            block = [[self._outgoing(table, i, j) for j in columns] for i in rows]
            patiently(setattr, self._range(self._place(top, bottom, left, right)), "raw_value", block)
            written.update((i, j) for i in rows for j in columns)
        for i, j in sorted(apart):
            cell = self._range(self._place(i, i, j, j))
            patiently(setattr, cell, "raw_value", self._outgoing(table, i, j))
        return written

    def _outgoing(self, table: StagedTable, i: int, j: int) -> str | float | bool:
        return to_excel(table.cells[i][j], table.formulas.get((i, j)), epoch_1904=self.epoch_1904)

    def _hidden_rows(self) -> set[int]:
        """The data rows that a filter hides, by their index."""
        buttons = look(self.table, "api.AutoFilter")  # None where the headers carry no arrows
        if buttons is None or not look(buttons, "FilterMode"):
            return set()
        area = self.area
        whole = self._range(area)  # with its header, which no filter hides; one column the user may hide
        shown: set[int] = set()
        for part in members(patiently(lambda: whole.api.SpecialCells(_VISIBLE)), "Areas"):
            first, count = int(look(part, "Row")), int(look(part, "Rows.Count"))
            shown.update(range(first, first + count))
        return set(range(area.rows - 1)) - {row - area.top - 1 for row in shown}

    def _place(self, top: int, bottom: int, left: int, right: int) -> Area:
        first = self.area
        return Area(first.top + 1 + top, first.left + left, first.top + 1 + bottom, first.left + right)

    # -- afterwards ----------------------------------------------------------------------------------------

    def _settle(self, cells: set[tuple[int, int]], table: StagedTable) -> None:
        """Read back what was written; where it reads otherwise, once more under the format that fits it."""
        wrong = self._wrong(cells, table)
        if not wrong:
            return
        formats: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for i, j in wrong:
            shown = "General" if (i, j) in table.formulas else _format_for(table.cells[i][j])
            formats[shown].add((i, j))
        for number_format, where in formats.items():
            for place in rectangles(where, exact=True):  # a cell between them keeps its own format
                patiently(setattr, self._range(self._place(*place)), "number_format", number_format)
        texts = formats.get("@", set())
        self._put_texts(texts, table)
        self._put(wrong - texts, table, exact=True)  # a cell of text format made texts of them
        still = self._wrong(wrong, table)
        if still:
            i, j = min(still)
            cell = f"{table.letters[j]}{self.area.top + 1 + i}"
            raise CannotWrite(
                "excel_changed_value",
                table=self.name,
                sheet=self.title,
                column=table.headers[j],
                cell=cell,
                value=str(table.cells[i][j])[:40],
            )

    def _put_texts(self, cells: set[tuple[int, int]], table: StagedTable) -> None:
        """Texts once more, into cells of text format, where nothing needs to be kept from Excel's eyes."""
        for i, j in sorted(cells):
            patiently(setattr, self._range(self._place(i, i, j, j)), "raw_value", table.cells[i][j])

    def _wrong(self, cells: set[tuple[int, int]], table: StagedTable) -> set[tuple[int, int]]:
        """Of the cells written, those that do not read as they should."""
        if not cells:
            return set()
        rows = [i for i, _ in cells]
        columns = [j for _, j in cells]
        top, left = min(rows), min(columns)
        values, formulas = self._block(self._place(top, max(rows), left, max(columns)))
        wrong = set()
        for i, j in cells:
            raw, text = values[i - top][j - left], formulas[i - top][j - left]
            formula = expression(text, raw)
            right = (
                formula is not None if (i, j) in table.formulas else alike(from_excel(raw), table.cells[i][j])
            )
            if not right:
                wrong.add((i, j))
        return wrong


def _is_long(value: CellValue) -> bool:
    return isinstance(value, str) and len(value) > _LONGEST_IN_BLOCK


def _format_for(wanted: CellValue) -> str:
    """The number format under which a cell reads as `wanted`."""
    if isinstance(wanted, dt.datetime):
        return TIME_FORMAT if wanted.time() != dt.time() else DATE_FORMAT
    if isinstance(wanted, str):
        return "@"
    return "General"


def _cells(values: Grid, formulas: Grid) -> tuple[list[list[CellValue]], dict[tuple[int, int], str]]:
    found: dict[tuple[int, int], str] = {}
    for i, (line, texts) in enumerate(zip(values, formulas, strict=True)):
        for j, (value, text) in enumerate(zip(line, texts, strict=True)):
            if isinstance(text, str) and text.startswith("="):
                formula = expression(text, value)
                if formula is not None:
                    found[i, j] = formula
    return [[from_excel(value) for value in line] for line in values], found


def rectangles(cells: Iterable[tuple[int, int]], *, exact: bool = False) -> list[tuple[int, int, int, int]]:
    """Rectangles (top, bottom, left, right) over these cells (row, column), exact ones while they are few.

    >>> rectangles([(0, 0), (0, 1), (1, 0), (1, 1), (3, 2)])
    [(0, 1, 0, 1), (3, 3, 2, 2)]
    """
    rows: dict[int, list[int]] = defaultdict(list)
    for i, j in sorted(cells):
        rows[i].append(j)
    done: list[tuple[int, int, int, int]] = []
    growing: dict[
        tuple[int, int], int
    ] = {}  # (left, right) of a rectangle that reaches the row above: its top
    last = -2
    for i, columns in rows.items():
        runs = _runs(columns)
        if i != last + 1:
            done += [(top, last, *run) for run, top in growing.items()]
            growing = {}
        done += [(top, last, *run) for run, top in growing.items() if run not in runs]
        growing = {run: growing.get(run, i) for run in runs}
        last = i
    done += [(top, last, *run) for run, top in growing.items()]
    if exact or len(done) <= _SCATTERED:
        return sorted(done)
    tops, bottoms, lefts, rights = zip(*done, strict=True)
    return [(min(tops), max(bottoms), min(lefts), max(rights))]


def _runs(columns: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for j in columns:
        if runs and runs[-1][1] == j - 1:
            runs[-1] = (runs[-1][0], j)
        else:
            runs.append((j, j))
    return runs
