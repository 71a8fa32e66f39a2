"""The buttons for checking: marks, one sheet, from finding to finding."""

from __future__ import annotations

import pytest

from addin.actions import ACTIONS
from addin.actions.check import finding_marks
from addin.actions.load import load
from addin.actions.outcome import Outcome
from addin.message import message
from addin.texts import ui
from tests.support.buttons import NOW, TODAY, OpenBook, frame_of, header, open_book
from tests.support.checkbook import SCORE, Edit
from workbook.desk import Mark, Spot
from workbook.schema import BY_NAME, TABLES

SHEET = BY_NAME[SCORE].sheet
CONTACT = BY_NAME["tblContact"].sheet
FINDINGS = BY_NAME["tblFinding"].sheet

# Two wrong entries on the monthly sheet (rows 4 and 6), one on the directory (row 2), in one book.
WRONG: tuple[Edit, ...] = (
    (SCORE, 7, {"score": 7.0}),
    (SCORE, 9, {"actual": None}),
    ("tblContact", 5, {"position": None}),
)


def press(name: str, book: OpenBook, at: Spot | None = None) -> Outcome:
    more = {"at": at} if name != "check" else {}
    if name != "next_finding":
        more["now"] = lambda: NOW  # type: ignore[assignment]
    return ACTIONS[name](book, today=TODAY, **more)


def said(outcome: Outcome) -> str:
    return "\n".join(ui(line.key, "th", **line.params) for line in outcome.lines)


def stored(book: OpenBook) -> list[tuple[str, str]]:
    frame = frame_of(book, "tblFinding")
    return list(zip(frame["table"], frame["cell"], strict=True))


def test_the_small_book_has_nothing_to_mark() -> None:
    """No finding, no mark: the marks of before go."""
    assert press("check", open_book()).marks == ()


def test_check_marks_every_cell_that_a_finding_names() -> None:
    """By the sheets and letters of the book, each with its gravity."""
    outcome = press("check", open_book(WRONG))
    assert outcome.marks == (
        Mark(Spot(SHEET, "F", 4), "error"),
        Mark(Spot(SHEET, "E", 6), "error"),
        Mark(Spot(CONTACT, "C", 2), "error"),
    )
    assert outcome.show is None


def test_marks_and_the_findings_sheet_name_the_same_cells() -> None:
    """One truth about what is wrong."""
    book = open_book(WRONG, titles={SCORE: "ผลของฉัน"}, reverse=[SCORE])
    marks = press("check", book).marks or ()
    assert {(m.spot.sheet, m.spot.cell) for m in marks} == set(stored(book))
    assert ("ผลของฉัน", "J4") in stored(book)


@pytest.mark.parametrize("order", [("warning", "error"), ("error", "warning"), ("error", "error")])
def test_a_cell_with_an_error_and_a_warning_is_marked_as_an_error(order: tuple[str, str]) -> None:
    """One mark for a cell, whichever finding comes first."""
    loaded = load(open_book(), today=TODAY)
    found = [{"table": SCORE, "cell": "E2", "severity": severity} for severity in order]
    assert finding_marks(found, loaded) == (Mark(Spot(SHEET, "E", 2), "error"),)


def test_a_finding_about_a_whole_column_has_no_mark() -> None:
    """There is no cell to mark where the column is gone."""
    outcome = press("check", open_book(drop=("tblContact", "phone")))
    assert [row["code"] for row in outcome.data["findings"]] == ["column_missing_text"]
    assert outcome.marks == ()


def test_a_number_in_the_users_own_column_is_marked_there() -> None:
    """Its finding gives the address itself."""
    book = open_book()
    content = {table.name: (book.read(table.name).headers, book.read(table.name).cells) for table in TABLES}
    headers, cells = content["tblContact"]
    content["tblContact"] = ((*headers, "ของฉัน"), [[*line, "1234567890121"] for line in cells])
    outcome = press("check", OpenBook(content, {}))
    assert {mark.spot for mark in outcome.marks or ()} == {Spot(CONTACT, "M", 2), Spot(CONTACT, "M", 3)}


