"""Tables of cells to frames with the schema's keys as columns, and back.

A frame's index is the Excel row number; numbers are float64 (each the nearest to a decimal of at most 15
significant digits), dates datetime64, everything else str, blank is NaN or NaT.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from workbook.book import Book, CellError, CellValue, Formula, RawTable, WritableValue
from workbook.cells import READERS, shown
from workbook.errors import TableMissing
from workbook.schema.model import NUMERIC, Column, ColumnType, Role, Table
from workbook.thai import tidy

# With pyarrow installed (the extra `cluster`) pandas would hold texts in it: the same everywhere instead.
pd.set_option("mode.string_storage", "python")


@dataclass(frozen=True, slots=True)
class CellIssue:
    """Something wrong with one cell (row and column) or with a whole column or table (None)."""

    code: str
    table: str
    row: int | None = None
    column: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands in this user's file: its sheet, and the letter and header of each column."""

    sheet: str
    letters: Mapping[str, str]
    headers: Mapping[str, str]

    def cell(self, row: int | None, column: str | None) -> str | None:
        """The address of a cell, such as "F12"; the row's first cell where the column is not known."""
        if row is None or not self.letters:
            return None
        letter = self.letters.get(column or "") or next(iter(self.letters.values()))
        return f"{letter}{row}"


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything read from a book: frames, what was wrong with cells, where the tables stand, the cells."""

    frames: dict[str, pd.DataFrame]
    issues: list[CellIssue]
    places: dict[str, Place]
    raws: dict[str, RawTable]


def _dtype(column: Column) -> Any:
    if column.type in NUMERIC:
        return "float64"
    return "datetime64[us]" if column.type is ColumnType.DATE else "str"


def series(values: Sequence[Any], column: Column, index: pd.Index[Any]) -> pd.Series[Any]:
    """Python values (None = blank) as a column of the declared type."""
    made: pd.Series[Any] = pd.Series(values, index=index, dtype=_dtype(column), name=column.key)
    return made


def conform(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The frame with exactly the table's columns and their types; what it lacks is blank."""
    columns = {}
    for column in table.columns:
        if column.key in frame:
            columns[column.key] = frame[column.key].astype(_dtype(column))
        else:
            columns[column.key] = series([None] * len(frame), column, frame.index)
    return pd.DataFrame(columns, index=frame.index)


def empty(table: Table) -> pd.DataFrame:
    """The table without rows."""
    return conform(pd.DataFrame(index=pd.RangeIndex(0)), table)


def _column_values(
    cells: Sequence[CellValue], rows: Sequence[int], table: Table, column: Column, issues: list[CellIssue]
) -> list[Any]:
    """One column's cells read; the plain case (all cells already of the right kind) is one pass."""
    kinds = set(map(type, cells))
    if column.type in NUMERIC - {ColumnType.INTEGER} and kinds <= {float, type(None)}:
        return list(cells)
    reader = READERS[column.type]
    known: dict[Any, tuple[Any, str | None]] = {}
    values: list[Any] = []
    for row, cell in zip(rows, cells, strict=True):
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            values.append(None)
            continue
        # Columns repeat themselves (36 units, 12 months): each distinct cell is read once.
        kind = (type(cell), cell)
        found = known.get(kind)
        if found is None:
            read = (None, "cell_error") if isinstance(cell, CellError) else reader(cell, column)
            found = known[kind] = read
        value, code = found
        values.append(value)
        if code:
            params = {"value": shown(cell)}
            if value is not None:
                params["taken"] = shown(value) if not isinstance(value, str) else value
            if column.allowed:
                params["allowed"] = ", ".join(c.label for c in column.allowed)
            issues.append(CellIssue(code, table.name, row, column.key, params))
    return values


def read_frame(raw: RawTable, table: Table) -> tuple[pd.DataFrame, list[CellIssue], Place]:
    """One table's frame, what was wrong with its cells, and where it stands.

    Columns are found by their Thai header (spaces and split สระอำ forgiven) or by their key.
    """
    issues: list[CellIssue] = []
    at = {tidy(header): j for j, header in reversed(list(enumerate(raw.headers)))}
    keep = [i for i, row in enumerate(raw.cells) if any(c is not None and c != "" for c in row)]
    rows = [raw.first_row + i for i in keep]
    index = pd.Index(rows, dtype="int64", name="row")
    columns, letters, headers = {}, {}, {}
    for column in table.columns:
        j = at.get(tidy(column.header), at.get(column.key))
        if j is None:
            if table.role is not Role.RESULT:
                # Without a text for people the figures still stand; any other column may decide one.
                told = column.type is ColumnType.TEXT and not column.required and not column.is_key
                code = "column_missing_text" if told else "column_missing"
                issues.append(CellIssue(code, table.name, None, column.key, {"value": column.header}))
            columns[column.key] = series([None] * len(keep), column, index)
            continue
        letters[column.key], headers[column.key] = raw.letters[j], raw.headers[j]
        values = _column_values([raw.cells[i][j] for i in keep], rows, table, column, issues)
        columns[column.key] = series(values, column, index)
    return pd.DataFrame(columns, index=index), issues, Place(raw.sheet, letters, headers)


def read_tables(book: Book, tables: Sequence[Table]) -> Tables:
    """All the tables of a book; one that is not there is empty and an issue."""
    frames, issues, places, raws = {}, [], {}, {}
    for table in tables:
        try:
            raw = raws[table.name] = book.read(table.name)
        except TableMissing:
            issues.append(CellIssue("table_missing", table.name, params={"value": table.sheet}))
            frames[table.name], places[table.name] = empty(table), Place(table.sheet, {}, {})
            continue
        frames[table.name], found, places[table.name] = read_frame(raw, table)
        issues += found
    return Tables(frames, issues, places, raws)


def _writable(value: Any, column: Column) -> WritableValue:
    if isinstance(value, Formula):
        return value
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):  # noqa: PLR0124 - NaN
        return None
    if column.type is ColumnType.CHOICE:
        return str(column.labels.get(value, value))
    if column.type is ColumnType.CHOICES:
        return ", ".join(column.labels.get(key, key) for key in value.split(","))
    if column.type is ColumnType.LETTERS:
        return ", ".join(value)
    if column.type is ColumnType.DATE:
        moment: dt.datetime = pd.Timestamp(value).to_pydatetime()
        return moment
    result: WritableValue = value
    return result


def to_rows(
    frame: pd.DataFrame, table: Table, headers: Mapping[str, str] | None = None
) -> list[dict[str, WritableValue]]:
    """The rows to write: header -> value, choices as their Thai labels.

    `headers` are those of the user's file where they differ from the declared ones (Place.headers).
    """
    names, columns = [], []
    for column in table.columns:
        if column.key not in frame:
            continue
        names.append((headers or {}).get(column.key, column.header))
        columns.append([_writable(value, column) for value in frame[column.key].tolist()])
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]
