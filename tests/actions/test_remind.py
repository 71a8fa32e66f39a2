"""remind: a text for each unit that has not reported, the list, and the calendar of the year."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import icalendar
import pytest

from addin.actions import ACTIONS
from addin.actions.outcome import Outcome
from addin.cli import main
from addin.errors import UserError
from addin.reports.reminder_files import as_table
from tests.support.buttons import TODAY, frame_of, open_book, said
from tests.support.checkbook import SCORE, day
from workbook.file import FileBook

BOM = b"\xef\xbb\xbf"


def remind(book: Any, to: Path, **more: Any) -> Outcome:
    return ACTIONS["remind"](book, to=to, **{"today": TODAY, **more})


def text_of(folder: Path, unit: str, month: str = "2565-02") -> str:
    content = (folder / f"แจ้งเตือน-{unit}-{month}.txt").read_bytes()
    assert content.startswith(BOM)
    text = content.decode("utf-8-sig")
    assert text.count("\n") == text.count("\r\n")
    return text.replace("\r\n", "\n")


def calendar_of(folder: Path) -> icalendar.Calendar:
    found = icalendar.Calendar.from_ical((folder / "ปฏิทินกำหนดส่ง-2565.ics").read_bytes())
    assert isinstance(found, icalendar.Calendar)
    return found


def test_a_text_is_ready_to_send(tmp_path: Path) -> None:
    """Whom, what is missing and why, by when with its weekday, what is overdue, how to send it."""
    returned = (
        SCORE,
        13,
        {"month": "2565-02", "unit_code": "A1", "kpi_code": "1.3", "status": "returned", "score": 2.0},
    )
    reason = (SCORE, 13, {"return_reason": "หลักฐานไม่ตรง"})
    coordinator = ("tblContact", 5, {"role": "coordinator", "position": "ผู้ประสานงาน"})
    outcome = remind(open_book([returned, reason, coordinator]), tmp_path)
    text = text_of(tmp_path, "A1")
    assert text.startswith(
        "เรื่อง  แจ้งเตือนการรายงานผลตามคำรับรองการปฏิบัติราชการ เดือนกุมภาพันธ์ 2565\nเรียน  ผู้ประสานงาน กลุ่มหนึ่ง\n"
    )
    assert "กลุ่มหนึ่ง (A1) ยังไม่ได้ส่งรายงานเดือนกุมภาพันธ์ 2565 จำนวน 5 ตัวชี้วัด" in text
    assert "กำหนดส่ง วันพฤหัสบดีที่ 10 มีนาคม 2565 ครบกำหนดวันนี้" in text
    assert "1. 1.1 ตัวชี้วัด 1.1 : ยังไม่กรอกผล" in text
    assert "3. 1.3 ตัวชี้วัด 1.3 : ส่งกลับแก้ไข ยังไม่ส่งใหม่ (เหตุผล: หลักฐานไม่ตรง)" in text
    assert "4. 1.4 ตัวชี้วัด 1.4 : ยังไม่มีแถวรายงาน" in text
    assert "  - เดือนธันวาคม 2564 : 1.1, 1.2, 1.3, 1.4, 1.5\n" in text
    assert "เดือนมกราคม" not in text
    assert "วิธีส่ง" in text
    assert [unit["unit_code"] for unit in outcome.data["units"]] == ["A1", "B2"]
    assert outcome.data["month"] == "2565-02"


def test_who_has_reported_is_not_reminded(tmp_path: Path) -> None:
    """January of A1 is sent; B2 has a returned row and no others, and what is not applicable is not asked for."""
    outcome = remind(open_book(), tmp_path, month="2565-01")
    (unit,) = outcome.data["units"]
    assert unit["unit_code"] == "B2"
    assert [(part["kpi_code"], part["state"]) for part in unit["missing"]] == [
        ("1.2", "no_row"),
        ("1.3", "returned"),
        ("1.4", "no_row"),
        ("1.5", "no_row"),
    ]
    assert "เลยกำหนดแล้ว 28 วัน" in text_of(tmp_path, "B2", "2565-01")


def test_an_extension_and_a_holiday_are_told(tmp_path: Path) -> None:
    """The unit's own date; the working day before it where it is none."""
    extended = ("tblSubmission", 6, {"month": "2565-02", "unit_code": "A1", "extended_to": day("2022-03-19")})
    outcome = remind(open_book([extended]), tmp_path)
    unit = outcome.data["units"][0]
    assert (unit["deadline"], unit["safe_date"], unit["extended"]) == ("2022-03-19", "2022-03-18", True)
    text = text_of(tmp_path, "A1")
    assert "กำหนดส่ง วันเสาร์ที่ 19 มีนาคม 2565 (ขยายเวลาแล้ว) เหลืออีก 9 วัน" in text
    assert "ควรส่งภายในวันศุกร์ที่ 18 มีนาคม 2565" in text


