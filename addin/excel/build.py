"""Builds macros/samret.xlam from the texts beside it: `samret addin build`.

openpyxl writes the two sheets that the macros read, pyOpenVBA the VBA project, and zipfile puts the ribbon
into the package last, because neither library keeps the relation to it. The same sources give the same bytes:
no clock, no random ids (the project's identity is the one of pyOpenVBA's empty project, which Excel made).

Identifiers: [MS-OFFMACRO2] for content types and the VBA project, [MS-CUSTOMUI] for the ribbon's part.
"""

from __future__ import annotations

import csv
import importlib
import io
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Final

from openpyxl import Workbook

from addin import __version__
from addin.excel.build_xlwings import xlwings_module
from addin.excel.functions import wizard_rows
from workbook.build_parts import finish
from workbook.errors import UserError

MACROS: Final = Path(__file__).parents[2] / "macros"
"""The sources, in a checkout."""
MODULES: Final = ("samret_functions", "samret_ribbon")
"""Our own VBA modules; xlwings' comes from its package."""
RIBBON: Final = "customUI/customUI14.xml"

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_XLSM: Final = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_XLAM: Final = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
_RIBBON_RELATION: Final = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_TYPES: Final = "[Content_Types].xml"
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)


def sources() -> dict[str, str]:
    """The VBA modules by name, as they stand in the add-in: ASCII, lines ending in CRLF."""
    texts = {name: (MACROS / f"{name}.bas").read_text(encoding="ascii") for name in MODULES}
    texts["xlwings"] = xlwings_module()
    return {name: "\r\n".join(text.splitlines()) + "\r\n" for name, text in sorted(texts.items())}


def build_addin(target: Path) -> None:
    """Write the add-in to `target`, whole or not at all.

    UserError addin_build_tools when pyOpenVBA, a developer's dependency, is not installed; ValueError when
    the installed xlwings is not the pinned one.
    """
    data = _package(_with_project(_body()))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=target.name, suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _pyopenvba() -> ModuleType:
    try:
        return importlib.import_module("pyopenvba")
    except ImportError as error:
        raise UserError("addin_build_tools", package="pyOpenVBA") from error


def texts() -> list[tuple[str, str]]:
    """The rows of sheet `texts`: the key that VBA asks for, and the sentence; `version` is the program's."""
    with (MACROS / "texts.csv").open(encoding="utf-8", newline="") as file:
        sentences = [(row["key"], row["text"]) for row in csv.DictReader(file)]
    return [("version", __version__), *sentences]


def _body() -> bytes:
    """The workbook inside the add-in, as .xlsx; Excel asks for a visible sheet even in a hidden book."""
    book = Workbook()
    shown = book.active
    assert shown is not None
    shown.title = "texts"
    hidden = book.create_sheet("functions")
    hidden.sheet_state = "hidden"
    for sheet, rows in ((shown, texts()), (hidden, wizard_rows())):
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row, 1):
                cell = sheet.cell(number, column)
                cell.number_format = "@"
                cell.value = text
                cell.data_type = "s"
    # Without this Excel computes every open workbook anew because the add-in was opened.
    book.calculation.fullCalcOnLoad = False
    book.properties.creator = book.properties.lastModifiedBy = "Samret"
    book.properties.title = "สำเร็จ"
    book.properties.language = "th-TH"
    book.properties.version = __version__
    out = io.BytesIO()
    book.save(out)
    return finish(out.getvalue(), (), {}, ())


def _with_project(body: bytes) -> dict[str, bytes]:
    """The parts of the workbook with its VBA project: empty modules of the book and its sheets, and ours."""
    excel_file = _pyopenvba().ExcelFile
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "addin.xlsm"
        parts = _parts(body)
        _replace(parts, _TYPES, _XLSX, _XLSM)
        path.write_bytes(_zip(parts))
        with excel_file(path) as book:
            project = book.add_vba_project()
            for name, text in sources().items():
                project.add_module(name, text)
            book.save()
        return _parts(path.read_bytes())


def _package(parts: dict[str, bytes]) -> bytes:
    """The add-in: its content type, and the ribbon with the relation that makes Excel read it."""
    _replace(parts, _TYPES, _XLSM, _XLAM)
    relation = f'<Relationship Id="samretRibbon" Type="{_RIBBON_RELATION}" Target="{RIBBON}"/>'
    _replace(parts, "_rels/.rels", "</Relationships>", relation + "</Relationships>")
    parts[RIBBON] = (MACROS / "customUI14.xml").read_bytes()
    return _zip(parts)


def _replace(parts: dict[str, bytes], name: str, old: str, new: str) -> None:
    text = parts[name].decode()
    if text.count(old) != 1:
        raise ValueError(f"{name}: {text.count(old)} places of {old}")
    parts[name] = text.replace(old, new).encode()


def _parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zip(parts: Mapping[str, bytes]) -> bytes:
    """The package, its content types first as Excel writes them, without times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != _TYPES, name)):
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, parts[name])
    return out.getvalue()
