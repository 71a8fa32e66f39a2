"""What certifying, registering and following up write into a workbook that is open, as into its file."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest

from addin.actions import ACTIONS
from addin.cli import main
from tests.excel.engine import NEEDS_OFFICE, Session
from workbook.book import Book
from workbook.file import FileBook
from workbook.live import LiveBook

pytestmark = [NEEDS_OFFICE, pytest.mark.slow]
TABLES = ("tblMonthlyScore", "tblSubmission", "tblFollowUp", "tblLog")


def work(book: Book) -> list[dict[str, Any]]:
    """A certification, a return, an extension and proposals; what each gives."""
    given = {"today": dt.date(2022, 3, 10), "now": lambda: dt.datetime(2022, 3, 10, 9, 30)}
    certify, register, followup = ACTIONS["certify"], ACTIONS["register"], ACTIONS["followup"]
    done = [
        certify(book, month="2565-02", by="ผู้อำนวยการ", **given),
        certify(book, month="2565-02", units=["SEC"], kpis=["3.1"], returned="หลักฐานไม่ตรง", by="ก", **given),
        register(book, month="2565-02", units=["EXPT"], extend=dt.date(2022, 3, 18), **given),
        followup(book, **given),
    ]
    return [outcome.data for outcome in done]


def test_the_open_workbook_holds_what_the_file_holds(office: Session, tmp_path: Path) -> None:
    """Every cell of the tables written, the log included; the same again changes nothing."""
    path = tmp_path / "ตัวอย่าง.xlsx"
    assert main(["new", str(path), "--sample"]) == 0
    opened = tmp_path / "เปิดอยู่.xlsx"
    shutil.copy(path, opened)
    with FileBook.open(path) as stored:
        expected = work(stored)
    there = office.open_book(opened)
    assert work(LiveBook(there)) == expected
    with FileBook.open(path) as stored:
        live = LiveBook(there)
        for name in TABLES:
            assert live.read(name).cells == stored.read(name).cells, name
