"""Where things stand in this user's book: tables by sheet, cells by row and column, the order of cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pandas as pd

from addin.actions.load import Loaded
from addin.rules.findings import UNREAD
from workbook.book import Book
from workbook.desk import Spot
from workbook.ooxml.refs import column_number
from workbook.schema import BY_NAME
from workbook.schema.model import Table

_CELL = re.compile(r"([A-Z]+)(\d+)")


def table_at(loaded: Loaded, at: Spot | None) -> Table | None:
    """The table of ours on the sheet of a cell; None on any other sheet."""
    for name, place in loaded.places.items():
        if at is not None and place.letters and place.sheet == at.sheet:
            return BY_NAME[name]
    return None


def spot_of(loaded: Loaded, table: str, row: int, column: str) -> Spot:
    """A cell by its table, Excel row and column key; the row's first cell where the column is not there."""
    place = loaded.places[table]
    cell = place.cell(row, column)
    assert cell, table
    return Spot(place.sheet, cell.removesuffix(str(row)), row)


def table_spot(loaded: Loaded, table: str) -> Spot | None:
    """The first cell of a table's first row, or the top of its sheet; None where the table is not there."""
    place = loaded.places.get(table)
    if place is None or any(f.code == "table_missing" and f.table == table for f in loaded.findings):
        return None
    rows = loaded.frames[table].index
    return Spot(place.sheet, next(iter(place.letters.values()), "A"), int(rows[0]) if len(rows) else 1)


def spot_at(sheet: str, cell: str) -> Spot:
    """A cell by its address, such as F12."""
    found = _CELL.fullmatch(cell)
    assert found, cell
    return Spot(sheet, found[1], int(found[2]))


def first_row(book: Book, table: str) -> Spot:
    """The first cell of a table's first row."""
    raw = book.read(table)
    return Spot(raw.sheet, raw.letters[0], raw.first_row)


def header_of(loaded: Loaded, table: str, column: str) -> str:
    """The header of a column as it stands in this book."""
    return loaded.places[table].headers.get(column, BY_NAME[table].by_key[column].header)


def reading_order(sheets: Sequence[str]) -> Callable[[Spot], tuple[int, int, int]]:
    """A key that sorts cells as a person reads: by sheet in the order given, by row, by column."""
    place = {sheet: n for n, sheet in enumerate(sheets)}
    return lambda spot: (place.get(spot.sheet, len(place)), spot.row, column_number(spot.column))


def next_after(spots: Sequence[Spot], at: Spot | None, sheets: Sequence[str]) -> Spot | None:
    """The first of `spots` behind a cell, in the order of reading; from the end on to the first again."""
    key = reading_order(sheets)
    ordered = sorted(spots, key=key)
    if at is None or at.sheet not in sheets:
        return next(iter(ordered), None)
    return next((spot for spot in ordered if key(spot) > key(at)), next(iter(ordered), None))


def unread_cells(loaded: Loaded) -> set[tuple[str, int | None, str | None]]:
    """(table, row, column) of cells that hold something which could not be read: blank in the frames only."""
    return {(f.table, f.row, f.column) for f in loaded.findings if f.code in UNREAD}


def names(loaded: Loaded, table: str, code: str, name: str) -> dict[str, str]:
    """Code -> name, from a table of the book; the code itself where the name is blank."""
    frame = loaded.frames[table]
    frame = frame[frame[code].notna()]
    pairs = zip(frame[code].tolist(), frame[name].tolist(), strict=True)
    return {key: key if pd.isna(value) else value for key, value in pairs}
