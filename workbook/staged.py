"""Tables held in memory with changes staged on them: what the book in memory and the open workbook share.

A subclass says how a table comes into memory and how the staged ones are stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from workbook.book import CellValue, RawTable, WritableValue
from workbook.errors import naming
from workbook.ooxml.values import (
    Rows,
    alike,
    expression,
    last_filled,
    named_columns,
    plain,
    same,
    stored_lines,
)


@dataclass(slots=True)
class StagedTable:
    """A table's cells, formulas (by row and column index) and where it stands."""

    name: str
    sheet: str
    headers: tuple[str, ...]
    letters: tuple[str, ...]
    first_row: int
    cells: list[list[CellValue]] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    below: tuple[int, ...] = ()

    def put(self, i: int, j: int, value: WritableValue) -> None:
        """Set one cell; a value that its formula shows already leaves the formula."""
        stored = plain(value)
        formula = expression(value)
        if not alike(stored, self.cells[i][j]) or (
            formula is not None and formula != self.formulas.get((i, j))
        ):
            self.cells[i][j] = stored
            self.formulas.pop((i, j), None)
            if formula is not None:
                self.formulas[i, j] = formula

    def resize(self, rows: int) -> None:
        """Cut or lengthen to `rows` rows."""
        del self.cells[rows:]
        self.formulas = {at: text for at, text in self.formulas.items() if at[0] < rows}
        self.cells += [[None] * len(self.headers) for _ in range(rows - len(self.cells))]

    def copy(self) -> StagedTable:
        """The same table with cells and formulas of its own."""
        cells, formulas = [list(line) for line in self.cells], dict(self.formulas)
        return StagedTable(
            self.name, self.sheet, self.headers, self.letters, self.first_row, cells, formulas, self.below
        )

    def equals(self, other: StagedTable) -> bool:
        """True when cells and formulas are alike."""
        return (
            len(self.cells) == len(other.cells)
            and self.formulas == other.formulas
            and all(same(a, b) for a, b in zip(self.cells, other.cells, strict=True))
        )

    def raw(self) -> RawTable:
        """The table as the port gives it; what is staged later does not change it."""
        cells = [list(line) for line in self.cells]
        return RawTable(
            self.name,
            self.sheet,
            self.headers,
            self.letters,
            self.first_row,
            cells,
            frozenset(self.formulas),
            self.below,
        )


class StagedBook:
    """`read`, `replace`, `append` and `changed` over staged tables."""

    name: str

    def __init__(self) -> None:
        self._stored: dict[str, StagedTable] = {}
        self._staged: dict[str, StagedTable] = {}

    def _fetch(self, table: str) -> StagedTable:
        """The table as it is stored. TableMissing when it is not there."""
        raise NotImplementedError

    def _table(self, table: str) -> StagedTable:
        if table not in self._staged:
            with naming(self.name):
                self._stored[table] = self._fetch(table)
            self._staged[table] = self._stored[table].copy()
        return self._staged[table]

    def _changes(self) -> list[tuple[StagedTable, StagedTable]]:
        """The tables that differ: as stored, as staged."""
        return [
            (self._stored[name], one)
            for name, one in self._staged.items()
            if not one.equals(self._stored[name])
        ]

    def read(self, table: str) -> RawTable:
        """The table as it stands, staged changes included."""
        return self._table(table).raw()

    def replace(self, table: str, rows: Rows) -> None:
        """Stage `rows` as the table's rows."""
        raw = self.read(table)
        with naming(self.name):
            columns = named_columns(table, raw.headers, rows) if rows else self._emptied(self._table(table))
        self._stage(raw, 0, columns, rows or [{}], len(rows) or 1)

    def _emptied(self, table: StagedTable) -> list[int]:
        """The columns that become blank when a table loses all its rows."""
        return list(range(len(table.headers)))

    def append(self, table: str, rows: Rows) -> None:
        """Stage `rows` after the last row that is not blank."""
        raw = self.read(table)
        first = last_filled(raw)
        with naming(self.name):
            columns = named_columns(table, raw.headers, rows)
        self._stage(raw, first, columns, rows, max(len(raw.cells), first + len(rows)))

    def _stage(self, raw: RawTable, first: int, columns: Sequence[int], rows: Rows, total: int) -> None:
        with naming(self.name):
            stored_lines(raw, columns, rows)  # refuses before anything is staged
        one = self._table(raw.name)
        one.resize(total)
        for i, row in enumerate(rows, first):
            for j in columns:
                one.put(i, j, row.get(raw.headers[j]))

    def changed(self) -> bool:
        """True when what is staged differs from what is stored."""
        return bool(self._changes())
