"""certify: results certified, returned, taken out; what may not move stays and is told."""

from __future__ import annotations

import datetime as dt
import getpass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from addin.actions import ACTIONS
from addin.actions.outcome import Outcome
from addin.errors import UserError
from tests.support.buttons import NOW, TODAY, OpenBook, frame_of, header, open_book, said
from tests.support.checkbook import SCORE, Edit, day, edited
from workbook.book import CellError
from workbook.file import FileBook

WHO = "ผู้อำนวยการกองแผนงาน"


def certify(book: OpenBook, month: str = "2565-01", **more: Any) -> Outcome:
    return ACTIONS["certify"](book, month=month, today=TODAY, now=lambda: NOW, **{"by": WHO, **more})


def cells(book: OpenBook, row: int) -> dict[str, Any]:
    """The status cells of a row, blanks None."""
    found = frame_of(book, SCORE).loc[
        row, ["status", "certified_by", "certified_on", "return_reason", "cause"]
    ]
    return {str(key): None if pd.isna(value) else value for key, value in found.items()}


def logged(book: OpenBook) -> list[tuple[Any, ...]]:
    log = frame_of(book, "tblLog").astype(object)
    columns = ["action", "by", "table", "row", "column", "old", "new"]
    rows = log[columns].where(log[columns].notna(), None).itertuples(index=False)
    return [tuple(row) for row in rows]


# In the small book Excel rows 2 to 9: A1 1.1 certified, 1.2 1.3 1.4 1.5 submitted, 1.1 draft; B2 n/a, returned.
SUBMITTED = [3, 4, 5, 6]


def test_submitted_rows_become_certified_by_whom_and_when() -> None:
    """Every submitted row of the month, and no other; one save."""
    book = open_book()
    before = frame_of(book, SCORE)
    outcome = certify(book)
    assert [one["row"] for one in outcome.data["moved"]] == SUBMITTED
    for row in SUBMITTED:
        expected = {"status": "certified", "certified_by": WHO, "certified_on": pd.Timestamp("2022-03-10")}
        assert cells(book, row) == {**expected, "return_reason": None, "cause": None}
    after = frame_of(book, SCORE)
    others = before.index.difference(SUBMITTED)
    pd.testing.assert_frame_equal(after.loc[others], before.loc[others])
    untouched = [key for key in before if key not in {"status", "certified_by", "certified_on"}]
    pd.testing.assert_frame_equal(after[untouched], before[untouched])
    assert (outcome.clean, book.saves) == (True, 1)


def test_each_value_changed_has_its_row_in_the_log() -> None:
    """Sheet, row, header, old and new as the person sees them; one summary for the action."""
    book = open_book()
    certify(book, units=["a1"], kpis=["1.2"])
    sheet = "รายงานผลรายเดือน"
    assert logged(book) == [
        ("รับรองผล", WHO, None, None, None, None, "เดือน ม.ค. 65 1 แถว"),
        ("รับรองผล", WHO, sheet, 3, header(SCORE, "status"), "ส่งแล้ว", "รับรองผลแล้ว"),
        ("รับรองผล", WHO, sheet, 3, header(SCORE, "certified_by"), None, WHO),
        ("รับรองผล", WHO, sheet, 3, header(SCORE, "certified_on"), None, "10 มี.ค. 65"),
    ]


def test_the_same_again_writes_nothing() -> None:
    """Certified already: no log row, no save, clean."""
    book = open_book()
    certify(book)
    before, rows = frame_of(book, SCORE), len(logged(book))
    outcome = certify(book, units=["A1"])
    pd.testing.assert_frame_equal(frame_of(book, SCORE), before)
    assert (book.saves, len(logged(book)), outcome.clean, outcome.data["moved"]) == (1, rows, True, [])


