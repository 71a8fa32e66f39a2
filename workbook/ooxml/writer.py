"""Surgical writing: a Table's rows changed inside its sheet's text, everything else left as its bytes.

`write` is told which cells get which values and how many data rows the Table has afterwards. It grows into
rows that are free, clears rows that go, and refuses by name what it could not do without a loss.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

from lxml import etree

from workbook.book import Formula, WritableValue
from workbook.errors import CannotWrite
from workbook.ooxml import cells as c
from workbook.ooxml.formulas import shift
from workbook.ooxml.limits import MAX_ROW
from workbook.ooxml.package import Package, TableInfo
from workbook.ooxml.refs import Area, parse_area
from workbook.ooxml.sheet import Cell, SheetText
from workbook.ooxml.styles import Styles
from workbook.ooxml.text import unescape
from workbook.ooxml.values import plain
from workbook.ooxml.xml import child, children, descendants

_DIMENSION: Final = re.compile(r'(<(?:\w+:)?dimension\s[^>]*?ref=")([^"]*)"')
_MERGE: Final = re.compile(r'<(?:\w+:)?mergeCell\s[^>]*?ref="([^"]*)"')


@dataclass(slots=True)
class Change:
    """What one staging does to a Table.

    `writes` maps the index of a data row to {index of a column: value}; `rows` is how many data rows remain.
    """

    rows: int
    writes: dict[int, dict[int, WritableValue]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """The new sheet, and whether a formula came or went (then the calculation chain is out of date)."""

    sheet: SheetText
    formulas_changed: bool


class Writer:
    """Writes Tables of one package."""

    def __init__(self, package: Package, styles: Styles) -> None:
        self._package = package
        self._styles = styles

    def write(self, table: TableInfo, sheet: SheetText, change: Change) -> Written:
        """The sheet with `change` made. CannotWrite when it would lose or overwrite something."""
        self._guard(table, sheet, change)
        sheet = self._unshare(table, sheet, change)
        book = _Book(self._package.epoch_1904, self._styles, self.filled_columns(table))
        return _Pass(book, table, sheet, change).run()

    # -- what must not happen --------------------------------------------------------------------------------

    def _guard(self, table: TableInfo, sheet: SheetText, change: Change) -> None:
        names = {"table": table.name, "sheet": table.sheet.title}
        data = table.data
        bottom = data.top + change.rows - 1
        if change.rows != data.rows and table.totals_rows:
            raise CannotWrite("totals_row", **names)
        touched = [Area(data.top + i, data.left, data.top + i, data.right) for i in change.writes]
        if bottom > data.bottom:
            grown = Area(data.bottom + 1, data.left, bottom, data.right)
            self._guard_growth(table, sheet, grown, names)
            touched.append(grown)
        elif bottom < data.bottom:
            touched.append(Area(bottom + 1, data.left, data.bottom, data.right))
        for area in c.array_areas(sheet):
            if any(area.meets(one) for one in touched):
                raise CannotWrite("array_formula", **names, cell=c.cell_ref(area.top, area.left))

    def _guard_growth(
        self, table: TableInfo, sheet: SheetText, grown: Area, names: Mapping[str, str]
    ) -> None:
        if grown.bottom > MAX_ROW:
            raise CannotWrite("sheet_full", **names, limit=MAX_ROW)
        for other in self._package.tables.values():
            if other.sheet.part == table.sheet.part and other.name != table.name and other.area.meets(grown):
                cell = c.cell_ref(other.area.top, other.area.left)
                raise CannotWrite("table_below", **names, cell=cell, other=other.name)
        for ref in _MERGE.findall(sheet.tail):
            if parse_area(ref).meets(grown):
                raise CannotWrite("content_below", **names, cell=ref.partition(":")[0])
        met = sheet.occupied(grown)
        if met is not None:
            raise CannotWrite("content_below", **names, cell=c.cell_ref(*met))

    def _unshare(self, table: TableInfo, sheet: SheetText, change: Change) -> SheetText:
        """Write out formulas whose master is about to go: those that share it would lose theirs."""
        data = table.data
        last = data.top + change.rows - 1
        going = {
            group
            for group, (row, column, _) in sheet.masters.items()
            if (data.left <= column <= data.right)
            and ((last < row <= data.bottom) or column - data.left in change.writes.get(row - data.top, {}))
        }
        return c.unshare(sheet, going) if going else sheet

    def filled_columns(self, table: TableInfo) -> dict[int, str]:
        """The formula of each column that Excel fills by itself, by the column's index."""
        columns = child(self._package.tree(table.part), "tableColumns")
        found = {}
        for j, column in enumerate(children(columns, "tableColumn") if columns is not None else []):
            formula = child(column, "calculatedColumnFormula")
            if formula is not None and formula.text:
                found[j] = unescape(formula.text)
        return found


