"""A headless LibreOffice with a private profile that recalculates what it opens."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
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


def convert(path: Path, to: str, folder: Path) -> Path:
    """The file that LibreOffice makes of `path`: `to` is an extension, with filter options after a colon."""
    profile = folder / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    out = folder / f"converted-{len(list(folder.glob('converted-*')))}"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", to]
    subprocess.run([*command, "--outdir", out, path], capture_output=True, check=True, timeout=180)
    (made,) = out.iterdir()
    return made


def rows_of_sheet(path: Path, folder: Path, sheet: int = 1, *, shown: bool = False) -> list[list[str]]:
    """The cells of a sheet (1 = the first): values, or with `shown` as the screen shows them."""
    utf8, as_shown = "76", str(shown).lower()
    options = f"csv:Text - txt - csv (StarCalc):44,34,{utf8},1,,0,false,{as_shown},false,false,false,{sheet}"
    with convert(path, options, folder).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def cell_of_first_sheet(path: Path, cell: str, folder: Path) -> str:
    """The computed value of a cell such as "B7" of the first sheet."""
    found = re.fullmatch(r"([A-Z])(\d+)", cell)
    assert found is not None
    return rows_of_sheet(path, folder)[int(found[2]) - 1][ord(found[1]) - ord("A")]