def test_a_draft_is_not_certified() -> None:
    """Only a draft was asked for: nothing moves, exit code 1, and the screen says why."""
    book = open_book()
    outcome = certify(book, "2565-02")
    assert [(one["from"], one["why"]) for one in outcome.data["skipped"]] == [("draft", "status")]
    assert (outcome.clean, book.saves) == (False, 0)
    assert "ข้าม 1 แถวที่เป็น ร่าง" in said(outcome)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ((SCORE, 6, {"evidence": None}), "certified_without_evidence"),
        ((SCORE, 7, {"score": 6.0}), "score_outside_bounds"),
        (("tblItemResult", 5, {"points": 9.0}), "item_points_above_maximum"),
        (
            (SCORE, 30, {"month": "2565-01", "unit_code": "A1", "kpi_code": "1.3", "status": "draft"}),
            "month_twice",
        ),
    ],
)
def test_a_row_with_an_error_is_not_certified_and_told(wrong: Edit, code: str) -> None:
    """Its own error, one of its items, one that the certification would make, a second row: the others go on."""
    book = open_book([wrong])
    outcome = certify(book)
    spoilt = [one for one in outcome.data["skipped"] if one["why"] == "errors"]
    assert code in {found["code"] for one in spoilt for found in one["findings"]}
    kpi = {"certified_without_evidence": "1.2", "item_points_above_maximum": "1.2"}.get(code, "1.3")
    assert {one["kpi_code"] for one in spoilt} == {kpi}
    assert {one["kpi_code"] for one in outcome.data["moved"]} == {"1.2", "1.3", "1.4", "1.5"} - {kpi}
    status = frame_of(book, SCORE).set_index("kpi_code")["status"]
    assert set(status.loc[[kpi]]) & {"certified"} == set()
    assert not outcome.clean
    assert spoilt[0]["findings"][0]["message"] in said(outcome)


def test_a_row_is_returned_with_its_reason() -> None:
    """Status and reason; an error in the row does not keep it from being returned."""
    book = open_book([(SCORE, 7, {"score": 6.0})])
    outcome = certify(book, units=["A1"], kpis=["1.3"], returned=" หลักฐานไม่ตรงเดือน ")
    assert cells(book, 4)["status"] == "returned"
    assert cells(book, 4)["return_reason"] == "หลักฐานไม่ตรงเดือน"
    assert outcome.clean


def test_a_certified_row_is_returned_only_when_it_is_named() -> None:
    """Of a whole month only what is submitted goes back; unit and KPI named, the certification goes too."""
    book = open_book()
    certify(book, returned="ทบทวน")
    assert cells(book, 2)["status"] == "certified"
    outcome = certify(book, units=["A1"], kpis=["1.1"], returned="ตัวเลขผิด")
    assert cells(book, 2) == {
        "status": "returned",
        "certified_by": None,
        "certified_on": None,
        "return_reason": "ตัวเลขผิด",
        "cause": None,
    }
    assert [one["from"] for one in outcome.data["moved"]] == ["certified"]
    assert ("ผู้อำนวยการ", None) in {(row[5], row[6]) for row in logged(book)}


def test_what_is_not_applicable_needs_a_cause_and_no_value() -> None:
    """A draft without a value moves with its cause; a row with a value is told and left."""
    book = open_book()
    outcome = certify(book, "2565-02", not_applicable="เริ่มวัดรอบที่ 2")
    assert (cells(book, 7)["status"], cells(book, 7)["cause"]) == ("not_applicable", "เริ่มวัดรอบที่ 2")
    assert outcome.clean
    outcome = certify(book, units=["A1"], kpis=["1.3"], not_applicable="ไม่ใช้แล้ว")
    assert cells(book, 4)["status"] == "submitted"
    assert [found["code"] for one in outcome.data["skipped"] for found in one["findings"]] == [
        "value_on_not_applicable"
    ]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"returned": "  "}, "reason_returned"),
        ({"not_applicable": ""}, "reason_not_applicable"),
        ({"month": "2565-03"}, "nothing_to_certify"),
    ],
)
def test_what_the_rules_refuse_is_one_sentence(more: dict[str, str], code: str) -> None:
    """A blank reason, a month without rows: nothing written, not clean."""
    book = open_book()
    outcome = certify(book, **more)
    assert outcome.data == {"error": {"code": code}}
    assert (outcome.clean, book.saves, len(outcome.lines)) == (False, 0, 1)
    assert said(outcome)


