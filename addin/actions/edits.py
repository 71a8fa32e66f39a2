"""Input values that a program changes: tried on the frames first, then staged, each one logged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from addin.actions.load import Loaded
from addin.actions.log import log_row
from addin.checks import check
from addin.rules.findings import Finding
from addin.rules.fiscal import month_label, thai_date_short
from workbook.book import Book, WritableValue
from workbook.cells import plain
from workbook.frames import conform, to_rows
from workbook.ooxml.values import last_filled
from workbook.schema import BY_NAME
from workbook.schema.model import Column, ColumnType
from workbook.schema.results import LOG


@dataclass(frozen=True, slots=True)
class Change:
    """One cell: its table, Excel row and column key, and the new value as a frame holds it (None: blank)."""

    table: str
    row: int
    column: str
    value: Any


def seen(value: Any, column: Column) -> str | None:
    """A value as the person sees it in the cell; None for a blank."""
    if value is None or pd.isna(value):
        return None
    if column.type is ColumnType.CHOICE:
        return column.labels.get(value, str(value))
    if column.type is ColumnType.MONTH:
        return month_label(str(value))
    if column.type is ColumnType.DATE:
        return thai_date_short(pd.Timestamp(value).date())
    return plain(value) if isinstance(value, float) else str(value)


def differing(loaded: Loaded, changes: Iterable[Change]) -> list[Change]:
    """The changes that would change something."""
    return [one for one in changes if not _same(_value(loaded, one), one.value)]


def _same(old: Any, new: Any) -> bool:
    if old is None or new is None or pd.isna(old) or pd.isna(new):
        return (old is None or pd.isna(old)) and (new is None or pd.isna(new))
    if isinstance(new, dt.date):
        return bool(pd.Timestamp(old) == pd.Timestamp(new))
    return bool(old == new)


def _value(loaded: Loaded, one: Change) -> Any:
    frame = loaded.frames[one.table]
    return frame.loc[one.row, one.column] if one.row in frame.index else None


def tried(loaded: Loaded, changes: Iterable[Change]) -> dict[str, pd.DataFrame]:
    """The frames with the changes in them; a row that a table does not have yet is added."""
    by_table: dict[str, dict[int, dict[str, Any]]] = {}
    for one in changes:
        by_table.setdefault(one.table, {}).setdefault(one.row, {})[one.column] = one.value
    frames = dict(loaded.frames)
    for name, rows in by_table.items():
        frame = frames[name].astype(object)
        added = [row for row in rows if row not in frame.index]
        frame = frame.reindex([*frame.index, *added])
        for row, values in rows.items():
            for key, value in values.items():
                frame.loc[row, key] = pd.Timestamp(value) if isinstance(value, dt.date) else value
        frames[name] = conform(frame.where(frame.notna(), None), BY_NAME[name])
    return frames


def errors_after(loaded: Loaded, changes: Iterable[Change]) -> list[Finding]:
    """The errors that the checks would find after the changes."""
    from addin.texts import severity  # noqa: PLC0415 - the texts are loaded when they are needed

    found = check(tried(loaded, changes), loaded.usable, loaded.as_of)
    return [one for one in found if severity(one.code) == "error"]


def new_row(loaded: Loaded, table: str) -> int:
    """A row number that no row of the table has: for trying a row before it is there."""
    rows = loaded.frames[table].index
    return int(max(rows, default=1)) + 1


@dataclass(frozen=True, slots=True)
class Deed:
    """What the log says of an action: when, what it is called there, and by whom."""

    moment: dt.datetime
    action: str
    by: str

    def value(self, loaded: Loaded, one: Change, old: str | None) -> dict[str, WritableValue]:
        """The log row of one value, as the person sees it."""
        column, place = BY_NAME[one.table].by_key[one.column], loaded.places[one.table]
        return log_row(
            loaded, self.moment, self.action, seen(one.value, column) or "", by=self.by, old=old,
            table=place.sheet, row=one.row, column=place.headers.get(one.column, column.header),
        )  # fmt: skip


def stage_changes(
    book: Book, loaded: Loaded, changes: Sequence[Change], deed: Deed
) -> list[dict[str, WritableValue]]:
    """Stage changes of rows that stand in the book; the log rows of all of them, not staged yet.

    Cells beside them are left as they are, whatever they hold.
    """
    for table in dict.fromkeys(one.table for one in changes):
        _stage(book, loaded, table, [one for one in changes if one.table == table])
    return [
        deed.value(loaded, one, seen(_value(loaded, one), BY_NAME[one.table].by_key[one.column]))
        for one in changes
    ]


def _stage(book: Book, loaded: Loaded, table: str, changes: Sequence[Change]) -> None:
    first = book.read(table).first_row
    declared, names = BY_NAME[table], loaded.places[table].headers
    written: dict[str, dict[int, WritableValue]] = {}
    for key in dict.fromkeys(one.column for one in changes):
        mine = [one for one in changes if one.column == key]
        values = pd.DataFrame({key: pd.Series([one.value for one in mine], dtype=object)})
        cells = [next(iter(row.values())) for row in to_rows(values, declared)]
        header = names.get(key, declared.by_key[key].header)
        written[header] = {one.row - first: cell for one, cell in zip(mine, cells, strict=True)}
    put_cells(book, table, written)


def put_cells(book: Book, table: str, cells: Mapping[str, Mapping[int, WritableValue]]) -> None:
    """Stage single cells of rows that stand in the table: header -> position of the row -> value.

    Every other cell of these columns is handed back as it stands, error values such as #N/A included.
    """
    raw = book.read(table)
    # A header that is not there is left to the port, which names it.
    places = {header: raw.headers.index(header) for header in cells if header in raw.headers}
    rows: list[dict[str, Any]] = [
        {header: line[places[header]] if header in places else None for header in cells} for line in raw.cells
    ]
    for header, values in cells.items():
        for at, value in values.items():
            rows[at][header] = value
    book.replace(table, rows)


def append_row(
    book: Book, loaded: Loaded, table: str, values: dict[str, Any], deed: Deed
) -> list[dict[str, WritableValue]]:
    """Stage a new row; the log rows of its values, not staged yet."""
    raw = book.read(table)
    row = raw.first_row + last_filled(raw)
    given = {key: value for key, value in values.items() if value is not None}
    made = to_rows(pd.DataFrame([given], dtype=object), BY_NAME[table], loaded.places[table].headers)
    book.append(table, made)
    return [deed.value(loaded, Change(table, row, key, value), None) for key, value in given.items()]


def store(
    book: Book, loaded: Loaded, logged: Sequence[dict[str, WritableValue]], deed: Deed, what: str
) -> None:
    """Stage the log rows behind a summary of the action, and save all that is staged, once."""
    book.append(LOG.name, [log_row(loaded, deed.moment, deed.action, what, by=deed.by), *logged])
    book.backups_kept = loaded.usable.backups_kept
    book.save()
