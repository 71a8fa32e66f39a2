"""Books, sheets and the few native members of them that the product uses."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from tests.excel.engine.app import App, State
from tests.excel.engine.document import ALLOWANCES, Document
from tests.excel.engine.faults import NativeObject, com_api, faults, refused

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d+)")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?(\d+):\$?(\d+)")
ROWS, COLUMNS = 1_048_576, 16_384
_LONGEST_TITLE = 31
_LONGEST_ADDRESS = 255


def column_number(letters: str) -> int:
    """From 0: A is 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


class NativeBook(NativeObject):
    """Book.api."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @property
    def Date1904(self) -> bool:  # noqa: N802
        """True when day 0 is 1904-01-01."""
        return self._document.null_date.year == 1904

    @property
    def FullName(self) -> str:  # noqa: N802
        """The path of the file."""
        return str(self._document.path)

    @property
    def Path(self) -> str:  # noqa: N802
        """The folder of the file."""
        return str(self._document.path.parent)

    @property
    def ReadOnly(self) -> bool:  # noqa: N802
        """True when it could only be opened for reading."""
        return bool(self._document.uno.isReadonly())


@com_api("activate", "close", "save")
class Book(base_classes.Book):
    """An open workbook."""

    def __init__(self, state: State, document: Document) -> None:
        self.state = state
        self.document = document

    @property
    def api(self) -> NativeBook:
        """The native members."""
        return NativeBook(self.document)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.document.path.name

    @property
    def fullname(self) -> str:
        """The file's path."""
        return str(self.document.path)

    @property
    def app(self) -> App:
        """The application."""
        return App(self.state)

    @property
    def sheets(self) -> Sheets:
        """The sheets in order."""
        return Sheets(self.state, self.document)

    def activate(self) -> None:
        """Bring it to the front."""
        self.state.documents.remove(self.document)
        self.state.documents.append(self.document)

    def close(self) -> None:
        """Close without saving."""
        self.state.documents.remove(self.document)
        self.document.close()

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Store as xlsx. LibreOffice loses what it does not know: for looking at values only."""
        if password is not None:
            raise NotImplementedError("Book.save with a password is not part of the test engine")
        target = (self.document.path if path is None else type(self.document.path)(path)).resolve()
        named = self.document.office.properties(FilterName="Calc MS Excel 2007 XML", Overwrite=True)
        self.document.uno.storeToURL(target.as_uri(), named)


@com_api()
class Sheets(base_classes.Sheets):
    """The worksheets of a book."""

    def __init__(self, state: State, document: Document) -> None:
        self.state = state
        self.document = document

    def _sheet(self, uno_sheet: Any) -> Sheet:
        return Sheet(self.state, self.document, uno_sheet)

    @property
    def active(self) -> Sheet:
        """The sheet in front."""
        return self._sheet(self.document.controller.getActiveSheet())

    def __call__(self, key: int | str) -> Sheet:
        """By number from 1 or by title."""
        sheets = self.document.uno.Sheets
        if isinstance(key, int):
            return self._sheet(sheets.getByIndex(key - 1))
        for name in sheets.getElementNames():
            if name.lower() == key.lower():
                return self._sheet(sheets.getByName(name))
        raise KeyError(key)

    def __contains__(self, key: str) -> bool:
        return key.lower() in {name.lower() for name in self.document.uno.Sheets.getElementNames()}

    def __len__(self) -> int:
        return int(self.document.uno.Sheets.getCount())

    def __iter__(self) -> Iterator[Sheet]:
        sheets = self.document.uno.Sheets
        for index in range(sheets.getCount()):
            yield self._sheet(sheets.getByIndex(index))


class NativeProtection(NativeObject):
    """Worksheet.Protection."""

    def __init__(self, options: dict[str, bool]) -> None:
        self._options = options

    def __getattr__(self, name: str) -> Any:
        if name in ALLOWANCES:
            return self._options[name]
        return super().__getattr__(name)


class NativeSheet(NativeObject):
    """Sheet.api: protection."""

    def __init__(self, sheet: Sheet) -> None:
        object.__setattr__(self, "_sheet", sheet)

    @property
    def _protection(self) -> Any:
        return self._sheet.document.protection(self._sheet.uno.getName())

    @property
    def ProtectContents(self) -> bool:  # noqa: N802
        """True when the cells are protected."""
        return bool(self._sheet.uno.isProtected())

    @property
    def ProtectDrawingObjects(self) -> bool:  # noqa: N802
        """True when shapes and charts are protected."""
        return bool(self._protection.drawings and self.ProtectContents)

    @property
    def ProtectScenarios(self) -> bool:  # noqa: N802
        """True when scenarios are protected."""
        return bool(self._protection.scenarios and self.ProtectContents)

    @property
    def Protection(self) -> NativeProtection:  # noqa: N802
        """What stays allowed."""
        return NativeProtection(self._protection.options)

    @property
    def EnableSelection(self) -> int:  # noqa: N802
        """0 anything, 1 unlocked cells only, -4142 nothing."""
        return int(self._protection.selection)

    @EnableSelection.setter
    def EnableSelection(self, value: int) -> None:  # noqa: N802
        self._protection.selection = value

    def Unprotect(self, Password: str = "") -> None:  # noqa: N802, N803
        """Lift the protection; a wrong password is refused."""
        faults.enter(write=True)
        faults.leave()
        uno_sheet = self._sheet.uno
        if uno_sheet.isProtected():
            with contextlib.suppress(self._sheet.document.office.exception):  # says only where, not why
                uno_sheet.unprotect(Password)
            if uno_sheet.isProtected():
                raise refused("The password you supplied is not correct.")

    def Protect(  # noqa: N802
        self,
        Password: str = "",  # noqa: N803
        DrawingObjects: bool = True,  # noqa: FBT001, FBT002, N803
        Contents: bool = True,  # noqa: FBT001, FBT002, N803
        Scenarios: bool = True,  # noqa: FBT001, FBT002, N803
        UserInterfaceOnly: bool = False,  # noqa: FBT001, FBT002, N803
        **allowed: bool,
    ) -> None:
        """Protect the cells; what is not named is not allowed."""
        faults.enter(write=True)
        faults.leave()
        if UserInterfaceOnly or not Contents:
            raise NotImplementedError("Protect with UserInterfaceOnly or without Contents")
        unknown = set(allowed) - set(ALLOWANCES)
        if unknown:
            raise TypeError(f"Protect has no argument {sorted(unknown)}")
        protection = self._protection
        protection.options = {name: bool(allowed.get(name, False)) for name in ALLOWANCES}
        protection.drawings, protection.scenarios = DrawingObjects, Scenarios
        self._sheet.uno.protect(Password)


@com_api("activate", "select")
class Sheet(base_classes.Sheet):
    """A worksheet."""

    def __init__(self, state: State, document: Document, uno_sheet: Any) -> None:
        self.state = state
        self.document = document
        self.uno = uno_sheet

    def part(self, top: int, left: int, bottom: int, right: int) -> Any:
        """The range between two corners counted from 0."""
        from tests.excel.engine.ranges import Range

        return Range(self, top, left, bottom - top + 1, right - left + 1)

    @property
    def api(self) -> NativeSheet:
        """The native members."""
        return NativeSheet(self)

    @property
    def book(self) -> Book:
        """The book that it is in."""
        return Book(self.state, self.document)

    @property
    def name(self) -> str:
        """The title on its tab."""
        return str(self.uno.getName())

    @name.setter
    def name(self, value: str) -> None:
        if not value or len(value) > _LONGEST_TITLE or re.search(r"[\[\]:*?/\\]", value):
            raise refused(f"the sheet title {value!r}")
        protection = self.document.protections.pop(self.uno.getName(), None)
        self.uno.setName(value)
        if protection is not None:
            self.document.protections[value] = protection

    @property
    def index(self) -> int:
        """Its place, from 1."""
        return int(self.uno.getRangeAddress().Sheet) + 1

    @property
    def visible(self) -> int:
        """-1 visible, 0 hidden."""
        return -1 if self.uno.IsVisible else 0

    @visible.setter
    def visible(self, value: int) -> None:
        self.uno.IsVisible = value not in (0, 2)

    def range(self, arg1: Any, arg2: Any = None) -> Any:
        """By corners (row, column from 1), by ranges or by an address."""
        if isinstance(arg1, tuple) and len(arg1) == 4:
            row, column, height, width = arg1
            return self.part(row - 1, column - 1, row + height - 2, column + width - 2)
        if isinstance(arg1, int) and isinstance(arg2, int):
            arg1, arg2 = (arg1, arg2), None
        if isinstance(arg1, str) and "," in arg1:
            from tests.excel.engine.ranges import Areas

            if len(arg1) > _LONGEST_ADDRESS:
                raise refused(f"an address of {len(arg1)} characters")
            return Areas([self.part(*self._corners(one)) for one in arg1.split(",")])
        first = self._corners(arg1)
        last = self._corners(arg2) if arg2 is not None else first
        return self.part(
            min(first[0], last[0]), min(first[1], last[1]), max(first[2], last[2]), max(first[3], last[3])
        )

    def _corners(self, what: Any) -> tuple[int, int, int, int]:
        if isinstance(what, tuple):
            if 0 in what:
                raise IndexError("xlwings/Excel Ranges are 1-based.")
            return what[0] - 1, what[1] - 1, what[0] - 1, what[1] - 1
        if not isinstance(what, str):
            return what.row0, what.col0, what.row0 + what.nrows - 1, what.col0 + what.ncols - 1
        if found := _COLUMNS.fullmatch(what):
            return 0, column_number(found[1]), ROWS - 1, column_number(found[2])
        if found := _ROWS.fullmatch(what):
            return int(found[1]) - 1, 0, int(found[2]) - 1, COLUMNS - 1
        ends = [_CELL.fullmatch(one) for one in what.split(":")]
        if len(ends) > 2 or not all(ends):
            return self._named(what)
        cells = [(int(one[2]) - 1, column_number(one[1])) for one in ends if one]
        (top, left), (bottom, right) = cells[0], cells[-1]
        return min(top, bottom), min(left, right), max(top, bottom), max(left, right)

    def _named(self, name: str) -> tuple[int, int, int, int]:
        names = self.document.uno.NamedRanges
        if not names.hasByName(name):
            raise refused(f"no range {name!r}")
        found = names.getByName(name).getReferredCells()
        if found is None or found.getSpreadsheet().getName() != self.uno.getName():
            raise refused(f"the name {name!r} is no range of this sheet")
        address = found.getRangeAddress()
        return address.StartRow, address.StartColumn, address.EndRow, address.EndColumn

    @property
    def cells(self) -> Any:
        """All cells."""
        return self.part(0, 0, ROWS - 1, COLUMNS - 1)

    @property
    def used_range(self) -> Any:
        """The rectangle of cells that hold something."""
        cursor = self.uno.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        address = cursor.getRangeAddress()
        return self.part(address.StartRow, address.StartColumn, address.EndRow, address.EndColumn)

    @property
    def tables(self) -> Any:
        """The Tables of this sheet."""
        from tests.excel.engine.tables import Tables

        return Tables(self)

    def activate(self) -> None:
        """Bring it to the front."""
        if not self.uno.IsVisible:
            raise refused("Activate method of Worksheet class failed")
        self.document.controller.setActiveSheet(self.uno)

    select = activate
