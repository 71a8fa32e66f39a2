"""The add-in's VBA, run by LibreOffice.

LibreOffice swallows errors inside VBA and cannot be handed a None, so calls go through a module of our own
that returns what happened; assert on that. `RunPython` is replaced by one that only records.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlwings as xw

from tests.excel.engine import Session
from tests.excel.engine.book import Sheet
from tests.excel.engine.document import Document

_FILTER = "Calc MS Excel 2007 VBA XML"
_HEAD = "Rem Attribute VBA_ModuleType=VBAModule\nOption VBASupport 1\n"
_SHIM = "samret_test_shim"
_VERSION = re.compile(r'^Public Const XLWINGS_VERSION As String = ".*"$', re.MULTILINE)

_RECORDER = """
Public Recorded As String

Public Sub RunPython(command As String)
    Recorded = Recorded & command & vbLf
End Sub
"""

_PRESS = """
Type SamretPressed
    Tag As String
    Id As String
End Type

Public Function Press(id As String, tag As String) As String
    Dim control As SamretPressed
    control.Id = id
    control.Tag = tag
    Recorded = ""
    {callback} control
    Press = Recorded
End Function
"""


class AddIn:
    """A macro file opened with its VBA; it has no place among the books.

    Nothing of it runs before xlwings' own module is replaced (`record`, or `put` with a stub): LibreOffice
    cannot compile its declarations of Windows functions.
    """

    def __init__(self, session: Session, path: Path) -> None:
        self._state = session.state
        self._document = Document(session.office, path, filter_name=_FILTER)
        self._library = self._document.uno.BasicLibraries.getByName("VBAProject")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._document.close()

    def modules(self) -> set[str]:
        """The names of all modules, those of the sheets too."""
        return set(self._library.getElementNames())

    def source(self, module: str) -> str:
        """What LibreOffice made of a module: the source under two lines of its own."""
        return str(self._library.getByName(module))

    def sheet(self, name: str) -> xw.Sheet:
        """A sheet of the file; formulas in its cells may call the file's functions."""
        return xw.Sheet(impl=Sheet(self._state, self._document, self._document.uno.Sheets.getByName(name)))

    def put(self, module: str, source: str) -> None:
        """Add a module or replace one."""
        text = _HEAD + source
        if module in self.modules():
            self._library.replaceByName(module, text)
        else:
            self._library.insertByName(module, text)

    def run(self, function: str, *arguments: Any) -> Any:
        """The result of "module.Function"."""
        url = f"vnd.sun.star.script:VBAProject.{function}?language=Basic&location=document"
        result, _, _ = self._document.uno.getScriptProvider().getScript(url).invoke(arguments, (), ())
        return result

    def record(self) -> None:
        """From now on RunPython only records; the version constant of xlwings' module stays what it is."""
        version = _VERSION.search(self.source("xlwings"))
        assert version is not None, "xlwings' module names its version"
        self.put("xlwings", f"{version[0]}\n{_RECORDER}")

    def press(self, callback: str, tag: str, identity: str = "button") -> list[str]:
        """Press a button: the Python commands that its callback runs."""
        self.put(_SHIM, _PRESS.format(callback=callback))
        return str(self.run(f"{_SHIM}.Press", identity, tag)).splitlines()