def test_check_sheet_tells_and_marks_the_sheet_in_front_only() -> None:
    """The counts of this sheet and of the whole book; the findings sheet is written whole."""
    book = open_book(WRONG)
    outcome = press("check_sheet", book, Spot(CONTACT, "A", 9))
    assert outcome.marks == (Mark(Spot(CONTACT, "C", 2), "error"),)
    assert [row["cell"] for row in outcome.data.pop("findings")] == ["C2"]
    assert outcome.data == {
        "sheet": CONTACT, "errors": 1, "warnings": 0, "book_errors": 3, "book_warnings": 0,
    }  # fmt: skip
    assert said(outcome).startswith(f"ชีต {CONTACT}: ต้องแก้ไข 1 รายการ ควรตรวจสอบ 0 รายการ")
    assert said(outcome).endswith("ทั้งเล่ม: ต้องแก้ไข 3 รายการ ควรตรวจสอบ 0 รายการ")
    assert stored(book) == [(SHEET, "F4"), (SHEET, "E6"), (CONTACT, "C2")]
    assert book.saves == 1


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        (BY_NAME["tblUnit"].sheet, "ไม่พบสิ่งที่ต้องแก้ไข"),
        ("แผ่นของฉัน", "ไม่มีตารางของโปรแกรม จึงไม่มีสิ่งที่ต้องตรวจ"),
    ],
)
def test_check_sheet_on_a_sheet_without_findings_still_tells_of_the_book(sheet: str, told: str) -> None:
    """A clean sheet of ours, or a sheet of the user's."""
    outcome = press("check_sheet", open_book(WRONG), Spot(sheet, "A", 1))
    assert said(outcome).splitlines() == [
        f"ชีต {sheet}{':' if 'ไม่พบ' in told else ''} {told}",
        "ทั้งเล่ม: ต้องแก้ไข 3 รายการ ควรตรวจสอบ 0 รายการ",
    ]
    assert (outcome.marks, outcome.clean) == ((), True)


def test_check_sheet_follows_a_renamed_sheet() -> None:
    """The sheet in front goes by the title that the user gave it."""
    book = open_book(WRONG, titles={SCORE: "ผลของฉัน"})
    outcome = press("check_sheet", book, Spot("ผลของฉัน", "A", 1))
    assert [mark.spot.cell for mark in outcome.marks or ()] == ["F4", "E6"]


def test_check_sheet_without_a_findings_sheet_says_that_it_was_not_written() -> None:
    """The findings are told all the same."""
    outcome = press("check_sheet", open_book(WRONG, without=["tblFinding"]), Spot(CONTACT, "A", 9))
    assert outcome.blocked is not None
    assert outcome.blocked[0] == "table_missing"
    assert "C2" in said(outcome)


@pytest.mark.parametrize(
    ("at", "show", "number"),
    [
        (None, Spot(SHEET, "F", 4), 1),
        (Spot(SHEET, "A", 1), Spot(SHEET, "F", 4), 1),
        (Spot(SHEET, "F", 4), Spot(SHEET, "E", 6), 2),
        (Spot(SHEET, "O", 5), Spot(SHEET, "E", 6), 2),
        (Spot(SHEET, "E", 6), Spot(CONTACT, "C", 2), 3),
        (Spot(CONTACT, "C", 2), Spot(SHEET, "F", 4), 1),
        (Spot(BY_NAME["tblPlan"].sheet, "A", 1), Spot(SHEET, "F", 4), 1),
        (Spot("แผ่นของฉัน", "Z", 99), Spot(SHEET, "F", 4), 1),
    ],
)
def test_next_finding_goes_on_from_the_selected_cell_and_round(
    at: Spot | None, show: Spot, number: int
) -> None:
    """By sheets as they stand in the book, rows and columns; which of how many."""
    outcome = press("next_finding", open_book(WRONG), at)
    assert (outcome.show, outcome.data["number"], outcome.data["cells"]) == (show, number, 3)
    assert said(outcome).startswith(f"ต้องแก้ไข จุดที่ {number} จาก 3 จุด\n✗ {show.sheet} {show.cell}: ")


