"""CSV files and rows as typed frames, and what fiscal year 2565 wrote moved to another year.

A CSV's header names the column keys of a table; the schema says which are numbers and which are dates.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable

import pandas as pd

from workbook.frames import conform
from workbook.schema import BY_NAME
from workbook.schema.model import ColumnType

CONTENT_YEAR = 2565
"""The fiscal year (B.E.) that the CSV files are written for."""

Cell = str | float | dt.date | None
Row = Mapping[str, Cell]


def read_csv(path: Traversable, table: str) -> pd.DataFrame:
    """A CSV file as the frame of `table` with the columns of its header, in its order.

    KeyError when the header names a column that the schema does not have.
    """
    texts = pd.read_csv(
        io.StringIO(path.read_text(encoding="utf-8")), dtype="str", keep_default_na=False, na_values=[""]
    )
    return conform(texts, BY_NAME[table])[list(texts.columns)]


def from_rows(table: str, rows: Iterable[Row]) -> pd.DataFrame:
    """Rows as the frame of `table` with every column of the schema; what no row names is blank.

    KeyError when a row names a column that the schema does not have.
    """
    found = list(rows)
    keys = BY_NAME[table].keys
    if unknown := {key for row in found for key in row} - set(keys):
        raise KeyError(f"{table} has no column {sorted(unknown)}")
    cells = {key: [row.get(key) for row in found] for key in keys}
    return conform(pd.DataFrame(cells, dtype=object), BY_NAME[table])


def redate(table: str, frame: pd.DataFrame, fiscal_year: int) -> pd.DataFrame:
    """The frame with its months, dates and fiscal years moved from 2565 to `fiscal_year`, in whole years."""
    years = fiscal_year - CONTENT_YEAR
    if not years:
        return frame
    out = frame.copy()
    for column in BY_NAME[table].columns:
        if column.key not in out:
            continue
        values = out[column.key]
        if column.type is ColumnType.MONTH:
            moved = [month if pd.isna(month) else move_month(month, years) for month in values]
            out[column.key] = pd.Series(moved, index=out.index, dtype="str")
        elif column.type is ColumnType.DATE:
            out[column.key] = (values + pd.DateOffset(years=years)).astype("datetime64[us]")
        elif column.key == "fiscal_year":
            out[column.key] = values + years
    return out


def move_month(month: str, years: int) -> str:
    """2565-02 moved by whole years."""
    return f"{int(month[:4]) + years}{month[4:]}"
