"""Closing, reopening and comparing: what is written, what refuses, what a later edit gives."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pandas as pd
import pytest

from addin.actions import ACTIONS
from addin.actions.outcome import Outcome
from addin.errors import UserError
from tests.support.buttons import NOW, TODAY, OpenBook, frame_of, header, open_book, said
from tests.support.checkbook import SCORE, Edit
from workbook.frames import to_rows
from workbook.schema import BY_NAME

JANUARY, FEBRUARY = "2565-01", "2565-02"
SNAPSHOT, SCORES, SETTINGS = "tblSnapshot", "tblSnapshotScore", "tblSnapshotSetting"
HEAD = "หัวหน้ากลุ่มพัฒนาระบบบริหาร"

# B2 has returned 1.3 and reported nothing else but 1.1; in February nobody has sent anything.
WAIVED: dict[str, Any] = {"waive": "หน่วยงานขอส่งภายหลัง", "by": HEAD}


def close(book: OpenBook, month: str = JANUARY, **more: Any) -> Outcome:
    return ACTIONS["close"](book, month=month, today=TODAY, now=lambda: NOW, **more)


def reopen(book: OpenBook, month: str = JANUARY, **more: Any) -> Outcome:
    return ACTIONS["reopen"](book, month=month, today=TODAY, now=lambda: NOW, **more)


def compare(book: OpenBook, **more: Any) -> Outcome:
    return ACTIONS["compare"](book, today=TODAY, **more)


def check(book: OpenBook) -> list[tuple[str, int | None, str | None]]:
    """Errors of the book: code, row, column."""
    found = ACTIONS["check"](book, today=TODAY, now=lambda: NOW).data["findings"]
    return [(f["code"], f["row"], f["column"]) for f in found if f["severity"] == "error"]


def type_in(book: OpenBook, row: int, **values: Any) -> None:
    """Cells of a monthly row (from 0) changed as a person would, and stored."""
    frame = frame_of(book, SCORE)
    for key, value in values.items():
        frame.loc[frame.index[row], key] = value
    book.replace(SCORE, to_rows(frame, BY_NAME[SCORE]))
    book.save()
    book.saves = 0


def stored(book: OpenBook) -> dict[str, Any]:
    """Every table's cells."""
    return {name: book.read(name).cells for name in book.table_names()}


def test_a_closing_is_one_save_with_figures_settings_and_a_log_row() -> None:
    """Month, revision, day, by whom, why, how many passed, the fingerprint; scores, settings, results, log."""
    book = open_book()
    outcome = close(book, **WAIVED)
    (row,) = frame_of(book, SNAPSHOT).to_dict("records")
    assert (row["seq"], row["month"], row["revision"], row["by"]) == (1, JANUARY, 1, HEAD)
    assert (row["closed_on"].date(), pd.isna(row["reopened_on"])) == (TODAY, True)
    assert row["reason"] == "หน่วยงานขอส่งภายหลัง"
    assert (row["units_passed"], row["units_total"], row["percent"]) == (1, 2, 50.0)
    assert row["fingerprint"] == outcome.data["fingerprint"]
    assert (book.saves, book.changed(), outcome.clean) == (1, False, True)
    scores = frame_of(book, SCORES)
    years = scores[scores["kpi_code"].isna() & scores["round"].isna()]
    assert dict(zip(years["unit_code"], years["score"].fillna(0), strict=True)) == {"A1": 4.47, "B2": 0}
    kept = dict(zip(frame_of(book, SETTINGS)["key"], frame_of(book, SETTINGS)["value"], strict=True))
    assert (kept["pass_score"], kept["missing_at_close"], kept["layout"]) == ("3", "ให้คะแนนต่ำสุด", "2")
    log = frame_of(book, "tblLog")
    assert log[["action", "by"]].to_numpy().tolist()[0] == ["ปิดผลประจำเดือน", HEAD]
    expected = "เดือน ม.ค. 65 ครั้งที่ 1 ผ่าน 1 จาก 2 หน่วยงาน ผ่อนผัน 4 รายการ: หน่วยงานขอส่งภายหลัง"
    assert log["new"].tolist()[0] == expected
    assert frame_of(book, "tblUnitScore")["score"].max() == 4.47


