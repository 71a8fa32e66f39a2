"""Native members of ranges: the visible cells under a filter."""

from __future__ import annotations

from typing import Any

from tests.excel.engine.faults import NativeObject, refused

_VISIBLE = 12  # xlCellTypeVisible


class NativeRange(NativeObject):
    """Range: the visible cells."""

    def __init__(self, cells: Any) -> None:
        self._cells = cells

    def SpecialCells(self, kind: int) -> NativeAreas:  # noqa: N802
        """Of type xlCellTypeVisible (12)."""
        if kind != _VISIBLE:
            raise NotImplementedError(f"Range.SpecialCells({kind}) is not part of the test engine")
        rows = self._cells.uno.getRows()
        shown = [index for index in range(self._cells.nrows) if rows.getByIndex(index).IsVisible]
        if not shown:
            raise refused("No cells were found.")
        areas: list[list[int]] = []
        for index in shown:
            if areas and areas[-1][1] == index - 1:
                areas[-1][1] = index
            else:
                areas.append([index, index])
        return NativeAreas(
            [NativeArea(self._cells.row0 + first + 1, last - first + 1) for first, last in areas]
        )


class NativeAreas(NativeObject):
    """A range of several areas."""

    def __init__(self, areas: list[NativeArea]) -> None:
        self.Areas = areas


class NativeArea(NativeObject):
    """One area: its first row and its rows."""

    def __init__(self, row: int, count: int) -> None:
        self.Row = row
        self.Rows = NativeRows(count)


class NativeRows(NativeObject):
    """The rows of an area."""

    def __init__(self, count: int) -> None:
        self.Count = count
