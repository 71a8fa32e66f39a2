"""The Thai fiscal year: months, Thai dates, working days by region, deadlines.

Months are text "2565-02" (B.E. year); fiscal year 2565 runs from 2564-10 to 2565-09. Dates are real dates
(C.E.). Sources: DOMAIN.md 2.8, 6.1, 6.2 and 6.4.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

BE = 543
"""B.E. year = C.E. year + 543."""

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_NAMES = (
    ("มกราคม", "ม.ค."),
    ("กุมภาพันธ์", "ก.พ."),
    ("มีนาคม", "มี.ค."),
    ("เมษายน", "เม.ย."),
    ("พฤษภาคม", "พ.ค."),
    ("มิถุนายน", "มิ.ย."),
    ("กรกฎาคม", "ก.ค."),
    ("สิงหาคม", "ส.ค."),
    ("กันยายน", "ก.ย."),
    ("ตุลาคม", "ต.ค."),
    ("พฤศจิกายน", "พ.ย."),
    ("ธันวาคม", "ธ.ค."),
)
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")

DueShift = Literal["none", "next_working_day", "previous_working_day"]
Dates = npt.NDArray[np.datetime64]


def month_ordinal(month: str) -> int:
    """12 x B.E. year + month - 1, so that months can be compared and counted. ValueError if not a month.

    >>> month_ordinal("2565-02") - month_ordinal("2564-10")
    4
    """
    match = _MONTH.fullmatch(month)
    if match is None:
        raise ValueError(f"{month!r} is not a month such as 2565-02")
    return 12 * int(match[1]) + int(match[2]) - 1


def month_text(ordinal: int) -> str:
    """The month of an ordinal, as text.

    >>> month_text(month_ordinal("2565-12") + 1)
    '2566-01'
    """
    return f"{ordinal // 12:04d}-{ordinal % 12 + 1:02d}"


def months_between(first: str, last: str) -> tuple[str, ...]:
    """The months from first to last, both included; empty when last lies before first."""
    return tuple(month_text(n) for n in range(month_ordinal(first), month_ordinal(last) + 1))


def fiscal_year(date: dt.date) -> int:
    """The Thai fiscal year (B.E.) of a date: it begins on 1 October.

    >>> fiscal_year(dt.date(2021, 9, 30)), fiscal_year(dt.date(2021, 10, 1))
    (2564, 2565)
    """
    return date.year + BE + (date.month >= 10)


def fiscal_year_of_month(month: str) -> int:
    """The fiscal year (B.E.) that a month lies in."""
    return (month_ordinal(month) + 3) // 12


def fiscal_months(year: int) -> tuple[str, ...]:
    """The twelve months of a fiscal year, October first."""
    return months_between(f"{year - 1}-10", f"{year}-09")


def first_day(month: str) -> dt.date:
    """The first day of a month."""
    ordinal = month_ordinal(month)
    return dt.date(ordinal // 12 - BE, ordinal % 12 + 1, 1)


def last_day(month: str) -> dt.date:
    """The last day of a month."""
    return first_day(month_text(month_ordinal(month) + 1)) - dt.timedelta(days=1)


def month_of(date: dt.date) -> str:
    """The month that a date lies in."""
    return f"{date.year + BE}-{date.month:02d}"


def has_begun(month: str, as_of: dt.date) -> bool:
    """True from the first day of the month on."""
    return first_day(month) <= as_of


def month_name(month: str, *, short: bool = False) -> str:
    """The Thai name of a month without its year: กุมภาพันธ์ or ก.พ."""
    return _NAMES[month_ordinal(month) % 12][short]


def month_label(month: str) -> str:
    """A month as people write it in tables.

    >>> month_label("2565-02")
    'ก.พ. 65'
    """
    return f"{month_name(month, short=True)} {month_ordinal(month) // 12 % 100:02d}"


def month_long(month: str) -> str:
    """A month in full: กุมภาพันธ์ 2565."""
    return f"{month_name(month)} {month_ordinal(month) // 12}"


def thai_date(date: dt.date) -> str:
    """A date in full.

    >>> thai_date(dt.date(2021, 11, 12))
    '12 พฤศจิกายน 2564'
    """
    return f"{date.day} {_NAMES[date.month - 1][0]} {date.year + BE}"


def thai_date_short(date: dt.date) -> str:
    """A date for tables: 12 พ.ย. 64."""
    return f"{date.day} {_NAMES[date.month - 1][1]} {(date.year + BE) % 100:02d}"


def thai_digits(text: str) -> str:
    """A text with ๐-๙ in place of 0-9.

    >>> thai_digits("35/36")
    '๓๕/๓๖'
    """
    return text.translate(_THAI_DIGITS)


def kpi_sort_key(code: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts codes by their integer parts, so that 3.11 follows 3.9; 3.1 is not 3.10.

    >>> sorted(["3.11", "3.9", "3.1", "10"], key=kpi_sort_key)
    ['3.1', '3.9', '3.11', '10']
    """
    parts = [part for part in re.split(r"(\d+)", code) if part.strip(".")]
    return tuple((0, int(part), part) if part.isdecimal() else (1, 0, part) for part in parts)


