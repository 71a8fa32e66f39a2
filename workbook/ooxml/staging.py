"""A package with changes staged on its Tables: what FileBook keeps in memory between reading and saving.

Every `replace` and `append` is worked into the sheet's text at once, so that reading gives what will be
stored; what follows from it elsewhere (ranges, names, charts, calculation chain) is done once, in `finish`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workbook.book import CellValue, Formula, RawTable
from workbook.errors import TableMissing
from workbook.ooxml import cells as c
from workbook.ooxml.charts import update_charts
from workbook.ooxml.follow import (
    drop_calculation_chain,
    follow_names,
    follow_pivots,
    follow_sheets,
    follow_tables,
)
from workbook.ooxml.formulas import Stretch
from workbook.ooxml.gate import Checked
from workbook.ooxml.package import Package, TableInfo
from workbook.ooxml.reader import Reader
from workbook.ooxml.refs import Area
from workbook.ooxml.sheet import SheetText
from workbook.ooxml.styles import Styles
from workbook.ooxml.values import Rows, alike, last_filled, named_columns, same, stored_lines
from workbook.ooxml.writer import Change, Writer, resized


class Staging:
    """One checked file, its Tables as they stand with everything staged."""

    def __init__(self, checked: Checked) -> None:
        self._package = Package(checked)
        self._original = dict(self._package.tables)
        self._reset()

    def _reset(self) -> None:
        self._package.changes.clear()
        self._package.tables = dict(self._original)
        self._styles = Styles(self._package)
        self._reader = Reader(self._package, self._styles)
        self._writer = Writer(self._package, self._styles)
        self._sheets: dict[str, SheetText] = {}
        self._tables: dict[str, RawTable] = {}
        self._before: dict[str, RawTable] = {}
        self._stagings = 0
        self._formulas_changed = False

    @property
    def signed(self) -> bool:
        """True when the book carries a digital signature, which any change would break."""
        return self._package.signed

    def table_names(self) -> tuple[str, ...]:
        """The names of all Tables, in sheet order."""
        return tuple(self._package.tables)

    def _info(self, table: str) -> TableInfo:
        info = self._package.tables.get(table)
        if info is None:
            raise TableMissing("table_missing", table=table)
        return info

    def _sheet(self, part: str) -> SheetText:
        if part not in self._sheets:
            self._sheets[part] = SheetText.load(self._package.part(part), part)
        return self._sheets[part]

    def read(self, table: str) -> RawTable:
        """The Table as it stands, staged changes included."""
        info = self._info(table)
        if table not in self._tables:
            tables = self._package.tables.values()
            others = [one.area for one in tables if one.sheet == info.sheet and one.name != info.name]
            self._tables[table] = self._reader.table(self._sheet(info.sheet.part), info, others)
        return self._tables[table]

    # -- staging -------------------------------------------------------------------------------------------

    def replace(self, table: str, rows: Rows) -> None:
        """Stage `rows` as the Table's rows."""
        raw = self.read(table)
        if rows:
            columns = named_columns(table, raw.headers, rows)
            self._stage(raw, 0, columns, rows, len(rows))
        else:
            filled = self._writer.filled_columns(self._info(table))
            columns = [j for j in range(len(raw.headers)) if j not in filled]
            self._stage(raw, 0, columns, [{}], 1)

    def append(self, table: str, rows: Rows) -> None:
        """Stage `rows` after the last row that is not blank."""
        if rows:
            raw = self.read(table)
            first = last_filled(raw)
            columns = named_columns(table, raw.headers, rows)
            self._stage(raw, first, columns, rows, max(len(raw.cells), first + len(rows)))

    def _stage(self, raw: RawTable, first: int, columns: list[int], rows: Rows, total: int) -> None:
        info = self._info(raw.name)
        change = Change(total)
        headers = [raw.headers[j] for j in columns]
        for i, stored in enumerate(stored_lines(raw, columns, rows), first):
            row = rows[i - first]
            line = [raw.cells[i][j] for j in columns] if i < len(raw.cells) else None
            new = [row.get(header) for header in headers]
            formulas = any(isinstance(value, Formula) for value in new)
            if line is not None and not formulas and same(stored, line):
                continue
            expressions = self._expressions(raw, i) if line is not None and formulas else {}
            different = {
                j: value
                for k, (j, value) in enumerate(zip(columns, new, strict=True))
                if line is None
                or not alike(stored[k], line[k])  # a value that a formula shows already leaves the formula
                or (isinstance(value, Formula) and expressions.get(j) != value.expression)
            }
            if different:
                change.writes[i] = different
        if not change.writes and total == len(raw.cells):
            return
        written = self._writer.write(info, self._sheet(info.sheet.part), change)
        self._before.setdefault(raw.name, raw)
        self._stagings += 1
        self._formulas_changed |= written.formulas_changed
        self._package.put(info.sheet.part, written.sheet.text.encode())
        self._sheets[info.sheet.part] = written.sheet
        if total != len(raw.cells):
            self._package.put(info.part, resized(self._package.tree(info.part), info, total))
            self._package.reload_table(raw.name)
        del self._tables[raw.name]

    def _expressions(self, raw: RawTable, i: int) -> dict[int, str | None]:
        """The formulas of row `i` by the index of their column."""
        info = self._info(raw.name)
        sheet = self._sheet(info.sheet.part)
        number = raw.first_row + i
        row = sheet.by_number.get(number)
        cells = sheet.cells(row) if row is not None else []
        left = info.area.left
        return {cell.column - left: c.expression_of(sheet, number, cell) for cell in cells}

    # -- saving --------------------------------------------------------------------------------------------

    def changed(self) -> bool:
        """True when what is staged differs from what is stored; what was staged and taken back does not."""
        if not self._before:
            return False
        taken_back = self._stagings > len(self._before)  # one staging a Table only ever brings differences
        if not taken_back or self._formulas_changed:
            return True
        if not all(_equal(self.read(name), before) for name, before in self._before.items()):
            return True
        self._reset()
        return False

    def finish(self) -> bytes:
        """The bytes of the whole file with all that is staged and all that follows from it.

        On an error nothing of what follows stays staged.
        """
        package = self._package
        staged = dict(package.changes)
        try:
            self._follow()
            return package.build(package.changes)
        finally:
            package.changes.clear()
            package.changes.update(staged)

    def _follow(self) -> None:
        package = self._package
        touched = {name: self._original[name] for name in self._before}
        stretches = [
            Stretch(old.sheet.title, old.area.left, old.area.right, old.data.top, old.data.bottom, new)
            for name, old in touched.items()
            if (new := package.tables[name].data.bottom) != old.data.bottom
        ]
        if stretches:
            follow_sheets(package, stretches)
            follow_tables(package, stretches)
        follow_names(package, stretches, recalculate=True)
        follow_pivots(package, touched, stretches)
        update_charts(
            package, stretches, self._cells_of({one.sheet.title: one.sheet.part for one in touched.values()})
        )
        if self._formulas_changed:
            drop_calculation_chain(package)

    def _cells_of(
        self, parts: Mapping[str, str]
    ) -> Callable[[str, Area, bool], list[list[CellValue]] | None]:
        folded = {title.casefold(): part for title, part in parts.items()}

        def cells(title: str, area: Area, only_visible: bool) -> list[list[CellValue]] | None:  # noqa: FBT001
            part = folded.get(title.casefold())
            if part is None:
                return None
            sheet = self._sheet(part)
            lines = self._reader.area(sheet, area, title)
            if not only_visible:
                return lines
            hidden = {row.number for row in sheet.rows if 'hidden="1"' in sheet.text[row.start : row.inner]}
            return [line for number, line in enumerate(lines, area.top) if number not in hidden]

        return cells


def _equal(left: RawTable, right: RawTable) -> bool:
    return (
        len(left.cells) == len(right.cells)
        and left.formulas == right.formulas
        and all(same(list(a), list(b)) for a, b in zip(left.cells, right.cells, strict=True))
    )
