"""What a button says: lines with their signs, cut to what can be read, and the next step."""

from __future__ import annotations

import pytest

from addin.actions.outcome import Line, Outcome
from addin.errors import TableMissing
from addin.message import LONGEST, MOST_LINES, message
from workbook.schema import BY_NAME

LINE = Line("recalc_written", {"name": "ก"}, "good")


def sheet_of(table: str) -> str:
    return f"<{table}>"


def test_a_short_message_is_whole_and_ends_with_the_next_step() -> None:
    """Signs as on the command line; after them what to do."""
    said = message("recalc", Outcome({}, (LINE, Line("attainment_none", kind="bad"))), sheet_of)
    assert said.text == (
        "✓ คำนวณแล้ว เขียนผลลง ก\n✗ ยังไม่มีหน่วยงาน จึงยังไม่มีร้อยละ\n\nขั้นต่อไป: ดูผลแล้วบันทึกแฟ้ม (Ctrl+S)"
    )
    assert not said.bad


def test_errors_in_the_book_change_the_next_step() -> None:
    """Mend first."""
    said = message("recalc", Outcome({}, (LINE,), clean=False), sheet_of)
    assert said.text.splitlines()[-1].startswith("ขั้นต่อไป: กดปุ่ม «ตรวจทั้งเล่ม»")


@pytest.mark.parametrize("long", [4, 80])
def test_a_long_message_is_cut_and_says_where_the_rest_is(long: int) -> None:
    """Neither more lines nor more characters than a message box shows; the next step is kept."""
    lines = tuple(Line("new_done", {"path": f"{n:02d}" + "ก" * long}) for n in range(40))
    said = message("gaps", Outcome({}, lines), sheet_of)
    shown, _, ends = said.text.partition("\n\n")
    assert shown.splitlines() == [
        f"สร้างสมุดงานแล้ว: {n:02d}" + "ก" * long for n in range(len(shown.splitlines()))
    ]
    assert len(shown) <= LONGEST
    assert len(shown.splitlines()) <= MOST_LINES
    assert ends.splitlines()[0] == "ยังมีอีก ดูทั้งหมดที่ชีต <tblGap>"
    assert ends.splitlines()[1].startswith("ขั้นต่อไป")


def test_a_first_line_is_shown_however_long() -> None:
    """A message is never empty."""
    said = message("gaps", Outcome({}, (Line("new_done", {"path": "ก" * 2000}),)), sheet_of)
    assert "ก" * 2000 in said.text


def test_what_kept_the_work_from_being_stored_stands_at_the_end() -> None:
    """A blocked outcome says why, and not to go on."""
    outcome = Outcome({}, (LINE,), blocked=("excel_busy", {"file": "ก"}))
    said = message("check", outcome, sheet_of)
    assert said.text.splitlines()[-1].startswith("✗ ")
    assert said.bad


def test_a_refusal_names_no_next_step_of_success() -> None:
    """The lines of a refusal say what to do."""
    said = message("recalc", Outcome({"error": {"code": "ก"}}, (LINE,), clean=False), sheet_of)
    assert said == type(said)("✓ คำนวณแล้ว เขียนผลลง ก", bad=True)


LONG = tuple(Line("new_done", {"path": f"{n:02d}"}) for n in range(40))


def end_of(tag: str, outcome: Outcome) -> str:
    """The first line behind what is shown."""
    return message(tag, outcome, sheet_of).text.partition("\n\n")[2].splitlines()[0]


@pytest.mark.parametrize("tag", ["check", "check_sheet"])
def test_a_list_that_was_written_is_read_on_its_sheet(tag: str) -> None:
    """The findings sheet holds what is cut."""
    assert end_of(tag, Outcome({}, LONG)) == "ยังมีอีก ดูทั้งหมดที่ชีต <tblFinding>"


@pytest.mark.parametrize(
    ("tag", "button", "table"),
    [
        ("status", "คำนวณผล", "tblReportStatus"),
        ("next_finding", "ตรวจทั้งเล่ม", "tblFinding"),
        ("next_empty", "ตรวจทั้งเล่ม", "tblFinding"),
    ],
)
def test_before_a_button_that_only_reads_the_sheet_may_be_old(tag: str, button: str, table: str) -> None:
    """So the button that writes it comes first."""
    assert end_of(tag, Outcome({}, LONG)) == f"ยังมีอีก กดปุ่ม «{button}» แล้วดูทั้งหมดที่ชีต <{table}>"


def test_a_list_that_could_not_be_written_is_not_on_its_sheet() -> None:
    """What kept it from being written is told too."""
    outcome = Outcome({}, LONG, blocked=("excel_busy", {"file": "ก"}))
    assert end_of("check", outcome) == "ยังมีอีก กดปุ่ม «ตรวจทั้งเล่ม» แล้วดูทั้งหมดที่ชีต <tblFinding>"


def test_the_rest_of_a_refusal_is_on_the_findings_sheet() -> None:
    """Whatever the button writes else: nothing of it was written."""
    refused = Outcome({"error": {"code": "ก"}}, LONG, clean=False)
    assert end_of("recalc", refused) == "ยังมีอีก ดูทั้งหมดที่ชีต <tblFinding>"


def test_the_rest_of_the_doctors_list_is_on_no_sheet() -> None:
    """The command tells all of it."""
    assert end_of("doctor", Outcome({}, LONG)) == "ยังมีอีก ดูทั้งหมดด้วยคำสั่ง samret addin doctor"


def test_in_a_book_without_the_sheet_its_usual_name_is_told() -> None:
    """Where it would stand."""

    def gone(table: str) -> str:
        raise TableMissing("table_missing", table=table)

    text = message("gaps", Outcome({}, LONG), gone).text
    assert f"ดูทั้งหมดที่ชีต {BY_NAME['tblGap'].sheet}" in text
