"""The buttons for filling in: the next empty cell, the rows of a month."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from addin.actions import ACTIONS
from addin.actions.outcome import Outcome
from addin.errors import UserError
from addin.texts import ui
from tests.support.buttons import NOW, TODAY, OpenBook, frame_of, header, open_book
from tests.support.checkbook import ITEM, SCORE, WEIGHT, Edit
from workbook.desk import Spot
from workbook.memory import MemoryBook
from workbook.schema import BY_NAME

SHEET = BY_NAME[SCORE].sheet
ITEMS = BY_NAME[ITEM].sheet
BLANK = {"actual": None, "score": None}


def said(outcome: Outcome) -> str:
    return "\n".join(ui(line.key, "th", **line.params) for line in outcome.lines)


def next_empty(book: OpenBook, at: Spot | None = None) -> Outcome:
    return ACTIONS["next_empty"](book, today=TODAY, at=at)


def add_month(book: OpenBook, at: Spot | None = None) -> Outcome:
    return ACTIONS["add_month"](book, today=TODAY, at=at, now=lambda: NOW)


def draft(month: str, unit: str, kpi: str, **more: Any) -> dict[str, Any]:
    return {"month": month, "unit_code": unit, "kpi_code": kpi, "status": "draft", **more}


def keys(book: OpenBook) -> list[tuple[str, str, str]]:
    frame = frame_of(book, SCORE)
    return list(zip(frame["month"], frame["unit_code"], frame["kpi_code"], strict=True))


# Rows 2 to 9 of the clean book; row 7 is the one draft without a value (2565-02, A1, 1.1).
DRAFTS: tuple[Edit, ...] = (
    (SCORE, 13, draft("2565-02", "A1", "1.3")),
    (SCORE, 14, draft("2565-02", "B2", "1.5")),
)


def test_the_next_empty_cell_is_the_actual_of_the_first_due_row_without_a_value() -> None:
    """Cell, unit, KPI, month and how many remain."""
    outcome = next_empty(open_book(DRAFTS))
    assert outcome.show == Spot(SHEET, "E", 7)
    assert outcome.data == {
        "show": {"sheet": SHEET, "cell": "E7"},
        "unit_code": "A1",
        "kpi_code": "1.1",
        "month": "2565-02",
        "remaining": 3,
    }
    assert said(outcome) == (
        "กลุ่มหนึ่ง (A1) ตัวชี้วัด 1.1 ตัวชี้วัด 1.1 เดือน ก.พ. 65\n"
        f"กรอกช่อง «ผลการดำเนินงาน» ที่ชีต {SHEET} เซลล์ E7\n"
        "เหลือที่ต้องกรอก 3 รายการ รวมรายการนี้"
    )


@pytest.mark.parametrize(
    ("at", "cell"),
    [("A2", "E7"), ("E6", "E7"), ("A7", "E7"), ("E7", "F10"), ("F10", "E11"), ("E11", "E7"), ("O400", "E7")],
)
def test_the_search_goes_on_from_the_selected_cell_and_round(at: str, cell: str) -> None:
    """Behind the selected cell in the order of reading; after the last one the first again. A score goes to its column."""
    outcome = next_empty(open_book(DRAFTS), Spot(SHEET, at[0], int(at[1:])))
    assert outcome.show == Spot(SHEET, cell[0], int(cell[1:]))


@pytest.mark.parametrize("status", ["certified", "not_applicable"])
def test_a_row_that_is_finished_wants_no_value(status: str) -> None:
    """Certified and not applicable rows are passed over."""
    outcome = next_empty(open_book([*DRAFTS, (SCORE, 10, {"status": status})]))
    assert outcome.show == Spot(SHEET, "F", 10)


@pytest.mark.parametrize("month", ["2565-04", "2565-08", "2564-09"])
def test_a_month_that_is_not_due_wants_no_value(month: str) -> None:
    """A month that has not begun, of no round, or of another year is passed over."""
    outcome = next_empty(open_book([(SCORE, 10, {"month": month}), DRAFTS[1]]))
    assert (outcome.show, outcome.data["remaining"]) == (Spot(SHEET, "E", 10), 1)


def test_a_kpi_outside_its_months_of_measuring_wants_no_value() -> None:
    """Before starts_month nothing is due."""
    weight = edit_of_weight("A1", "1.1", 1)
    outcome = next_empty(open_book([*DRAFTS, (WEIGHT, weight, {"starts_month": "2565-03"})]))
    assert outcome.show == Spot(SHEET, "F", 10)


def edit_of_weight(unit: str, kpi: str, round_: int) -> int:
    frame = open_book()
    weights = frame_of(frame, WEIGHT)
    row = weights[
        (weights["unit_code"] == unit) & (weights["kpi_code"] == kpi) & (weights["round"] == round_)
    ]
    return int(row.index[0]) + 3  # the small book counts from row 5


def test_a_value_that_cannot_be_read_is_not_an_empty_cell() -> None:
    """A text in the actual is a finding, not a blank."""
    book = open_book(DRAFTS)
    raw = book.read(SCORE)
    rows = [dict(zip(raw.headers, line, strict=True)) for line in raw.cells]
    rows[5][header(SCORE, "actual")] = "ประมาณแปดสิบ"
    book.replace(SCORE, rows)
    assert next_empty(book).show == Spot(SHEET, "F", 10)


ITEM_ROWS = tuple(
    (ITEM, 12 + n, {"month": "2565-02", "unit_code": "A1", "kpi_code": "1.2", "item_no": n}) for n in (1, 2)
)


def test_where_items_stand_for_a_row_the_first_item_without_points_is_shown() -> None:
    """A process KPI with prefilled items is filled item by item; on the sheet of the items one after another."""
    book = open_book([(SCORE, 10, draft("2565-02", "A1", "1.2")), *ITEM_ROWS])
    first = next_empty(book, Spot(SHEET, "A", 2))
    assert (first.show, first.data["remaining"]) == (Spot(ITEMS, "E", 9), 1)
    second = next_empty(book, first.show)
    assert second.show == Spot(ITEMS, "E", 10)
    assert next_empty(book, second.show).show == Spot(ITEMS, "E", 9)


def test_an_item_without_points_among_others_is_still_wanted() -> None:
    """Half the points would be a wrong sum."""
    book = open_book(
        [
            (SCORE, 10, draft("2565-02", "A1", "1.2")),
            ITEM_ROWS[0],
            (ITEM, 14, {**ITEM_ROWS[1][2], "points": 1}),
        ]
    )  # type: ignore[dict-item]
    assert next_empty(book).show == Spot(ITEMS, "E", 9)


def test_a_typed_actual_serves_for_items_that_say_nothing() -> None:
    """Prefilled items are no duty where the value stands in the row."""
    book = open_book([(SCORE, 10, draft("2565-02", "A1", "1.2", actual=4)), *ITEM_ROWS])
    assert next_empty(book).show is None


@pytest.mark.parametrize(("first", "show"), [(None, Spot(ITEMS, "F", 9)), ("yes", None)])
def test_a_milestone_wants_its_first_word_only(first: str | None, show: Spot | None) -> None:
    """Steps that are not reached are rightly blank once one step says yes or no."""
    items = [
        (ITEM, 12 + n, {"month": "2565-02", "unit_code": "A1", "kpi_code": "1.4", "item_no": n, "done": done})
        for n, done in ((1, first), (2, None))
    ]
    assert next_empty(open_book([(SCORE, 10, draft("2565-02", "A1", "1.4")), *items])).show == show


def test_on_another_sheet_the_next_required_cell_is_shown() -> None:
    """A blank required cell of a row that is not blank, and how many remain there."""
    contact = BY_NAME["tblContact"].sheet
    book = open_book([("tblContact", 5, {"position": None}), ("tblContact", 6, {"publish": None})])
    outcome = next_empty(book, Spot(contact, "A", 2))
    assert (outcome.show, outcome.data["remaining"]) == (Spot(contact, "C", 2), 2)
    assert next_empty(book, outcome.show).show == Spot(contact, "J", 3)
    assert said(outcome).startswith(f"ชีต {contact} แถวที่ 2 ยังไม่ได้กรอก «ตำแหน่ง» (เซลล์ C2)")


@pytest.mark.parametrize("sheet", [BY_NAME["tblContact"].sheet, BY_NAME["tblGap"].sheet, "แผ่นของฉัน"])
def test_from_a_sheet_that_lacks_nothing_the_way_leads_to_the_monthly_rows(sheet: str) -> None:
    """A complete sheet, one that the program writes, or the user's own."""
    assert next_empty(open_book(), Spot(sheet, "C", 40)).show == Spot(SHEET, "E", 7)


