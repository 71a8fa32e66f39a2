"""Working days for the sample's dates: headquarters' calendar, without regional holidays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """The working days of one fiscal year (B.E.) and the day at which the sample stands."""

    fiscal_year: int
    as_of: dt.date
    holidays: frozenset[dt.date]

    @classmethod
    def of(cls, fiscal_year: int, as_of: dt.date, holidays: pd.DataFrame) -> Days:
        """From the frame of tblHoliday; holidays of one region only do not count here."""
        national = holidays.loc[holidays["regions"].isna(), "date"]
        return cls(fiscal_year, as_of, frozenset(stamp.date() for stamp in national))

    def is_working(self, day: dt.date) -> bool:
        """True on Monday to Friday unless it is a national holiday."""
        return day.weekday() < 5 and day not in self.holidays

    def at_or_before(self, day: dt.date) -> dt.date:
        """The last working day that is not after `day`."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def after(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th working day after `day`."""
        while count:
            day += ONE_DAY
            count -= self.is_working(day)
        return day

    def months(self, round_no: int) -> tuple[str, ...]:
        """The five months of a round: October to February, or March to July."""
        names = ("10", "11", "12", "01", "02") if round_no == 1 else ("03", "04", "05", "06", "07")
        return tuple(f"{self.fiscal_year - (name > '09')}-{name}" for name in names)


def day_after_month(month: str, day: int) -> dt.date:
    """A day of the month that follows `month` (2565-02, day 10 -> 10 March 2022)."""
    year, number = int(month[:4]) - 543, int(month[5:])
    return dt.date(year + number // 12, number % 12 + 1, day)


def last_day(month: str) -> dt.date:
    """The last day of a month."""
    return day_after_month(month, 1) - ONE_DAY
