"""The worksheet functions about Thai dates: serial numbers, texts and months in, the same out.

Dates in cells are serial numbers, of 1900 or (`date_1904`) of 1904; functions that give a date give a serial
number, to be shown with a date format. See functions_scores.py for what raw values are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from addin.excel.cells import (
    Code,
    Raw,
    Refused,
    answer,
    common_shape,
    error_number,
    first_error,
    flat,
    read_numbers,
    read_words,
    spread,
    vocabulary,
)
from addin.rules.exact import Bools, Ints
from addin.rules.fiscal import Dates, first_day
from addin.rules.worksheet import DEFAULTS
from addin.rules.worksheet_dates import (
    FORMS,
    LONGEST,
    SHIFTS,
    Holidays,
    date_texts,
    due_dates,
    fiscal_years,
    month_ordinals,
    month_texts,
    without_buddhist_years,
    working_ends,
)
from workbook.content import base_tables
from workbook.schema.settings import DUE_SHIFT
from workbook.schema.words import REGION
from workbook.thai import parse_date, parse_month, tidy

EARLIEST, LATEST = np.datetime64("1950-01-01"), np.datetime64("2100-12-31")
"""A serial outside is no date of an agreement: 2565 typed for a year would be a day in 1907."""

UNIX_SERIAL = 25_569
"""The serial number of 1 January 1970."""

SHIFT_1904 = 1_462
"""A day's serial number in a book that counts from 1904 is smaller by this."""

LAST_SERIAL = 2_958_465
"""31 December 9999."""

_LEAP_BUG = 60
_NATIONAL = "national"

_SHIFTS = vocabulary(DUE_SHIFT, SHIFTS) | {0.0: 0, 1.0: 1, -1.0: 2}
_REGIONS = (_NATIONAL, *(choice.key for choice in REGION))
_REGION_WORDS = vocabulary(REGION, _REGIONS, national=("ทั้งประเทศ",))
_FORM_WORDS = vocabulary(
    (), FORMS, long=("เต็ม",), short=("ย่อ",), long_thai=("เต็มเลขไทย",), short_thai=("ย่อเลขไทย",)
)


@dataclass(frozen=True, slots=True)
class _Days:
    """Cells read for dates, cell by cell (n,); `month` marks months, whose day is the first.

    `error` is 0 where there is a date; #N/A for a blank, which `blank` marks.
    """

    day: Dates
    month: Bools
    blank: Bools
    error: Ints
    shape: tuple[int, int]


def _days(raw: Raw, date_1904: Raw) -> _Days:
    cells, shape = flat(raw)
    count = len(cells)
    serial = np.full(count, np.nan)
    day = np.full(count, np.datetime64("NaT"), dtype="datetime64[D]")
    month, blank = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    error = np.zeros(count, dtype=np.int64)
    if set(map(type, cells)) == {float}:
        serial = np.array(cells, dtype=np.float64)
    else:
        for i, cell in enumerate(cells):
            if type(cell) is float:
                serial[i] = cell
            elif cell is None or (isinstance(cell, str) and not tidy(cell)):
                blank[i] = True
            elif number := error_number(cell):
                error[i] = number
            elif isinstance(cell, bool) or (found := _odd_day(cell)) is None:
                error[i] = Code.VALUE
            elif isinstance(found, float):
                serial[i] = found
            else:
                day[i], month[i] = found
    error[blank] = Code.NA
    counted = np.floor(serial) + (SHIFT_1904 if date_1904 else 0)
    counted += (counted >= 1) & (counted < _LEAP_BUG)
    fine = (counted >= 1) & (counted <= LAST_SERIAL)
    day[fine] = (counted[fine].astype(np.int64) - UNIX_SERIAL).astype("datetime64[D]")
    real = np.flatnonzero(~np.isnat(day))
    day[real], exists = without_buddhist_years(day[real])
    inside = np.zeros(count, dtype=np.bool_)
    inside[real] = exists & (day[real] >= EARLIEST) & (day[real] <= LATEST)
    error[~inside & (error == 0)] = Code.NUM
    return _Days(day, month, blank, error, shape)


def _odd_day(cell: object) -> tuple[dt.date, bool] | float | None:
    """A date and whether it is a month only, or a serial; None for what is neither."""
    if isinstance(cell, int | np.number):
        return float(cell)
    if isinstance(cell, dt.datetime):
        return cell.date(), False
    if isinstance(cell, dt.date):
        return cell, False
    if not isinstance(cell, str):
        return None
    if found := parse_month(cell):
        return first_day(found), True
    moment = parse_date(cell)
    return (moment.date(), False) if moment else None


