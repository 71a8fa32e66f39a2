"""The worksheet functions in cells of a real spreadsheet: formula, the shipped VBA wrapper, Python, and back.

LibreOffice runs the add-in's own module; only xlwings' DLL is stood in for, by a module that carries the call
over UNO into this process. Two things LibreOffice does not have: `Value2`, which the module here reads as
`Value`, and error values in what a range hands over (an error cell reads as 0), so that errors go out only.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from addin import udfs
from addin.excel.functions import FUNCTIONS
from addin.excel.wrappers import MODULE, functions_module
from tests.excel import engine
from tests.excel.engine.vba import AddIn

pytestmark = engine.NEEDS_OFFICE

ADDIN = Path(__file__).parents[2] / "macros" / "samret.xlam"

SERVER = """
Option ClassModule
Option Compatible
Public Function CallUDF(script As String, name As String, args As Variant) As Variant
    Dim places() As Variant
    Dim outs() As Variant
    Dim given As Variant
    Dim result() As Variant
    Dim i As Long
    Dim j As Long
    given = Python.invoke(Array(script, name, args), places, outs)
    If given(0) = 0 Then
        CallUDF = given(2)
        Exit Function
    End If
    If given(0) = 1 Then
        ReDim result(0 To given(1) - 1)
        For j = 0 To given(1) - 1
            result(j) = given(2 + j)
        Next j
    Else
        ReDim result(0 To given(0) - 1, 0 To given(1) - 1)
        For i = 0 To given(0) - 1
            For j = 0 To given(1) - 1
                result(i, j) = given(2 + i * given(1) + j)
            Next j
        Next i
    End If
    CallUDF = result
End Function
"""
"""What stands in for the COM server: one value, a flat row or a block, as com_server.py hands them back."""

XLWINGS = """
Public Python As Object

Public Sub Connect(given As Object)
    Set Python = given
End Sub

Public Function XLPy() As Variant
    Set XLPy = New samret_test_server
End Function
"""

NUMBERS = ((60.0, 70.0, 80.0, 90.0, 100.0), (15.0, 10.0, 20.0, 25.0, 30.0), (4.25, 3.35, 5.0, 2.8, 3.75))
"""What stands in B1:F3: targets, weights, scores."""

FORMULAS: dict[str, tuple[str, object]] = {
    "PA_SCORE": ("PA_SCORE(A1;B1:F1)", 3.35),
    "PA_NEEDED": ("PA_NEEDED(3;B1:F1)", 79.9995),
    "PA_UNITSCORE": ("PA_UNITSCORE(B3:F3;B2:F2)", 3.7975),
    "PA_GAP": ("PA_GAP(A1;95)", 11.5),
    "PA_PASSED": ("PA_PASSED(2.99995)", 1.0),
    "PA_ATTAINMENT": ("PA_ATTAINMENT(B3:F3)", 80.0),
    "PA_SHORT": ("PA_SHORT(B3:F3)", 1.0),
    "PA_TREND": ("PA_TREND(B3:D3)", 0.375),
    "PA_DUE": ('PA_DUE("2564-11";1)', 44543.0),
    "PA_FISCALYEAR": ("PA_FISCALYEAR(DATE(2021;10;1))", 2565.0),
    "PA_WORKDAY": ('PA_WORKDAY(DATE(2021;10;1);29;"กลาง")', 44515.0),
    "PA_THAIDATE": ("PA_THAIDATE(DATE(2021;11;12))", "12 พฤศจิกายน 2564"),
    "PA_EXPLAIN": ("PA_EXPLAIN(A1;B1:F1)", udfs.PA_EXPLAIN(83.5, NUMBERS[0])),
}


def python_server() -> object:
    """An object that LibreOffice can call: XScript.invoke with the module, the function and its values.

    Its out parameters go back empty: handing back what came in for them corrupts pyuno's memory.
    """
    uno: Any = sys.modules["uno"]
    interfaces = ("com.sun.star.script.provider.XScript", "com.sun.star.lang.XTypeProvider")

    class Server(*map(uno.getClass, interfaces)):  # type: ignore[misc]
        def getTypes(self):  # noqa: N802 - UNO's name
            return tuple(uno.getTypeByName(name) for name in interfaces)

        def getImplementationId(self):  # noqa: N802 - UNO's name
            return uno.ByteSequence(b"")

        def invoke(self, parameters, places, outs):  # noqa: ARG002 - UNO's signature
            script, name, values = parameters
            assert script == udfs.__name__
            found = getattr(udfs, name)(*values)
            if not isinstance(found, list):
                return (0, 0, found), (), ()
            return (len(found), len(found[0]), *[cell for row in found for cell in row]), (), ()

    return Server()


@pytest.fixture(scope="module")
def addin() -> Iterator[AddIn]:
    """The add-in, whose functions reach Python."""
    with AddIn(engine.session(), ADDIN) as opened:
        opened.put("samret_test_server", SERVER)
        opened.put("xlwings", XLWINGS)
        _, _, module = functions_module().partition("\n")
        opened.put(MODULE, module.replace(".Value2", ".Value"))
        opened.run("xlwings.Connect", python_server())
        yield opened


@pytest.fixture
def sheet(addin: AddIn) -> Any:
    """The add-in's first sheet, emptied, with numbers in it."""
    cells = addin._document.uno.Sheets.getByIndex(0)
    cells.clearContents(1023)
    cells.getCellRangeByName("A1:A4").setDataArray(((83.5,), (70.0,), ("",), ("ไม่มี",)))
    cells.getCellRangeByName("B1:F3").setDataArray(NUMBERS)
    return cells


