"""A real spreadsheet opens what we write, and its cells are those that we read."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.rich import MAKERS, RESULT_HEADERS, by_xlsxwriter
from tests.support.xlsx import build, mappings
from workbook.book import Formula
from workbook.file import FileBook

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed here"),
]
UTF8, AS_SHOWN, FIRST = "76", "false", "1"


def sheet_as_csv(path: Path, folder: Path, sheet: int = 1) -> list[list[str]]:
    """The cells of a sheet as LibreOffice reads them: values, not as shown."""
    options = (
        f"csv:Text - txt - csv (StarCalc):44,34,{UTF8},{FIRST},,0,false,{AS_SHOWN},false,false,false,{sheet}"
    )
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", options]
    subprocess.run([*command, "--outdir", folder, path], capture_output=True, check=True, timeout=120)
    made = next(folder.glob("*.csv"))
    with made.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_every_kind_of_value_is_read_the_same(tmp_path: Path):
    """Texts with every odd character, numbers, dates and formulas come out of LibreOffice as they went in."""
    path = build(tmp_path / "งาน.xlsx")
    texts = ["=1+1", "  เว้น ", "กำหนด\nใหม่", "😀 <&>\"'", "_x000D_", "๒๕๖๕", "'0"]
    book = FileBook.open(path)
    book.replace("tblTest", mappings([(text, f"ชื่อ {i}", i + 0.25, None) for i, text in enumerate(texts)]))
    book.append("tblTest", [{"รหัส": "วันที่", "วันที่": dt.date(2022, 3, 10), "คะแนน": Formula("SUM(C5:C6)", 1.5)}])
    book.save()
    rows = sheet_as_csv(path, tmp_path)
    assert [row[0] for row in rows[4:11]] == texts
    assert [row[2] for row in rows[4:11]] == [f"{i + 0.25:g}" for i in range(7)]
    assert rows[11][0] == "วันที่"
    assert rows[11][2] == "1.5"
    assert "10" in rows[11][3]


@pytest.mark.slow
@pytest.mark.parametrize("make", MAKERS)
def test_a_users_book_opens_with_the_new_rows(tmp_path: Path, make: Callable[[Path], Path]):
    """A book full of a user's things, grown by us, opens with the new rows and the formulas on them right."""
    path = make(tmp_path / "ของผู้ใช้.xlsx")
    book = FileBook.open(path)
    book.replace("tblResult", mappings([(f"หน่วย {i}", i + 0.5, None, 1.0) for i in range(9)], RESULT_HEADERS))
    book.save()
    results = sheet_as_csv(path, tmp_path, sheet=2 if make is by_xlsxwriter else 1)
    assert [row[1:3] for row in results[5:14]] == [[f"หน่วย {i}", f"{i + 0.5:g}"] for i in range(9)]