def _serials(days: Dates, date_1904: Raw) -> Ints:
    return days.astype(np.int64) + UNIX_SERIAL - (SHIFT_1904 if date_1904 else 0)


@cache
def _shipped(region: str) -> Holidays:
    """The holidays that come with the program: fiscal year 2565."""
    return Holidays.of(base_tables()["tblHoliday"], region)


def _holidays(given: Raw, region: str, date_1904: Raw) -> Holidays:
    """The holidays of a range (days off in every region), or without one those of the program."""
    if given is None:
        return _shipped(region)
    listed = _days(given, date_1904)
    error = np.where(listed.blank, 0, listed.error)
    if error.any():
        raise Refused(int(error[error != 0][0]))
    return Holidays.of(pd.DataFrame({"date": listed.day[~listed.blank]}))


def due(for_month: Raw, shift: Raw = None, holidays: Raw = None, date_1904: Raw = None) -> Raw:
    """The last day on which the report of each month is on time. Source: SOP.md step 10, DOMAIN.md 2.8."""
    months = _days(for_month, date_1904)
    ways = read_words(shift, _SHIFTS, SHIFTS.index("none"))
    shape = common_shape(months.shape, ways.code.shape)
    error = first_error(spread(months.error.reshape(months.shape), shape), spread(ways.error, shape))
    rows = np.flatnonzero(error == 0)
    ordinals = month_ordinals(spread(months.day.reshape(months.shape), shape)[rows])
    days, known = due_dates(
        ordinals,
        spread(ways.code, shape)[rows],
        DEFAULTS.due_day,
        _holidays(holidays, _NATIONAL, date_1904),
    )
    error[rows[~known]] = Code.NA
    result = np.zeros(len(error))
    result[rows] = _serials(days, date_1904)
    return answer(result, error, shape)


def fiscal_year(on_date: Raw, date_1904: Raw = None) -> Raw:
    """The fiscal year (B.E.) of each date or month. Source: DOMAIN.md 6.4."""
    found = _days(on_date, date_1904)
    rows = np.flatnonzero(found.error == 0)
    result = np.zeros(len(found.error))
    result[rows] = fiscal_years(found.day[rows])
    return answer(result, found.error, found.shape)


def workday(start: Raw, days: Raw, region: Raw = None, holidays: Raw = None, date_1904: Raw = None) -> Raw:
    """The working day on which work of so many working days ends; a working start day is day 1.

    Source: DOMAIN.md 6.1 and 6.2.
    """
    starts, counts = _days(start, date_1904), read_numbers(days)
    places = read_words(region, _REGION_WORDS, _REGIONS.index(_NATIONAL))
    shape = common_shape(starts.shape, counts.shape, places.code.shape)
    begun = np.where(starts.month & (starts.error == 0), Code.VALUE, starts.error)
    error = first_error(
        spread(begun.reshape(starts.shape), shape),
        spread(counts.required(), shape),
        spread(places.error, shape),
        np.where(spread(counts.value, shape) < 1, Code.NUM, 0),
    )
    first = spread(starts.day.reshape(starts.shape), shape)
    number = spread(np.clip(np.nan_to_num(counts.value, nan=0), 0, LONGEST + 1).astype(np.int64), shape)
    place = spread(places.code, shape)
    result = np.zeros(len(error))
    for code in np.unique(place[error == 0]).tolist():
        rows = np.flatnonzero((error == 0) & (place == code))
        ends, known = working_ends(first[rows], number[rows], _holidays(holidays, _REGIONS[code], date_1904))
        result[rows] = _serials(ends, date_1904)
        error[rows[~known]] = Code.NA
    return answer(result, error, shape)


def thai_date(on_date: Raw, form: Raw = None, date_1904: Raw = None) -> Raw:
    """Each date, or month, in Thai. Source: DOMAIN.md 6.4."""
    found = _days(on_date, date_1904)
    forms = read_words(form, _FORM_WORDS, FORMS.index("long"))
    shape = common_shape(found.shape, forms.code.shape)
    error = first_error(spread(found.error.reshape(found.shape), shape), spread(forms.error, shape))
    day = spread(found.day.reshape(found.shape), shape)
    way = spread(forms.code, shape)
    is_month = spread(found.month.reshape(found.shape), shape)
    result = np.full(len(error), "", dtype=object)
    rows = np.flatnonzero((error == 0) & ~is_month)
    result[rows] = date_texts(day[rows], way[rows])
    rows = np.flatnonzero((error == 0) & is_month)
    result[rows] = month_texts(month_ordinals(day[rows]), way[rows])
    return answer(result, error, shape)
