"""The VBA keeps the house rules: ASCII, declared, no error swallowed, and nothing open to a cell but PA_*."""

from __future__ import annotations

import csv
import re
from difflib import ndiff
from importlib import metadata, resources

import pytest

from addin.excel import build_xlwings
from addin.excel.build import MACROS, MODULES, sources
from addin.excel.build_xlwings import CHANGES, VERSION, closed, xlwings_module

OURS = {path.stem: path.read_bytes() for path in sorted(MACROS.glob("*.bas"))}
PROCEDURE = re.compile(
    r"^ *(Public|Private|Friend)? *(Sub|Function|Property \w+|Declare PtrSafe Function|Declare Function) (\w+)",
    re.MULTILINE,
)
of_module = pytest.mark.parametrize("name", OURS)


def original() -> str:
    text = resources.files("xlwings").joinpath("xlwings_custom_addin.bas").read_text(encoding="ascii")
    return text.replace("\r\n", "\n")


def test_the_modules_are_those_that_are_built() -> None:
    """No module lies beside the others without going into the add-in, and none is missing."""
    assert tuple(OURS) == MODULES


def test_there_is_no_class_and_no_form() -> None:
    """Standard modules only: classes and forms need parts that the builder does not write."""
    assert [path.name for path in MACROS.iterdir() if path.suffix in {".cls", ".frm", ".frx"}] == []
    assert {"Attribute VB_Base" in text for text in sources().values()} == {False}


@of_module
def test_a_module_is_ascii_with_its_name(name: str) -> None:
    """VBA text is kept in a machine's code page, so it holds ASCII alone; its name is the file's."""
    text = OURS[name].decode("ascii")
    assert text.splitlines()[0] == f'Attribute VB_Name = "{name}"'
    assert "\t" not in text


@of_module
def test_a_module_declares_its_variables_and_swallows_nothing(name: str) -> None:
    """Option Explicit stands on top; no error passes by unseen."""
    text = OURS[name].decode("ascii")
    assert text.splitlines()[1] == "Option Explicit"
    assert not re.search(r"On Error Resume Next", text, re.IGNORECASE)


@pytest.mark.parametrize(("name", "longest"), [("samret_ribbon", 110), ("samret_functions", 1023)])
def test_lines_fit(name: str, longest: int) -> None:
    """What people write fits on a screen; what is generated keeps the limit of VBA's editor."""
    assert [line for line in OURS[name].decode("ascii").splitlines() if len(line) > longest] == []


def test_a_formula_never_returns_the_text_of_an_error() -> None:
    """Charts and sums swallow a text; a wrapper returns an Excel error."""
    assert "Err.Description" not in OURS["samret_functions"].decode("ascii")


def test_cells_can_call_our_worksheet_functions_only() -> None:
    """A public Function of a loaded add-in can be called by any cell of any workbook, a Sub cannot."""
    public = {
        (kind, name)
        for module, text in sources().items()
        if module != "xlwings"
        for visibility, kind, name in PROCEDURE.findall(text.replace("\r\n", "\n"))
        if visibility != "Private"
    }
    functions = {name for kind, name in public if kind == "Function"}
    assert functions
    assert all(name.startswith("PA_") for name in functions)
    assert {name for kind, name in public if kind != "Function"} == {"SamretPress", "Auto_Open"}


def test_of_xlwings_only_the_way_to_python_is_open() -> None:
    """RunPython is a Sub, so that no cell runs code; XLPy stays a Function, for our wrappers call it."""
    open_to_all = [
        (kind, name) for seen, kind, name in PROCEDURE.findall(xlwings_module()) if seen != "Private"
    ]
    assert open_to_all == [("Sub", "RunPython"), ("Function", "XLPy")]


def test_a_workbook_names_neither_the_interpreter_nor_a_folder_of_code() -> None:
    """Settings come from the user's folder; the workbook's path is no part of Python's command."""
    text = xlwings_module()
    asked = re.findall(r"GetConfig\(([^()]*)\)", text)
    assert [call for call in asked if "source" not in call and call.count(",") > 1] == []
    assert 'Optional source As String = "user")' in text
    assert not re.search(r"PYTHONPATH = .*FullName", text)
    assert text.count(" -P -B -c ") == len(re.findall(r" -c \"\"", text)) == 2


def test_xlwings_notice_is_kept() -> None:
    """The licence stands on top as xlwings ships it."""
    head = original().split("'Attribute VB_Name")[0]
    assert "BSD 3-clause" in head
    assert xlwings_module().startswith(head)


def test_only_declared_changes_are_made_to_xlwings() -> None:
    """Who may call a procedure aside, each line that goes holds a declared text, each that comes its replacement."""

    def lines(module: str) -> list[str]:
        seen = r"^( *)(?:Public |Private )(?=Function|Sub|Declare)"
        return re.sub(seen, r"\1", module, flags=re.MULTILINE).splitlines()

    replacements = {line for change in CHANGES for line in lines(change.new)}
    told = [line for line in ndiff(lines(original()), lines(xlwings_module())) if line[0] in "-+"]
    gone = [line for line in told if line[0] == "-"]
    come = [line for line in told if line[0] == "+"]
    assert [line for line in gone if not any(one in line for c in CHANGES for one in lines(c.old))] == []
    assert [line for line in come if not any(one in line for one in replacements)] == []


def test_the_settings_are_ours() -> None:
    """The add-in reads .samret/samret.conf; the module keeps its name, for that is what people look for."""
    text = xlwings_module()
    assert re.findall(r'PROJECT_NAME As String = "(\w+)"', text) == ["samret"]
    assert text.startswith('Attribute VB_Name = "xlwings"\n')


def test_another_text_of_xlwings_is_refused() -> None:
    """A place that is missing, or there twice, stops the build."""
    with pytest.raises(ValueError, match="2 places instead of 1"):
        closed(original() + '\'PROJECT_NAME As String = "myaddin"\n')
    with pytest.raises(ValueError, match="0 places instead of 1"):
        closed("")


def test_another_version_of_xlwings_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The version names the DLL; one that was not looked at is not built in."""
    monkeypatch.setattr(build_xlwings.metadata, "version", lambda _: "0.99.0")
    with pytest.raises(ValueError, match=r"0\.99\.0"):
        xlwings_module()


def test_the_version_is_the_installed_and_the_pinned_one() -> None:
    """One version: of the package, of the DLL's name in the module, of the builder."""
    assert metadata.version("xlwings") == VERSION
    assert re.findall(r'XLWINGS_VERSION As String = "([\d.]+)"', xlwings_module()) == [VERSION]
    assert set(re.findall(r"xlwings(?:32|64)-([\d.]+)\.dll", xlwings_module())) == {VERSION}


def test_each_text_is_asked_for_and_there() -> None:
    """VBA asks the sheet for the keys of texts.csv, and for the version that the build adds."""
    asked = set(re.findall(r'(?:Say|SheetText\() ?"(\w+)"', OURS["samret_ribbon"].decode("ascii")))
    with (MACROS / "texts.csv").open(encoding="utf-8", newline="") as file:
        keys = [row["key"] for row in csv.DictReader(file)]
    assert {*keys, "version"} == asked
    assert len(set(keys)) == len(keys)
