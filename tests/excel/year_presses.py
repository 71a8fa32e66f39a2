"""The buttons of the year's work, pressed in a real spreadsheet: what each asks, and what must come of it."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from addin.actions import ACTIONS
from addin.actions.year_buttons import FORMS_OUT, REMINDERS
from tests.excel.pressing import FIGURES, SCORE, WRONG_ROW, Desk, header, monthly, press
from tests.support.buttons import TODAY
from tests.support.forms import fill, result
from workbook.book import WritableValue
from workbook.desk import Spot
from workbook.file import FileBook

Case = Callable[[Desk, pytest.CaptureFixture[str]], None]
YEAR: dict[str, Case] = {}
KEPT = ("tblSnapshot", "tblSnapshotScore", "tblSnapshotSetting")


def case(*tags: str) -> Callable[[Case], Case]:
    """Register what must hold for these buttons."""

    def register(function: Case) -> Case:
        YEAR.update(dict.fromkeys(tags, function))
        return function

    return register


def _prepared(desk: Desk, work: Callable[[FileBook], None]) -> None:
    """Something was done to the book before, in the open workbook and in its twin."""
    with FileBook.open(desk.twin, write=True) as book:
        work(book)
    desk.reopen(desk.twin)


def _mended(book: FileBook) -> None:
    """Without the wrong entry of the sample that is open here."""
    raw = book.read(SCORE)
    scores: list[WritableValue] = [line[raw.headers.index(header(SCORE, "score"))] for line in raw.cells]  # type: ignore[misc]
    scores[WRONG_ROW] = None
    book.replace(SCORE, [{header(SCORE, "score"): score} for score in scores])
    book.save()


def _row(desk: Desk, month: str, status: str) -> Spot:
    """The first report of a month in a state."""
    raw = desk.read(SCORE)
    at = [raw.headers.index(header(SCORE, key)) for key in ("month", "status")]
    row = next(i for i, line in enumerate(raw.cells) if (line[at[0]], line[at[1]]) == (month, status))
    return desk.spot(SCORE, "actual", row)


@case("month_work")
def month_work(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """Stopped by the wrong entry, nothing is written; without it the figures stand there and the reports lie ready."""
    press(desk, "month_work", monthly(desk), leads=True)
    assert not (desk.path.parent / "รายงาน").exists()
    _prepared(desk, _mended)
    outcome = press(desk, "month_work", monthly(desk), writes=FIGURES)
    made = {path.name for path in (desk.path.parent / "รายงาน").iterdir()}
    assert {Path(one).name for one in outcome.data["reports"]} <= made


@case("forms_out")
def forms_out(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """A form for each unit beside the workbook; the book gets its number once."""
    desk.patch("addin.actions.forms.uuid.uuid4", lambda: uuid.UUID(int=7))
    outcome = press(desk, "forms_out", monthly(desk), writes=("tblBook", "tblLog"))
    made = sorted(path.name for path in (desk.path.parent / FORMS_OUT).iterdir())
    assert made == sorted(Path(one["file"]).name for one in outcome.data["forms"])
    assert len(made) == 36


@case("collect_forms")
def collect_forms(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """The picked form's values stand in the month's sheet; cancelled, nothing happens."""
    folder = desk.path.parent / "รับ"

    def given_out(book: FileBook) -> None:
        _mended(book)
        made = ACTIONS["forms"](book, to=folder, month="2565-02", units=["HPC12"], today=TODAY)
        shutil.move(made.data["forms"][0]["file"], folder / "ส่งกลับ.xlsx")

    _prepared(desk, given_out)
    form = fill(folder / "ส่งกลับ.xlsx", {"3.1": result(41.5)}, reporter="ผู้ประสานงาน", reported_on=TODAY)
    writes = (SCORE, "tblItemResult", "tblSubmission", "tblLog")
    outcome = press(desk, "collect_forms", monthly(desk), writes=writes, replies=([form],))
    assert [one["state"] for one in outcome.data["forms"]] == ["taken"]
    desk.session.reply(False)
    before = desk.seen()
    assert desk.press("collect_forms").prompt == "ยกเลิกแล้ว ไม่มีอะไรถูกแก้ไข"
    assert desk.seen() == before


@case("certify_unit", "return_report")
def judged(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """The selected unit's reports are certified, or the selected report sent back, as the answer says."""
    _prepared(desk, _mended)
    at = _row(desk, "2565-01", "ส่งแล้ว")
    answer = {"certify_unit": "ผู้อำนวยการกลุ่มพัฒนาระบบบริหาร", "return_report": "หลักฐานไม่ครบ"}[desk.tag]
    outcome = press(desk, desk.tag, at, writes=(SCORE, "tblLog"), replies=(answer,))
    assert outcome.data["moved"]
    told = "by" if desk.tag == "certify_unit" else "to"
    assert outcome.data[told] == {"by": answer, "to": "returned"}[told]


@case("plan_move")
def plan_move(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """The plan of the selected row goes on; a rejection asks why."""
    _prepared(desk, _mended)
    at = desk.spot("tblPlan", "title", 2)
    writes = ("tblPlan", "tblApproval", "tblLog")
    outcome = press(desk, "plan_move", at, writes=writes, replies=("ไม่อนุมัติ", "อธิบดีกรมอนามัย", "งบประมาณไม่พอ"))
    assert (outcome.data["plan_id"], outcome.data["to_state"]) == ("PL03", "rejected")


@case("close_month")
def close_month(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """It asks which month, and why where results are missing; then all is kept and computed."""
    _prepared(desk, _mended)
    writes = (*FIGURES, *KEPT)
    outcome = press(desk, "close_month", monthly(desk), writes=writes, replies=("ม.ค.65", "รอผลตรวจสอบบัญชี"))
    assert outcome.clean
    assert [question.default for question in desk.session.questions] == ["2565-02", ""]


@case("reopen_month")
def reopen_month(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """It offers the latest closed month, and asks why."""

    def closed(book: FileBook) -> None:
        _mended(book)
        ACTIONS["close"](book, month="2565-01", waive="รอผลตรวจสอบบัญชี", today=TODAY)

    _prepared(desk, closed)
    writes = (*FIGURES, *KEPT)
    press(desk, "reopen_month", monthly(desk), writes=writes, replies=("2565-01", "ผลตรวจสอบมาแล้ว"))
    assert desk.session.questions[0].default == "2565-01"


@case("steps", "analyse")
def told(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """They tell what the command tells, and write nothing."""
    _prepared(desk, _mended)
    press(desk, desk.tag, monthly(desk))
    assert desk.session.alerts[-1].prompt


@case("reminders")
def reminders(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """The texts and the calendar lie beside the workbook, the same as the command's."""
    _prepared(desk, _mended)
    before = desk.seen()
    _, text = desk.expected("reminders", monthly(desk))
    told = desk.press("reminders").prompt
    assert told.splitlines()[:8] == text.splitlines()[:8]  # a longer path cuts the message earlier
    assert desk.seen() == before
    made = {path.name: path.read_bytes() for path in (desk.path.parent / REMINDERS).iterdir()}
    twin = {path.name: path.read_bytes() for path in (desk.twin_folder / REMINDERS).iterdir()}
    assert made == twin
    assert any(name.endswith(".ics") for name in made)
