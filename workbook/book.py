"""The port: a workbook as named tables of cells, whatever stands behind it.

A `Book` knows tables, cells and how to save them; it knows no rule and no schema. `memory.py` (tests,
what-if) and `file.py` (an .xlsx on disk) implement it; one contract suite in tests/contract holds them equal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value such as #N/A: it is neither a number nor a blank."""

    code: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula to write and the value that it shows until Excel recalculates.

    As a file spells it: no leading "=", `tbl[[#This Row],[column]]` for `[@column]`, `_xlfn.` before
    functions that are newer than the format, English names and commas.
    """

    expression: str
    value: str | float | bool | None = None


CellValue = str | float | bool | dt.datetime | CellError | None
"""What a cell holds when read: dates by their number format, numbers always float, blank None."""

WritableValue = str | float | int | bool | dt.date | dt.datetime | Formula | None
"""What may be written: a str is always written as text, also when it starts with "="."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """A Table as it stands: headers and cells, with enough to name the address of each cell.

    `cells[i][j]` is the cell in Excel row `first_row + i` and the column `letters[j]` whose header is
    `headers[j]`. Blank rows are included. `formulas` holds (i, j) of the cells that hold a formula.
    `below` holds the Excel row numbers under the Table, and under its totals row, that look like rows which
    the Table should have grown over: two or more cells typed in its columns. A book without sheets has none.
    """

    name: str
    sheet: str
    headers: tuple[str, ...]
    letters: tuple[str, ...]
    first_row: int
    cells: Sequence[Sequence[CellValue]]
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    below: tuple[int, ...] = ()


class Book(Protocol):
    """A workbook: read tables, stage changes, save all of them or none."""

    backups_kept: int
    """How many old versions a save keeps, where the book keeps any."""

    @property
    def name(self) -> str:
        """What to call the book in a message: the file's name."""
        ...

    def table_names(self) -> tuple[str, ...]:
        """The names of all Tables, in sheet order."""
        ...

    def read(self, table: str) -> RawTable:
        """The Table as it stands, staged changes included. TableMissing when it is not there."""
        ...

    def replace(self, table: str, rows: Sequence[Mapping[str, WritableValue]]) -> None:
        """Stage: the Table's rows become `rows` (mappings from header to value).

        Headers that a row does not name become blank in the columns that any row names; columns that no
        row names (the user's own) keep their cells for the rows that remain. No rows leave one blank row.
        A row that equals what stands there is not touched: a formula that shows the value already stays.
        TableMissing for a Table or header that is not there, CannotWrite for what would lose something.
        """
        ...

    def append(self, table: str, rows: Sequence[Mapping[str, WritableValue]]) -> None:
        """Stage: `rows` follow the last row that is not blank (a formula alone does not fill a row).

        Blank rows are filled first, then the Table grows. Cells that no row names are left as they are.
        """
        ...

    def changed(self) -> bool:
        """True when what is staged differs from what is stored."""
        ...

    def save(self) -> None:
        """Store what is staged, all or nothing. Without a change nothing is touched."""
        ...
