"""A book that lives in memory, for tests and what-if: it stores cells as a file would, so both read alike.

Numbers become float of 15 significant digits, dates datetimes, an empty text a blank, a Formula the value
that it shows with its position recorded. The contract suite in tests/contract holds it equal to `FileBook`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from workbook.book import CellValue, RawTable, WritableValue
from workbook.errors import TableMissing, naming
from workbook.ooxml.refs import column_letters
from workbook.ooxml.values import alike, expression, last_filled, named_columns, plain, same, stored_lines

_FIRST_ROW: Final = 2  # the header stands in row 1

Content = Mapping[str, tuple[Sequence[str], Sequence[Sequence[WritableValue] | Mapping[str, WritableValue]]]]
"""Tables by name: headers, and rows either in the headers' order or as mappings from header to value."""


@dataclass(slots=True)
class _Table:
    headers: tuple[str, ...]
    cells: list[list[CellValue]] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)

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

    def copy(self) -> _Table:
        return _Table(self.headers, [list(line) for line in self.cells], dict(self.formulas))

    def equals(self, other: _Table) -> bool:
        return (
            len(self.cells) == len(other.cells)
            and self.formulas == other.formulas
            and all(same(a, b) for a, b in zip(self.cells, other.cells, strict=True))
        )


class MemoryBook:
    """A `Book` built from `{table: (headers, rows)}`."""

    def __init__(self, tables: Content, *, name: str = "memory.xlsx") -> None:
        self.name = name
        self.backups_kept = 0  # of what never was a file there is no old version
        self.backups_kept = 0
        self._stored: dict[str, _Table] = {}
        for table, (headers, rows) in tables.items():
            made = _Table(tuple(headers))
            made.resize(max(len(rows), 1))
            for i, row in enumerate(rows):
                values = [row.get(one) for one in headers] if isinstance(row, Mapping) else row
                for j, value in enumerate(values):
                    made.put(i, j, value)
            self._stored[table] = made
        self._staged = {table: one.copy() for table, one in self._stored.items()}

    def table_names(self) -> tuple[str, ...]:
        """The names of all tables, in the order given."""
        return tuple(self._staged)

    def _table(self, table: str) -> _Table:
        if table not in self._staged:
            raise TableMissing("table_missing", table=table, file=self.name)
        return self._staged[table]

    def read(self, table: str) -> RawTable:
        """The table as it stands, staged changes included."""
        one = self._table(table)
        letters = tuple(column_letters(j + 1) for j in range(len(one.headers)))
        cells = [list(line) for line in one.cells]
        return RawTable(table, table, one.headers, letters, _FIRST_ROW, cells, frozenset(one.formulas))

    def replace(self, table: str, rows: Sequence[Mapping[str, WritableValue]]) -> None:
        """Stage `rows` as the table's rows."""
        raw = self.read(table)
        with naming(self.name):
            columns = named_columns(table, raw.headers, rows) if rows else list(range(len(raw.headers)))
        self._stage(raw, 0, columns, rows or [{}], len(rows) or 1)

    def append(self, table: str, rows: Sequence[Mapping[str, WritableValue]]) -> None:
        """Stage `rows` after the last row that is not blank."""
        raw = self.read(table)
        first = last_filled(raw)
        with naming(self.name):
            columns = named_columns(table, raw.headers, rows)
        self._stage(raw, first, columns, rows, max(len(raw.cells), first + len(rows)))

    def _stage(
        self,
        raw: RawTable,
        first: int,
        columns: Sequence[int],
        rows: Sequence[Mapping[str, WritableValue]],
        total: int,
    ) -> None:
        with naming(self.name):
            stored_lines(raw, columns, rows)  # refuses before anything is staged
        one = self._table(raw.name)
        one.resize(total)
        for i, row in enumerate(rows, first):
            for j in columns:
                one.put(i, j, row.get(raw.headers[j]))

    def changed(self) -> bool:
        """True when what is staged differs from what is stored."""
        return any(not one.equals(self._stored[table]) for table, one in self._staged.items())

    def save(self) -> None:
        """Store what is staged."""
        self._stored = {table: one.copy() for table, one in self._staged.items()}
