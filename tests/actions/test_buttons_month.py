"""The button that adds the rows of a month."""

from __future__ import annotations

import pandas as pd

from addin.actions import ACTIONS
from addin.actions.outcome import Outcome
from tests.support.buttons import NOW, TODAY, OpenBook, draft, edit_of_weight, frame_of, keys, open_book, said
from tests.support.checkbook import SCORE, WEIGHT, Edit
from workbook.desk import Spot
from workbook.schema import BY_NAME

SHEET = BY_NAME[SCORE].sheet


def add_month(book: OpenBook, at: Spot | None = None) -> Outcome:
    return ACTIONS["add_month"](book, today=TODAY, at=at, now=lambda: NOW)


def test_the_next_month_gets_a_draft_for_every_unit_and_kpi() -> None:
    """After February comes March: ten rows behind those that are there, which stay as they are."""
    book = open_book()
    before = frame_of(book, SCORE)
    outcome = add_month(book)
    after = frame_of(book, SCORE)
    new = after.iloc[8:]
    pd.testing.assert_frame_equal(after.iloc[:8], before)
    assert (outcome.data["month"], outcome.data["rows"], outcome.show) == (
        "2565-03",
        10,
        Spot(SHEET, "E", 10),
    )
    assert list(zip(new["unit_code"], new["kpi_code"], strict=True)) == [
        (unit, f"1.{n}") for unit in ("A1", "B2") for n in range(1, 6)
    ]
    assert new[["month", "status"]].drop_duplicates().to_numpy().tolist() == [["2565-03", "draft"]]
    assert new.drop(columns=["month", "unit_code", "kpi_code", "status"]).isna().all(axis=None)
    assert book.read(SCORE).cells[8][3] == "ร่าง"


def test_adding_is_one_save_with_one_row_in_the_log() -> None:
    """The log names the month and the number of rows."""
    book = open_book()
    add_month(book)
    log = frame_of(book, "tblLog")
    assert (book.saves, book.changed()) == (1, False)
    assert log[["action", "new"]].to_numpy().tolist() == [["เพิ่มแถวรายเดือน", "เดือน มี.ค. 65 เพิ่ม 10 แถว"]]


def test_the_month_of_the_selected_row_is_completed_first() -> None:
    """January has seven of ten rows: the three that lack are added, none twice."""
    book = open_book()
    outcome = add_month(book, Spot(SHEET, "C", 2))
    assert (outcome.data["month"], outcome.data["rows"]) == ("2565-01", 3)
    january = [(unit, kpi) for month, unit, kpi in keys(book) if month == "2565-01"]
    assert sorted(january) == [(unit, f"1.{n}") for unit in ("A1", "B2") for n in range(1, 6)]


def test_pressing_until_the_year_is_complete_gives_every_due_report_one_row() -> None:
    """No report twice, none forgotten; the months before the first rows come at the end; then it refuses."""
    book = open_book(settings={"as_of": "2022-06-30"})
    months = []
    while (outcome := add_month(book)).data["rows"]:
        months.append(outcome.data["month"])
    assert months == [
        "2565-03", "2565-04", "2565-05", "2565-06", "2565-07",
        "2564-10", "2564-11", "2564-12", "2565-01", "2565-02",
    ]  # fmt: skip
    assert len(keys(book)) == len(set(keys(book))) == 100
    assert (book.saves, outcome.show) == (10, None)
    assert "มีแถวครบทุกเดือนที่ต้องรายงานของปีงบประมาณ 2565 แล้ว" in said(outcome)


def test_no_month_beyond_the_next_one_is_added() -> None:
    """On 10 March: March and April, then the months before that lack rows; then it says when May may come."""
    book = open_book()
    months = []
    while (outcome := add_month(book)).data["rows"]:
        months.append(outcome.data["month"])
    assert months == ["2565-03", "2565-04", "2564-10", "2564-11", "2564-12", "2565-01", "2565-02"]
    assert (outcome.show, book.saves) == (None, 7)
    assert (outcome.data["next_month"], outcome.data["opens_on"]) == ("2565-05", "2022-04-01")
    assert "เดือน พ.ค. 65 เพิ่มได้ตั้งแต่วันที่ 1 เม.ย. 65" in said(outcome)


def test_the_selected_row_of_a_far_month_adds_nothing_to_it() -> None:
    """A row that somebody typed for July does not open July."""
    book = open_book([(SCORE, 13, draft("2565-07", "A1", "1.1"))])
    assert add_month(book, Spot(SHEET, "A", 10)).data["month"] == "2564-10"
    assert [key for key in keys(book) if key[0] == "2565-07"] == [("2565-07", "A1", "1.1")]


def test_a_book_of_next_year_is_not_begun_before_its_time() -> None:
    """October opens on 1 September."""
    blank: list[Edit] = [(SCORE, None, None)]
    early = add_month(open_book(blank, settings={"as_of": "2021-08-31"}))
    assert (early.data["month"], early.data["opens_on"]) == (None, "2021-09-01")
    assert add_month(open_book(blank, settings={"as_of": "2021-09-01"})).data["month"] == "2564-10"


def test_the_next_step_after_adding_is_to_send() -> None:
    """A filled row counts when its status is changed; rows that wait for that already are counted."""
    lines = said(add_month(open_book())).splitlines()
    assert "จาก ร่าง เป็น ส่งแล้ว จึงจะนับในคะแนน" in lines[-2]
    assert lines[-1].startswith("! กรอกผลแล้วแต่ยังเป็นร่างหรือส่งกลับแก้ไข 1 แถว")


def test_a_book_without_rows_begins_with_the_first_month() -> None:
    """October; a blank first row of the table is filled."""
    outcome = add_month(book := open_book([(SCORE, None, None)]))
    assert (outcome.data["month"], outcome.show) == ("2564-10", Spot(SHEET, "E", 2))
    assert len(keys(book)) == 10


def test_a_kpi_that_starts_later_gets_no_row_before() -> None:
    """Its starts_month decides."""
    book = open_book(
        [(SCORE, None, None), (WEIGHT, edit_of_weight("B2", "1.1", 1), {"starts_month": "2564-11"})]
    )
    assert add_month(book).data["rows"] == 9
    assert ("2564-10", "B2", "1.1") not in keys(book)
    assert add_month(book).data["rows"] == 10


def test_a_month_that_has_not_begun_is_prepared_with_a_word_about_it() -> None:
    """April on 10 March: the rows are there, and the message says from when they count."""
    book = open_book()
    add_month(book)
    assert "เดือนนี้ยังไม่เริ่ม เริ่มวันที่ 1 เม.ย. 65" in said(add_month(book))


def test_added_rows_follow_this_books_headers_and_order() -> None:
    """Columns in another order, a sheet of another name."""
    book = open_book(titles={SCORE: "ผลของฉัน"}, reverse=[SCORE])
    assert add_month(book).show == Spot("ผลของฉัน", "K", 10)
    assert keys(book)[8] == ("2565-03", "A1", "1.1")
