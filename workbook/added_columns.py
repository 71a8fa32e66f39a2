"""Columns that a user added to the master's tables: found in one book, given to another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workbook.book import CellError, RawTable, WritableValue
from workbook.frames import Place
from workbook.ooxml import gate
from workbook.ooxml.package import Package
from workbook.ooxml.widen import add_column


@dataclass(frozen=True, slots=True)
class AddedColumn:
    """A column of the user's own: its table, its header, and what stands in each data row (from 0)."""

    table: str
    header: str
    values: Mapping[int, WritableValue]


def added_columns(raw: RawTable, place: Place, rows: Sequence[int]) -> tuple[list[AddedColumn], list[str]]:
    """The user's columns of a table for the Excel rows `rows`, in that order, and the headers left behind.

    A column with a formula stays behind: what it computes from may not stand where it stood.
    """
    known = set(place.headers.values())
    found, left = [], []
    for j, header in enumerate(raw.headers):
        if header in known:
            continue
        if any(column == j for _, column in raw.formulas):
            left.append(header)
            continue
        values: dict[int, WritableValue] = {}
        for position, row in enumerate(rows):
            i = row - raw.first_row
            value = raw.cells[i][j] if 0 <= i < len(raw.cells) else None
            if value is not None and not isinstance(value, CellError):
                values[position] = value
        found.append(AddedColumn(raw.name, header, values))
    return found, left


def with_columns(content: bytes, columns: Iterable[AddedColumn]) -> bytes:
    """The bytes of a workbook with these columns at the right of their tables."""
    package = Package(gate.inspect(content))
    for column in columns:
        add_column(package, column.table, column.header, values=column.values)
    return package.build(package.changes) if package.changes else content
