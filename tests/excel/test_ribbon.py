"""The entry of the ribbon: versions, arguments, marks, and what happens when something fails.

The workbook behind it lives in memory; the same presses on a real spreadsheet are the end-to-end tests.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings as xw

from addin import __version__, ribbon
from addin.actions import ACTIONS
from addin.actions.outcome import Line, Outcome, Want
from addin.versions import handshake
from tests.support.buttons import OpenBook, open_book
from tests.support.fake_desk import SHEET, FakeDesk
from workbook.desk import Spot
from workbook.errors import CannotWrite, UserError


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeDesk:
    made = FakeDesk(open_book(), tmp_path)
    monkeypatch.setattr(xw.Book, "caller", lambda: made)
    monkeypatch.setattr("workbook.live.LiveBook", made.live)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    return made


@pytest.fixture
def never(monkeypatch: pytest.MonkeyPatch) -> None:
    """An action that must not run."""

    def fail(book: object) -> Outcome:  # noqa: ARG001 - actions name what they take
        raise AssertionError

    monkeypatch.setitem(ACTIONS, "next_empty", fail)


def given(monkeypatch: pytest.MonkeyPatch, outcome: Outcome) -> None:
    monkeypatch.setitem(ACTIONS, "check", lambda book: outcome)  # noqa: ARG005 - actions name what they take


LINE = Line("recalc_written", {"name": "ก"}, "good")


def asking(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """An action that wants a reason; what it was called with."""
    calls: list[str | None] = []

    def act(book: object, reason: str | None = None) -> Outcome:  # noqa: ARG001 - actions name what they take
        calls.append(reason)
        want = Want("reason", "row_hidden", default="เช่นนี้")
        return Outcome({}, (LINE,), wants=None if reason else want)

    monkeypatch.setitem(ACTIONS, "check", act)
    return calls


def test_what_an_action_wants_is_asked_and_goes_in(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The question stands in Excel's own box with its default, and the action is run again with the answer."""
    calls = asking(monkeypatch)
    desk.app.replies = ["  ส่งช้า  "]
    text, *_ = desk.press("check")
    assert calls == [None, "ส่งช้า"]
    assert desk.app.questions[0].endswith("|เช่นนี้")
    assert text.startswith("✓")


@pytest.mark.parametrize("reply", [False, "   "])
def test_who_cancels_a_question_changes_nothing(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, reply: object
) -> None:
    """Cancelled or left blank: the action is not run again, and the person is told so."""
    calls = asking(monkeypatch)
    desk.app.replies = [reply]
    text, *_ = desk.press("check")
    assert calls == [None]
    assert text == "ยกเลิกแล้ว ไม่มีอะไรถูกแก้ไข"


@pytest.mark.usefixtures("never")
@pytest.mark.parametrize(
    ("addin", "dll", "told"),
    [
        ("0.0.9", xw.__version__, rf"แฟ้มส่วนเสริม.*\(รุ่น 0\.0\.9\) เก่ากว่า.*\(รุ่น {re.escape(__version__)}\)"),
        (
            "99.10.0",
            xw.__version__,
            rf"โปรแกรมสำเร็จ \(รุ่น {re.escape(__version__)}\) เก่ากว่า.*\(รุ่น 99\.10\.0\)",
        ),
        (__version__, "0.30.0", rf"xlwings รุ่น 0\.30\.0 แต่ Python มีรุ่น {re.escape(xw.__version__)}"),
    ],
)
def test_versions_that_do_not_fit_stop_the_press(desk: FakeDesk, addin: str, dll: str, told: str) -> None:
    """Which one is old, and the cure; nothing is run, read or marked."""
    text, title, buttons, mode = desk.press("next_empty", addin, dll)
    assert re.search(told, text)
    assert "samret addin install" in text
    assert (title, buttons, mode, desk.done, desk.app.bar) == ("สำเร็จ", "ok", "critical", [], [])


def test_a_button_of_a_newer_addin_is_told(desk: FakeDesk) -> None:
    """A tag that no action has."""
    text, *_ = desk.press("next_year")
    assert "ไม่รู้จักปุ่มนี้ (next_year)" in text