@dataclass(frozen=True, slots=True)
class _Book:
    """What a pass must know of the book around it."""

    epoch_1904: bool
    styles: Styles
    filled: Mapping[int, str]


class _Pass:
    """One pass over a sheet: edits collected in the order of the text, then spliced."""

    def __init__(self, book: _Book, table: TableInfo, sheet: SheetText, change: Change) -> None:
        self.book = book
        self.table = table
        self.sheet = sheet
        self.change = change
        self.formulas_changed = False
        self.edits: list[tuple[int, int, str]] = []

    def run(self) -> Written:
        """Rewrite the rows that change, add those that are new, clear those that go."""
        data = self.table.data
        for i in sorted(self.change.writes):
            if i < min(data.rows, self.change.rows):
                self._rewrite(data.top + i, self.change.writes[i])
        if self.change.rows > data.rows:
            self._grow()
        elif self.change.rows < data.rows:
            self._clear(data.top + self.change.rows, data.bottom)
        sheet = self.sheet.splice(self.edits)
        return Written(_with_dimension(sheet, self.table, self.change.rows), self.formulas_changed)

    def _rewrite(self, number: int, values: Mapping[int, WritableValue]) -> None:
        row = self.sheet.by_number.get(number)
        cells = self.sheet.cells(row) if row is not None else []
        old = {cell.column: cell for cell in cells}
        new = {}
        for j, value in values.items():
            column = self.table.area.left + j
            cell = old.get(column)
            style = c.style_of(cell) if cell is not None else c.default_style(self.sheet, row, column)
            new[column] = self._cell(number, column, style, value, cell)
        if row is not None:
            self.edits.append((row.start, row.end, c.with_cells(self.sheet, row, cells, new)))
        else:
            self._insert(number, new)

    def _cell(self, number: int, column: int, style: int, value: WritableValue, old: Cell | None) -> str:
        if isinstance(value, Formula) or (old is not None and c.has_formula(self.sheet, old)):
            self.formulas_changed = True
        ref = c.cell_ref(number, column)
        try:
            style = self._style(style, value)
            return c.cell_xml(self.sheet.words.prefix, ref, style, value, epoch_1904=self.book.epoch_1904)
        except CannotWrite as error:
            error.params.update(
                table=self.table.name, column=self.table.headers[column - self.table.area.left]
            )
            raise

    def _style(self, style: int, value: WritableValue) -> int:
        """The cell's own format, or one like it where that would show a date as a number or the reverse."""
        stored = plain(value)
        if isinstance(value, Formula) or stored is None or isinstance(stored, str | bool):
            return style
        if isinstance(stored, float):
            return self.book.styles.for_number(style)
        return self.book.styles.for_date(style, with_time=any(_clock(stored)))

    def _insert(self, number: int, new: Mapping[int, str]) -> None:
        """Add a row of the Table that has no element yet: it was never filled."""
        cells = "".join(raw for _, raw in sorted(new.items()))
        if cells:
            above = self.sheet.by_number.get(number - 1) if number > self.table.data.top else None
            tag = c.new_row_tag(self.sheet, number, above)
            at = self._place(number)
            self.edits.append((at, at, f"{tag}{cells}</{self.sheet.words.prefix}row>"))

    def _place(self, number: int) -> int:
        """Where a row of this number belongs in the text: before the first one with a higher number."""
        at = bisect_right(self.sheet.rows, number, key=itemgetter(0))
        return self.sheet.rows[at].start if at < len(self.sheet.rows) else self.sheet.end

    def _grow(self) -> None:
        data = self.table.data
        above = self.sheet.by_number.get(data.bottom)
        pattern = {cell.column: cell for cell in self.sheet.cells(above)} if above is not None else {}
        styles = {}
        for column in range(data.left, data.right + 1):
            cell = pattern.get(column)
            styles[column] = c.style_of(cell) if cell else c.default_style(self.sheet, above, column)
        formulas = self._formulas_to_fill()
        rows = self.sheet.by_number
        after = self._place(data.bottom)
        for i in range(data.rows, self.change.rows):
            number = data.top + i
            values: dict[int, WritableValue] = {j: formula(number) for j, formula in formulas.items()}
            values |= self.change.writes.get(i, {})
            new = {
                column: self._cell(number, column, style, values.get(column - data.left), None)
                for column, style in styles.items()
            }
            row = rows.get(number)
            if row is not None:
                self.edits.append(
                    (row.start, row.end, c.with_cells(self.sheet, row, self.sheet.cells(row), new))
                )
                after = row.end
            elif any(new.values()):
                tag = c.new_row_tag(self.sheet, number, above)
                cells = "".join(new.values())
                self.edits.append((after, after, f"{tag}{cells}</{self.sheet.words.prefix}row>"))

    def _formulas_to_fill(self) -> dict[int, _Fill]:
        """For each column that Excel fills: the lowest formula in it, or the column's own."""
        data = self.table.data
        found: dict[int, _Fill] = {}
        for number in range(data.bottom, data.top - 1, -1):
            missing = self.book.filled.keys() - found.keys()
            row = self.sheet.by_number.get(number)
            if not missing or row is None:
                break
            for cell in self.sheet.cells(row):
                j = cell.column - data.left
                text = c.expression_of(self.sheet, number, cell) if j in missing else None
                if text is not None:
                    found[j] = _Fill(text, number)
        return {j: found.get(j, _Fill(text, data.top)) for j, text in self.book.filled.items()}

    def _clear(self, first: int, last: int) -> None:
        left, right = self.table.area.left, self.table.area.right
        for row in self.sheet.rows:
            if first <= row.number <= last:
                cells = self.sheet.cells(row)
                gone = [cell for cell in cells if left <= cell.column <= right]
                self.formulas_changed |= any(c.has_formula(self.sheet, cell) for cell in gone)
                new = {cell.column: "" for cell in gone}
                self.edits.append((row.start, row.end, c.with_cells(self.sheet, row, cells, new)))