def test_what_lacks_is_listed_and_nothing_is_written() -> None:
    """Without a reason the month stays open: unit, KPI and state, and how to give the reason."""
    book = open_book()
    before = stored(book)
    outcome = close(book)
    assert outcome.data["error"] == {"code": "close_lacking"}
    assert outcome.data["lacking"] == [
        {"unit_code": "B2", "kpi_code": kpi, "state": state}
        for kpi, state in (("1.2", "missing"), ("1.3", "returned"), ("1.4", "missing"), ("1.5", "missing"))
    ]
    lines = said(outcome)
    assert "B2: ยังไม่มีแถวรายงาน 1.2, 1.4, 1.5" in lines
    assert "B2: ส่งกลับแก้ไข 1.3" in lines
    assert "--waive" in lines
    assert (outcome.clean, book.saves, stored(book) == before) == (False, 0, True)


@pytest.mark.parametrize("reason", ["", "   ", None])
def test_spaces_are_no_reason(reason: str | None) -> None:
    """A blank waiver waives nothing."""
    book = open_book()
    assert close(book, waive=reason).data["error"] == {"code": "close_lacking"}
    assert book.saves == 0


def test_a_month_that_lacks_nothing_needs_no_reason_and_keeps_none() -> None:
    """A waiver given for nothing is not recorded as one."""
    excused = {"month": JANUARY, "unit_code": "B2", "status": "not_applicable", "cause": "เริ่มภายหลัง"}
    full: list[Edit] = [
        (SCORE, 12, {"status": "submitted", "evidence": "แฟ้ม", "cause": "ก", "corrective_action": "ข"})
    ]
    full += [(SCORE, 20 + n, excused | {"kpi_code": f"1.{n}"}) for n in (2, 4, 5)]
    book = open_book(full)
    outcome = close(book, waive="ไม่มีอะไรขาด")
    assert (outcome.data["closed"], outcome.data["waived"], outcome.data["reason"]) == (True, [], None)
    assert frame_of(book, SNAPSHOT)["reason"].isna().all()


def test_closing_twice_writes_once() -> None:
    """The second time it says so: no row, no log, no save, and no error."""
    book = open_book()
    close(book, **WAIVED)
    before, book.saves = stored(book), 0
    outcome = close(book, **WAIVED)
    assert (outcome.data["closed"], outcome.data["revision"], outcome.clean) == (False, 1, True)
    assert (book.saves, stored(book) == before) == (0, True)
    assert "ปิดแล้ว (ครั้งที่ 1 ลำดับ 1)" in said(outcome)


@pytest.mark.parametrize(
    ("month", "code"),
    [("2565-03", "month_running"), ("2565-04", "month_running"), ("2564-09", "month_outside")],
)
def test_only_an_ended_month_of_the_year_is_closed(month: str, code: str) -> None:
    """On 10 March neither March nor April, and no month of last year."""
    book = open_book()
    assert close(book, month, **WAIVED).data["error"] == {"code": code}
    assert book.saves == 0


def test_a_month_may_be_closed_from_the_day_after_its_end() -> None:
    """On 31 January not yet, on 1 February yes."""
    for date, running in (("2022-01-31", True), ("2022-02-01", False)):
        refusal = close(open_book(settings={"as_of": date})).data["error"]["code"]
        assert (refusal == "month_running") is running


def test_errors_keep_a_month_open() -> None:
    """A wrong entry anywhere in the book: listed with its cell and cure, nothing written."""
    book = open_book([(SCORE, 5, {"score": 7.0})])
    outcome = close(book, **WAIVED)
    assert outcome.data["error"] == {"code": "errors_stand"}
    assert {f["severity"] for f in outcome.data["findings"]} == {"error"}
    assert (outcome.clean, book.saves) == (False, 0)
    assert "วิธีแก้" in said(outcome)


