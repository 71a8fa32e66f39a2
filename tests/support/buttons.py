"""A book in memory as a button finds it: every table, sheets that may be renamed, columns in any order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from tests.support.checkbook import Edit, edited
from workbook.book import RawTable
from workbook.frames import conform, read_frame, to_rows
from workbook.memory import MemoryBook
from workbook.schema import BY_NAME, TABLES
from workbook.setting_rows import setting_rows

TODAY = dt.date(2022, 3, 10)
NOW = dt.datetime(2022, 3, 10, 9, 30)


class OpenBook(MemoryBook):
    """A book in memory whose sheets have titles of their own; it counts how often it is saved."""

    def __init__(self, tables: Any, titles: Mapping[str, str]) -> None:
        super().__init__(tables, name="คำรับรอง.xlsx")
        self.titles = titles
        self.saves = 0

    def read(self, table: str) -> RawTable:
        """The table, on the sheet of its title here."""
        raw = super().read(table)
        return replace(raw, sheet=self.titles.get(table, BY_NAME[table].sheet if table in BY_NAME else table))

    def save(self) -> None:
        """Store what is staged, and count it."""
        self.saves += 1
        super().save()


def open_book(
    edits: Iterable[Edit] = (),
    *,
    frames: Mapping[str, pd.DataFrame] | None = None,
    settings: Mapping[str, str] | None = None,
    titles: Mapping[str, str] | None = None,
    reverse: Iterable[str] = (),
    without: Iterable[str] = (),
    drop: tuple[str, str] | None = None,
) -> OpenBook:
    """The small book without a fault after `edits` (or `frames`), as of 10 March 2565.

    Rows stand from Excel row 2 on, in their order. `titles` renames sheets, `reverse` turns the columns of
    tables round, `without` leaves tables out, `drop` (table, key) a column.
    """
    found = dict(edited(edits)) if frames is None else dict(frames)
    given = {"expected_units": "2", "as_of": TODAY.isoformat(), **(settings or {})}
    typed = pd.DataFrame({"key": list(given), "value": list(given.values())})
    content = {}
    for table in TABLES:
        if table.name in without:
            continue
        columns = [column for column in table.columns if (table.name, column.key) != drop]
        headers = [column.header for column in columns]
        if table.name in reverse:
            headers.reverse()
        frame = conform(found.get(table.name, pd.DataFrame()), table)
        rows = setting_rows(typed, 2565) if table.name == "tblSetting" else to_rows(frame, table)
        content[table.name] = (headers, rows)
    return OpenBook(content, titles or {})


def frame_of(book: MemoryBook, table: str) -> pd.DataFrame:
    """A table of a book by the schema's keys, blank rows left out."""
    return read_frame(book.read(table), BY_NAME[table])[0]


def header(table: str, key: str) -> str:
    return BY_NAME[table].by_key[key].header
