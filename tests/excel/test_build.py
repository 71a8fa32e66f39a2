"""The built add-in: its sources and nothing else, the same bytes every time, sound for Excel as far as known."""

from __future__ import annotations

import posixpath
import re
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import olefile
import pytest
from lxml import etree

from addin import __version__
from addin.errors import UserError
from addin.excel import build as builder
from addin.excel.build import MACROS, build_addin, sources, texts
from addin.excel.functions import FUNCTIONS, wizard_rows
from tests.support.office import NEEDS_OFFICE
from tests.support.ooxml_lint import lint, validate

COMMITTED = MACROS / "samret.xlam"
OFFICE = "{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}"
"""The Office library, which declares IRibbonControl."""


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The add-in, built now."""
    target = tmp_path_factory.mktemp("addin") / "samret.xlam"
    build_addin(target)
    return target


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def modules(path: Path) -> dict[str, str]:
    with warnings.catch_warnings():
        # oletools calls old names of pyparsing.
        warnings.simplefilter("ignore", DeprecationWarning)
        from oletools.olevba import VBA_Parser

        parser = VBA_Parser(str(path))
        try:
            return {name: code for _, _, name, code in parser.extract_macros()}
        finally:
            parser.close()


def test_the_committed_addin_is_the_built_one(addin: Path):
    """Every part of macros/samret.xlam equals the build; run `samret addin build` after a change."""
    built, committed = parts(addin), parts(COMMITTED)
    assert list(built) == list(committed)
    assert [name for name in built if built[name] != committed[name]] == []


def test_the_same_build_gives_the_same_bytes(addin: Path, tmp_path: Path):
    """No clock, no random identity."""
    again = tmp_path / "again.xlam"
    build_addin(again)
    assert again.read_bytes() == addin.read_bytes()


def test_an_independent_reader_finds_exactly_our_sources(addin: Path):
    """What olevba reads is each module as it was written."""
    found = {
        name.removesuffix(".bas"): code for name, code in modules(addin).items() if name.endswith(".bas")
    }
    assert {name: code.splitlines() for name, code in found.items()} == {
        name: text.splitlines() for name, text in sources().items()
    }


def test_no_code_stands_behind_the_book_and_its_sheets(addin: Path):
    """The document modules that Excel asks for are empty."""
    documents = {name: code for name, code in modules(addin).items() if not name.endswith(".bas")}
    assert sorted(documents) == ["Sheet1.cls", "Sheet2.cls", "ThisWorkbook.cls"]
    code = [line for text in documents.values() for line in text.splitlines()]
    assert [line for line in code if line and not line.startswith("Attribute ")] == []


def test_code_names_are_those_of_the_document_modules(addin: Path):
    """Excel finds the module of the book and of a sheet by its code name."""
    found = parts(addin)
    named = [
        re.findall(r'codeName="(\w+)"', found[f"xl/{name}.xml"].decode())
        for name in ("workbook", "worksheets/sheet1", "worksheets/sheet2")
    ]
    assert named == [["ThisWorkbook"], ["Sheet1"], ["Sheet2"]]


def test_the_project_knows_the_library_of_the_ribbon(addin: Path):
    """Without the Office library IRibbonControl is unknown and no button compiles."""
    from pyopenvba import ExcelFile

    with ExcelFile(addin) as book:
        references = {one.name: one.libid for one in book.references()}
    assert set(references) == {"stdole", "Office"}
    assert OFFICE in references["Office"]


def test_the_project_declares_each_module_once(addin: Path, tmp_path: Path):
    """PROJECT lists the documents and the standard modules, no class and no form."""
    project = tmp_path / "vbaProject.bin"
    project.write_bytes(parts(addin)["xl/vbaProject.bin"])
    with olefile.OleFileIO(project) as streams:
        text = streams.openstream("PROJECT").read().decode("ascii")
    declared = re.findall(r"^(Document|Module|Class|BaseClass)=(\w+)", text, re.MULTILINE)
    assert [name for kind, name in declared if kind == "Module"] == list(sources())
    assert [name for kind, name in declared if kind == "Document"] == ["ThisWorkbook", "Sheet1", "Sheet2"]
    assert {kind for kind, _ in declared} == {"Module", "Document"}


def test_excel_is_led_to_the_ribbon(addin: Path):
    """The package refers to customUI14.xml by the relation of Office 2010, and the part is the source."""
    found = parts(addin)
    relations = etree.fromstring(found["_rels/.rels"])
    (target,) = [
        one.get("Target")
        for one in relations
        if one.get("Type") == "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
    ]
    assert found[target] == (MACROS / "customUI14.xml").read_bytes()
    assert posixpath.basename(target) == "customUI14.xml"


def test_it_is_an_addin(addin: Path):
    """The content type makes Excel hide it and load its functions for every workbook."""
    types = etree.fromstring(parts(addin)["[Content_Types].xml"])
    kinds = {one.get("PartName") or one.get("Extension"): one.get("ContentType") for one in types}
    assert kinds["/xl/workbook.xml"] == "application/vnd.ms-excel.addin.macroEnabled.main+xml"
    assert kinds["bin"] == "application/vnd.ms-office.vbaProject"


def test_the_lint_finds_nothing(addin: Path):
    """Excel would open the file without repair, as far as its own rules are known."""
    assert lint(addin) == []


@pytest.mark.validator
def test_the_sdk_validator_finds_nothing(addin: Path):
    """The Open XML SDK's validator reads the add-in as it is and has no complaint."""
    found = validate(addin)
    if found is None:
        pytest.skip("the Open XML SDK validator (ooxml-validator) is not installed here")
    assert found == []


