"""Ranges: values, formulas, formats, and the moves that Excel makes with cells."""

from __future__ import annotations

import re
from typing import Any

from xlwings import base_classes
from xlwings.utils import col_name

from tests.excel.engine.faults import com_api, refused
from tests.excel.engine.native_range import NativeRange
from tests.excel.engine.rules import ConditionalFormats
from tests.excel.engine.values import Block, excel_code

_CONTENTS = 1 | 2 | 4 | 16  # VALUE, DATETIME, STRING, FORMULA of com.sun.star.sheet.CellFlags
_LOOKS = 32 | 64  # HARDATTR, STYLES
_LOOK = (
    "CellStyle", "NumberFormat", "CellBackColor", "CharColor", "CharWeight", "CharPosture", "CharUnderline", "CharHeight",
    "CharFontName", "HoriJustify", "VertJustify", "IsTextWrapped", "CellProtection",
    "TopBorder", "BottomBorder", "LeftBorder", "RightBorder",
)  # fmt: skip
"""The properties that make the look of a cell."""
_ENDS_IN_NUMBER = re.compile(r"(.*?)(\d+)$", re.DOTALL)


@com_api()
class Font(base_classes.Font):
    """The font of a range, to be looked at."""

    def __init__(self, uno_range: Any) -> None:
        self._uno = uno_range

    @property
    def bold(self) -> bool:
        """Bold or not."""
        return bool(self._uno.CharWeight > 100)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """RGB, None when automatic."""
        return _rgb(self._uno.CharColor)


def _rgb(color: int) -> tuple[int, int, int] | None:
    return None if color < 0 else (color >> 16 & 255, color >> 8 & 255, color & 255)


