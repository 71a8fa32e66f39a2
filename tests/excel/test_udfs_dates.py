"""The worksheet functions about dates: deadlines, fiscal years, working days, dates in Thai."""

from __future__ import annotations

import datetime as dt

import pytest

from addin import udfs
from tests.support.cells import COM_DIV0, DIV0, NA, NUM, VALUE, column, serial
from workbook.ooxml.values import from_serial, to_serial


@pytest.mark.parametrize(
    ("month", "shift", "expected"),
    [
        ("2564-11", None, (2021, 12, 10)),
        ("2564-11", "next_working_day", (2021, 12, 13)),
        ("พ.ย. 64", "เลื่อนเป็นวันทำการก่อนหน้า", (2021, 12, 9)),
        ("2565-03", 1.0, (2022, 4, 11)),
        ("2565-06", -1.0, (2022, 7, 8)),
        ("2570-01", "ไม่เลื่อน", (2027, 2, 10)),
    ],
)
def test_deadlines(month: str, shift: object, expected: tuple[int, int, int]):
    """The 10th of the month after, moved as asked; without moving no holidays need be known (DOMAIN.md 2.8)."""
    assert udfs.PA_DUE(month, shift) == serial(*expected)


def test_a_deadline_of_unknown_holidays_is_not_told():
    """The program knows the holidays of 2565 only; a range of them makes another year known."""
    assert udfs.PA_DUE("2565-09", 1.0) == NA
    assert udfs.PA_DUE("2565-09", 1.0, column(serial(2022, 10, 10), None)) == serial(2022, 10, 11)
    assert udfs.PA_DUE("2565-09", 1.0, column("วันหยุด")) == VALUE


def test_months_may_be_dates_or_texts():
    """Any date in a month stands for it; a blank is #N/A, a word no month."""
    given = column(serial(2022, 2, 28), dt.date(2022, 2, 1), "ก.พ. 65", "12/11/2564", None, "เมื่อวาน", True)
    due = [serial(2022, 3, 10)] * 3
    assert udfs.PA_DUE(given) == [[d] for d in [*due, serial(2021, 12, 10), NA, VALUE, VALUE]]


def test_fiscal_years():
    """The vectors of the first and last days, months, dates typed in B.E., and numbers that are no date."""
    days = column(serial(2021, 9, 30), serial(2021, 10, 1), serial(2022, 9, 30), serial(2022, 10, 1))
    assert udfs.PA_FISCALYEAR(days) == [[2564.0], [2565.0], [2565.0], [2566.0]]
    typed = column("2564-10", "12 พ.ย. 64", to_serial(dt.datetime(2564, 11, 12)), 2565.0, 60.0, 0.0, COM_DIV0)
    assert udfs.PA_FISCALYEAR(typed) == [[2565.0], [2565.0], [2565.0], [NUM], [NUM], [NUM], [DIV0]]


def test_a_leap_day_of_one_era_only_is_no_date():
    """29 February of C.E. 2564 is no day of 2021."""
    assert udfs.PA_FISCALYEAR(to_serial(dt.datetime(2564, 2, 29))) == NUM


@pytest.mark.parametrize(
    ("region", "expected"), [("central", (2021, 11, 15)), ("กลาง", (2021, 11, 15)), (None, (2021, 11, 12))]
)
def test_the_end_of_the_steps(region: object, expected: tuple[int, int, int]):
    """29 working days from 1 October 2021 (DOMAIN.md 10); 21 October is off in the central region only."""
    assert udfs.PA_WORKDAY(serial(2021, 10, 1), 29.0, region) == serial(*expected)


def test_working_days_by_row_and_their_errors():
    """Start, number and region may be columns; too few days #NUM!, beyond the known holidays #N/A."""
    start = serial(2021, 10, 1)
    days = column(1.9, 0.0, None, "x", 5000.0, 1e300)
    assert udfs.PA_WORKDAY(start, days) == [[start], [NUM], [NA], [VALUE], [NA], [NA]]
    assert udfs.PA_WORKDAY("2564-10", 1.0) == VALUE
    regions = column("ใต้", "ทั้งประเทศ", "moon")
    expected = column(serial(2021, 10, 7), serial(2021, 10, 6), VALUE)
    assert udfs.PA_WORKDAY(start, 4.0, regions) == [list(row) for row in expected]


def test_holidays_of_a_range_take_the_place_of_the_shipped():
    """A fiscal year is known where the range has a day in it; without one the answer is #N/A."""
    start = serial(2023, 1, 2)
    assert udfs.PA_WORKDAY(start, 2.0) == NA
    assert udfs.PA_WORKDAY(start, 2.0, None, column(serial(2023, 1, 3))) == serial(2023, 1, 4)
    assert udfs.PA_WORKDAY(start, 2.0, None, column(None, None)) == NA


@pytest.mark.parametrize(
    ("cell", "form", "expected"),
    [
        (44512.0, None, "12 พฤศจิกายน 2564"),
        (44512.75, "ย่อ", "12 พ.ย. 64"),
        (44512.0, "long_thai", "๑๒ พฤศจิกายน ๒๕๖๔"),
        (44512.0, "ย่อเลขไทย", "๑๒ พ.ย. ๖๔"),
        ("2565-02", None, "กุมภาพันธ์ 2565"),
        ("2565-02", "short", "ก.พ. 65"),
        (None, None, NA),
        (44512.0, "loud", VALUE),
    ],
)
def test_thai_dates(cell: object, form: object, expected: str):
    """Long and short, with Thai digits, of dates and of months."""
    assert udfs.PA_THAIDATE(cell, form) == expected


def test_dates_of_a_1904_book():
    """The wrapper says that a book counts from 1904; dates go in and out in its numbers."""
    day = to_serial(dt.datetime(2021, 10, 1), epoch_1904=True)
    assert udfs.PA_FISCALYEAR(day, True) == 2565.0
    end = udfs.PA_WORKDAY(day, 29.0, "central", None, True)
    assert from_serial(end, epoch_1904=True) == dt.datetime(2021, 11, 15)
    assert udfs.PA_DUE("2564-10", None, None, True) == to_serial(dt.datetime(2021, 11, 10), epoch_1904=True)
