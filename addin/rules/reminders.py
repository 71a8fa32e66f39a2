"""Who is reminded of what: the reports of a month that a unit has not sent, and by which working day.

Sources: SOP.md step 10 (the 10th of each month), DOMAIN.md 2.8 (the safe date), WORKBOOK.md (tblSubmission).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.due import Due
from addin.rules.entries import active_units
from addin.rules.fiscal import BE, last_day, month_name, previous_working_day, working_calendar
from addin.rules.frames import Tables
from addin.rules.observed import Submissions, observe, submissions
from addin.rules.periods import Periods
from addin.rules.scorecard import Scorecard

_WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")


@dataclass(frozen=True, slots=True)
class Missing:
    """A report that was not sent: `state` is no_row, no_value, draft or returned (with its reason)."""

    kpi_code: str
    month: str
    state: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Reminder:
    """A unit that has not sent a month whole: what lacks in it, and what is overdue of earlier months.

    `deadline` is the unit's own, with its extension (`extended`); `safe` the working day of its region on or
    before it.
    """

    unit_code: str
    month: str
    deadline: dt.date
    extended: bool
    safe: dt.date
    missing: tuple[Missing, ...]
    earlier: tuple[Missing, ...]


def long_date(date: dt.date) -> str:
    """A date in full with its weekday, B.E.

    >>> long_date(dt.date(2022, 3, 10))
    'วันพฤหัสบดีที่ 10 มีนาคม 2565'
    """
    month = month_name(f"{date.year + BE}-{date.month:02d}")
    return f"วัน{_WEEKDAYS[date.weekday()]}ที่ {date.day} {month} {date.year + BE}"


def unsent(tables: Tables, card: Scorecard, register: Submissions, due: Due) -> pd.DataFrame:
    """The reports of begun months that were not sent: unit_code, kpi_code, month, state, reason.

    Sent are submitted and certified rows with a value, as the report status counts them; what is not
    applicable is not asked for. In the order of Due.reports.
    """
    every, spans = card.entries, card.spans
    # require_certified decides what counts in a score, not what was sent.
    seen = observe(tables, every, spans, register, require_certified=False)
    asked = due.reports[due.reports["begun"]]
    month = spans.index(frames.months(asked, "month"))
    unit, kpi = frames.codes(every.units, asked, "unit_code"), frames.codes(every.kpis, asked, "kpi_code")
    cell = (every.find(unit, kpi, spans.round_of[month]), spans.place[month])
    lacking = asked[~(seen.reported[cell] | seen.not_applicable[cell])]
    keys = ["month", "unit_code", "kpi_code"]
    monthly = frames.table(tables, frames.MONTHLY_SCORE)
    rows = pd.DataFrame(
        {key: frames.texts(monthly, key) for key in [*keys, "status", "return_reason"]}, index=monthly.index
    )
    rows["filled"] = rows.index.isin(due.drafts["row"])
    found = lacking[keys].merge(rows.drop_duplicates(keys), how="left", on=keys)
    filled = (found["filled"] == True).to_numpy()  # noqa: E712 - blank where there is no row
    returned = (found["status"] == "returned").to_numpy()
    states = np.select(
        [~lacking["has_row"].to_numpy(), returned, filled], ["no_row", "returned", "draft"], "no_value"
    )
    reason = found["return_reason"].astype(object)
    return found[keys].assign(state=states, reason=reason.where(returned & reason.notna().to_numpy(), None))


def reminders(tables: Tables, card: Scorecard, due: Due, month: str, units: Iterable[str]) -> list[Reminder]:
    """A reminder for each of these units that has reports of `month` not sent, in the order given.

    Of earlier months come those whose deadline, extension included, is over.
    """
    spans, every = card.spans, card.entries
    register = submissions(tables, every, spans)
    lacking = unsent(tables, card, register, due)
    holidays = frames.table(tables, frames.HOLIDAY)
    regions = active_units(frames.table(tables, frames.UNIT), due_year(spans))
    region = dict(zip(frames.texts(regions, "unit_code"), frames.texts(regions, "region"), strict=True))
    position = {code: n for n, code in enumerate(every.units.tolist())}
    at = spans.months.index(month)
    found = []
    for unit in units:
        mine = lacking[lacking["unit_code"] == unit]
        now = _missing(mine[mine["month"] == month])
        if not now:
            continue
        deadlines = register.deadline[position[unit]]
        over = [one for n, one in enumerate(spans.months[:at]) if deadlines[n] < frames.day(spans.as_of)]
        deadline = deadlines[at].item()
        found.append(
            Reminder(
                unit_code=unit,
                month=month,
                deadline=deadline,
                extended=bool(deadlines[at] > spans.deadline[at]),
                safe=previous_working_day(deadline, working_calendar(holidays, region.get(unit))),
                missing=now,
                earlier=_missing(mine[mine["month"].isin(over)]),
            )
        )
    return found


def due_year(spans: Periods) -> int:
    """The fiscal year (B.E.) of the months."""
    return int(spans.months[-1][:4])


def _missing(rows: pd.DataFrame) -> tuple[Missing, ...]:
    columns = (rows[key].tolist() for key in ("kpi_code", "month", "state", "reason"))
    return tuple(Missing(*cells) for cells in zip(*columns, strict=True))


def month_to_remind(spans: Periods) -> str | None:
    """The last month of a round that has ended, else the first that has begun; None before the year."""
    in_round = np.flatnonzero((spans.round_of >= 0) & spans.begun)
    if not in_round.size:
        return None
    ends = np.array([frames.day(last_day(spans.months[n])) for n in in_round])
    ended = in_round[ends < frames.day(spans.as_of)]
    return spans.months[int(ended[-1] if ended.size else in_round[0])]
