"""The worksheet functions called as Excel calls them: raw COM values through xlwings' own COM server and converters.

pywin32 exists on Windows only; stand-ins for its modules let the server's code run here as it is.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

import pytest
import xlwings

from addin.excel.cells import Code, token
from addin.excel.functions import CATEGORY, FUNCTIONS

A = (60.0, 70.0, 80.0, 90.0, 100.0)
NA, VALUE = token(Code.NA), token(Code.VALUE)
MISSING = -2147352572
"""DISP_E_PARAMNOTFOUND: what COM hands over for an argument that was left out."""

COM_NA = -2146826246
PYWIN32 = (
    "pythoncom", "pywintypes", "win32api", "win32event", "win32com", "win32com.client", "win32com.server",
    "win32com.server.dispatcher", "win32com.server.policy", "win32com.server.util",
)  # fmt: skip
LOADED_ANEW = ("xlwings.udfs", "xlwings.com_server", "addin.udfs")

Call = Callable[..., Any]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Xlwings' com_server with addin.udfs decorated as on Windows; everything is put back afterwards."""
    for name in PYWIN32:
        monkeypatch.setitem(sys.modules, name, MagicMock())
    for parent, child in (("win32com", "server"), ("win32com.server", "util"), ("win32com", "client")):
        setattr(sys.modules[parent], child, sys.modules[f"{parent}.{child}"])
    sys.modules["win32com.server.util"].unwrap.side_effect = ValueError("a plain value")
    windows = ModuleType("xlwings._xlwindows")
    windows.Range = MagicMock  # type: ignore[attr-defined] # made of the calling cell, and not looked at
    windows.is_range_instance = lambda _: False  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, windows.__name__, windows)
    monkeypatch.setattr(xlwings, "_xlwindows", windows, raising=False)
    monkeypatch.setattr(xlwings, "engines", {"excel": None})
    import addin

    for name in LOADED_ANEW:
        parent, _, child = name.partition(".")
        monkeypatch.delitem(sys.modules, name, raising=False)
        # Set once, so that what the import puts there goes away with the test.
        monkeypatch.setattr({"xlwings": xlwings, "addin": addin}[parent], child, None, raising=False)
    udfs = importlib.import_module("xlwings.udfs")
    for plain, decorator in (("func", udfs.xlfunc), ("arg", udfs.xlarg), ("ret", udfs.xlret)):
        monkeypatch.setattr(xlwings, plain, decorator)
    com_server = importlib.import_module("xlwings.com_server")
    yield com_server
    com_server.loop.close()
    for name in LOADED_ANEW:
        sys.modules.pop(name, None)


@pytest.fixture
def call(server: ModuleType) -> Call:
    """A function by name with raw values, as the VBA wrapper calls it: no workbook, no calling cell."""

    def called(name: str, *arguments: object) -> Any:
        return server.XLPython().CallUDF("addin.udfs", name, arguments)

    return called


def test_a_column_comes_in_as_tuples_and_goes_out_as_rows(call: Call):
    """Floats, blanks, texts and error numbers of `Value2`; tokens for errors, rows for the column."""
    actual = ((83.5,), (None,), ("x",), (COM_NA,), (70.0,))
    assert call("PA_SCORE", actual, (A,), None, None) == [[3.35], [NA], [VALUE], [NA], [2.0]]


def test_one_cell_is_one_value(call: Call):
    """A single answer is no array, whether a number, a truth, a text or an error."""
    assert call("PA_SCORE", 83.5, (A,), None, None) == 3.35
    assert call("PA_PASSED", 2.9999, None) is False
    assert call("PA_THAIDATE", 44512.0, None, False) == "12 พฤศจิกายน 2564"
    assert call("PA_SCORE", None, (A,), None, None) == NA


