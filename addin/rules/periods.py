"""The twelve months of the fiscal year as the rules see them on a day: rounds, begun months, deadlines."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from addin.rules.exact import Bools, Ints
from addin.rules.fiscal import (
    due_date,
    has_begun,
    month_label,
    month_ordinal,
    previous_working_day,
    working_calendar,
)
from addin.rules.frames import Days, text_column
from addin.rules.settings import Settings

NO_ROUND = -1


@dataclass(frozen=True, slots=True)
class Periods:
    """The months of a fiscal year, October first; every array has one element a month.

    `round_of` is 0, 1 or NO_ROUND; `place` the month's position in its round; `width` the length of the
    longer round. A month is in play (`begun`) from its first day on. `deadline` is the last day on which a
    report is on time, `safe` the working day on or before the due day. Deadlines follow the national
    calendar: one date for the whole department.
    """

    as_of: dt.date
    months: tuple[str, ...]
    round_of: Ints
    place: Ints
    width: int
    begun: Bools
    deadline: Days
    safe: Days
    first: Ints
    """For each round the ordinal of its first month."""
    last: Ints
    """For each round the ordinal of its last month."""

    @property
    def origin(self) -> int:
        """The ordinal of the first month."""
        return month_ordinal(self.months[0])

    def index(self, ordinals: Ints) -> Ints:
        """The position in the year of month ordinals; -1 outside."""
        position = ordinals - self.origin
        return np.where((position >= 0) & (position < len(self.months)), position, -1)

    def round_begun(self) -> Bools:
        """For each round whether its first month has begun."""
        return self.begun[self.index(self.first)]

    def frame(self) -> pd.DataFrame:
        """The months as a table: month, label, round (or blank), deadline, safe_date, begun (yes, no)."""
        return pd.DataFrame(
            {
                "month": text_column(list(self.months)),
                "label": text_column([month_label(month) for month in self.months]),
                "round": np.where(self.round_of == NO_ROUND, np.nan, self.round_of + 1.0),
                "deadline": self.deadline.astype("datetime64[s]"),
                "safe_date": self.safe.astype("datetime64[s]"),
                "begun": text_column(["yes" if begun else "no" for begun in self.begun]),
            }
        )


def periods(settings: Settings, holidays: pd.DataFrame, as_of: dt.date) -> Periods:
    """The months of the settings' fiscal year on the day `as_of`."""
    months = settings.months
    calendar = working_calendar(holidays)
    round_of = np.full(len(months), NO_ROUND, dtype=np.int64)
    place = np.zeros(len(months), dtype=np.int64)
    for number, in_round in enumerate(settings.rounds):
        for position, month in enumerate(in_round):
            round_of[months.index(month)] = number
            place[months.index(month)] = position
    due = [due_date(month, settings.due_day, "none", calendar) for month in months]
    return Periods(
        as_of=as_of,
        months=months,
        round_of=round_of,
        place=place,
        width=max(len(in_round) for in_round in settings.rounds),
        begun=np.array([has_begun(month, as_of) for month in months], dtype=np.bool_),
        deadline=np.array(
            [due_date(month, settings.due_day, settings.due_shift, calendar) for month in months],
            dtype="datetime64[D]",
        ),
        safe=np.array([previous_working_day(day, calendar) for day in due], dtype="datetime64[D]"),
        first=np.array([month_ordinal(in_round[0]) for in_round in settings.rounds], dtype=np.int64),
        last=np.array([month_ordinal(in_round[-1]) for in_round in settings.rounds], dtype=np.int64),
    )