@com_api("clear_contents", "clear_formats", "clear", "insert", "delete", "autofill", "select")
class Range(base_classes.Range):
    """A rectangle of cells; `row0` and `col0` count from 0."""

    def __init__(self, sheet: Any, top: int, left: int, height: int, width: int) -> None:
        if top < 0 or left < 0 or height < 1 or width < 1:
            raise refused(f"a range of {height} x {width} cells at row {top + 1}, column {left + 1}")
        self._sheet = sheet
        self.row0, self.col0, self.nrows, self.ncols = top, left, height, width
        self.options: dict[str, Any] = {}

    @property
    def uno(self) -> Any:
        """The UNO range."""
        return self._sheet.uno.getCellRangeByPosition(
            self.col0, self.row0, self.col0 + self.ncols - 1, self.row0 + self.nrows - 1
        )

    def _block(self) -> Block:
        return Block(self._sheet.document, self.uno)

    def overlaps(self, other: Range) -> bool:
        """Whether a cell is in both."""
        return (
            self.row0 < other.row0 + other.nrows
            and other.row0 < self.row0 + self.nrows
            and self.col0 < other.col0 + other.ncols
            and other.col0 < self.col0 + self.ncols
        )

    def _visible(self) -> list[Range]:
        """The parts that a filter does not hide: Excel clears only those."""
        shown = self._block().shown_rows()
        if shown is None:
            return [self]
        return [Range(self._sheet, self.row0 + row, self.col0, 1, self.ncols) for row in shown]

    # where

    @property
    def api(self) -> NativeRange:
        """The native members."""
        return NativeRange(self)

    @property
    def coords(self) -> tuple[Any, int, int, int, int]:
        """(sheet, row, column, rows, columns)."""
        return self._sheet, self.row0 + 1, self.col0 + 1, self.nrows, self.ncols

    @property
    def sheet(self) -> Any:
        """The sheet."""
        return self._sheet

    @property
    def row(self) -> int:
        """The first row, from 1."""
        return self.row0 + 1

    @property
    def column(self) -> int:
        """The first column, from 1."""
        return self.col0 + 1

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return self.nrows, self.ncols

    def __len__(self) -> int:
        return self.nrows * self.ncols

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        """One cell by row and column, or by number along the rows, from 1."""
        if arg2 is None:
            row, column = divmod(arg1 - 1, self.ncols)
        else:
            row, column = arg1 - 1, arg2 - 1
        return Range(self._sheet, self.row0 + row, self.col0 + column, 1, 1)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:  # noqa: FBT001
        """Such as $A$1:$C$3."""
        if external:
            raise NotImplementedError("Range.get_address(external=True) is not part of the test engine")
        sign = {True: "$", False: ""}

        def one(row: int, column: int) -> str:
            return f"{sign[bool(col_absolute)]}{col_name(column + 1)}{sign[bool(row_absolute)]}{row + 1}"

        first = one(self.row0, self.col0)
        last = one(self.row0 + self.nrows - 1, self.col0 + self.ncols - 1)
        return first if first == last else f"{first}:{last}"

    @property
    def address(self) -> str:
        """Such as $A$1:$C$3."""
        return self.get_address(row_absolute=True, col_absolute=True, external=False)

    # values

    @property
    def raw_value(self) -> Any:
        """See `values`."""
        return self._block().read()

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self._block().write(data)

    @property
    def formula(self) -> Any:
        """Texts: formulas with "=", constants as their text."""
        return self._block().formulas()

    @formula.setter
    def formula(self, data: Any) -> None:
        self._block().write(data)

    @property
    def has_array(self) -> bool:
        """True when it is part of an array formula."""
        return bool(self.uno.getArrayFormula())

    @property
    def number_format(self) -> str | None:
        """The one code of all its cells, None when they differ."""
        codes = {excel_code(code, kind) for kind, code, _ in self._block().formats()}
        return codes.pop() if len(codes) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        document = self._sheet.document
        if not document.protection(self._sheet.uno.getName()).options["AllowFormattingCells"]:
            document.refuse_protected(self._sheet.uno)
        self.uno.NumberFormat = document.format_key(value)

    def clear_contents(self) -> None:
        """Values and formulas go, formats stay."""
        self._sheet.document.refuse_locked(self._block())
        for part in self._visible():
            part.uno.clearContents(_CONTENTS)

    def clear_formats(self) -> None:
        """Formats go, values stay."""
        self._sheet.document.refuse_protected(self._sheet.uno)
        for part in self._visible():
            part.uno.clearContents(_LOOKS)
        self.conditional_formats.clear()

    def clear(self) -> None:
        """Both go."""
        self.clear_contents()
        self.clear_formats()

    # cells that move

    def _refuse_to_shift(self) -> None:
        """What is under the range must move as a whole: not a part of a Table or of a merged cell."""
        from tests.excel.engine.tables import Table, Tables

        right = self.col0 + self.ncols - 1
        for name in Tables(self._sheet).names():
            table = Table(self._sheet, name).range
            touched = table.col0 <= right and self.col0 < table.col0 + table.ncols
            whole = self.col0 <= table.col0 and table.col0 + table.ncols - 1 <= right
            if touched and not whole and table.row0 + table.nrows > self.row0:
                raise refused("The operation is attempting to shift cells in a table on your worksheet.")

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Push the cells of these columns down."""
        if shift != "down" or copy_origin not in (None, "format_from_left_or_above"):
            raise NotImplementedError(f"Range.insert(shift={shift!r}, copy_origin={copy_origin!r})")
        self._sheet.document.refuse_protected(self._sheet.uno)
        self._refuse_to_shift()
        self._sheet.uno.insertCells(self.uno.getRangeAddress(), self._mode("CellInsertMode", "DOWN"))

    def delete(self, shift: str | None = None) -> None:
        """Pull the cells of these columns up."""
        if shift != "up":
            raise NotImplementedError(f"Range.delete(shift={shift!r}) is not part of the test engine")
        self._sheet.document.refuse_protected(self._sheet.uno)
        self._refuse_to_shift()
        self._sheet.uno.removeRange(self.uno.getRangeAddress(), self._mode("CellDeleteMode", "UP"))

    def _mode(self, name: str, value: str) -> Any:
        return self._sheet.document.office.uno.Enum(f"com.sun.star.sheet.{name}", value)

    def autofill(self, destination: Any, type_: str) -> None:
        """Fill the rows under this row as the fill handle does."""
        destination = destination.impl
        self._sheet.document.refuse_locked(destination._block())
        inside = (destination.row0, destination.col0, destination.ncols) == (self.row0, self.col0, self.ncols)
        if not inside or destination.nrows <= self.nrows or self.nrows != 1:
            raise NotImplementedError("Range.autofill from anything but one row downwards")
        first, count = self.row0 + 1, destination.nrows - 1
        target = Range(self._sheet, first, self.col0, count, self.ncols)
        if type_ == "fill_formats":
            self._fill_formats(target)
        elif type_ in ("fill_copy", "fill_default"):
            self._copy_down(count)
            if type_ == "fill_default":
                self._count_up(target)
        else:
            raise NotImplementedError(f"Range.autofill(type_={type_!r}) is not part of the test engine")

    def _copy_down(self, count: int) -> None:
        done = 1
        while done <= count:
            size = min(done, count - done + 1)
            source = Range(self._sheet, self.row0, self.col0, size, self.ncols).uno.getRangeAddress()
            place = self._sheet.uno.getCellByPosition(self.col0, self.row0 + done).getCellAddress()
            self._sheet.uno.copyRange(place, source)
            done += size

    def _count_up(self, target: Range) -> None:
        """Of one row, Excel counts up dates and texts that end in a number; numbers are copied."""
        import datetime as dt

        for column in range(self.ncols):
            cell = self(1, column + 1)
            if cell.formula.startswith("="):
                continue
            value = cell.raw_value
            ending = _ENDS_IN_NUMBER.fullmatch(value) if isinstance(value, str) else None
            for step in range(1, target.nrows + 1):
                below = Range(self._sheet, self.row0 + step, self.col0 + column, 1, 1).uno
                if isinstance(value, dt.datetime):
                    below.getCellByPosition(0, 0).setValue(cell.uno.getCellByPosition(0, 0).getValue() + step)
                elif ending:
                    below.getCellByPosition(0, 0).setString(f"{ending[1]}{int(ending[2]) + step}")

    def _fill_formats(self, target: Range) -> None:
        for column in range(self.ncols):
            source = self(1, column + 1).uno.getCellByPosition(0, 0)
            below = Range(self._sheet, target.row0, self.col0 + column, target.nrows, 1).uno
            for name in _LOOK:
                below.setPropertyValue(name, source.getPropertyValue(name))

    # looks

    @property
    def conditional_formats(self) -> ConditionalFormats:
        """The rules that touch the range."""
        return ConditionalFormats(self)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The fill."""
        return _rgb(self.uno.CellBackColor)

    @color.setter
    def color(self, value: Any) -> None:
        document = self._sheet.document
        if not document.protection(self._sheet.uno.getName()).options["AllowFormattingCells"]:
            document.refuse_protected(self._sheet.uno)
        if value is None:
            self.uno.CellBackColor = -1
        else:
            red, green, blue = value
            self.uno.CellBackColor = red << 16 | green << 8 | blue

    @property
    def font(self) -> Font:
        """The font, to be looked at."""
        return Font(self.uno)

    @property
    def row_hidden(self) -> bool | None:
        """True or False for all rows, None when they differ."""
        rows = self.uno.getRows()
        hidden = {not rows.getByIndex(index).IsVisible for index in range(self.nrows)}
        return hidden.pop() if len(hidden) == 1 else None

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self._sheet.document.refuse_protected(self._sheet.uno)
        self.uno.getRows().IsVisible = not value

    @property
    def merge_cells(self) -> bool | None:
        """True when all cells are of merged ones, None when some are."""
        cursor = self._sheet.uno.createCursorByRange(self.uno)
        if self.uno.getIsMerged():
            return True
        before = cursor.getRangeAddress()
        cursor.collapseToMergedArea()
        after = cursor.getRangeAddress()
        same = (before.EndRow, before.EndColumn, before.StartRow, before.StartColumn) == (
            after.EndRow, after.EndColumn, after.StartRow, after.StartColumn,
        )  # fmt: skip
        if not same:
            return True
        return None if any(self._merged_cells()) else False

    def _merged_cells(self) -> list[bool]:
        groups = self.uno.getUniqueCellFormatRanges()
        return [groups.getByIndex(index).getByIndex(0).getIsMerged() for index in range(groups.getCount())]

    # the screen

    def select(self) -> None:
        """Select it: its sheet must be in front, as Excel wants it."""
        controller = self._sheet.document.controller
        if controller.getActiveSheet().getName() != self._sheet.uno.getName():
            raise refused("Select method of Range class failed")
        controller.select(self.uno)


@com_api()
class Areas(base_classes.Range):
    """Several rectangles of one sheet: only for rules that lie over all of them."""

    def __init__(self, parts: list[Range]) -> None:
        self.parts = parts
        self.options: dict[str, Any] = {}

    @property
    def sheet(self) -> Any:
        """The sheet."""
        return self.parts[0].sheet

    @property
    def address(self) -> str:
        """Such as $A$1:$A$2,$C$3."""
        return ",".join(part.address for part in self.parts)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        """The rules that touch any of them."""
        return ConditionalFormats(*self.parts)