def test_a_setting_that_cannot_be_used_keeps_a_month_open() -> None:
    """As for every computing: the reason is told."""
    outcome = close(open_book(settings={"due_day": "40"}), **WAIVED)
    assert outcome.data["error"] == {"code": "settings_wrong"}


def test_reopening_and_closing_without_an_edit_gives_the_same_fingerprint() -> None:
    """Revisions 1, 2 and 3; the figures kept the third time are those of the first."""
    book = open_book()
    first = close(book, **WAIVED).data
    assert reopen(book, reason="ตรวจซ้ำ").data["revision"] == 2
    third = close(book, **WAIVED).data
    assert (third["seq"], third["revision"]) == (3, 3)
    assert third["fingerprint"] == first["fingerprint"]
    scores = frame_of(book, SCORES)
    kept = [scores[scores["seq"] == seq].drop(columns="seq").reset_index(drop=True) for seq in (1, 3)]
    pd.testing.assert_frame_equal(*kept)
    assert compare(book, earlier=1, later=3).data["units"] == []


def test_a_reopening_is_kept_with_its_reason_and_who_asked() -> None:
    """A row without figures; the round's policy no longer holds; one save, one log row with the reason."""
    book = open_book()
    close(book, FEBRUARY, **WAIVED)
    assert frame_of(book, "tblKpiScore")["score"].eq(1.0).sum() == 4  # B2's four at the floor
    book.saves = 0
    outcome = reopen(book, FEBRUARY, reason="พบหลักฐานเพิ่ม", by=HEAD)
    row = frame_of(book, SNAPSHOT).iloc[-1]
    assert (row["seq"], row["revision"], row["by"], row["reason"]) == (2, 2, HEAD, "พบหลักฐานเพิ่ม")
    assert (pd.isna(row["closed_on"]), row["reopened_on"].date()) == (True, TODAY)
    assert row[["units_passed", "percent", "fingerprint"]].isna().all()
    assert frame_of(book, "tblKpiScore")["score"].eq(1.0).sum() == 0
    assert (book.saves, outcome.clean) == (1, True)
    log = frame_of(book, "tblLog")
    assert ["เปิดแก้ไขผลที่ปิดแล้ว", HEAD, "เดือน ก.พ. 65 ครั้งที่ 2: พบหลักฐานเพิ่ม"] in log[
        ["action", "by", "new"]
    ].to_numpy().tolist()


def test_reopening_needs_a_reason() -> None:
    """Without one nothing happens, and the sentence says how to give it."""
    book = open_book()
    close(book, **WAIVED)
    before = stored(book)
    for reason in (None, "  "):
        outcome = reopen(book, reason=reason)
        assert outcome.data["error"] == {"code": "reason_missing"}
        assert (outcome.clean, stored(book) == before) == (False, True)
        assert "--reason" in said(outcome)


def test_only_a_closed_month_is_reopened() -> None:
    """An open one, and one that was reopened already."""
    book = open_book()
    assert reopen(book, reason="ก").data["error"] == {"code": "month_open"}
    close(book, **WAIVED)
    reopen(book, reason="ก")
    assert reopen(book, reason="ก").data["error"] == {"code": "month_open"}


def test_the_latest_closed_month_is_reopened_first() -> None:
    """January under February: refused with the name of February, then one after the other."""
    book = open_book()
    close(book, **WAIVED)
    close(book, FEBRUARY, **WAIVED)
    outcome = reopen(book, reason="ก")
    assert (outcome.data["error"], outcome.data["closed_later"]) == ({"code": "closed_later"}, [FEBRUARY])
    assert "ก.พ. 65" in said(outcome)
    assert reopen(book, FEBRUARY, reason="ก").clean
    assert reopen(book, reason="ก").clean


