"""The test engine runs the VBA of a macro file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.excel import engine
from tests.excel.engine.vba import AddIn
from tests.excel.pressing import MACROS

pytestmark = pytest.mark.office


@pytest.fixture
def addin(office: engine.Session) -> Iterator[AddIn]:
    """The built add-in, loaded with its macros."""
    with AddIn(office, MACROS / "samret.xlam") as loaded:
        yield loaded


def test_the_built_modules_are_there(addin: AddIn):
    """Those of the sources, with their text under two lines of LibreOffice's."""
    sources = {path.stem for path in MACROS.glob("*.bas")}
    assert sources | {"xlwings"} <= addin.modules()
    assert "Public Sub SamretPress(control As IRibbonControl)" in addin.source("samret_ribbon")


def test_a_recorded_press_runs_nothing(addin: AddIn):
    """Only the command is there, once, with the tag of the button that was pressed."""
    addin.record()
    (first,) = addin.press("SamretPress", "recalc")
    (second,) = addin.press("SamretPress", "check")
    assert "'recalc'" in first
    assert second == first.replace("'recalc'", "'check'")


def test_a_callback_that_is_not_there_records_nothing(addin: AddIn):
    """LibreOffice swallows the error, so the effect is what tells."""
    addin.record()
    assert addin.press("NoSuchSub", "recalc") == []


def test_cells_call_functions_of_the_file(addin: AddIn):
    """A function that is put in is computed in a cell; a range arrives as its value (Excel hands the Range)."""
    addin.record()
    addin.put("extra", "Public Function Half(x As Variant) As Variant\n    Half = x / 2\nEnd Function\n")
    sheet = addin.sheet("texts")
    sheet.range("Z1:Z3").raw_value = [[5.0], ["=Half(9)"], ["=Half(Z1)"]]
    assert sheet.range("Z2:Z3").raw_value == ((4.5,), (2.5,))
    assert addin.run("extra.Half", 9.0) == 4.5
