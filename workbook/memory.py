"""A book that lives in memory, for tests and what-if: it stores cells as a file would, so both read alike.

Numbers become float of 15 significant digits, dates datetimes, an empty text a blank, a Formula the value
that it shows with its position recorded. The contract suite in tests/contract holds it equal to `FileBook`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from workbook.book import WritableValue
from workbook.errors import TableMissing
from workbook.ooxml.refs import column_letters
from workbook.staged import StagedBook, StagedTable

_FIRST_ROW: Final = 2  # the header stands in row 1

Content = Mapping[str, tuple[Sequence[str], Sequence[Sequence[WritableValue] | Mapping[str, WritableValue]]]]
"""Tables by name: headers, and rows either in the headers' order or as mappings from header to value."""


class MemoryBook(StagedBook):
    """A `Book` built from `{table: (headers, rows)}`."""

    def __init__(self, tables: Content, *, name: str = "memory.xlsx") -> None:
        super().__init__()
        self.name = name
        self.backups_kept = 0  # of what never was a file there is no old version
        for table, (headers, rows) in tables.items():
            letters = tuple(column_letters(j + 1) for j in range(len(headers)))
            made = StagedTable(table, table, tuple(headers), letters, _FIRST_ROW)
            made.resize(max(len(rows), 1))
            for i, row in enumerate(rows):
                values = [row.get(one) for one in headers] if isinstance(row, Mapping) else row
                for j, value in enumerate(values):
                    made.put(i, j, value)
            self._stored[table] = made
            self._staged[table] = made.copy()

    def _fetch(self, table: str) -> StagedTable:
        raise TableMissing("table_missing", table=table)

    def table_names(self) -> tuple[str, ...]:
        """The names of all tables, in the order given."""
        return tuple(self._staged)

    def save(self) -> None:
        """Store what is staged."""
        self._stored = {table: one.copy() for table, one in self._staged.items()}