def test_a_row_comes_back_flat(call: Call):
    """The server takes the outer list off a single row; the wrapper knows."""
    assert call("PA_SCORE", ((60.0, 70.0),), (A,), None, None) == [1.0, 2.0]
    assert call("PA_ATTAINMENT", ((3.0,), (1.0,)), None, 50.0) == [50.0, True, 0.0]


def test_an_argument_left_out_is_the_default(call: Call):
    """As nothing at all, and as COM marks it."""
    assert call("PA_SCORE", 83.5, A, MISSING, MISSING) == 3.35
    assert call("PA_WORKDAY", 44470.0, 29.0, "กลาง", MISSING, MISSING) == 44515.0


def test_array_constants_and_scalars_of_other_types(call: Call):
    """{60,70,80,90,100} arrives flat; VBA may hand over whole numbers."""
    assert call("PA_SCORE", 70, [60, 70, 80, 90, 100], "higher", "step") == 2.0


def test_a_refusal_is_an_error_not_an_exception(call: Call):
    """Nothing is raised through COM, where VBA could only guess what it was."""
    assert call("PA_SCORE", 83.5, (60.0, 70.0), None, None) == VALUE
    assert call("PA_UNITSCORE", (3.0, 3.0), (1.0, 2.0, 3.0), None) == VALUE


@pytest.mark.parametrize("name", FUNCTIONS)
def test_xlwings_knows_each_function_as_the_catalogue_does(server: ModuleType, name: str):
    """Name, arguments in order, which are optional, category, not volatile, raw values in."""
    assert server
    found = getattr(importlib.import_module("addin.udfs"), name).__xlfunc__
    function = FUNCTIONS[name]
    arguments = found["args"][: len(function.arguments)]
    assert found["name"] == name
    assert [a["name"] for a in arguments] == [a.name for a in function.arguments]
    assert ["optional" in a for a in arguments] == [a.optional for a in function.arguments]
    assert len(found["args"]) == len(function.arguments) + function.dated
    assert {a["options"]["convert"] for a in found["args"]} == {"raw"}
    assert (found["category"], found["volatile"]) == (CATEGORY, False)


EXAMPLES: dict[str, tuple[tuple[object, ...], object]] = {
    "PA_SCORE": ((92.0, (50.0, 65.0, 80.0, 90.0, 95.0), None, None), 4.4),
    "PA_NEEDED": ((3.0, A, None), 79.9995),
    "PA_UNITSCORE": (((4.25, 3.35, 5.0, 2.8, 3.75), (15.0, 10.0, 20.0, 25.0, 30.0), None), 3.7975),
    "PA_GAP": ((83.5, 95.0, None), 11.5),
    "PA_PASSED": ((2.99995, None), True),
    "PA_ATTAINMENT": ((((3.0,),) * 34 + ((1.0,),) * 2, None, None), 94.4444),
    "PA_SHORT": ((((3.0,),) * 34 + ((1.0,),) * 2, None, None), 1.0),
    "PA_TREND": (((3.12, 3.45, 3.28),), 0.08),
    "PA_DUE": (("2564-11", 1.0, None, False), 44543.0),
    "PA_FISCALYEAR": ((44470.0, False), 2565.0),
    "PA_WORKDAY": ((44470.0, 29.0, "กลาง", None, False), 44515.0),
    "PA_THAIDATE": ((44512.0, "ย่อ", False), "12 พ.ย. 64"),
    "PA_EXPLAIN": (
        (5.0, None, None, "reported"),
        "คะแนนที่รายงาน 5 คิดเป็น 5.0000 คะแนน ตัวชี้วัดนี้ผ่านเกณฑ์ 3.0000 อยู่แล้ว และจะผ่านตราบที่ได้คะแนนไม่ต่ำกว่า 3.0000",
    ),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_answers_through_the_server(call: Call, name: str):
    """Each function of the catalogue, with the values that its wrapper hands over."""
    arguments, expected = EXAMPLES[name]
    assert call(name, *arguments) == expected
