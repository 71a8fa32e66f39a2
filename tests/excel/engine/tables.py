"""Excel Tables: LibreOffice's database ranges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from tests.excel.engine.faults import NativeObject, com_api, refused


class NativeTable(NativeObject):
    """ListObject: whether its filter hides rows."""

    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def AutoFilter(self) -> NativeFilter | None:  # noqa: N802
        """None where the headers carry no filter buttons."""
        return NativeFilter(self._table) if self._table.show_autofilter else None


class NativeFilter(NativeObject):
    """ListObject.AutoFilter."""

    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def FilterMode(self) -> bool:  # noqa: N802
        """True when the filter hides a row."""
        return self._table.range._block().shown_rows() is not None


@com_api("resize")
class Table(base_classes.Table):
    """A ListObject."""

    def __init__(self, sheet: Any, name: str) -> None:
        self._sheet = sheet
        self._name = name

    @property
    def _uno(self) -> Any:
        return self._sheet.document.uno.DatabaseRanges.getByName(self._name)

    def _rows(self) -> tuple[Any, int, int]:
        """(area, first row of the body, last row of the body)."""
        uno = self._uno
        area = uno.DataArea
        return area, area.StartRow + bool(uno.ContainsHeader), area.EndRow - bool(uno.TotalsRow)

    @property
    def api(self) -> Any:
        """The native members."""
        return NativeTable(self)

    @property
    def name(self) -> str:
        """The name that formulas use."""
        return self._name

    @property
    def display_name(self) -> str:
        """The same: a file has only one of both."""
        return self._name

    @property
    def parent(self) -> Any:
        """The sheet."""
        return self._sheet

    @property
    def range(self) -> Any:
        """All of it, with headers and totals."""
        area = self._uno.DataArea
        return self._sheet.part(area.StartRow, area.StartColumn, area.EndRow, area.EndColumn)

    @property
    def data_body_range(self) -> Any:
        """The rows between headers and totals."""
        area, first, last = self._rows()
        return self._sheet.part(first, area.StartColumn, last, area.EndColumn) if first <= last else None

    @property
    def header_row_range(self) -> Any:
        """The row of headers."""
        area = self._uno.DataArea
        if not self.show_headers:
            raise NotImplementedError("Table.header_row_range without a header row")
        return self._sheet.part(area.StartRow, area.StartColumn, area.StartRow, area.EndColumn)

    @property
    def totals_row_range(self) -> Any:
        """The row of totals."""
        area = self._uno.DataArea
        if not self.show_totals:
            raise NotImplementedError("Table.totals_row_range without a totals row")
        return self._sheet.part(area.EndRow, area.StartColumn, area.EndRow, area.EndColumn)

    @property
    def show_headers(self) -> bool:
        """Whether there is a row of headers."""
        return bool(self._uno.ContainsHeader)

    @property
    def show_totals(self) -> bool:
        """Whether there is a row of totals."""
        return bool(self._uno.TotalsRow)

    @property
    def show_autofilter(self) -> bool:
        """Whether the headers carry filter buttons."""
        return bool(self._uno.AutoFilter)

    def resize(self, range: Any) -> None:  # noqa: A002
        """Make it another rectangle under the same header row; no cell moves."""
        range = range.impl  # noqa: A001
        uno = self._uno
        area = uno.DataArea
        self._sheet.document.refuse_protected(self._sheet.uno)
        if self.show_totals:
            raise NotImplementedError("Table.resize while the totals row is shown")
        if (
            range.row0 != area.StartRow
            or range.col0 > area.EndColumn
            or range.col0 + range.ncols <= area.StartColumn
        ):
            raise refused("The headers must remain in the same row, and the ranges must overlap.")
        if range.nrows < 2:
            raise refused("A table must have at least one row under its headers.")
        for other in Tables(self._sheet).names():
            if other != self._name and range.overlaps(Table(self._sheet, other).range):
                raise refused("A table cannot overlap another table.")
        area.StartColumn, area.EndColumn = range.col0, range.col0 + range.ncols - 1
        area.EndRow = range.row0 + range.nrows - 1
        uno.setDataArea(area)
        self._sheet.document.settle()


@com_api()
class Tables(base_classes.Tables):
    """The Tables of one sheet."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    def names(self) -> list[str]:
        """Those on this sheet, from top to bottom."""
        document = self._sheet.document
        index = self._sheet.uno.getRangeAddress().Sheet
        found = []
        for name in document.tables_of(index):
            area = document.uno.DatabaseRanges.getByName(name).DataArea
            found.append((area.StartRow, area.StartColumn, name))
        return [name for _, _, name in sorted(found)]

    def __call__(self, key: int | str) -> Table:
        """By number from 1 or by name."""
        names = self.names()
        if isinstance(key, int):
            if not 1 <= key <= len(names):
                raise KeyError(key)
            return Table(self._sheet, names[key - 1])
        for name in names:
            if name.lower() == key.lower():
                return Table(self._sheet, name)
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self.names())

    def __iter__(self) -> Iterator[Table]:
        for name in self.names():
            yield Table(self._sheet, name)

    def __contains__(self, key: str) -> bool:
        return key.lower() in {name.lower() for name in self.names()}