def test_people_are_named_only_when_told(sample: Path, tmp_path: Path) -> None:
    """No name, e-mail or telephone of the directory stands in any file; --unmask names the coordinator."""
    with FileBook.open(sample) as book:
        contacts = frame_of(book, "tblContact")
        remind(book, tmp_path / "ปิด")
        remind(book, tmp_path / "เปิด", unmask=True)
    personal = {
        str(value)
        for key in ("name", "email", "phone")
        for value in contacts[key].dropna()
        if str(value).strip()
    }
    masked = "".join(p.read_text(encoding="utf-8-sig") for p in (tmp_path / "ปิด").iterdir())
    assert {one for one in personal if one in masked} == set()
    opened = "".join(p.read_text(encoding="utf-8-sig") for p in (tmp_path / "เปิด").iterdir())
    assert {one for one in personal if one in opened}


def test_a_name_in_a_reason_is_masked(tmp_path: Path) -> None:
    """What somebody wrote into a return reason says nothing of a person either."""
    named = ("tblContact", 5, {"name": "นางสาวเรียม อิ่มใจ"})
    reason = (SCORE, 12, {"return_reason": "ขอให้คุณเรียม อิ่มใจ โทร 081-234-5678"})
    remind(open_book([named, reason]), tmp_path, month="2565-01")
    text = text_of(tmp_path, "B2", "2565-01")
    assert "อิ่มใจ" not in text
    assert "081-234" not in text
    assert "ส่งกลับแก้ไข" in text


def test_the_same_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two runs, and a run into another folder."""
    one, two = tmp_path / "ก", tmp_path / "ข"
    remind(open_book(), one)
    first = {path.name: path.read_bytes() for path in one.iterdir()}
    remind(open_book(), one)
    remind(open_book(), two)
    assert {path.name: path.read_bytes() for path in one.iterdir()} == first
    assert {path.name: path.read_bytes() for path in two.iterdir()} == first


def test_a_text_that_must_not_be_sent_any_more_is_told(tmp_path: Path) -> None:
    """A1 was reminded of January; it has reported since. The file is the person's to delete."""
    open_ = [(SCORE, row, {"status": "draft"}) for row in range(5, 10)]
    remind(open_book(open_), tmp_path, month="2565-01")
    outcome = remind(open_book(), tmp_path, month="2565-01")
    assert outcome.data["stale"] == ["แจ้งเตือน-A1-2565-01.txt"]
    assert (tmp_path / "แจ้งเตือน-A1-2565-01.txt").exists()
    assert "อย่าส่ง" in said(outcome)


def test_the_list_opens_in_excel_and_starts_no_formula(tmp_path: Path) -> None:
    """One row a unit, with a byte order mark; what begins like a formula is text."""
    bad = ("tblUnit", 5, {"unit_name": '=HYPERLINK("x")'})
    remind(open_book([bad]), tmp_path)
    content = (tmp_path / "สรุปแจ้งเตือน-2565-02.csv").read_bytes()
    assert content.startswith(BOM)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row["รหัสหน่วยงาน"] for row in rows] == ["A1", "B2"]
    assert rows[0]["หน่วยงาน"] == '\'=HYPERLINK("x")'
    assert rows[0]["จำนวนที่ยังไม่ส่ง"] == "5"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1"])
