"""Books that a button can do nothing with: the reason, the cure, and where to go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from addin.actions import ACTIONS
from addin.errors import UserError
from tests.support.buttons import TODAY, open_book, said
from tests.support.checkbook import SCORE
from workbook.desk import Spot
from workbook.memory import MemoryBook
from workbook.schema import BY_NAME
from workbook.schema.settings import BY_KEY

BUTTONS = ("recalc", "gaps", "attainment", "status", "next_empty", "add_month")


@pytest.mark.parametrize("name", ["next_empty", "add_month"])
@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"drop": (SCORE, "actual")}, "structure_missing"), ({"settings": {"due_day": "40"}}, "settings_wrong")],
    ids=["structure", "settings"],
)
def test_a_broken_book_is_refused(name: str, wrong: dict[str, Any], code: str) -> None:
    """As recalc refuses: the findings say what to mend, and nothing is written."""
    book = open_book(**wrong)
    outcome = ACTIONS[name](book, today=TODAY)
    assert (outcome.data["error"]["code"], outcome.clean, book.saves) == (code, False, 0)


@pytest.mark.parametrize("name", ["next_empty", "add_month", "next_finding", "check", "gaps", "attainment"])
def test_somebody_elses_workbook_is_refused(name: str) -> None:
    """A workbook without any table of the master."""
    with pytest.raises(UserError) as caught:
        ACTIONS[name](MemoryBook({"งบประมาณ": (["ก"], [["1"]])}), today=TODAY)
    assert caught.value.code == "not_a_master"


@pytest.mark.parametrize("name", BUTTONS)
def test_a_refusal_is_true_for_every_button_and_leads_to_the_reason(name: str) -> None:
    """Not "cannot compute"; errors only are counted; the wrong setting comes before errors of other sheets."""
    book = open_book([(SCORE, 7, {"score": 7.0})], settings={"due_day": "40"})
    outcome = ACTIONS[name](book, today=TODAY)
    raw = book.read("tblSetting")
    row = raw.first_row + [line[0] for line in raw.cells].index(label_of("due_day"))
    assert outcome.show == Spot(raw.sheet, "B", row)
    lines = said(outcome).splitlines()
    assert lines[0].startswith("ทำต่อไม่ได้ เพราะมีค่าตั้งที่ใช้ไม่ได้")
    assert lines[0].endswith("แก้รายการต่อไปนี้แล้วลองอีกครั้ง")
    assert lines[1] == "ที่ต้องแก้ไข 2 รายการ"
    assert lines[2].startswith(f"✗ {raw.sheet} B{row}: ")
    assert not any("ควรตรวจสอบ" in line for line in lines)


def label_of(key: str) -> str:
    return BY_KEY[key].label


@pytest.mark.parametrize("name", BUTTONS)
def test_a_missing_column_leads_to_its_table(name: str) -> None:
    """There is no cell, but a sheet where the header belongs."""
    outcome = ACTIONS[name](open_book(drop=(SCORE, "actual")), today=TODAY)
    assert outcome.show == Spot(BY_NAME[SCORE].sheet, "A", 2)
    assert said(outcome).splitlines()[0].startswith("ทำต่อไม่ได้ เพราะสมุดงานขาดตารางหรือคอลัมน์")


def test_a_missing_table_leads_nowhere() -> None:
    """The person stays, and hears what is gone."""
    outcome = ACTIONS["recalc"](open_book([(SCORE, 7, {"score": 7.0})], without=["tblHistory"]), today=TODAY)
    assert (outcome.data["error"]["code"], outcome.show) == ("structure_missing", None)


@pytest.mark.parametrize(
    ("name", "first"), [("recalc", False), ("gaps", False), ("status", True), ("report_units_html", True)]
)
def test_the_findings_sheet_is_named_where_it_is_written(name: str, first: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a column of the case
    """Before the buttons that only read, the whole book has to be checked first, or the sheet may be empty."""
    book = open_book([(SCORE, 7, {"score": 7.0})])
    more = {"to": tmp_path, "progress": lambda *_, **__: None} if name.startswith("report") else {}
    (line,) = [
        line
        for line in said(ACTIONS[name](book, today=TODAY, **more)).splitlines()
        if "ยังมีที่ต้องแก้ไข 1" in line
    ]
    assert ("กดปุ่ม «ตรวจทั้งเล่ม» (คำสั่ง samret check)" in line) is first
    assert line.endswith(f"ดูในชีต {BY_NAME['tblFinding'].sheet}")
