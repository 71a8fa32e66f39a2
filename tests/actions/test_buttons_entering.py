"""The button that goes to the next empty cell."""

from __future__ import annotations

import pytest

from addin.actions import ACTIONS
from addin.actions.outcome import Outcome
from tests.support.buttons import (
    TODAY,
    OpenBook,
    draft,
    edit_of_weight,
    header,
    only_january,
    open_book,
    said,
)
from tests.support.checkbook import ITEM, SCORE, WEIGHT, Edit
from workbook.desk import Spot
from workbook.schema import BY_NAME

SHEET = BY_NAME[SCORE].sheet
ITEMS = BY_NAME[ITEM].sheet
BLANK = {"actual": None, "score": None}


def next_empty(book: OpenBook, at: Spot | None = None) -> Outcome:
    return ACTIONS["next_empty"](book, today=TODAY, at=at)


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
        "by_month": {"2565-02": 3},
        "drafts": 1,
    }
    assert said(outcome) == (
        "กลุ่มหนึ่ง (A1) ตัวชี้วัด 1.1 ตัวชี้วัด 1.1 เดือน ก.พ. 65\n"
        f"กรอกช่อง «ผลการดำเนินงาน» ที่ชีต {SHEET} เซลล์ E7\n"
        "เหลือที่ต้องกรอก ก.พ. 65 จำนวน 3 รายการ (รวมรายการนี้)\n"
        "! กรอกผลแล้วแต่ยังเป็นร่างหรือส่งกลับแก้ไข 1 แถว ยังไม่นับในคะแนน "
        "แก้ครบแล้วเปลี่ยนช่อง สถานะ เป็น ส่งแล้ว"
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
    assert (outcome.show, outcome.data) == (
        None,
        {"show": None, "remaining": 0, "drafts": 2, "unlisted": 52},
    )
    assert "พ.ย. 64 (10)" in said(outcome)
    assert "ยังไม่มีแถวของ 42 รายการ" in said(outcome)
    assert "เดือน มี.ค. 65 ซึ่งยังไม่สิ้นเดือน ยังไม่มีแถวของ 10 รายการ" in said(outcome)
    assert "«เพิ่มแถวของเดือน»" in said(outcome)


def test_when_everything_is_filled_the_next_step_is_told() -> None:
    """All due rows there and filled: check and compute."""
    book = open_book(frames=only_january(status="submitted"))
    outcome = next_empty(book)
    assert (outcome.show, outcome.data["unlisted"]) == (None, 0)
    assert "กรอกผลครบทุกรายการที่ถึงกำหนดแล้ว (ข้อมูล ณ วันที่ 10 มี.ค. 65)" in said(outcome)


def test_months_that_have_ended_come_before_the_running_one() -> None:
    """Rows of March (it is the 10th) stand above those of January and February, and are passed over."""
    rows = [draft("2565-03", "A1", "1.1"), draft("2565-01", "B2", "1.5"), draft("2565-02", "A1", "1.5")]
    book = open_book([(SCORE, None, None), *[(SCORE, 5 + n, row) for n, row in enumerate(rows)]])
    outcome = next_empty(book)
    assert outcome.show == Spot(SHEET, "E", 3)
    assert next_empty(book, Spot(SHEET, "E", 4)).show == Spot(SHEET, "E", 3)
    assert outcome.data["remaining"] == 2
    assert outcome.data["by_month"] == {"2565-01": 1, "2565-02": 1, "2565-03": 1}
    assert said(outcome).splitlines()[2:] == [
        "เหลือที่ต้องกรอก ก.พ. 65 จำนวน 1 รายการ เดือนก่อนหน้า 1 รายการ (รวมรายการนี้)",
        "และเดือน มี.ค. 65 ซึ่งยังไม่สิ้นเดือน อีก 1 รายการ ครบกำหนดส่งวันที่ 10 เม.ย. 65",
    ]


def test_the_running_month_is_offered_when_the_others_are_filled() -> None:
    """And the message says that it is not due yet."""
    rows = [draft("2565-01", "A1", "1.1", actual=80.0), draft("2565-03", "A1", "1.1")]
    book = open_book([(SCORE, None, None), *[(SCORE, 5 + n, row) for n, row in enumerate(rows)]])
    outcome = next_empty(book)
    assert outcome.show == Spot(SHEET, "E", 3)
    assert said(outcome).splitlines()[2:4] == [
        "แถวของเดือนก่อนหน้ามีผลครบแล้ว รายการนี้เป็นของเดือน มี.ค. 65 ซึ่งยังไม่สิ้นเดือน ครบกำหนดส่งวันที่ 10 เม.ย. 65",
        "เหลือที่ต้องกรอก มี.ค. 65 จำนวน 1 รายการ (รวมรายการนี้)",
    ]


def test_a_month_has_ended_from_the_day_after_its_last() -> None:
    """On 28 February it is still running, on 1 March it is not."""
    book = open_book(settings={"as_of": "2022-02-28"})
    assert "ซึ่งยังไม่สิ้นเดือน" in said(next_empty(book))
    assert "ซึ่งยังไม่สิ้นเดือน" not in said(next_empty(open_book(settings={"as_of": "2022-03-01"})))


@pytest.mark.parametrize("name", ["next_empty", "add_month"])
def test_a_book_without_kpis_says_what_to_fill_first(name: str) -> None:
    """Nothing is due, nothing is written, and the sheets to begin with are named."""
    book = open_book(frames={})
    outcome = ACTIONS[name](book, today=TODAY)
    assert (outcome.show, book.saves) == (None, 0)
    assert BY_NAME[WEIGHT].sheet in said(outcome)


def test_renamed_sheets_and_columns_in_another_order_are_followed() -> None:
    """The cell shown is the one in this user's book."""
    book = open_book(DRAFTS, titles={SCORE: "ผลของฉัน"}, reverse=[SCORE])
    assert next_empty(book).show == Spot("ผลของฉัน", "K", 7)
    assert next_empty(book, Spot("ผลของฉัน", "K", 7)).show == Spot("ผลของฉัน", "J", 10)
