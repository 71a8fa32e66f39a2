"""Plans, steps, analysis and trials on the open workbook: what the file gives, and the same cells written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from addin.actions import ACTIONS
from addin.cli import main
from tests.excel import engine
from workbook.file import FileBook
from workbook.live import LiveBook

pytestmark = [pytest.mark.office, pytest.mark.slow]

TODAY = dt.date(2022, 3, 10)
NOW = dt.datetime(2022, 3, 10, 9, 30)
MOVE: dict[str, Any] = {"plan_id": "PL03", "to": "returned", "by": "อธิบดี", "reason": "เพิ่มเป้าหมายรายเดือน"}
TRIAL: dict[str, Any] = {"changes": [("LAB", "3.1", "41.0005")]}


def test_the_open_workbook_and_the_file_agree(office: engine.Session, tmp_path: Path) -> None:
    """The same answers, and after a move of a plan the same cells in plans, records and log."""
    path = tmp_path / "คำรับรอง.xlsx"
    assert main(["new", str(path), "--sample"]) == 0
    live = LiveBook(office.open_book(path))
    with FileBook.open(path) as file:
        for name, more in (("steps", {}), ("plan", {}), ("analyse", {}), ("whatif", TRIAL)):
            told = [ACTIONS[name](book, today=TODAY, **more).data for book in (live, file)]
            assert told[0] == told[1], name
        moved = [ACTIONS["plan"](book, today=TODAY, now=lambda: NOW, **MOVE).data for book in (live, file)]
        assert moved[0] == moved[1]
        assert moved[0]["changed"] is True
        for table in ("tblPlan", "tblApproval", "tblLog"):
            assert list(map(list, live.read(table).cells)) == list(map(list, file.read(table).cells)), table