def test_without_a_workbook_in_front_the_message_says_what_to_open(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no caller: no log, no traceback."""

    def no_caller() -> None:
        raise Exception("Book.caller() must not be called directly")  # noqa: TRY002 - as xlwings does

    monkeypatch.setattr(xw.Book, "caller", no_caller)
    monkeypatch.setattr(xw, "apps", SimpleNamespace(active=desk.app))
    text, *_ = desk.press("next_empty")
    assert "โปรดเปิดสมุดงานหลัก" in text


def test_a_press_reads_works_goes_there_and_tells(desk: FakeDesk) -> None:
    """The status bar says what is done and is given back; Excel's state is back before the cell is shown."""
    text, *_, mode = desk.press("next_empty")
    assert desk.done == ["restored", ("go", Spot(SHEET, "E", 7))]
    assert desk.app.bar == ["สำเร็จ: กำลังอ่าน คำรับรอง.xlsx", False]
    assert text.startswith("กลุ่มหนึ่ง (A1) ตัวชี้วัด 1.1")
    assert mode == "info"


@pytest.mark.parametrize(("hidden", "told"), [({7}, True), ({6, 8}, False)])
def test_going_to_a_row_that_a_filter_hides_is_told(desk: FakeDesk, hidden: set[int], *, told: bool) -> None:
    """The cell is selected, but nobody sees it; that is no failure."""
    desk.hidden_rows = hidden
    text, *_, mode = desk.press("next_empty")
    assert text.splitlines()[-1].startswith("แถวนี้ถูกตัวกรองซ่อนอยู่ ล้างตัวกรองก่อน") is told
    assert (desk.done[-1], mode) == (("go", Spot(SHEET, "E", 7)), "info")


def test_the_status_bar_tells_each_part_of_the_work(desk: FakeDesk) -> None:
    """Reading, checking, computing, writing; then it is given back."""
    desk.press("recalc")
    assert desk.app.bar == [
        "สำเร็จ: กำลังอ่าน คำรับรอง.xlsx",
        "สำเร็จ: กำลังตรวจข้อมูล",
        "สำเร็จ: กำลังคำนวณ",
        "สำเร็จ: กำลังเขียนลง คำรับรอง.xlsx",
        False,
    ]


def test_a_refusal_goes_to_what_is_to_be_mended(desk: FakeDesk) -> None:
    """The wrong setting is selected, and the message is one of trouble."""
    desk.book = open_book(settings={"due_day": "40"})
    text, *_, mode = desk.press("status")
    (_, spot) = desk.done[-1]
    assert (spot.sheet, mode) == (desk.book.read("tblSetting").sheet, "critical")
    assert spot.cell in text


@pytest.mark.parametrize(("before", "after"), [("ของเขา", "ของเขา"), ("", False), ("สำเร็จ: กำลังอ่าน", False)])
def test_the_status_bar_is_given_back_as_it_was(desk: FakeDesk, before: str, after: object) -> None:
    """A text of the user's own comes back; one that a press left behind does not."""
    desk.app.status_bar_before = before
    desk.press("status")
    assert desk.app.bar[-1] == after


def test_marks_are_set_and_the_selection_stays(desk: FakeDesk) -> None:
    """clear_marks hands over no mark, so that the earlier ones go."""
    desk.press("clear_marks")
    assert desk.done == ["restored", ("mark", 0)]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (CannotWrite("sheet_full", table="ก", sheet="ข", limit=9), "✗ ตาราง ก บนแผ่นงาน ข ถึงแถวสุดท้าย"),
        (ZeroDivisionError(), "งานเสร็จแล้ว แต่แต้มสีหรือพาไปที่เซลล์ไม่ได้"),
    ],
    ids=["user", "bug"],
)
def test_marks_that_fail_do_not_hide_that_the_work_is_done(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    """The findings are written: the message says so first, then what was in the way."""
    given(monkeypatch, Outcome({}, (LINE,), marks=()))
    desk.trouble = error
    text, *_, mode = desk.press("check")
    assert text.startswith("✓ คำนวณแล้ว เขียนผลลง ก\n")
    assert text.split("\n\n")[-1].startswith(told)
    assert (mode, desk.done) == ("critical", ["restored"])


def test_arguments_are_passed_by_the_names_that_the_action_has(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Book, day, cell, folder, progress, language, versions: only those that are named."""
    got: dict[str, Any] = {}

    def action(
        book: Any,
        *,
        today: dt.date,
        at: Spot,
        to: Path,
        lang: str,
        addin_version: str,
        excel: str,
        path: Path,
    ) -> Outcome:
        got.update(locals())
        return Outcome({}, (LINE,))

    monkeypatch.setitem(ACTIONS, "check", action)
    desk.press("check")
    del got["book"], got["got"]
    assert got == {
        "today": dt.date.today(),  # noqa: DTZ011 - as the entry asks
        "at": Spot(SHEET, "A", 2),
        "to": tmp_path / "รายงาน",
        "lang": "th",
        "addin_version": __version__,
        "excel": "16.0",
        "path": tmp_path / "คำรับรอง.xlsx",
    }


def test_a_workbook_without_a_folder_reports_into_the_documents(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In the cloud, or not saved yet."""
    (tmp_path / "Documents").mkdir()
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    desk.folder = None
    monkeypatch.setitem(
        ACTIONS, "check", lambda to: Outcome({"to": str(to)}, (Line("new_done", {"path": to}),))
    )
    text, *_ = desk.press("check")
    assert str(tmp_path / "Documents" / "รายงาน") in text


@pytest.mark.parametrize("tag", ["about", "guide"])
def test_help_needs_no_master(desk: FakeDesk, tag: str) -> None:
    """The workbook is not even read."""
    desk.press(tag)
    assert desk.done == []


@pytest.mark.parametrize(("answer", "opened"), [("yes", [Path("ก.docx")]), ("no", [])])
def test_what_was_made_is_opened_when_wanted(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, answer: str, opened: list[Path]
) -> None:
    """One question behind the message."""
    given(monkeypatch, Outcome({}, (LINE,), made=Path("ก.docx")))
    desk.app.answer = answer
    text, _, buttons, _ = desk.press("check")
    assert (text.splitlines()[-1], buttons, desk.opened) == ("เปิดดูเลยหรือไม่", "yes_no", opened)


def test_what_the_user_can_mend_is_a_sentence(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A UserError has its sentence and no log; Excel stands as before."""

    def busy(book: object) -> Outcome:  # noqa: ARG001 - actions name what they take
        raise CannotWrite("sheet_full", table="ก", sheet="ข", limit=9)

    monkeypatch.setitem(ACTIONS, "check", busy)
    text, *_, mode = desk.press("check")
    assert text == "✗ ตาราง ก บนแผ่นงาน ข ถึงแถวสุดท้ายของแผ่นงานแล้ว (9 แถว) โปรดย้ายตารางขึ้นหรือลบแถวที่ไม่ใช้"
    assert (mode, desk.done, desk.app.bar[-1]) == ("critical", ["restored"], False)
    assert not (tmp_path / "state").exists()


def test_a_bug_of_ours_is_logged_and_told(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The message names the log, the log holds the traceback and the button; nothing escapes."""

    def broken(book: object) -> Outcome:  # noqa: ARG001 - actions name what they take
        raise ZeroDivisionError("ของเรา")

    monkeypatch.setitem(ACTIONS, "check", broken)
    text, *_ = desk.press("check")
    (log,) = (tmp_path / "state").rglob("*.log")
    assert str(log) in text
    assert "ribbon check" in log.read_text(encoding="utf-8")
    assert "ZeroDivisionError: ของเรา" in log.read_text(encoding="utf-8")
    assert (desk.done, desk.app.bar[-1]) == (["restored"], False)


def test_a_message_that_cannot_be_shown_is_logged(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Excel gone meanwhile: no second popup."""

    def gone(*_: object) -> str:
        raise OSError("RPC server is unavailable")

    monkeypatch.setattr(desk.app, "alert", gone)
    ribbon.run("status", __version__, xw.__version__)
    (log,) = (tmp_path / "state").rglob("*.log")
    assert "RPC server is unavailable" in log.read_text(encoding="utf-8")


def test_an_interrupt_passes(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C in a console ends the run, with Excel's state given back."""

    def stop(book: object) -> Outcome:  # noqa: ARG001 - actions name what they take
        raise KeyboardInterrupt

    monkeypatch.setitem(ACTIONS, "check", stop)
    with pytest.raises(KeyboardInterrupt):
        ribbon.run("check", __version__, xw.__version__)
    assert (desk.done, desk.app.bar[-1]) == (["restored"], False)


def test_a_master_that_is_none_is_told(desk: FakeDesk) -> None:
    """Somebody's own workbook in front."""
    desk.book = OpenBook({"งบ": (["ก"], [["1"]])}, {})
    text, *_ = desk.press("recalc")
    assert "ไม่ใช่สมุดงานหลักของสำเร็จ" in text


def test_the_entry_imports_without_excel_and_without_pandas() -> None:
    """The handshake answers before anything heavy is imported."""
    import subprocess
    import sys

    code = (
        "import sys; from addin import __version__, ribbon; ribbon.handshake(__version__, '1', '1');"
        "print([m for m in ('pandas', 'numpy', 'xlwings', 'addin.actions') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_handshake_is_the_versions_of_all_three() -> None:
    """Equal versions pass without a word."""
    with pytest.raises(UserError):
        handshake(f"{__version__}.1", "1", "1")
    assert handshake(__version__, "1", "1") is None


@pytest.mark.parametrize("fails", [False, True])
def test_nothing_of_excel_is_kept_after_a_press(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, *, fails: bool
) -> None:
    """The workbook that the macro left in xlwings is let go: else Excel stays behind, unseen, when it is closed."""
    windows = SimpleNamespace(BOOK_CALLER=object())
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", windows)
    if fails:

        def interrupted(book: object) -> Outcome:
            raise KeyboardInterrupt(book)

        monkeypatch.setitem(ACTIONS, "check", interrupted)
        with pytest.raises(KeyboardInterrupt):
            desk.press("check")
    else:
        given(monkeypatch, Outcome({}, (LINE,)))
        desk.press("check")
    assert windows.BOOK_CALLER is None
