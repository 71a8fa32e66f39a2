"""The way from VBA to Python, run in LibreOffice: a button's command passes, and nothing else does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
import xlwings as xw

from addin import __version__
from addin.excel.build import MACROS
from addin.excel.build_xlwings import xlwings_module
from tests.excel.engine import NEEDS_OFFICE, session
from tests.excel.engine.vba import AddIn

pytestmark = NEEDS_OFFICE
GATE = re.compile(r"^Public Sub RunPython\(.*?^End Sub\n", re.MULTILINE | re.DOTALL)
RECORDER = """
Private Passed As String

Private Function CallPython(command As String)
    Passed = command
End Function

Public Function Tried(command As String) As String
    Passed = ""
    On Error GoTo refused
    RunPython command
    Tried = Passed
    Exit Function
refused:
    Tried = "refused" & Passed
End Function
"""


@pytest.fixture(scope="module")
def tried() -> Iterator[Callable[[str], str]]:
    found = GATE.search(xlwings_module())
    assert found is not None
    with AddIn(session(), MACROS / "samret.xlam") as addin:
        addin.record()  # in place of xlwings' module: LibreOffice has no DLL of Windows to declare
        addin.put("samret_test_gate", found[0] + RECORDER)
        yield lambda command: str(addin.run("samret_test_gate.Tried", command))
    session().reset()


def test_the_command_of_a_button_passes(tried: Callable[[str], str]) -> None:
    """The tag and the two versions reach Python as they are."""
    command = f"from addin import ribbon; ribbon.run('next_empty', '{__version__}', '{xw.__version__}')"
    assert tried(command) == command


@pytest.mark.parametrize(
    "command",
    [
        "import os; os.system('calc')",
        "from addin import ribbon; ribbon.run('a'); import os; os.remove('b')",
        "from addin import ribbon; ribbon.run('a', 'b', 'c' or open('d', 'w'))",
        "from addin import ribbon; ribbon.run('a\\', 'b', 'c')",
        "from addin import ribbon; ribbon.run('a\nb', 'c', 'd')",
        "from addin import ribbon; ribbon.run(')",
        "",
    ],
)
def test_no_other_command_passes(tried: Callable[[str], str], command: str) -> None:
    """A picture on a hostile sheet can name RunPython as its macro, with a text of its own."""
    assert tried(command) == "refused"
