"""The VBA module of xlwings for add-ins, closed against what a workbook could ask of it.

xlwings_custom_addin.bas (BSD-3, its notice stays at its head) is made for workbooks that one trusts. Each of
its functions is public, so that a cell of any workbook, macro-free ones too, could call =RunPython("...") or
=SaveConfigToFile(...) while the add-in is loaded, and a picture on a sheet could name RunPython, with a text
of its own, as its macro; a sheet of the workbook or a file beside it may name another interpreter; code may
come from sheets called *.py and from the workbook's folder. Each change below closes one of these doors, or
lets a person read in Thai what went wrong; each must find its place as often as it says.

A Thai user name in the interpreter's path is left to the module: it loads the DLL through LoadLibraryA and
reads its settings in the ANSI code page, so such a path works where that page is Thai (874).
"""

from __future__ import annotations

import re
from importlib import metadata, resources
from typing import Final, NamedTuple

VERSION: Final = "0.37.8"
"""The xlwings that the changes were written for; its version also stands in the name of its DLL."""


class Change(NamedTuple):
    """A text that stands `times` times in the module, what replaces it, and why."""

    old: str
    new: str
    times: int
    reason: str


_COMMAND: Final = """\
'Added to xlwings' module: only this Sub and XLPy are seen from outside. A cell cannot call a Sub, but a
'picture on a sheet can, with a text of its own: nothing runs but the command of a button.
Public Sub RunPython(PythonCommand As String)
    Const Opening As String = "from addin import ribbon; ribbon.run('"
    Const Closing As String = "')"
    Dim Words As String

    If Left$(PythonCommand, Len(Opening)) <> Opening Then Err.Raise 5
    If Right$(PythonCommand, Len(Closing)) <> Closing Then Err.Raise 5
    Words = Mid$(PythonCommand, Len(Opening) + 1, Len(PythonCommand) - Len(Opening) - Len(Closing))
    If Words = "" Or Replace(Words, "', '", "") Like "*[!0-9A-Za-z_.]*" Then Err.Raise 5
    CallPython PythonCommand
End Sub

Private Function CallPython(PythonCommand As String)
"""

CHANGES: Final = (
    Change(
        'PROJECT_NAME As String = "myaddin"',
        'PROJECT_NAME As String = "samret"',
        1,
        "the settings lie in .samret\\samret.conf of the user's folder",
    ),
    Change(
        'Optional default As String = "", Optional source As String = "")',
        'Optional default As String = "", Optional source As String = "user")',
        1,
        "settings come from the user's folder only, not from a sheet of the workbook or a file beside it",
    ),
    Change(
        'PYTHONPATH = AddExcelDir & ";" & ActiveFullName & ";" & ThisFullName & ";" & ',
        'PYTHONPATH = AddExcelDir & ";;;" & ',
        2,
        "no module is imported from the workbook's folder, nor from a path that its name would spell with ;",
    ),
    Change(
        'PYTHONPATH = AddExcelDir & ";" & ActiveWorkbook.FullName & ";" & ThisWorkbook.FullName & ";" & ',
        'PYTHONPATH = AddExcelDir & ";;;" & ',
        1,
        "the same, and a workbook's name never becomes part of a command line",
    ),
    Change(
        " -B -c ",
        " -P -B -c ",
        2,
        "no module is imported from Excel's current folder (python -P, since 3.11)",
    ),
    Change(
        "                uses_embedded_code = True\n",
        "                uses_embedded_code = False\n",
        1,
        "sheets named *.py are data; code in them would need xlwings' paid part",
    ),
    Change(
        "Public Function RunPython(PythonCommand As String)\n",
        _COMMAND,
        1,
        "neither a cell nor a shape runs code",
    ),
    Change("RunPython = -1", "CallPython = -1", 1, "as the function is called now"),
    Change("RunPython = ExecuteWindows", "CallPython = ExecuteWindows", 1, "as the function is called now"),
    Change(
        'ShowError "", Err.Description\n',
        'Err.Raise Err.Number, "xlwings", Err.Description\n',
        1,
        "the button's own handler says in Thai what happened and what to do",
    ),
)

_OPEN = re.compile(
    r"^( *)(?:Public )?(Function|Sub|Declare PtrSafe Function|Declare Function) (?!RunPython\b)", re.MULTILINE
)
_NEEDED = "Private Function XLPy()\n"


def xlwings_module() -> str:
    """The module's text as it goes into the add-in, lines ending in LF.

    ValueError when the installed xlwings is another version or its text is not the one known here.
    """
    installed = metadata.version("xlwings")
    if installed != VERSION:
        raise ValueError(f"xlwings {installed} is installed, the add-in is made for {VERSION}")
    text = resources.files("xlwings").joinpath("xlwings_custom_addin.bas").read_text(encoding="ascii")
    return closed(text.replace("\r\n", "\n"))


def closed(text: str) -> str:
    """The changes applied to xlwings' text (lines ending in LF); ValueError where one has no place."""
    for change in CHANGES:
        found = text.count(change.old)
        if found != change.times:
            raise ValueError(f"{change.old!r}: {found} places instead of {change.times} ({change.reason})")
        text = text.replace(change.old, change.new)
    text = _OPEN.sub(r"\1Private \2 ", text)
    if text.count(_NEEDED) != 1:
        raise ValueError("the module has no function XLPy")
    return text.replace(_NEEDED, "Public Function XLPy()\n")
