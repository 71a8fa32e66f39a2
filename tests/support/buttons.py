"""A book in memory as a button finds it: every table, sheets that may be renamed, columns in any order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from addin.actions.outcome import Outcome
from addin.texts import ui
from tests.support.checkbook import SCORE, WEIGHT, Edit, edited
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


def said(outcome: Outcome) -> str:
    """The lines of an outcome in Thai."""
    return "\n".join(ui(line.key, "th", **line.params) for line in outcome.lines)


def draft(month: str, unit: str, kpi: str, **more: Any) -> dict[str, Any]:
    """A monthly row that is a draft."""
    return {"month": month, "unit_code": unit, "kpi_code": kpi, "status": "draft", **more}


def keys(book: OpenBook) -> list[tuple[str, str, str]]:
    """Month, unit and KPI of each monthly row."""
    frame = frame_of(book, SCORE)
    return list(zip(frame["month"], frame["unit_code"], frame["kpi_code"], strict=True))


def edit_of_weight(unit: str, kpi: str, round_: int) -> int:
    """The row of a weight, as edits count rows."""
    frame = open_book()
    weights = frame_of(frame, WEIGHT)
    row = weights[
        (weights["unit_code"] == unit) & (weights["kpi_code"] == kpi) & (weights["round"] == round_)
    ]
    return int(row.index[0]) + 3  # the small book counts from row 5


def only_january(status: str = "draft") -> dict[str, pd.DataFrame]:
    """One unit with one KPI that is measured in January only, reported."""
    weights = {"unit_code": "A1", "kpi_code": "1.1", "round": 1, "weight": 100}
    weights |= {"starts_month": "2565-01", "ends_month": "2565-01"}
    return {
        "tblUnit": pd.DataFrame([{"unit_code": "A1", "unit_name": "กลุ่มหนึ่ง"}]),
        "tblKpi": pd.DataFrame([{"kpi_code": "1.1", "scoring": "interpolate", "direction": "higher"}]),
        WEIGHT: pd.DataFrame([weights]),
        SCORE: pd.DataFrame([draft("2565-01", "A1", "1.1", actual=70.0) | {"status": status}]),
    }