def working_calendar(holidays: pd.DataFrame, region: str | None = None) -> np.busdaycalendar:
    """Monday to Friday without the holidays of a region.

    `holidays` has date and regions (comma-joined keys; blank is the whole country). Without a region only the
    national holidays count. Source: DOMAIN.md 6.2; a regional holiday is a day off for units seated there.
    """
    if not len(holidays) or "date" not in holidays.columns:
        return np.busdaycalendar()
    named = holidays["regions"] if "regions" in holidays.columns else pd.Series(np.nan, index=holidays.index)
    regions = [set() if pd.isna(text) else _region_keys(str(text)) for text in named]
    mine = np.array([not keys or region in keys for keys in regions], dtype=np.bool_)
    dates = pd.to_datetime(holidays["date"], errors="coerce").to_numpy().astype("datetime64[D]")
    return np.busdaycalendar(holidays=dates[mine & ~np.isnat(dates)])


def _region_keys(text: str) -> set[str]:
    return {key.strip() for key in text.split(",") if key.strip()}


def working_days(first: dt.date, last: dt.date, calendar: np.busdaycalendar) -> int:
    """The number of working days from first to last, both included."""
    return int(np.busday_count(first, last + dt.timedelta(days=1), busdaycal=calendar))


def working_days_by_month(months: Sequence[str], calendar: np.busdaycalendar) -> list[int]:
    """The working days of each month."""
    starts = np.array([first_day(month) for month in months], dtype="datetime64[D]")
    ends = np.array([last_day(month) for month in months], dtype="datetime64[D]") + 1
    return [int(n) for n in np.busday_count(starts, ends, busdaycal=calendar)]


def workday(start: dt.date, days: int, calendar: np.busdaycalendar) -> dt.date:
    """The working day on which work of `days` working days ends; a working start day is day 1.

    Excel's WORKDAY(start - 1, days). Source: DOMAIN.md 6.1. ValueError when days is below 1.
    """
    if days < 1:
        raise ValueError(f"{days} working days are no work")
    return _date(np.busday_offset(start, days - 1, roll="forward", busdaycal=calendar))


def previous_working_day(date: dt.date, calendar: np.busdaycalendar) -> dt.date:
    """The date itself when it is a working day, else the last working day before it."""
    return _date(np.busday_offset(date, 0, roll="backward", busdaycal=calendar))


def next_working_day(date: dt.date, calendar: np.busdaycalendar) -> dt.date:
    """The date itself when it is a working day, else the first working day after it."""
    return _date(np.busday_offset(date, 0, roll="forward", busdaycal=calendar))


def due_date(month: str, due_day: int, shift: DueShift, calendar: np.busdaycalendar) -> dt.date:
    """The last day on which the report of a month is on time: `due_day` of the month after.

    A due_day that the month after does not have is its last day. The system's lock does not move by default;
    the safe date is the previous working day. Source: SOP.md step 10, DOMAIN.md 2.8.
    """
    after = month_text(month_ordinal(month) + 1)
    date = first_day(after).replace(day=min(due_day, last_day(after).day))
    if shift == "next_working_day":
        return next_working_day(date, calendar)
    if shift == "previous_working_day":
        return previous_working_day(date, calendar)
    return date


def _date(value: np.datetime64) -> dt.date:
    date = value.astype("datetime64[D]").item()
    assert isinstance(date, dt.date)
    return date
