"""Cells as people type them: what is accepted, what is reported, what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.book import CellError
from workbook.cells import READERS, plain, shown
from workbook.schema import BY_NAME
from workbook.schema.model import Column, ColumnType
from workbook.thai import composed, parse_date, parse_month

SCORE = BY_NAME["tblMonthlyScore"].by_key
NUMBER, STATUS, MONTH, REPORTED = SCORE["actual"], SCORE["status"], SCORE["month"], SCORE["reported_on"]
PIRAB = BY_NAME["tblMeasure"].by_key["pirab"]
REGIONS = BY_NAME["tblHoliday"].by_key["regions"]
KPI = BY_NAME["tblKpi"].by_key["kpi_code"]
ITEM = BY_NAME["tblItemResult"].by_key["item_no"]
VALUE = BY_NAME["tblSetting"].by_key["value"]


def day(year: int, month: int, number: int) -> dt.datetime:
    return dt.datetime(year, month, number)


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        (NUMBER, 83.5, (83.5, None)),
        (NUMBER, "83.5", (83.5, "number_as_text")),
        (NUMBER, "๘๓.๕", (83.5, "thai_digits")),
        (NUMBER, "1,234.50", (1234.5, "number_as_text")),
        (NUMBER, "1,23", (None, "not_a_number")),
        (NUMBER, "ร้อยละ 80", (None, "not_a_number")),
        (NUMBER, "nan", (None, "not_a_number")),
        (NUMBER, "1e999", (None, "not_a_number")),
        (NUMBER, True, (None, "not_a_number")),
        (NUMBER, day(2022, 3, 10), (None, "not_a_number")),
        (ITEM, 2.0, (2.0, None)),
        (ITEM, 2.5, (None, "not_whole")),
        (STATUS, "รับรองผลแล้ว", ("certified", None)),
        (STATUS, "certified", ("certified", None)),
        (STATUS, " Certified ", ("certified", None)),
        (STATUS, "เสร็จ", (None, "not_allowed")),
        (MONTH, "2565-02", ("2565-02", None)),
        (MONTH, "ก.พ. 65", ("2565-02", "month_form")),
        (MONTH, "กุมภาพันธ์ 2565", ("2565-02", "month_form")),
        (MONTH, "2022-02", ("2565-02", "month_form")),
        (MONTH, "๒/๒๕๖๕", ("2565-02", "month_form")),
        (MONTH, day(2022, 2, 1), ("2565-02", "month_form")),
        (MONTH, "2565-13", (None, "not_a_month")),
        (MONTH, 2565.0, (None, "not_a_month")),
        (REPORTED, day(2022, 3, 9), (day(2022, 3, 9), None)),
        (REPORTED, day(2565, 3, 9), (day(2022, 3, 9), "be_year_date")),
        (REPORTED, "9 มี.ค. 65", (day(2022, 3, 9), "date_as_text")),
        (REPORTED, "9/3/2565", (day(2022, 3, 9), "date_as_text")),
        (REPORTED, "2022-03-09", (day(2022, 3, 9), "date_as_text")),
        (REPORTED, "9/3/2022", (None, "not_a_date")),
        (REPORTED, "25/3/2022", (day(2022, 3, 25), "date_as_text")),
        (REPORTED, "31/2/2565", (None, "not_a_date")),
        (REPORTED, 44629.0, (day(2022, 3, 9), "date_as_number")),
        (REPORTED, 12.0, (None, "not_a_date")),
        (REPORTED, day(2568, 2, 29), (None, "not_a_date")),
        (PIRAB, "B, p", ("PB", None)),
        (PIRAB, "พันธมิตร, A", ("PA", None)),
        (PIRAB, "PX", (None, "not_allowed")),
        (REGIONS, "ใต้, กลาง", ("central,south", None)),
        (REGIONS, "ทุกภาค", (None, "not_allowed")),
        (KPI, "3.10", ("3.10", None)),
        (KPI, 3.1, ("3.1", "code_as_number")),
        (VALUE, 3.0, ("3", None)),
        (VALUE, day(2022, 3, 10), ("2022-03-10", None)),
        (VALUE, True, ("yes", None)),
    ],
)
def test_a_cell_reads_as(column: Column, cell: object, expected: tuple[object, str | None]) -> None:
    """Each way of typing gives this value and this problem."""
    assert READERS[column.type](cell, column) == expected  # type: ignore[arg-type]


def test_split_am_is_joined_and_reported() -> None:
    """A สระอำ in two characters, as PDFs give it, is one again."""
    split = "ท\u0e4d\u0e32งาน"
    assert READERS[ColumnType.TEXT](split, BY_NAME["tblPlan"].by_key["title"]) == ("ทำงาน", "decomposed_thai")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("น\u0e49\u0e4d\u0e32", "น้ำ"),
        ("น\u0e4d\u0e49\u0e32", "น้ำ"),
        ("ค \u0e33รับรอง", "คำรับรอง"),
        ("ทำ", "ทำ"),
    ],
)
def test_composed(text: str, expected: str) -> None:
    """Every split form of สระอำ is joined, with or without a tone mark or a stray space."""
    assert composed(text) == expected


@given(st.text(max_size=40))
def test_composing_twice_changes_nothing(text: str) -> None:
    """composed() is idempotent."""
    assert composed(composed(text)) == composed(text)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31)))
def test_dates_in_every_thai_form_read_alike(date: dt.date) -> None:
    """Short, long, slashed and ISO forms of one day are one date."""
    from workbook.thai import MONTHS_LONG, MONTHS_SHORT

    year = date.year + 543
    forms = (
        f"{date.day} {MONTHS_LONG[date.month - 1]} {year}",
        f"{date.day} {MONTHS_SHORT[date.month - 1]} {year}",
        f"{date.day}/{date.month}/{year}",
        date.isoformat(),
    )
    assert {parse_date(form) for form in forms} == {day(date.year, date.month, date.day)}


@given(st.integers(2500, 2643), st.integers(1, 12))
def test_months_in_every_form_read_alike(year: int, month: int) -> None:
    """All forms of one month are one key."""
    from workbook.thai import MONTHS_SHORT

    forms = (
        f"{year}-{month:02d}",
        f"{month}/{year}",
        f"{MONTHS_SHORT[month - 1]} {year}",
        f"{year - 543}-{month:02d}",
    )
    assert {parse_month(form) for form in forms} == {f"{year}-{month:02d}"}


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=4))
def test_numbers_show_as_typed(number: object) -> None:
    """A decimal of at most 15 digits is shown without noise, and reads back equal."""
    value = float(str(number))
    assert float(plain(value)) == value
    assert "e" not in plain(value)


def test_an_error_cell_is_shown_by_its_code() -> None:
    """#N/A is named in messages."""
    assert shown(CellError("#N/A")) == "#N/A"