def test_when_nothing_is_left_the_person_stays_and_hears_of_rows_that_are_not_there() -> None:
    """No cell is shown; the reports due without a row are counted by month."""
    outcome = next_empty(open_book([(SCORE, 10, {"actual": 80.0})]))
    assert (outcome.show, outcome.data) == (None, {"show": None, "remaining": 0, "unlisted": 52})
    assert "พ.ย. 64 (10)" in said(outcome)
    assert "«เพิ่มแถวของเดือน»" in said(outcome)


def test_when_everything_is_filled_the_next_step_is_told() -> None:
    """All due rows there and filled: check and compute."""
    book = open_book(frames=only_january())
    outcome = next_empty(book)
    assert (outcome.show, outcome.data["unlisted"]) == (None, 0)
    assert "กรอกผลครบทุกรายการที่ถึงกำหนดแล้ว (ข้อมูล ณ วันที่ 10 มี.ค. 65)" in said(outcome)


def only_january() -> dict[str, pd.DataFrame]:
    """One unit with one KPI that is measured in January only, reported."""
    weights = {"unit_code": "A1", "kpi_code": "1.1", "round": 1, "weight": 100}
    weights |= {"starts_month": "2565-01", "ends_month": "2565-01"}
    return {
        "tblUnit": pd.DataFrame([{"unit_code": "A1", "unit_name": "กลุ่มหนึ่ง"}]),
        "tblKpi": pd.DataFrame([{"kpi_code": "1.1", "scoring": "interpolate", "direction": "higher"}]),
        WEIGHT: pd.DataFrame([weights]),
        SCORE: pd.DataFrame([draft("2565-01", "A1", "1.1", actual=70.0)]),
    }