def test_no_cell_of_a_list_begins_a_formula(cell: str) -> None:
    """Each sign that a spreadsheet takes for a formula has an apostrophe before it."""
    (row,) = list(csv.reader(io.StringIO(as_table(["ก"], [[cell]]).decode("utf-8-sig"), newline="")))[1:]
    assert row == [f"'{cell}"]


def test_the_calendar_has_the_deadlines_of_the_year(sample: Path, tmp_path: Path) -> None:
    """Ten deadlines on the 10th, the working day before the three that are none, alarms at 7 and 2 days."""
    with FileBook.open(sample) as book:
        remind(book, tmp_path)
    events = calendar_of(tmp_path).walk("VEVENT")
    tenths = [dt.date(2021, n, 10) for n in (11, 12)] + [dt.date(2022, n, 10) for n in range(1, 9)]
    safe = [dt.date(2021, 12, 9), dt.date(2022, 4, 8), dt.date(2022, 7, 8)]
    days = [event.decoded("dtstart") for event in events]
    assert sorted(days) == sorted([*tenths, *safe])
    assert len({str(event["uid"]) for event in events}) == 13
    for event in events:
        assert event.decoded("dtend") - event.decoded("dtstart") == dt.timedelta(days=1)
        triggers = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
        assert [(-before).days + 1 for before in triggers] == [7, 2]
        assert {str(alarm["action"]) for alarm in event.walk("VALARM")} == {"DISPLAY"}


def test_the_calendar_is_as_the_standard_wants_it(tmp_path: Path) -> None:
    """Lines end in CR LF and hold at most 75 bytes; every event has what RFC 5545 requires."""
    remind(open_book(), tmp_path)
    lines = (tmp_path / "ปฏิทินกำหนดส่ง-2565.ics").read_bytes().split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert max(map(len, lines)) <= 75
    assert not [line for line in lines if b"\n" in line]
    found = calendar_of(tmp_path)
    assert (found["version"], found["calscale"]) == ("2.0", "GREGORIAN")
    for event in found.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event)


def test_identifiers_follow_the_month_not_the_book(tmp_path: Path) -> None:
    """A moved deadline is the same event on another day: the calendar is updated, not doubled."""
    remind(open_book(), tmp_path / "ก")
    remind(open_book(settings={"due_day": "15"}), tmp_path / "ข")

    def ids(folder: Path) -> dict[str, dt.date]:
        events = calendar_of(folder).walk("VEVENT")
        whole = [event for event in events if str(event["summary"]).startswith("ครบกำหนด")]
        return {str(event["uid"]): event.decoded("dtstart") for event in whole}

    one, two = ids(tmp_path / "ก"), ids(tmp_path / "ข")
    assert set(one) == set(two)
    assert {day.day for day in two.values()} == {15}


def test_the_book_is_only_read(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command: exit 0, not a byte of the book changed, the files named."""
    content = sample.read_bytes()
    assert main(["remind", str(sample), "--to", str(tmp_path / "แจ้ง")]) == 0
    assert sample.read_bytes() == content
    assert "ปฏิทินกำหนดส่ง-2565.ics" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("month", "code"), [("2565-05", "month_not_begun"), ("2570-01", "month_not_of_year")]
)
def test_a_month_that_cannot_be_reminded_of_is_an_error(month: str, code: str, tmp_path: Path) -> None:
    """Not begun, or of another year."""
    with pytest.raises(UserError) as caught:
        remind(open_book(), tmp_path, month=month)
    assert caught.value.code == code


def test_a_run_for_some_units_says_nothing_of_the_others(tmp_path: Path) -> None:
    """B2 lacks January and is not asked for: it is not said to have sent, and the list of all units stays."""
    book = open_book()
    remind(book, tmp_path, month="2565-01")
    listed = tmp_path / "สรุปแจ้งเตือน-2565-01.csv"
    before = listed.read_bytes()
    outcome = remind(book, tmp_path, month="2565-01", units=["A1"])
    assert outcome.lines[0].key == "remind_none_chosen"
    assert listed.read_bytes() == before
