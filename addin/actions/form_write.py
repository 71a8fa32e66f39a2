"""What forms change, staged in the book: cells, new rows, and a row of the log for each value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from addin.actions.collect_told import shown
from addin.actions.edits import put_cells
from addin.actions.form_merge import TOUCHED, Merged
from addin.actions.load import Loaded
from addin.actions.log import log_row
from addin.rules.fiscal import month_label
from workbook.book import Book, WritableValue
from workbook.form_read import FormRead
from workbook.frames import Place, read_frame, to_rows
from workbook.schema.model import Table
from workbook.schema.results import LOG

ACTION = "รับแบบฟอร์ม"

Taken = tuple[str, FormRead | None, Merged | None]
"""A form that changes the book: its file's name, what it says, how it was merged."""


def stage_forms(book: Book, loaded: Loaded, taken: Sequence[Taken], moment: dt.datetime) -> None:
    """Stage what the forms change; `loaded.frames` are the tables after all of them. Nothing is saved."""
    changes = [cell for _, _, merged in taken if merged is not None for cell in merged.changes]
    rows: dict[tuple[str, int], int] = {}
    for table in TOUCHED:
        mine = [one for one in changes if one["table"] == table.name]
        if mine:
            rows |= _stage_table(book, loaded, table, mine)
    log: list[dict[str, WritableValue]] = []
    for name, form, merged in taken:
        if form is not None and merged is not None:
            log += _log_rows(loaded, moment, name, form, merged, rows=rows)
    book.append(LOG.name, log)


def _stage_table(
    book: Book, loaded: Loaded, table: Table, changes: Sequence[Mapping[str, Any]]
) -> dict[tuple[str, int], int]:
    """Write the changed cells and append the new rows; where each row of the frame stands in the book."""
    frame, place = loaded.frames[table.name], loaded.places[table.name]
    raw = book.read(table.name)
    cells: dict[int, set[str]] = {}
    fresh: dict[int, None] = {}
    for one in changes:
        row = int(one["row"])
        if row >= raw.first_row + len(raw.cells):  # no row of the book: one that a form of this run added
            fresh[row] = None
        else:
            cells.setdefault(row, set()).add(str(one["column"]))
    if cells:
        _write_cells(book, table, frame, place, cells)
    if not fresh:
        return {(table.name, row): row for row in cells}
    new = frame.loc[list(fresh)]
    book.append(table.name, to_rows(new, table, place.headers))
    return {(table.name, row): row for row in cells} | _places_of(book, table, new)


def _write_cells(
    book: Book, table: Table, frame: pd.DataFrame, place: Place, cells: Mapping[int, set[str]]
) -> None:
    """Stage the changed cells of rows of the book."""
    first = book.read(table.name).first_row
    written: dict[str, dict[int, WritableValue]] = {}
    for row, values in zip(cells, to_rows(frame.loc[list(cells)], table, place.headers), strict=True):
        for header in (place.headers[key] for key in sorted(cells[row]) if key in place.headers):
            written.setdefault(header, {})[row - first] = values[header]
    put_cells(book, table.name, written)


def _places_of(book: Book, table: Table, new: pd.DataFrame) -> dict[tuple[str, int], int]:
    """The Excel rows of rows that were appended, found by their keys; the last of several."""
    stored, _, _ = read_frame(book.read(table.name), table)
    keys = list(table.key_columns)
    where = {
        tuple(values): int(str(row))
        for row, values in zip(stored.index, stored[keys].to_numpy(), strict=True)
    }
    return {
        (table.name, int(str(row))): where[tuple(values)]
        for row, values in zip(new.index, new[keys].to_numpy(), strict=True)
    }


def _log_rows(
    loaded: Loaded,
    moment: dt.datetime,
    file: str,
    form: FormRead,
    merged: Merged,
    *,
    rows: Mapping[tuple[str, int], int],
) -> list[dict[str, WritableValue]]:
    """A row for each value that the form changed, by its reporter, and one for the form."""
    mark = form.mark
    by = str(form.head.get("reporter") or mark.unit_label)
    found = []
    for cell in merged.changes:
        table, column = str(cell["table"]), str(cell["column"])
        place = loaded.places[table]
        new = shown(table, column, cell["form"])
        found.append(
            log_row(
                loaded,
                moment,
                ACTION,
                "" if new is None else new,
                by=by,
                table=place.sheet,
                row=rows[table, int(cell["row"])],
                column=place.headers.get(column, column),
                old=shown(table, column, cell["book"]),
            )
        )
    what = f"{mark.unit_code} เดือน {month_label(mark.month)} ครั้งที่ {mark.issue} เปลี่ยน {len(found)} ค่า ({file})"
    return [*found, log_row(loaded, moment, ACTION, what, by=by)]