@pytest.mark.parametrize("name", ["next_empty", "add_month"])
def test_a_book_without_kpis_says_what_to_fill_first(name: str) -> None:
    """Nothing is due, nothing is written, and the sheets to begin with are named."""
    book = open_book(frames={})
    outcome = ACTIONS[name](book, today=TODAY)
    assert (outcome.show, book.saves) == (None, 0)
    assert BY_NAME[WEIGHT].sheet in said(outcome)


@pytest.mark.parametrize("name", ["next_empty", "add_month"])
@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"drop": (SCORE, "actual")}, "structure_missing"), ({"settings": {"due_day": "40"}}, "settings_wrong")],
    ids=["structure", "settings"],
)
def test_a_broken_book_is_refused(name: str, wrong: dict[str, Any], code: str) -> None:
    """As recalc refuses: the findings say what to mend, and nothing is written."""
    book = open_book(**wrong)
    outcome = ACTIONS[name](book, today=TODAY)
    assert (outcome.data["error"]["code"], outcome.clean, book.saves) == (code, False, 0)


@pytest.mark.parametrize("name", ["next_empty", "add_month", "next_finding", "check", "gaps", "attainment"])
def test_somebody_elses_workbook_is_refused(name: str) -> None:
    """A workbook without any table of the master."""
    with pytest.raises(UserError) as caught:
        ACTIONS[name](MemoryBook({"งบประมาณ": (["ก"], [["1"]])}), today=TODAY)
    assert caught.value.code == "not_a_master"


def test_renamed_sheets_and_columns_in_another_order_are_followed() -> None:
    """The cell shown is the one in this user's book."""
    book = open_book(DRAFTS, titles={SCORE: "ผลของฉัน"}, reverse=[SCORE])
    assert next_empty(book).show == Spot("ผลของฉัน", "K", 7)
    assert next_empty(book, Spot("ผลของฉัน", "K", 7)).show == Spot("ผลของฉัน", "J", 10)


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
    book = open_book()
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