def test_next_finding_writes_nothing_and_leaves_the_marks() -> None:
    """Looking is free."""
    outcome = press("next_finding", book := open_book(WRONG))
    assert (book.saves, book.changed(), outcome.marks) == (0, False, None)


def test_from_the_findings_sheet_the_selected_row_comes_first() -> None:
    """Row 4 of the findings is about the directory."""
    book = open_book(WRONG)
    press("check", book)
    assert press("next_finding", book, Spot(FINDINGS, "G", 4)).show == Spot(CONTACT, "C", 2)


def test_a_finding_that_was_mended_is_not_offered_again() -> None:
    """From its row in the old list the way leads to the next place that is still wrong."""
    book = open_book(WRONG)
    press("check", book)
    raw = book.read(SCORE)
    rows = [dict(zip(raw.headers, line, strict=True)) for line in raw.cells]
    rows[2][header(SCORE, "score")] = 4.0
    book.replace(SCORE, rows)
    assert press("next_finding", book, Spot(FINDINGS, "A", 2)).show == Spot(SHEET, "E", 6)


def test_all_findings_of_a_cell_are_told_together() -> None:
    """A second press would pass over the other one."""
    outcome = press("next_finding", open_book([("tblContact", 5, {"email": "1234567890121"})]))
    assert outcome.show == Spot(CONTACT, "I", 2)
    assert [row["code"] for row in outcome.data["findings"]] == ["citizen_number", "email_malformed"]
    assert said(outcome).count(f"✗ {CONTACT} I2: ") == 2


def test_without_findings_the_next_step_is_to_compute() -> None:
    """Nothing to go to."""
    outcome = press("next_finding", open_book())
    assert (outcome.show, outcome.clean) == (None, True)
    assert said(outcome).splitlines() == ["ไม่พบสิ่งที่ต้องแก้ไข", "ขั้นต่อไป: กดปุ่ม «คำนวณผล»"]


# A warning above (row 2) and one below (row 5) the error of row 4.
DOUBTFUL: tuple[Edit, ...] = (
    (SCORE, 5, {"score": 3.0}),
    (SCORE, 7, {"score": 7.0}),
    (SCORE, 8, {"evidence": None}),
)


def test_errors_come_before_warnings_wherever_one_stands() -> None:
    """With an error left, no warning is gone to; how many of each is said."""
    book = open_book(DOUBTFUL)
    for at in (None, Spot(SHEET, "F", 4), Spot(SHEET, "A", 5)):
        outcome = press("next_finding", book, at)
        assert outcome.show == Spot(SHEET, "F", 4)
    assert (outcome.data["errors"], outcome.data["warnings"]) == (1, 2)
    lines = said(outcome).splitlines()
    assert lines[0] == "ต้องแก้ไข จุดที่ 1 จาก 1 จุด"
    assert "ควรตรวจสอบอีก 2 จุด จะพาไปเมื่อแก้จุดที่ต้องแก้ไขครบแล้ว" in lines


def test_warnings_are_gone_through_when_no_error_is_left() -> None:
    """One after the other and round, and it is said that nothing must be mended."""
    book = open_book([DOUBTFUL[0], DOUBTFUL[2]])
    first = press("next_finding", book)
    second = press("next_finding", book, first.show)
    assert (first.data["number"], second.data["number"]) == (1, 2)
    assert press("next_finding", book, second.show).show == first.show
    assert said(second).splitlines()[0] == "ควรตรวจสอบ จุดที่ 2 จาก 2 จุด"
    assert "ไม่มีจุดที่ต้องแก้ไขแล้ว" in said(second)


