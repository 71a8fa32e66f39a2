"""month: the work of the 10th - forms, check, figures and reports in one go, or nothing at all."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from addin.actions import ACTIONS
from addin.actions import month as module
from addin.actions.outcome import Line, Outcome
from addin.cli import main
from addin.errors import CannotWrite, UserError
from tests.support.buttons import NOW, TODAY, OpenBook, draft, frame_of, header, open_book, said
from tests.support.checkbook import SCORE, day
from workbook.book import Book

FORM_ROW = 7
"""Excel row of the small book's draft of February, A1 and 1.1."""


class Collector:
    """Stands in for the collecting of forms: it stages one value for each form and never saves."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.states: dict[str, str] = {}
        self.actual = 83.5

    def __call__(self, book: Book, paths: Sequence[Path], *, dry_run: bool, save: bool, **_: Any) -> Outcome:
        """Stage a value for each form taken."""
        assert (dry_run, save) == (False, False)
        self.asked = [path.name for path in paths]
        forms = []
        for path in paths:
            state = self.states.get(path.stem, "taken")
            if state == "taken":
                self._stage(book)
            conflicts = [{"column": "actual"}] if state == "conflict" else []
            forms.append(
                {"file": path.name, "unit": "A1", "month": "2565-02", "state": state, "conflicts": conflicts}
            )
        good = all(form["state"] in {"taken", "nothing"} for form in forms)
        return Outcome({"forms": forms}, (Line("report_path", {"path": "ตัวอย่าง"}),), clean=good)

    def _stage(self, book: Book) -> None:
        raw = book.read(SCORE)
        names = [header(SCORE, key) for key in ("status", "actual", "evidence", "reported_on")]
        given = dict(
            zip(names, ("ส่งแล้ว", self.actual, "แฟ้ม 7", day("2022-03-08").to_pydatetime()), strict=True)
        )
        at = [raw.headers.index(name) for name in names]
        rows = [dict(zip(names, (line[j] for j in at), strict=True)) for line in raw.cells]
        rows[FORM_ROW - raw.first_row] = given
        book.replace(SCORE, rows)


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Collector:
    """The forms' collector for one test."""
    fake = Collector()
    monkeypatch.setitem(ACTIONS, "collect", fake)
    return fake


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A folder with two forms, what Excel keeps beside an open one, and something else."""
    folder = tmp_path / "แบบ"
    folder.mkdir()
    for name in ("ข.xlsx", "ก.XLSX", "~$ก.xlsx", "อ่าน.txt"):
        (folder / name).write_bytes(b"x")
    return folder


@pytest.fixture(autouse=True)
def few_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    """One kind of report is enough to see that they are made."""
    monkeypatch.setattr(module, "KINDS", ("monthly", "overview"))


def work(book: OpenBook, to: Path, **more: Any) -> Outcome:
    return ACTIONS["month"](book, to=to, today=TODAY, now=lambda: NOW, **{"month": "2565-02", **more})


def test_forms_figures_and_reports_in_one_save(collector: Collector, forms: Path, tmp_path: Path) -> None:
    """What the forms bring is in the figures written; the results are those of recalc on the same book."""
    book, to = open_book(), tmp_path / "รายงาน"
    outcome = work(book, to, forms=forms)
    assert collector.asked == ["ก.XLSX", "ข.xlsx"]
    assert (book.saves, outcome.clean, outcome.data["saved"]) == (1, True, True)
    frame = frame_of(book, SCORE)
    assert frame.loc[FORM_ROW, ["status", "actual"]].tolist() == ["submitted", 83.5]
    by_recalc = ACTIONS["recalc"](book, today=TODAY, now=lambda: NOW)
    assert book.saves == 1
    assert outcome.data["recalc"]["units"] == by_recalc.data["units"]
    assert outcome.data["reports"]
    assert {str(path) for path in to.iterdir()} == set(outcome.data["reports"])


@pytest.mark.usefixtures("collector")
def test_the_same_again_changes_nothing(forms: Path, tmp_path: Path) -> None:
    """No second save, no log row."""
    book = open_book()
    work(book, tmp_path, forms=forms)
    log = len(frame_of(book, "tblLog"))
    outcome = work(book, tmp_path, forms=forms)
    assert (book.saves, len(frame_of(book, "tblLog")), outcome.data["saved"]) == (1, log, False)


def test_errors_that_the_forms_bring_stop_all(collector: Collector, forms: Path, tmp_path: Path) -> None:
    """A value below zero: nothing saved, no report, the error told with its cure."""
    collector.actual = -1.0
    book, to = open_book(), tmp_path / "รายงาน"
    outcome = work(book, to, forms=forms)
    assert outcome.data["error"]["code"] == "errors_stand"
    assert (book.saves, outcome.clean, to.exists()) == (0, False, False)
    wrong = [row for row in outcome.data["findings"] if row["severity"] == "error"]
    assert wrong
    assert wrong[0]["message"] in said(outcome)
    assert "หยุดก่อนเขียน" in said(outcome)


def test_an_error_in_the_book_stops_all_without_forms_too(tmp_path: Path) -> None:
    """Forms are not needed to find it."""
    book = open_book([(SCORE, 7, {"score": 6.0})])
    outcome = work(book, tmp_path / "รายงาน")
    assert (outcome.data["errors"], book.saves, outcome.clean) == (1, 0, False)


def test_a_refused_form_and_a_conflict_do_not_stop_the_others(
    collector: Collector, forms: Path, tmp_path: Path
) -> None:
    """The rest is done; both are told as left for a person, exit code 1."""
    collector.states = {"ก": "refused", "ข": "conflict"}
    book = open_book()
    outcome = work(book, tmp_path, forms=forms)
    assert (outcome.clean, outcome.data["saved"]) == (False, True)
    assert (outcome.data["left"]["forms_refused"], outcome.data["left"]["conflicts"]) == (["ก.XLSX"], 1)
    text = said(outcome)
    assert "แบบรายงานที่ไม่รับ 1 แฟ้ม: ก.XLSX" in text
    assert "ค่าที่ขัดแย้ง 1 ช่อง" in text


def test_what_is_left_for_a_person_is_told(tmp_path: Path) -> None:
    """Who has not sent all, drafts, returned and submitted rows, follow-ups."""
    edits = [
        (SCORE, 13, draft("2565-02", "A1", "1.3", score=4.0)),
        (
            SCORE,
            14,
            draft("2565-02", "A1", "1.5", actual=7.0)
            | {"status": "submitted", "evidence": "ก", "cause": "ข"},
        ),
        ("tblFollowUp", 6, None),
    ]
    outcome = work(open_book(edits), tmp_path)
    left = outcome.data["left"]
    assert left == {
        "waiting": ["A1", "B2"],
        "drafts": 2,
        "returned": 0,
        "to_certify": 1,
        "conflicts": 0,
        "forms_refused": [],
        "closed": False,
        "follow_up": {"month": "2565-01", "open": 0, "overdue": [], "wanted": ["B2"]},
    }
    text = said(outcome)
    for part in ("ยังส่งไม่ครบ 2 หน่วยงาน: A1, B2", "ยังเป็นร่าง 2 แถว", "รอรับรองผล 1 แถว", "samret followup"):
        assert part in text


def test_a_report_that_fails_leaves_the_book_saved_and_the_others_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The file that failed is named; exit code 2."""
    made = module.make_reports

    def failing(loaded: Any, request: Any, **more: Any) -> Outcome:
        if request.kinds == ("monthly",):
            raise CannotWrite("report_in_use", file="รายงานประจำเดือน.docx", folder="รายงาน")
        return made(loaded, request, **more)

    monkeypatch.setattr(module, "make_reports", failing)
    book = open_book()
    outcome = work(book, tmp_path)
    assert (book.saves, outcome.clean) == (1, False)
    assert outcome.blocked is not None
    assert outcome.blocked[0] == "report_in_use"
    assert [one["kind"] for one in outcome.data["failed"]] == ["monthly"]
    assert outcome.data["reports"]
    assert "รายงานประจำเดือน.docx" in said(outcome)


