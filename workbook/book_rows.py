"""The rows of the table that says which book this is: its layout, its number, what it was made from."""

from __future__ import annotations

from typing import Final

from workbook.book import WritableValue
from workbook.schema.results import BOOK

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
