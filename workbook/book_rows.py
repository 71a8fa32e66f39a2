"""The rows of the table that says which book this is: its layout, its number, what it was made from."""

from __future__ import annotations

from typing import Final, Protocol

from workbook.book import CellValue, RawTable, WritableValue
from workbook.schema.results import BOOK, SNAPSHOT, SNAPSHOT_SETTING

LAYOUT: Final = 2
"""The layout that this code builds. 1: without tables of the book itself and of settings at a closing."""

BOOK_ROWS: Final = (
    ("layout", "รุ่นของโครงสร้าง"),
    ("book_id", "รหัสประจำสมุดงาน"),
    ("made_from", "สร้างต่อจาก"),
)
"""Key and label. The number is given when the first form is written: a copy of the book keeps it."""


def book_rows(**values: WritableValue) -> list[dict[str, WritableValue]]:
    """The rows by header; what is not given is blank, the layout is this code's."""
    known: dict[str, WritableValue] = {"layout": LAYOUT, **values}
    return [
        {
            BOOK.by_key["label"].header: label,
            BOOK.by_key["value"].header: known.get(key),
            BOOK.by_key["key"].header: key,
        }
        for key, label in BOOK_ROWS
    ]


class Readable(Protocol):
    """What a layout is read from: a book, or one that is being staged."""

    def table_names(self) -> tuple[str, ...]:
        """The names of all Tables."""
        ...

    def read(self, table: str) -> RawTable:
        """The Table as it stands."""
        ...


def layout_of(book: Readable) -> int:
    """The layout of a master: what its own table says; 1 where it keeps closings without the tables of 2.

    A book that lost one of those, or whose number was cleared, is taken as this code's: `check` tells what is
    missing there.
    """
    names = set(book.table_names())
    if SNAPSHOT.name in names and not names & {BOOK.name, SNAPSHOT_SETTING.name}:
        return 1
    value = values_of(book.read(BOOK.name)).get("layout") if BOOK.name in names else None
    return int(value) if isinstance(value, float) and value.is_integer() else LAYOUT


def values_of(raw: RawTable) -> dict[str, CellValue]:
    """Key -> value of the book's own table as it stands."""
    headers = [BOOK.by_key[key].header for key in ("key", "value")]
    if not set(headers) <= set(raw.headers):
        return {}
    named, at = (raw.headers.index(header) for header in headers)
    return {str(row[named]): row[at] for row in raw.cells if row[named] is not None}