@pytest.mark.validator
def test_the_sdk_validator_looks_into_an_addin(addin: Path, tmp_path: Path):
    """It does not pass an add-in by unread: an element that the schema does not have is told."""
    broken = tmp_path / "broken.xlam"
    with zipfile.ZipFile(broken, "w") as archive:
        for name, data in parts(addin).items():
            archive.writestr(name, data.replace(b"<sheetData>", b"<samret/><sheetData>"))
    found = validate(broken)
    if found is None:
        pytest.skip("the Open XML SDK validator (ooxml-validator) is not installed here")
    assert found != []


def cells(addin: Path, number: int) -> list[list[str]]:
    sheet = etree.fromstring(parts(addin)[f"xl/worksheets/sheet{number}.xml"])
    return [["".join(cell.itertext()) for cell in row] for row in sheet.iter("{*}row")]


def test_the_sheets_hold_what_the_macros_read(addin: Path):
    """Sheet texts: key and sentence, with the program's version; sheet functions: the whole catalogue."""
    assert cells(addin, 1) == [list(row) for row in texts()]
    assert cells(addin, 2) == [list(row) for row in wizard_rows()]
    assert dict(texts())["version"] == __version__
    assert [row[0] for row in wizard_rows()] == list(FUNCTIONS)


def test_the_help_of_functions_fits_excels_wizard():
    """MacroOptions takes 255 UTF-16 units a text; a blank one would end the row that VBA reads."""
    told = [text for row in wizard_rows() for text in row]
    assert [text for text in told if not text or len(text.encode("utf-16-le")) > 510] == []


def test_nobody_is_named_and_no_moment_is_told(addin: Path):
    """The properties name the program and its version; the project holds no path of a person's folder."""
    found = parts(addin)
    core = found["docProps/core.xml"].decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2021-11-12T00:00:00Z"}
    assert re.findall(r"<(?:\w+:)?(?:creator|lastModifiedBy)[^>]*>([^<]*)", core) == ["Samret", "Samret"]
    assert re.findall(r"<cp:version>([^<]*)", core) == [__version__]
    everything = b"".join(found.values())
    assert b"Users\\" not in everything
    assert "Users\\".encode("utf-16-le") not in everything


def test_opening_it_computes_nothing(addin: Path):
    """The add-in does not ask Excel to compute every open workbook anew."""
    assert b'fullCalcOnLoad="1"' not in parts(addin)["xl/workbook.xml"]


def test_a_failing_build_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whole or not at all, and nothing is left beside it."""
    target = tmp_path / "samret.xlam"
    target.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(builder.Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        build_addin(target)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"samret.xlam": b"old"}


def test_the_build_tools_are_named_when_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A user's installation has no pyOpenVBA: the error says so, and no file is made."""
    monkeypatch.setitem(sys.modules, "pyopenvba", None)
    with pytest.raises(UserError) as told:
        build_addin(tmp_path / "samret.xlam")
    assert told.value.code == "addin_build_tools"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
class TestInLibreOffice:
    """A real spreadsheet opens the add-in."""

    pytestmark = NEEDS_OFFICE

    def test_it_finds_every_module(self, addin: Path, tmp_path: Path):
        """Saved as one XML file, the modules are there with the code that went in, and so are the sheets."""
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        reading = "--infilter=Calc MS Excel 2007 VBA XML"
        command = [
            "soffice",
            profile,
            "--headless",
            reading,
            "--convert-to",
            "fods",
            "--outdir",
            tmp_path,
            addin,
        ]
        subprocess.run(command, capture_output=True, check=True, timeout=180)
        saved = etree.parse(tmp_path / "samret.fods")
        name = "{http://openoffice.org/2004/office}name"
        found = {one.get(name): "".join(one.itertext()) for one in saved.iter("{*}module")}
        assert set(found) == {"ThisWorkbook", "Sheet1", "Sheet2", *sources()}
        for module, text in sources().items():
            body = [line for line in text.splitlines() if not line.startswith("Attribute VB_")]
            assert [line for line in body if line and line not in found[module].splitlines()] == []
        tables = [
            one.get("{urn:oasis:names:tc:opendocument:xmlns:table:1.0}name") for one in saved.iter("{*}table")
        ]
        assert tables == ["texts", "functions"]
