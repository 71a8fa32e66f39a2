"""Closing, reopening and comparing on the open workbook: as on its file."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

from addin.actions import ACTIONS
from addin.cli import main
from tests.excel.engine import NEEDS_OFFICE, Session
from workbook.book import Book
from workbook.file import FileBook
from workbook.live import LiveBook

pytestmark = NEEDS_OFFICE

NOW = dt.datetime(2022, 3, 10, 9, 30)
KEPT = (
    "tblSnapshot",
    "tblSnapshotScore",
    "tblSnapshotSetting",
    "tblUnitScore",
    "tblKpiScore",
    "tblHome",
    "tblLog",
)


def play(book: Book) -> list[dict[str, Any]]:
    """February closed, reopened, closed again, and the first closing held against the last."""
    known: dict[str, Any] = {"month": "2565-02", "today": NOW.date(), "now": lambda: NOW, "by": "หัวหน้ากลุ่ม"}
    done = [
        ACTIONS["close"](book, waive="ขอส่งภายหลัง", **known),
        ACTIONS["reopen"](book, reason="ตรวจซ้ำ", **known),
        ACTIONS["close"](book, waive="ขอส่งภายหลัง", **known),
        ACTIONS["compare"](book, earlier=1, later=3, today=NOW.date()),
    ]
    return [outcome.data for outcome in done]


def test_the_open_workbook_is_closed_as_its_file(office: Session, tmp_path: Path) -> None:
    """Same outcomes, same cells in every table that is written; the result sheets stay protected."""
    there, twin = tmp_path / "คำรับรอง.xlsx", tmp_path / "twin" / "คำรับรอง.xlsx"
    assert main(["new", str(there), "--sample"]) == 0
    twin.parent.mkdir()
    shutil.copy(there, twin)
    with FileBook.open(twin, write=True) as stored:
        expected = play(stored)
    open_book = office.open_book(there)
    live = LiveBook(open_book)
    assert play(live) == expected
    again, on_disk = LiveBook(open_book), FileBook.open(twin)
    for name in KEPT:
        assert again.read(name).cells == on_disk.read(name).cells, name
    sheet = open_book.sheets[again.read("tblSnapshotScore").sheet]
    assert sheet.api.ProtectContents
