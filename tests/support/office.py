"""A headless LibreOffice with a private profile that recalculates what it opens."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

NEEDS_OFFICE = [
    pytest.mark.office,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed here"),
]
"""Marks of a test module that starts LibreOffice."""

_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def _profile(folder: Path) -> Path:
    """A private profile in the folder, whose settings recalculate on load."""
    profile = folder / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    return profile


def convert(path: Path, to: str, folder: Path) -> list[Path]:
    """The files that LibreOffice makes of `path`: `to` is an extension, with filter options after a colon."""
    profile = _profile(folder)
    out = folder / f"converted-{len(list(folder.glob('converted-*')))}"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", to]
    subprocess.run([*command, "--outdir", out, path], capture_output=True, check=True, timeout=180)
    return sorted(out.iterdir())


def cell_of_first_sheet(path: Path, cell: str, folder: Path) -> str:
    """The computed value of a cell such as "B7" of the first sheet."""
    found = re.fullmatch(r"([A-Z])(\d+)", cell)
    assert found is not None
    comma, quote, utf8, first_sheet = 44, 34, 76, 1
    tokens = f"{comma},{quote},{utf8},1,,0,false,false,false,false,false,{first_sheet}"
    options = f"csv:Text - txt - csv (StarCalc):{tokens}"
    (made,) = convert(path, options, folder)
    with made.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return rows[int(found[2]) - 1][ord(found[1]) - ord("A")]


def recalculated(paths: Sequence[Path], folder: Path) -> list[Path]:
    """Workbooks as LibreOffice saves them after computing every formula: one start for all of them."""
    profile = _profile(folder)
    out = folder / f"converted-{len(list(folder.glob('converted-*')))}"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to"]
    kind = "xlsx:Calc MS Excel 2007 XML"
    subprocess.run([*command, kind, "--outdir", out, *paths], capture_output=True, check=True, timeout=600)
    return [out / path.name for path in paths]