def test_an_edit_of_a_closed_month_is_found_until_it_is_put_back() -> None:
    """Cell, what it was and is; other edits of the row are free; put back, the book is clean."""
    book = open_book()
    close(book, **WAIVED)
    type_in(book, 0, actual=84.0, score=3.4, cause="เติมสาเหตุ", evidence="แฟ้ม 7")
    assert check(book) == [("closed_value_changed", 2, "actual")]
    message = ACTIONS["check"](book, today=TODAY, now=lambda: NOW).data["findings"][0]["message"]
    assert ("83.5" in message, "84" in message) == (True, True)
    type_in(book, 0, actual=83.5, score=3.35)
    assert check(book) == []


def test_an_edit_of_a_closed_month_keeps_the_next_from_being_closed() -> None:
    """The error stands until the month is reopened; then both may be closed again, and it is gone."""
    book = open_book()
    close(book, **WAIVED)
    type_in(book, 0, actual=84.0, score=3.4)
    assert close(book, FEBRUARY, **WAIVED).data["error"] == {"code": "errors_stand"}
    assert reopen(book, reason="ผลถูกต้องคือ 84").clean
    assert frame_of(book, "tblFinding")["code"].str.startswith("closed_").sum() == 0
    assert close(book, **WAIVED).data["revision"] == 3
    assert close(book, FEBRUARY, **WAIVED).data["closed"]
    assert check(book) == []


def test_a_result_that_comes_after_the_closing_is_found() -> None:
    """Waived as returned, then certified: the status is the cell."""
    book = open_book()
    close(book, **WAIVED)
    type_in(book, 7, status="submitted", cause="ก", corrective_action="ข")
    assert check(book) == [("closed_status_changed", 9, "status")]


def test_a_changed_setting_is_found_with_both_words() -> None:
    """The setting's row, what it was and is as people see it."""
    book = open_book()
    close(book, **WAIVED)
    rows = book.read("tblSetting")
    key, value = (rows.headers.index(header("tblSetting", k)) for k in ("key", "value"))
    cells = [list(row) for row in rows.cells]
    at = next(i for i, row in enumerate(cells) if row[key] == "วิธีรวมคะแนนสองรอบ")
    cells[at][value] = "ใช้รอบล่าสุด"
    book.replace("tblSetting", [dict(zip(rows.headers, row, strict=True)) for row in cells])
    book.save()
    (found,) = [
        f
        for f in ACTIONS["check"](book, today=TODAY, now=lambda: NOW).data["findings"]
        if f["severity"] == "error"
    ]
    assert (found["code"], found["row"], found["column"]) == ("closed_setting_changed", at + 2, "value")
    assert ("เฉลี่ยสองรอบ" in found["message"], "ใช้รอบล่าสุด" in found["message"]) == (True, True)


def test_months_before_that_were_never_closed_are_kept_with_it() -> None:
    """February alone: January is frozen too, and the message says so."""
    book = open_book()
    outcome = close(book, FEBRUARY, **WAIVED)
    assert outcome.data["unclosed"] == ["2564-10", "2564-11", "2564-12", "2565-01"]
    assert "ม.ค. 65" in said(outcome)
    type_in(book, 0, actual=84.0, score=3.4)
    assert check(book) == [("closed_value_changed", 2, "actual")]


def test_the_list_of_closings() -> None:
    """Each closing and reopening in its order, as JSON and in lines."""
    book = open_book()
    assert compare(book).data == {"closings": []}
    close(book, **WAIVED)
    reopen(book, reason="ตรวจซ้ำ", by=HEAD)
    found = compare(book).data["closings"]
    assert [(row["seq"], row["closed_on"], row["reopened_on"], row["in_force"]) for row in found] == [
        (1, "2022-03-10", None, False),
        (2, None, "2022-03-10", False),
    ]
    assert (found[0]["units_passed"], found[0]["percent"]) == (1, "50.0000")
    assert "เปิดแก้ไขเดือน ม.ค. 65 ครั้งที่ 2" in said(compare(book))
    assert json.loads(json.dumps(found)) == found