def test_a_closed_month_is_not_touched() -> None:
    """Neither certified nor returned: reopening comes first."""
    closed = pd.DataFrame([{"seq": 1, "month": "2565-01", "closed_on": day("2022-02-15")}])
    for more in ({}, {"returned": "ผิด"}):
        book = open_book(frames={**edited(()), "tblSnapshot": closed})
        outcome = certify(book, **more)
        assert outcome.data["error"]["code"] == "month_closed"
        assert (outcome.clean, book.saves) == (False, 0)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"month": "2566-01"}, "month_not_of_year"),
        ({"units": ["XX"]}, "unit_not_active"),
        ({"units": ["Z9"]}, "unit_not_active"),
        ({"kpis": ["9.9"]}, "kpi_not_in_book"),
    ],
)
def test_what_the_book_does_not_know_is_an_error(more: dict[str, Any], code: str) -> None:
    """A month of another year, a unit that is not active, a KPI that is not there."""
    with pytest.raises(UserError) as caught:
        certify(open_book(), **more)
    assert caught.value.code == code


def test_without_a_name_the_account_certifies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The declared position is optional."""
    monkeypatch.setattr(getpass, "getuser", lambda: "officer")
    book = open_book()
    certify(book, by=None)
    assert cells(book, 3)["certified_by"] == "officer"


def test_columns_may_stand_anywhere_and_sheets_be_renamed() -> None:
    """The log names the user's own sheet; what stands in other columns stays there."""
    book = open_book(reverse=[SCORE], titles={SCORE: "ผลของเรา"})
    before = frame_of(book, SCORE)
    certify(book)
    after = frame_of(book, SCORE)
    pd.testing.assert_series_equal(after["actual"], before["actual"])
    assert cells(book, 3)["status"] == "certified"
    assert {row[2] for row in logged(book)} == {None, "ผลของเรา"}


def test_a_cell_that_could_not_be_read_is_not_lost() -> None:
    """A date typed as words, and an error value, in another row's cell of a column that is written: both stay."""
    book = open_book()
    raw = book.read(SCORE)
    at = raw.headers.index(header(SCORE, "certified_on"))
    book._staged[SCORE].cells[6][at] = "ปลายเดือน"
    book.save()
    certify(book, units=["A1"], kpis=["1.2"])
    assert book.read(SCORE).cells[6][at] == "ปลายเดือน"
    for table in (book._stored[SCORE], book._staged[SCORE]):
        table.cells[6][at] = CellError("#N/A")
    outcome = certify(book, units=["A1"], kpis=["1.3"])
    assert [one["kpi_code"] for one in outcome.data["moved"]] == ["1.3"]
    assert book.read(SCORE).cells[6][at] == CellError("#N/A")


def test_the_file_holds_what_was_certified_and_the_same_again_leaves_it(sample: Path) -> None:
    """On disk: the sample's submitted rows of February, no finding that was not there; then not a byte changes."""
    with FileBook.open(sample) as book:
        before = ACTIONS["check"](book, today=TODAY).data
    with FileBook.open(sample) as book:
        outcome = ACTIONS["certify"](book, month="2565-02", by=WHO, today=TODAY, now=lambda: NOW)
    assert len(outcome.data["moved"]) == 149
    content = sample.read_bytes()
    with FileBook.open(sample) as book:
        ACTIONS["certify"](book, month="2565-02", by=WHO, today=dt.date(2022, 3, 10))
    assert sample.read_bytes() == content
    with FileBook.open(sample) as book:
        after = ACTIONS["check"](book, today=TODAY).data
        assert sum(frame_of(book, SCORE)["certified_by"] == WHO) == 149
    assert after["errors"] == before["errors"] == 0


def test_where_only_certified_results_count_certifying_makes_them_count() -> None:
    """Under require_certified the submitted KPI has no score before, and the score of its points after."""
    book = open_book(settings={"require_certified": "yes"})

    def score() -> str | None:
        kpis = ACTIONS["recalc"](book, today=TODAY, now=lambda: NOW).data["kpis"]
        return next(
            k["score"] for k in kpis if (k["unit_code"], k["kpi_code"], k["round"]) == ("A1", "1.2", 1)
        )

    assert score() is None
    certify(book, units=["A1"], kpis=["1.2"])
    assert score() == "5.0000"
