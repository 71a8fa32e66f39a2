"""Months, dates and working days; the tables of DOMAIN.md are in tests/cases/calendar.yaml."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.rules import fiscal
from tests.support.small import holidays

DAYS = st.dates(dt.date(2021, 10, 1), dt.date(2022, 9, 30))
NATIONAL = fiscal.working_calendar(holidays())


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)))
def test_a_date_lies_in_its_month_and_fiscal_year(date: dt.date):
    """First and last day of its month enclose it, and the month belongs to the fiscal year of the date."""
    month = fiscal.month_of(date)
    assert fiscal.first_day(month) <= date <= fiscal.last_day(month)
    assert fiscal.fiscal_year(date) == fiscal.fiscal_year_of_month(month)
    assert month in fiscal.fiscal_months(fiscal.fiscal_year(date))
    assert fiscal.has_begun(month, date)


@given(st.integers(2500 * 12, 2600 * 12))
def test_months_and_ordinals_go_both_ways(ordinal: int):
    """A month is its ordinal's text."""
    assert fiscal.month_ordinal(fiscal.month_text(ordinal)) == ordinal


@pytest.mark.parametrize("text", ["2565-13", "2565-2", "กุมภาพันธ์", "65-02", ""])
def test_what_is_no_month_is_refused(text: str):
    """Months are four digits of the B.E. year, a dash, two digits."""
    with pytest.raises(ValueError, match="is not a month"):
        fiscal.month_ordinal(text)


@given(DAYS, st.integers(1, 40), st.sampled_from([None, "central", "south", "east"]))
def test_workday_equals_counting_one_by_one(start: dt.date, days: int, region: str | None):
    """A working start day is day 1; weekends and holidays of the region do not count."""
    calendar = fiscal.working_calendar(holidays(), region)
    off = {
        row.date.date()
        for row in holidays().itertuples()
        if pd.isna(row.regions) or region in str(row.regions).split(",")
    }
    date, left = start - dt.timedelta(days=1), days
    while left:
        date += dt.timedelta(days=1)
        left -= date.weekday() < 5 and date not in off
    assert date == fiscal.workday(start, days, calendar)


def test_no_working_days_are_no_work():
    """A step of 0 working days has no end."""
    with pytest.raises(ValueError, match="no work"):
        fiscal.workday(dt.date(2021, 10, 1), 0, NATIONAL)


@given(DAYS, st.sampled_from(["none", "next_working_day", "previous_working_day"]))
def test_a_shifted_due_date_is_a_working_day(date: dt.date, shift: fiscal.DueShift):
    """Unless nothing shifts, and then it is the due day of the month after."""
    month = fiscal.month_of(date)
    due = fiscal.due_date(month, 10, shift, NATIONAL)
    plain = fiscal.due_date(month, 10, "none", NATIONAL)
    assert plain.day == 10
    assert fiscal.month_of(plain) == fiscal.month_text(fiscal.month_ordinal(month) + 1)
    if shift != "none":
        assert fiscal.working_days(due, due, NATIONAL) == 1


def test_a_due_day_that_the_month_lacks_is_its_last_day():
    """The 31st of February is the 28th."""
    assert fiscal.due_date("2565-01", 31, "none", NATIONAL) == dt.date(2022, 2, 28)


def test_a_holiday_of_two_regions_holds_in_both_only():
    """Regions are comma-joined; blank is the whole country."""
    frame = pd.DataFrame({"date": [pd.Timestamp("2022-03-10")], "regions": ["south, central"]})
    day = dt.date(2022, 3, 10)
    worked = {
        region: fiscal.working_days(day, day, fiscal.working_calendar(frame, region))
        for region in ("south", "central", "north", None)
    }
    assert worked == {"south": 0, "central": 0, "north": 1, None: 1}


def test_a_book_without_holidays_has_weekends():
    """A fresh book counts Monday to Friday."""
    calendar = fiscal.working_calendar(pd.DataFrame())
    assert fiscal.working_days(dt.date(2022, 4, 11), dt.date(2022, 4, 17), calendar) == 5