def low(book: OpenBook, value: float) -> None:
    """A1's reported 1.3 and step 1.5 so low that the unit falls below 3."""
    type_in(book, 2, score=value, cause="ก", corrective_action="ข")


def test_a_fall_is_told_with_the_kpi_that_caused_it() -> None:
    """Closed at 4.47, then 1.3 fell to 1 and the weighted part with it; now against the closing."""
    book = open_book([(SCORE, 5, {"cause": "ก", "corrective_action": "ข"})], settings={"pass_score": "4"})
    assert close(book, **WAIVED).data["closed"]
    low(book, 1.0)
    outcome = compare(book, earlier=1)
    (moved,) = outcome.data["moved"]
    assert moved == {
        "unit_code": "A1",
        "how": "down",
        "score_from": "4.4700",
        "score_to": "3.8700",
        "because": [{"kpi_code": "1.3", "round": 1, "contribution": "-0.6000"}],
        "rest": "0.0000",
    }
    assert (outcome.data["from"]["passed"], outcome.data["to"]["passed"]) == (1, 0)
    lines = said(outcome)
    assert "A1 กลุ่มหนึ่ง ตกจากเกณฑ์: 4.4700 เป็น 3.8700" in lines
    assert "1.3 รอบ 1 (\u22120.6000)" in lines
    assert "ผลเดือน ม.ค. 65 A1 ตัวชี้วัด 1.3: 4 (ส่งแล้ว) เป็น 1 (ส่งแล้ว)" in lines


def test_comparing_writes_nothing() -> None:
    """Neither the list nor a comparison touches the book."""
    book = open_book()
    close(book, **WAIVED)
    before, book.saves = stored(book), 0
    compare(book)
    compare(book, earlier=1)
    assert (book.saves, stored(book) == before) == (0, True)


@pytest.mark.parametrize(("seq", "code"), [(9, "closing_unknown"), (2, "closing_is_reopening")])
def test_a_number_that_is_no_closing_is_refused(seq: int, code: str) -> None:
    """Unknown, or a reopening, on either side."""
    book = open_book()
    close(book, **WAIVED)
    reopen(book, reason="ก")
    for sides in ({"earlier": seq}, {"earlier": 1, "later": seq}):
        with pytest.raises(UserError) as error:
            compare(book, **sides)
        assert error.value.code == code


def test_a_citizen_number_in_a_reason_is_masked() -> None:
    """Neither the closing nor the log keeps it."""
    book = open_book()
    close(book, waive="ผู้แจ้ง 1234567890121", by=HEAD)
    everything = [str(cell) for rows in stored(book).values() for row in rows for cell in row]
    assert not any("1234567890121" in cell for cell in everything)


def test_sheets_may_be_renamed_and_columns_turned_round() -> None:
    """A closing is written and read by this book's headers."""
    book = open_book(reverse=[SNAPSHOT, SCORES, SETTINGS, "tblLog"], titles={SNAPSHOT: "ของฉัน"})
    assert close(book, **WAIVED).data["closed"]
    assert check(book) == []
    assert compare(book, earlier=1).data["units"] == []


def edits_of(rows: Iterable[int]) -> list[Edit]:
    return [
        (SCORE, row, {"status": "certified", "certified_by": "ก", "certified_on": pd.Timestamp(TODAY)})
        for row in rows
    ]


def test_where_only_certified_results_count_the_others_are_listed() -> None:
    """A1's 1.1 is certified, the rest sent: each of those needs a waiver."""
    book = open_book(edits_of([6]), settings={"require_certified": "yes"})
    states = {(row["unit_code"], row["kpi_code"]): row["state"] for row in close(book).data["lacking"]}
    assert [states.get(("A1", f"1.{n}")) for n in range(1, 6)] == [None, None, *["uncertified"] * 3]