@pytest.mark.usefixtures("collector")
def test_a_trial_saves_and_reports_nothing(forms: Path, tmp_path: Path) -> None:
    """The figures that would be written are told."""
    book, to = open_book(), tmp_path / "รายงาน"
    outcome = work(book, to, forms=forms, dry_run=True)
    assert (book.saves, to.exists(), outcome.data["saved"]) == (0, False, False)
    score = {unit["unit_code"]: unit["score"] for unit in outcome.data["recalc"]["units"]}
    work(book, to, forms=forms)
    written = frame_of(book, "tblUnitScore").set_index("unit_code")["score"]
    assert score["A1"] == f"{written['A1']:.4f}"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"month": "2565-04"}, "report_month_not_begun"),
        ({"month": "2565-09"}, "report_month_unknown"),
        ({"forms": Path("ไม่มี")}, "folder_missing"),
    ],
)
def test_what_cannot_be_done_is_told_before_anything(more: dict[str, Any], code: str, tmp_path: Path) -> None:
    """A month that cannot be reported, a folder that is not there."""
    book = open_book()
    with pytest.raises(UserError) as caught:
        work(book, tmp_path, **more)
    assert (caught.value.code, book.saves) == (code, 0)


def test_a_folder_without_forms_is_told(tmp_path: Path) -> None:
    """Likely the wrong folder: nothing is done."""
    book = open_book()
    with pytest.raises(UserError) as caught:
        work(book, tmp_path / "รายงาน", forms=tmp_path)
    assert (caught.value.code, book.saves) == ("month_no_forms", 0)


def test_a_file_of_another_program_is_told_and_not_passed_over(tmp_path: Path) -> None:
    """A form sent back as .ods brings nothing, and the person hears of it."""
    (tmp_path / "กองคลัง.ods").write_bytes(b"x")
    outcome = work(open_book(), tmp_path / "รายงาน", forms=tmp_path)
    assert (outcome.data["left"]["forms_refused"], outcome.clean) == (["กองคลัง.ods"], False)


def test_without_a_month_it_is_the_last_that_has_ended(tmp_path: Path) -> None:
    """On 10 March it is February."""
    assert work(open_book(), tmp_path, month=None).data["month"] == "2565-02"


def test_the_command_on_a_file(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0 with what is left told; the figures are in the file as `recalc --json` gives them."""
    code = main(["month", str(sample), "--month", "2565-02", "--to", str(tmp_path / "รายงาน"), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert len(found["left"]["waiting"]) == 10
    content = sample.read_bytes()
    assert main(["recalc", str(sample), "--json"]) == 0
    assert sample.read_bytes() == content
    assert json.loads(capsys.readouterr().out)["units"] == found["recalc"]["units"]
    assert dt.date.fromisoformat(found["recalc"]["as_of"]) == TODAY
