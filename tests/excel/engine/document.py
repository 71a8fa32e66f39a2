"""An open document: its file, number formats, protection and what only Excel keeps beside the cells."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import etree

from tests.excel.engine.faults import refused
from tests.excel.engine.office import Office
from tests.excel.engine.values import Block

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

ALLOWANCES = {
    "AllowFormattingCells": "formatCells",
    "AllowFormattingColumns": "formatColumns",
    "AllowFormattingRows": "formatRows",
    "AllowInsertingColumns": "insertColumns",
    "AllowInsertingRows": "insertRows",
    "AllowInsertingHyperlinks": "insertHyperlinks",
    "AllowDeletingColumns": "deleteColumns",
    "AllowDeletingRows": "deleteRows",
    "AllowSorting": "sort",
    "AllowFiltering": "autoFilter",
    "AllowUsingPivotTables": "pivotTables",
}
"""Option of Worksheet.Protect -> attribute of <sheetProtection>, where "0" allows."""
ALWAYS_EXECUTE = 4


class Protection:
    """How one sheet is protected: Excel's own options, which LibreOffice does not keep."""

    def __init__(self, found: Any = None) -> None:
        self.options: dict[str, bool] = dict.fromkeys(ALLOWANCES, False)
        self.drawings = self.scenarios = False
        self.selection = 0
        if found is None:
            return
        self.drawings = found.get("objects") in ("1", "true")
        self.scenarios = found.get("scenarios") in ("1", "true")
        for option, attribute in ALLOWANCES.items():
            self.options[option] = found.get(attribute) in ("0", "false")
        if found.get("selectLockedCells") in ("1", "true"):
            self.selection = -4142 if found.get("selectUnlockedCells") in ("1", "true") else 1


def _protections(path: Path) -> dict[str, Protection]:
    """Sheet title -> its protection as the file has it."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {one.get("Id"): one.get("Target") for one in relations}
        for sheet in etree.fromstring(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
            target = targets[sheet.get(_REFERENCE)]
            part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            node = etree.fromstring(archive.read(part)).find(f"{_MAIN}sheetProtection")
            if node is not None:
                found[sheet.get("name")] = Protection(node)
    return found


class Document:
    """A spreadsheet that is open in the office."""

    def __init__(self, office: Office, path: Path, *, filter_name: str | None = None) -> None:
        self.office = office
        self.path = path
        named: dict[str, Any] = {"Hidden": True, "MacroExecutionMode": ALWAYS_EXECUTE}
        if filter_name:
            named["FilterName"] = filter_name
        url = path.resolve().as_uri()
        self.uno = office.desktop.loadComponentFromURL(url, "_blank", 0, office.properties(**named))
        assert self.uno is not None, f"LibreOffice does not open {path}"
        is_ooxml = path.suffix in (".xlsx", ".xlsm", ".xlam")
        self.protections = _protections(path) if is_ooxml else {}
        self.new_rules: list[tuple[int, int]] = []
        self.rule_formulas: dict[tuple[int, int], str] = {}
        day = self.uno.NullDate
        self.null_date = dt.datetime(day.Year, day.Month, day.Day)
        self.formatter = office.create("com.sun.star.util.NumberFormatter")
        self.formatter.attachNumberFormatsSupplier(self.uno)
        self._table_sheets: dict[str, int] = {}
        self._formats: dict[int, tuple[int, str]] = {}
        self._locale = office.struct("com.sun.star.lang.Locale", "en", "US", "")

    @property
    def controller(self) -> Any:
        """The view: selection, active sheet, scrolling."""
        return self.uno.getCurrentController()

    def format_of(self, key: int) -> tuple[int, str]:
        """(type, code) of a number format."""
        if key not in self._formats:
            found = self.uno.getNumberFormats().getByKey(key)
            self._formats[key] = (found.Type, found.FormatString)
        return self._formats[key]

    def format_key(self, code: str) -> int:
        """The key of a number format, made when it is new."""
        formats = self.uno.getNumberFormats()
        key: int = formats.queryKey(code, self._locale, False)
        return formats.addNew(code, self._locale) if key == -1 else key

    def tables_of(self, sheet: int) -> list[str]:
        """The Tables of a sheet. A Table never changes its sheet, so that is asked once for each."""
        ranges = self.uno.DatabaseRanges
        names = ranges.getElementNames()
        for name in names:
            if name not in self._table_sheets:
                self._table_sheets[name] = ranges.getByName(name).DataArea.Sheet
        return [name for name in names if self._table_sheets[name] == sheet]

    def table_at(self, at: tuple[int, int, int]) -> str | None:
        """The Table that a cell (sheet, row, column) is in."""
        sheet, row, column = at
        for name in self.tables_of(sheet):
            area = self.uno.DatabaseRanges.getByName(name).DataArea
            if area.StartRow <= row <= area.EndRow and area.StartColumn <= column <= area.EndColumn:
                return name
        return None

    def settle(self) -> None:
        """In manual mode, compute the formulas that lost their value.

        Excel computes a formula when it is entered and keeps what the others show; LibreOffice leaves both at
        0. So a stale formula may become fresh here where Excel would show the old value.
        """
        if not self.uno.isAutomaticCalculationEnabled():
            self.uno.calculate()

    def protection(self, sheet: str) -> Protection:
        """How a sheet is protected, or would be."""
        return self.protections.setdefault(sheet, Protection())

    @contextlib.contextmanager
    def without_protection(self) -> Iterator[bool]:
        """No sheet is protected inside; False when one has a password."""
        every = [self.uno.Sheets.getByIndex(index) for index in range(self.uno.Sheets.getCount())]
        locked = [sheet for sheet in every if sheet.isProtected()]
        for sheet in locked:
            with contextlib.suppress(self.office.exception):  # it has a password
                sheet.unprotect("")
        still = [sheet for sheet in locked if sheet.isProtected()]
        yield not still
        for sheet in locked:
            if sheet not in still:
                sheet.protect("")

    def refuse_locked(self, block: Block) -> None:
        """Raise what Excel raises for a write to locked cells of a protected sheet."""
        sheet = block.uno.getSpreadsheet()
        if not sheet.isProtected():
            return
        groups = block.uno.getUniqueCellFormatRanges()
        if any(groups.getByIndex(index).CellProtection.IsLocked for index in range(groups.getCount())):
            raise refused("The cell or chart you're trying to change is on a protected sheet.")

    def refuse_protected(self, sheet: Any) -> None:
        """Raise what Excel raises for a change of structure or look on a protected sheet."""
        if sheet.isProtected():
            raise refused("The cell or chart you're trying to change is on a protected sheet.")

    def active_cell(self) -> tuple[str, int, int]:
        """Sheet, row and column (from 0) of the upper left cell of the selection."""
        found = re.fullmatch(r"\$?(?:'((?:[^']|'')*)'|([^.]*))\.\$?([A-Z]+)\$?(\d+).*", self.selection())
        assert found is not None, self.selection()
        column = 0
        for letter in found[3]:
            column = column * 26 + ord(letter) - 64
        return (found[1] or found[2]).replace("''", "'"), int(found[4]) - 1, column - 1

    def selection(self) -> str:
        """The address of the first selected area, in LibreOffice's spelling."""
        chosen = self.controller.getSelection()
        if chosen.supportsService("com.sun.star.sheet.SheetCellRanges"):
            chosen = chosen.getByIndex(0)
        name: str = chosen.AbsoluteName
        return name

    def close(self) -> None:
        """Close without saving."""
        self.uno.setModified(False)
        self.uno.close(True)
