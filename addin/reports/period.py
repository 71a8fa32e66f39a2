"""What a report is about: the last month that has ended, a month, or a round.

Officers look at a round until the first results of the next one are due: on 10 March round 2 has begun, and
the report is still that of February and round 1. Source: SOP.md step 10, DOMAIN.md 2.8.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from addin.rules import fiscal
from addin.rules.frames import HOLIDAY, Tables, table
from addin.rules.settings import Settings
from workbook.errors import UserError

Basis = Literal["year", "round"]

BY_MONTH = ("tblMonthlyScore", "tblItemResult", "tblSubmission", "tblActivityMonth", "tblFollowUp")
"""Tables whose rows belong to a month."""


@dataclass(frozen=True, slots=True)
class Period:
    """`month` is the last month shown, `round` the round in focus.

    `basis` tells which score decides: the year's (as recalc prints it) or, where a round was asked for, that
    round's own. `past` is True for a month before the last that has ended: later rows are then left out.
    """

    month: str
    round: int
    basis: Basis = "year"
    past: bool = False

    def whole_year(self, settings: Settings) -> bool:
        """Whether the figures are the whole year's: of both rounds, to the last month of round 2."""
        return self.basis == "year" and self.month >= settings.rounds[1][-1]

    @property
    def slug(self) -> str:
        """The period in a file name."""
        return f"{self.month}-รอบ{self.round}" if self.basis == "round" else self.month


def choose_period(
    settings: Settings, as_of: dt.date, month: str | None = None, round_no: int | None = None
) -> Period:
    """The period of a report; without month and round, the last month of a round that has ended.

    UserError: report_month_and_round, report_month_unknown, report_month_not_begun, report_round_unknown,
    report_round_not_begun.
    """
    latest = _latest_month(settings, as_of)
    if month is not None and round_no is not None:
        raise UserError("report_month_and_round")
    if round_no is not None:
        if round_no not in (1, 2):
            raise UserError("report_round_unknown", value=round_no)
        months = settings.rounds[round_no - 1]
        if not fiscal.has_begun(months[0], as_of):
            raise UserError("report_round_not_begun", value=round_no, first=fiscal.month_long(months[0]))
        return Period(max(months[0], min(months[-1], latest)), round_no, "round")
    if month is None:
        return Period(latest, _round_of(settings, latest))
    known = (*settings.round_1, *settings.round_2)
    if month not in known:
        raise UserError("report_month_unknown", value=month, first=known[0], last=known[-1])
    if not fiscal.has_begun(month, as_of):
        raise UserError("report_month_not_begun", value=month, as_of=fiscal.thai_date(as_of))
    return Period(month, _round_of(settings, month), past=month < latest)


def _latest_month(settings: Settings, as_of: dt.date) -> str:
    known = (*settings.round_1, *settings.round_2)
    ended = [month for month in known if fiscal.last_day(month) < as_of]
    return ended[-1] if ended else known[0]


def _round_of(settings: Settings, month: str) -> int:
    return 2 if month >= settings.round_2[0] else 1


def as_of_period(
    tables: Tables, settings: Settings, as_of: dt.date, period: Period
) -> tuple[dict[str, pd.DataFrame], dt.date]:
    """The tables and the day from which the figures of a period follow.

    A past month is seen as it stood the day after its deadline, from the rows up to that month as they are in
    the book now; any other period is seen as of `as_of`, exactly as recalc sees it.
    """
    if not period.past:
        return dict(tables), as_of
    calendar = fiscal.working_calendar(table(tables, HOLIDAY))
    due = fiscal.due_date(period.month, settings.due_day, settings.due_shift, calendar)
    kept = {
        name: frame[~(frame["month"].fillna("") > period.month)]
        if name in BY_MONTH and "month" in frame
        else frame
        for name, frame in tables.items()
    }
    return kept, min(as_of, due + dt.timedelta(days=1))