@dataclass(frozen=True, slots=True)
class _Fill:
    """A formula that stands in row `at`, for other rows."""

    text: str
    at: int

    def __call__(self, number: int) -> Formula:
        return Formula(shift(self.text, number - self.at))


def _clock(moment: object) -> Sequence[int]:
    return [getattr(moment, part) for part in ("hour", "minute", "second", "microsecond")]


def _with_dimension(sheet: SheetText, table: TableInfo, rows: int) -> SheetText:
    match = _DIMENSION.search(sheet.head)
    if match is None:
        return sheet
    try:
        area = parse_area(match[2])
    except ValueError:  # a dimension is a hint; a wrong one is left as it is
        return sheet
    last = sheet.rows[-1].number if sheet.rows else area.top
    new_last = table.data.top + rows - 1 + table.totals_rows
    shrunk = new_last < table.area.bottom
    bottom = min(area.bottom, max(last, area.top)) if shrunk else max(area.bottom, new_last)
    right = max(area.right, table.area.right)
    new = Area(min(area.top, table.area.top), min(area.left, table.area.left), bottom, right)
    if new == area:
        return sheet
    return sheet.splice([(match.start(), match.end(), f'{match[1]}{new}"')])


def resized(root: etree._Element, table: TableInfo, rows: int) -> etree._Element:
    """The Table's part with `rows` data rows: its range, its filter, its sort."""
    old, last = table.data, table.data.top + rows - 1
    root.set("ref", str(table.area._replace(bottom=last + table.totals_rows)))
    for name in ("insertRow", "insertRowShift"):  # marks of an empty Table: it holds a row now
        if name in root.attrib:
            del root.attrib[name]
    for part in descendants(root, "autoFilter", "sortState", "sortCondition"):
        ref = part.get("ref")
        area = parse_area(str(ref)) if ref else None
        if area is not None and area.bottom == old.bottom:
            part.set("ref", f"{str(area).partition(':')[0]}:{c.cell_ref(last, area.right)}")
    return root