def test_a_warning_that_is_selected_on_the_findings_sheet_is_gone_to() -> None:
    """Whoever clicks its row wants it, though an error remains; that is said."""
    book = open_book(DOUBTFUL)
    press("check", book)
    row = 2 + stored(book).index((SHEET, "F2"))
    outcome = press("next_finding", book, Spot(FINDINGS, "A", row))
    assert outcome.show == Spot(SHEET, "F", 2)
    assert "ต้องแก้ไขอีก 1 จุด" in said(outcome)


@pytest.mark.parametrize(
    ("table", "key", "header_"), [("tblContact", "phone", "โทรศัพท์"), ("tblContact", "position", "ตำแหน่ง")]
)
def test_findings_without_a_cell_lead_to_their_table(table: str, key: str, header_: str) -> None:
    """Where a column is gone the person is brought to the table, and hears what is missing and the cure."""
    outcome = press("next_finding", open_book(drop=(table, key)))
    assert (outcome.show, outcome.data["without_cell"]) == (Spot(CONTACT, "A", 2), 1)
    assert said(outcome).startswith(f"เรื่องของทั้งคอลัมน์หรือทั้งตารางในชีต {CONTACT}\n")
    assert f"ไม่พบคอลัมน์ {header_}" in said(outcome)


def test_a_table_that_is_gone_is_told_before_any_warning() -> None:
    """There is nowhere to go; what is missing and the cure are said."""
    outcome = press("next_finding", open_book([DOUBTFUL[0]], without=["tblHistory"]))
    assert (outcome.show, outcome.data["warnings"], outcome.clean) == (None, 1, False)
    assert "กู้ชีต" in said(outcome)


@pytest.mark.parametrize(("tag", "again"), [("check", "ตรวจทั้งเล่ม"), ("check_sheet", "ตรวจชีตนี้")])
def test_the_next_step_speaks_of_marks_only_where_an_error_has_one(tag: str, again: str) -> None:
    """A missing column marks no cell, though a warning elsewhere may."""
    at = Spot(CONTACT, "A", 2)
    marked = message(tag, press(tag, open_book(WRONG), at), str).text.splitlines()[-1]
    unmarked = message(tag, press(tag, open_book(drop=("tblContact", "position")), at), str).text
    assert marked.startswith("ขั้นต่อไป: แก้ช่องที่มีเครื่องหมาย")
    assert unmarked.splitlines()[-1].startswith("ขั้นต่อไป: แก้ตามวิธีแก้ข้างบน")
    assert f"«{again}» อีกครั้ง" in unmarked


@pytest.mark.parametrize("table", ["tblHome", "tblFinding", "tblUnitScore"])
def test_a_sheet_that_the_program_writes_is_not_called_free_of_errors(table: str) -> None:
    """It is not checked; the buttons that help are named."""
    sheet = BY_NAME[table].sheet
    outcome = press("check_sheet", open_book(WRONG), Spot(sheet, "A", 5))
    assert said(outcome).splitlines()[0].startswith(f"ชีต {sheet} เป็นผลที่โปรแกรมเขียนให้ จึงไม่ตรวจชีตนี้")
    assert {line.kind for line in outcome.lines[:1]} == {"title"}


@pytest.mark.parametrize("name", ["check", "check_sheet"])
def test_checking_tells_what_it_does_one_after_the_other(name: str) -> None:
    """Reading was told by the entry; nothing is written where nothing differs."""
    book = open_book(WRONG)
    for expected in (["checking", "writing"], ["checking"]):
        keys: list[str] = []
        at = {"at": Spot(CONTACT, "A", 1)} if name == "check_sheet" else {}
        ACTIONS[name](
            book, today=TODAY, now=lambda: NOW, progress=lambda key, keys=keys, **_: keys.append(key), **at
        )
        assert keys == expected


def test_clear_marks_only_takes_the_marks_away() -> None:
    """No mark, no cell to go to, nothing written."""
    book = open_book(WRONG)
    outcome = ACTIONS["clear_marks"](book)
    assert (outcome.marks, outcome.show, outcome.data, book.saves) == ((), None, {}, 0)
