"""Thai dates over whole columns: fiscal years, working days among the holidays that are known, deadlines.

Arrays of datetime64[D] and of month ordinals (fiscal.month_ordinal). A working day is told only where the
holidays are known: in the fiscal years for which there is at least one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from addin.rules.exact import Bools, Ints
from addin.rules.fiscal import (
    BE,
    Dates,
    DueShift,
    due_date,
    month_label,
    month_long,
    month_text,
    thai_date,
    thai_date_short,
    thai_digits,
    working_calendar,
)

SHIFTS: tuple[DueShift, ...] = get_args(DueShift)
FORMS = ("long", "short", "long_thai", "short_thai")
LONGEST = 10_000
"""Working days from which on no holidays can be known: 40 years."""

_MONTH_ZERO = 12 * (1970 + BE)
"""The ordinal of the month that datetime64 counts from."""


@dataclass(frozen=True, slots=True)
class Holidays:
    """A working calendar and the fiscal years (B.E.) whose holidays it knows."""

    calendar: np.busdaycalendar
    years: frozenset[int]

    @classmethod
    def of(cls, holidays: pd.DataFrame, region: str | None = None) -> Holidays:
        """Those of a region, or of the whole country; the frame has date and, where it has them, regions."""
        dates = pd.to_datetime(holidays["date"]).dropna().to_numpy().astype("datetime64[D]")
        years = frozenset(fiscal_years(dates).tolist())
        return cls(working_calendar(holidays, region), years)

    def known(self, first: Dates, last: Dates) -> Bools:
        """True where the holidays of every fiscal year from first to last are known."""
        begin, end = fiscal_years(first), fiscal_years(last)
        origin = int(begin.min(initial=0))
        count = max(int(end.max(initial=0)) - origin + 1, 1)
        listed = np.array([origin + n in self.years for n in range(count)], dtype=np.bool_)
        missing = np.concatenate([[0], np.cumsum(~listed)])
        return np.asarray(missing[end - origin + 1] == missing[begin - origin], dtype=np.bool_)


def fiscal_years(dates: Dates) -> Ints:
    """The Thai fiscal year (B.E.) of each date."""
    months = dates.astype("datetime64[M]").astype(np.int64) + _MONTH_ZERO
    return (months + 3) // 12


def month_ordinals(dates: Dates) -> Ints:
    """The month that each date lies in."""
    return dates.astype("datetime64[M]").astype(np.int64) + _MONTH_ZERO


def working_ends(starts: Dates, days: Ints, holidays: Holidays) -> tuple[Dates, Bools]:
    """The day on which work of so many working days ends, as fiscal.workday, and whether it is known.

    A working start day is day 1; `days` (n,) are at least 1.
    """
    offset = np.minimum(days, LONGEST) - 1
    ends = np.busday_offset(starts, offset, roll="forward", busdaycal=holidays.calendar)
    return ends, holidays.known(starts, ends) & (days <= LONGEST)


def due_dates(months: Ints, shift: Ints, due_day: int, holidays: Holidays) -> tuple[Dates, Bools]:
    """The deadline of the report of each month, and whether it is known.

    `shift` (n,) are positions in SHIFTS. A deadline that does not move needs no holidays.
    """

    def one(key: int) -> np.datetime64:
        month, way = divmod(key, len(SHIFTS))
        return np.datetime64(due_date(month_text(month), due_day, SHIFTS[way], holidays.calendar))

    dates = _by_distinct(months * len(SHIFTS) + shift, one, "datetime64[D]")
    fixed = _by_distinct(months, lambda month: one(month * len(SHIFTS)), "datetime64[D]")
    first, last = np.minimum(dates, fixed), np.maximum(dates, fixed)
    return dates, (shift == SHIFTS.index("none")) | holidays.known(first, last)


def date_texts(dates: Dates, form: Ints) -> npt.NDArray[Any]:
    """Each date in Thai; `form` (n,) are positions in FORMS."""

    def one(key: int) -> str:
        day, way = divmod(key, len(FORMS))
        date = np.datetime64(day, "D").item()
        assert isinstance(date, dt.date)
        return _in_form(thai_date(date), thai_date_short(date), way)

    return _by_distinct(dates.astype(np.int64) * len(FORMS) + form, one, "object")


def month_texts(months: Ints, form: Ints) -> npt.NDArray[Any]:
    """Each month in Thai; `form` (n,) are positions in FORMS."""

    def one(key: int) -> str:
        month, way = divmod(key, len(FORMS))
        return _in_form(month_long(month_text(month)), month_label(month_text(month)), way)

    return _by_distinct(months * len(FORMS) + form, one, "object")


def _in_form(long: str, short: str, way: int) -> str:
    text = short if FORMS[way].startswith("short") else long
    return thai_digits(text) if FORMS[way].endswith("thai") else text


def _by_distinct(keys: Ints, one: Callable[[int], Any], dtype: str) -> npt.NDArray[Any]:
    """One result for each distinct key: a column of dates repeats few of them."""
    distinct, place = np.unique(keys, return_inverse=True)
    results = np.empty(len(distinct), dtype=dtype)
    for i, key in enumerate(distinct.tolist()):
        results[i] = one(key)
    return results[place]


def without_buddhist_years(dates: Dates) -> tuple[Dates, Bools]:
    """Dates whose year was typed in B.E. (above 2400) moved to C.E., and whether there is such a day.

    Excel takes 12/11/2564 for a C.E. date without a word.
    """
    result = dates.copy()
    fine = np.ones(len(dates), dtype=np.bool_)
    for row in np.flatnonzero(dates >= np.datetime64("2401-01-01")).tolist():
        date = dates[row].item()
        try:
            result[row] = date.replace(year=date.year - BE)
        except ValueError:  # 29 February of a year that is a leap year in one era only
            fine[row] = False
    return result, fine