def shown(sheet: Any, formula: str, place: str = "H1") -> object:
    """What a cell shows for a formula: its number, else its text."""
    cell = sheet.getCellRangeByName(place)
    cell.setFormula(f"={formula}")
    return cell.String if cell.FormulaResultType2 == 2 else cell.Value


def spilled(sheet: Any, formula: str, place: str) -> list[list[object]]:
    """What the cells of an array formula show."""
    area = sheet.getCellRangeByName(place)
    area.setArrayFormula(f"={formula}")
    return [list(row) for row in area.getDataArray()]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_answers_in_a_cell(sheet: Any, name: str):
    """Formula to wrapper to Python and back, with ranges, numbers and texts; left-out arguments are defaults."""
    formula, expected = FORMULAS[name]
    assert shown(sheet, formula) == expected


def test_a_column_fills_a_column_with_its_errors(sheet: Any):
    """One call for the range; a blank and a text have their error values, the numbers their scores."""
    expected = [[3.35], [2.0], ["Error 2042"], ["Error 2015"]]
    assert spilled(sheet, "PA_SCORE(A1:A4;B1:F1)", "H1:H4") == expected


def test_a_row_fills_a_row(sheet: Any):
    """The flat row that the server hands back goes into the cells side by side."""
    assert spilled(sheet, "PA_ATTAINMENT(B3:F3;3;95)", "H1:J1") == [[80.0, 0.0, 1.0]]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("PA_SCORE(A3;B1:F1)", "Error 2042"),
        ("PA_SCORE(A4;B1:F1)", "Error 2015"),
        ("PA_SCORE(A1;B2:F2)", "Error 2036"),
        ('PA_SCORE(A1;B1:F1;"sideways")', "Error 2015"),
        ("PA_UNITSCORE(B3:F3;B2:E2)", "Error 2015"),
    ],
)
def test_an_error_is_an_error_value(sheet: Any, formula: str, expected: str):
    """LibreOffice writes CVErr(2042) as "Error 2042" where Excel shows #N/A; a text about it never comes."""
    assert shown(sheet, formula) == expected


def test_arguments_left_out_have_their_defaults(sheet: Any):
    """The scale rises and the deadline stays where nobody says otherwise."""
    assert shown(sheet, 'PA_SCORE(A1;B1:F1;"higher";"step")') == 3.0
    assert shown(sheet, "PA_SCORE(A1;B1:F1)") == 3.35
    assert shown(sheet, 'PA_DUE("2564-11")') == 44540.0


def test_a_whole_column_ends_where_the_sheet_ends(sheet: Any):
    """Only the used rows are handed over: 4 rows of numbers and texts, counted from the first."""
    assert spilled(sheet, "PA_SCORE(A:A;B1:F1)", "H1:H4") == spilled(sheet, "PA_SCORE(A1:A4;B1:F1)", "I1:I4")


def test_without_python_the_cell_is_name_error(sheet: Any, monkeypatch: pytest.MonkeyPatch):
    """When the call itself fails the wrapper answers #NAME?, which says that the function is not there."""
    monkeypatch.delattr(udfs, "PA_PASSED")
    assert shown(sheet, "PA_PASSED(3)") == "Error 2029"
