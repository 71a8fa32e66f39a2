"""Every button of the ribbon, from its VBA callback in a real spreadsheet to what the person then has before them.

The built add-in is loaded in LibreOffice, its callback pressed, the Python command that it runs recorded; exactly
that command runs over the sample that is open there. The same action over the file alone says what must come of it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import docx
import pptx
import pytest

from addin.cli import main
from addin.reports.kinds import KINDS, USUAL
from tests.excel.pressing import (
    FIGURES,
    SCORE,
    WRONG_ROW,
    Desk,
    buttons,
    header,
    monthly,
    press,
    wrong,
)
from tests.excel.year_presses import YEAR
from workbook.book import RawTable
from workbook.file import FileBook

pytestmark = [pytest.mark.office, pytest.mark.slow]

FINDINGS = ("tblFinding", "tblLog")
USERS_YELLOW = (255, 255, 0)
NEXT_MONTH = "2565-04"
"""The month after that of the sample's date, 10 March 2565."""


def byheader(raw: RawTable) -> list[dict[str, object]]:
    """The rows of a table by its headers."""
    return [dict(zip(raw.headers, line, strict=True)) for line in raw.cells]


def recalc_json(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """What `recalc --json` says of a copy of a file."""
    copy = path.with_name("สำเนา.xlsx")
    shutil.copy(path, copy)
    capsys.readouterr()
    main(["recalc", str(copy), "--json"])
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def assert_figures(desk: Desk, said: dict[str, object]) -> None:
    """The figures in the open workbook are those of `recalc --json`."""
    units = [
        (row[header("tblUnitScore", "unit_code")], f"{row[header('tblUnitScore', 'score')]:.4f}")
        for row in byheader(desk.read("tblUnitScore"))
        if row[header("tblUnitScore", "score")] is not None
    ]
    assert sorted(units) == sorted((one["unit_code"], one["score"]) for one in said["units"] if one["score"])
    kpis = [
        (
            row[header("tblKpiScore", "unit_code")],
            row[header("tblKpiScore", "kpi_code")],
            f"{row[header('tblKpiScore', 'score')]:.4f}",
        )
        for row in byheader(desk.read("tblKpiScore"))
        if row[header("tblKpiScore", "score")] is not None
    ]
    assert sorted(kpis) == sorted(
        (one["unit_code"], one["kpi_code"], one["score"]) for one in said["kpis"] if one["score"]
    )
    assert units
    assert kpis


# -- each button -----------------------------------------------------------------------------------------------

Case = Callable[[Desk, pytest.CaptureFixture[str]], None]
CASES: dict[str, Case] = {}


def case(*tags: str) -> Callable[[Case], Case]:
    """Register what must hold for these buttons."""

    def register(function: Case) -> Case:
        CASES.update(dict.fromkeys(tags, function))
        return function

    return register


@case("next_empty")
def next_empty(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """It goes to a blank cell of a due report behind the selected row and writes nothing."""
    at = monthly(desk)
    outcome = press(desk, "next_empty", at, leads=True)
    assert desk.at.row > at.row
    assert desk.cell(desk.at).raw_value is None
    assert desk.session.alerts[-1].prompt.count(outcome.data["show"]["cell"]) >= 1


@case("add_month")
def add_month(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """It adds the next month's rows once: taken away again they come back, a second press adds none.

    The months behind are too far ahead to be added.
    """
    raw = desk.read(SCORE)
    months = [str(line[raw.headers.index(header(SCORE, "month"))]) for line in raw.cells]
    assert months == sorted(months)
    cut, rows = sum(month >= NEXT_MONTH for month in months), months.count(NEXT_MONTH)
    assert cut > rows > 1
    _drop_last_rows(desk, cut)
    first = press(desk, "add_month", monthly(desk), writes=(SCORE, "tblLog"), leads=True)
    assert (first.data["month"], first.data["rows"]) == (NEXT_MONTH, rows)
    assert desk.cell(desk.at).raw_value is None
    assert len(desk.read(SCORE).cells) == len(raw.cells) - cut + rows
    second = press(desk, "add_month", monthly(desk))
    assert second.data["rows"] == 0


def _drop_last_rows(desk: Desk, count: int) -> None:
    """The person takes the last rows away, in the open workbook and in its twin."""
    with FileBook.open(desk.twin, write=True) as book:
        raw = book.read(SCORE)
        keep = [dict(zip(raw.headers, line, strict=True)) for line in raw.cells[:-count]]
        formulas = {j for _, j in raw.formulas}
        typed = [header for j, header in enumerate(raw.headers) if j not in formulas]
        book.replace(SCORE, [{header: row[header] for header in typed} for row in keep])
        book.save()
    desk.reopen(desk.twin)


@case("check")
def check(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """It lists each finding with a link, marks exactly those cells, and a mended cell loses its mark."""
    desk.cell(wrong(desk)).color = USERS_YELLOW
    rules = len(desk.cell(wrong(desk)).conditional_formats)
    outcome = press(desk, "check", monthly(desk), writes=FINDINGS)
    marked = desk.marked()
    assert {(spot, mark) for spot, mark in marked.items()} == {
        (one.spot, one.severity) for one in outcome.marks
    }
    assert marked[wrong(desk)] == "error"
    assert desk.cell(wrong(desk)).color == USERS_YELLOW
    row = next(
        i
        for i, line in enumerate(byheader(desk.read("tblFinding")))
        if line[header("tblFinding", "cell")] == wrong(desk).cell
    )
    link = desk.cell(desk.spot("tblFinding", "cell", row))
    assert link.formula == f'=HYPERLINK("#\'{wrong(desk).sheet}\'!{wrong(desk).cell}","{wrong(desk).cell}")'
    assert link.raw_value == wrong(desk).cell
    _mend(desk)
    press(desk, "check", monthly(desk), writes=FINDINGS)
    assert wrong(desk) not in desk.marked()
    assert desk.cell(wrong(desk)).color == USERS_YELLOW
    assert len(desk.cell(wrong(desk)).conditional_formats) == rules


def _mend(desk: Desk) -> None:
    """The person mends the wrong entry, in the open workbook and in its twin."""
    desk.cell(wrong(desk)).raw_value = ""
    with FileBook.open(desk.twin, write=True) as book:
        raw = book.read(SCORE)
        column = raw.headers.index(header(SCORE, "score"))
        scores = [line[column] for line in raw.cells]
        scores[WRONG_ROW] = None
        book.replace(SCORE, [{header(SCORE, "score"): score} for score in scores])
        book.save()


@case("check_sheet")
def check_sheet(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """It marks the sheet in front only, and the list is that of the whole book."""
    outcome = press(desk, "check_sheet", monthly(desk), writes=FINDINGS)
    assert {spot.sheet for spot in desk.marked()} == {monthly(desk).sheet}
    assert desk.marked()[wrong(desk)] == "error"
    listed = len([line for line in desk.read("tblFinding").cells if any(line)])
    assert listed == outcome.data["book_errors"] + outcome.data["book_warnings"]
    press(desk, "check_sheet", desk.spot("tblHoliday", "date"))
    assert desk.marked() == {}


@case("next_finding")
def next_finding(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """It leads to the next wrong cell and says why; nothing is written."""
    press(desk, "next_finding", desk.spot(SCORE, "month"), leads=True)
    assert desk.at == wrong(desk)
    assert wrong(desk).cell in desk.session.alerts[-1].prompt
    assert desk.marked() == {}


@case("clear_marks")
def clear_marks(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """The marks go; the person's own colour and rules stay."""
    cell = desk.cell(wrong(desk))
    cell.color = USERS_YELLOW
    cell.conditional_formats.add_custom('="own"="own"', fill_color="#0000ff")
    rules = [rule.formula for rule in cell.conditional_formats]
    desk.press("check")
    assert desk.marked()
    press(desk, "clear_marks", monthly(desk))
    assert desk.marked() == {}
    assert cell.color == USERS_YELLOW
    assert [rule.formula for rule in cell.conditional_formats] == rules


@case("recalc")
def recalc(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """The sheets hold the figures of `recalc --json`; pressed again it finds nothing to write."""
    said = recalc_json(desk.twin, capsys)
    press(desk, "recalc", monthly(desk), writes=FIGURES)
    assert_figures(desk, said)
    shown = f"{said['attainment']['passed']} จาก {said['attainment']['total']}"
    assert shown in desk.session.alerts[-1].prompt
    press(desk, "recalc", monthly(desk))


@case("gaps", "attainment")
def figures(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """They compute as recalc does, and show the sheet that they are about."""
    said = recalc_json(desk.twin, capsys)
    tag = desk.tag
    press(desk, tag, monthly(desk), writes=FIGURES, leads=True)
    assert_figures(desk, said)
    assert desk.at.sheet == desk.read({"gaps": "tblGap", "attainment": "tblHome"}[tag]).sheet


OTHERS = [f"report_{key}" for key in KINDS if key not in USUAL]


@case("report_unit_word", "report_unit_html", "report_unit_pdf")
@case("report_department_word", "report_department_html", "report_department_pdf")
def one_report(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """One report beside the workbook, with the figures of the book; it opens when the person says yes."""
    at = desk.spot("tblUnit", "unit_code", 2)
    code, name = desk.read("tblUnit").cells[2][0], desk.cell(desk.spot("tblUnit", "unit_name", 2)).raw_value
    desk.session.answer("yes")
    outcome = press(desk, desk.tag, at)
    (twin,) = [Path(one) for one in outcome.data["reports"]]
    made = desk.path.parent / "รายงาน" / twin.name
    assert desk.opened == [made.as_uri()]
    text = _text(made)
    assert text == _text(twin)
    if desk.tag.startswith("report_unit"):
        assert code in made.name
        assert name in text


@case(*OTHERS)
def another_report(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """Each of the other kinds as Word or PowerPoint files that say what the command's say."""
    desk.session.answer("no")
    outcome = press(desk, desk.tag, monthly(desk))
    twins = [Path(one) for one in outcome.data["reports"]]
    assert twins
    assert desk.opened == []
    for twin in (twins[0], twins[-1]):
        assert _text(desk.path.parent / "รายงาน" / twin.name) == _text(twin)


@case("report_units_word", "report_units_html", "report_units_pdf")
def all_reports(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """A report for each unit, and on yes the folder opens; the status bar tells each unit."""
    desk.session.answer("yes")
    outcome = press(desk, desk.tag, monthly(desk))
    folder = desk.path.parent / "รายงาน"
    twins = [Path(one) for one in outcome.data["reports"]]
    units = [line[0] for line in desk.read("tblUnit").cells if line[0]]
    assert len(twins) == len(units)
    assert {path.name for path in folder.iterdir() if path.is_file()} >= {path.name for path in twins}
    assert _text(folder / twins[-1].name) == _text(twins[-1])
    assert desk.opened == [folder.as_uri()]
    told = [str(text) for text in desk.session.status_history]
    assert [unit for unit in units if not any(str(unit) in text for text in told)] == []


def _text(path: Path) -> str:
    """What a report says."""
    if path.suffix == ".pdf":
        return subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout.decode()
    if path.suffix == ".pptx":
        shapes = [shape for slide in pptx.Presentation(str(path)).slides for shape in slide.shapes]
        return "\n".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)
    if path.suffix != ".docx":
        return path.read_text(encoding="utf-8")
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@case("status")
def status(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """It tells where the month stands and writes nothing."""
    said = recalc_json(desk.twin, capsys)
    press(desk, "status", monthly(desk))
    assert (
        f"{said['attainment']['passed']} จาก {said['attainment']['total']}" in desk.session.alerts[-1].prompt
    )


@case("guide")
def guide(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """The guide opens as a page."""
    desk.session.answer("yes")
    outcome = press(desk, "guide", monthly(desk))
    assert outcome.made is not None
    assert desk.opened == [outcome.made.as_uri()]
    assert "<h1" in outcome.made.read_text(encoding="utf-8")


@case("doctor")
def doctor(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """It tells what it found, and changes nothing."""
    press(desk, "doctor", monthly(desk))
    assert desk.session.alerts[-1].prompt


@case("about")
def about(desk: Desk, _: pytest.CaptureFixture[str]) -> None:
    """It names the versions that work together, that of the add-in and of Excel too."""
    outcome = press(desk, "about", monthly(desk))
    prompt = desk.session.alerts[-1].prompt
    assert outcome.data["samret"] in prompt
    assert outcome.data["xlwings"] in prompt
    assert "16.0" in prompt


CASES |= YEAR
TAGS = [one.tag for one in buttons()]


def test_every_button_of_the_ribbon_has_its_case() -> None:
    """And there is no case without a button."""
    assert sorted(CASES) == sorted(TAGS)
    assert len(set(TAGS)) == len(TAGS)


@pytest.mark.parametrize("tag", TAGS)
def test_button(tag: str, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """What the button does, in the words of its case above."""
    desk.tag = tag
    CASES[tag](desk, capsys)
