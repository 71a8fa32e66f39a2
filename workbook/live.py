"""The workbook that is open in Excel as a Book: tables by name, one block read, few block writes.

Everything that is wanted is worked out first; `save` then writes it into the open workbook, reads it back
and, where anything failed, puts back what stood there. Whether to keep it stays with the user: the file on
the disk changes when they save it. The book is passed in, so any engine of xlwings will do.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Final, Self

import xlwings as xw

from workbook.backups import BACKUPS_KEPT, back_up, backups, prune
from workbook.book import Formula, RawTable, WritableValue
from workbook.desk import Mark, Spot
from workbook.errors import BookError, CannotWrite, TableMissing, naming
from workbook.live_marks import replace_marks
from workbook.live_state import detail, look, members, patiently, quiet, told, unlocked
from workbook.live_table import Difference, LiveTable
from workbook.live_values import canonical
from workbook.ooxml.refs import column_letters
from workbook.ooxml.values import Rows, stored_lines
from workbook.staged import StagedBook, StagedTable

_FILE_MODE: Final = 0o600


def _local_time() -> dt.datetime:
    return dt.datetime.now().astimezone()


class LiveBook(StagedBook):
    """A `Book` and a `Desk` over a workbook that is open; as a context manager it works quietly inside.

    A table is read when it is first asked for and kept: one LiveBook serves one press of a button.
    FileBusy when Excel stays busy for longer than anybody types.
    """

    def __init__(self, book: xw.Book, *, now: Callable[[], dt.datetime] = _local_time) -> None:
        super().__init__()
        self.backups_kept = BACKUPS_KEPT
        self._book = book
        self._now = now
        self.name = look(book, "name")
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with told(self.name):
            self._open.enter_context(quiet(look(self._book, "app")))
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    @property
    def path(self) -> Path | None:
        """The file on this machine that the workbook was opened from or last saved to, if there is one.

        A workbook in the cloud is found in its synchronised folder where there is one.
        """
        try:
            full = look(self._book, "fullname")
        except xw.XlwingsError:  # a cloud address without a folder on this machine
            return None
        path = Path(full)
        return path if path.is_absolute() and "://" not in full and path.is_file() else None

    @property
    def folder(self) -> Path | None:
        """The folder of the workbook's file; None when it has none on this machine."""
        path = self.path
        return path.parent if path else None

    # -- the port ------------------------------------------------------------------------------------------

    @cached_property
    def _tables(self) -> dict[str, LiveTable]:
        """All tables by name, in the order of the sheets."""
        with told(self.name):
            return self._found()

    def _found(self) -> dict[str, LiveTable]:
        epoch_1904 = bool(look(self._book, "api.Date1904"))
        found: dict[str, LiveTable] = {}
        for sheet in members(self._book, "sheets"):
            here = [LiveTable(sheet, table, epoch_1904) for table in members(sheet, "tables")]
            for one in here:
                one.beside = [other for other in here if other is not one]
                found[one.name] = one
        return found

    def table_names(self) -> tuple[str, ...]:
        """The names of all Tables, in sheet order."""
        return tuple(self._tables)

    def _fetch(self, table: str) -> StagedTable:
        with told(self.name):
            found = self._tables.get(table)
            if found is None:
                raise TableMissing("table_missing", table=table)
            return found.read()

    def _emptied(self, table: StagedTable) -> list[int]:
        filled = self._tables[table.name].filled_columns(table)
        return [j for j in range(len(table.headers)) if j not in filled]

    def _stage(self, raw: RawTable, first: int, columns: Sequence[int], rows: Rows, total: int) -> None:
        with naming(self.name):
            stored_lines(raw, columns, rows)  # as they are meant, before Excel's spelling hides a mistake
        spelled = [{header: _as_excel_spells(value) for header, value in row.items()} for row in rows]
        super()._stage(raw, first, columns, spelled, total)

    def save(self) -> None:
        """Write what is staged into the open workbook, all or nothing. The user saves the file.

        CannotWrite says why the workbook stands as it stood before.
        """
        differences = [Difference(before, after) for before, after in self._changes()]
        if not differences:
            return
        app = look(self._book, "app")
        with naming(self.name), told(self.name), quiet(app), ExitStack() as locks:
            for one in differences:
                self._tables[one.name].guard(one)
            for sheet in {
                self._tables[one.name].title: self._tables[one.name].sheet for one in differences
            }.values():
                locks.enter_context(unlocked(sheet))
            self._keep_old_version()
            self._write(differences)
        for one in differences:  # as Excel shows it now, formulas filled and computed
            del self._stored[one.name], self._staged[one.name]

    def _write(self, differences: Sequence[Difference]) -> None:
        begun: list[Difference] = []
        try:
            for one in differences:
                begun.append(one)
                self._tables[one.name].write(one)
        except BaseException as error:
            try:
                for one in reversed(begun):
                    self._tables[one.name].write(one.reversed())
            except BaseException as second:  # noqa: BLE001 - whatever it was, the user must hear of it
                raise CannotWrite("excel_half_written", detail=detail(second)) from error
            raise

    def _keep_old_version(self) -> None:
        """A dated copy of the file as it was last saved, once for each version of it."""
        path = self.path
        if path is None or self.backups_kept <= 0:
            return
        # No copy is no reason not to work: the file itself is not touched before the user saves it.
        with contextlib.suppress(OSError):
            content = path.read_bytes()
            newest = backups(path)[-1:]
            if not newest or newest[0].read_bytes() != content:
                back_up(path, content, self._now(), _FILE_MODE)
                prune(path, self.backups_kept)

    # -- the desk ------------------------------------------------------------------------------------------

    def selected(self) -> Spot:
        """The upper left cell of what is selected; of a picture or a chart the sheet's first cell."""
        sheet = look(self._book, "sheets.active")
        try:
            chosen = look(self._book, "app.selection")
            row, column = (1, 1) if chosen is None else (int(chosen.row), int(chosen.column))
        except Exception as error:
            if isinstance(error, BookError):
                raise
            row, column = 1, 1  # a picture or a chart has no row; how that fails depends on the engine
        return Spot(look(sheet, "name"), column_letters(column), row)

    def go_to(self, spot: Spot) -> None:
        """Bring a cell into view and select it."""
        sheets = {look(one, "name"): one for one in members(self._book, "sheets")}
        if spot.sheet not in sheets:
            raise TableMissing("sheet_missing", sheet=spot.sheet, file=self.name)
        sheet = sheets[spot.sheet]
        with told(self.name):
            patiently(sheet.activate)
            patiently(lambda: sheet.range(spot.cell).select())

    def hides(self, spot: Spot) -> bool:
        """True when the cell's row is hidden, as by a filter."""
        with told(self.name):
            sheet = next(one for one in members(self._book, "sheets") if look(one, "name") == spot.sheet)
            return bool(look(patiently(sheet.range, spot.cell), "rows.hidden"))

    def mark(self, marks: Sequence[Mark]) -> None:
        """Show exactly these marks."""
        with told(self.name), quiet(look(self._book, "app")):
            replace_marks(self._book, marks)


def _as_excel_spells(value: WritableValue) -> WritableValue:
    return Formula(canonical(value.expression), value.value) if isinstance(value, Formula) else value
