"""Who has reported: report status by unit and month, and the months missed.

Sources: WORKBOOK.md "Figures" 2 and 8, SOP.md step 10 (the 10th of each month), DOMAIN.md 2.7.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.entries import Entries
from addin.rules.exact import Bools, Ints
from addin.rules.frames import NO_MONTH
from addin.rules.observed import Observed, Submissions
from addin.rules.periods import Periods

STATUSES = ("not_applicable", "on_time", "not_due", "late", "missing")
"""From the best to the worst; the status of a unit is the worst of its due KPIs."""

_NOT_APPLICABLE, _ON_TIME, _NOT_DUE, _LATE, _MISSING = range(5)


@dataclass(frozen=True, slots=True)
class Reporting:
    """`status` (units, 12 months) holds positions in STATUSES; `missed` (units, 2) counts months of a round.

    `overdue` (entries,) is true where a report that the KPI was due for is past its deadline without a
    counting row.
    """

    status: Ints
    missed: Ints
    overdue: Bools

    def frame(self, units: pd.Index[str], months: tuple[str, ...]) -> pd.DataFrame:
        """The status table: unit_code and month_10 ... month_09."""
        columns = {"unit_code": frames.text_column(units.to_numpy(dtype=object))}
        for position, month in enumerate(months):
            columns[f"month_{month[-2:]}"] = frames.choice_column(STATUSES, self.status[:, position])
        return pd.DataFrame(columns)


def reporting(entries: Entries, observed: Observed, register: Submissions, spans: Periods) -> Reporting:
    """The reports due, given, late and missed on the day of `spans`.

    A KPI is due in a month of its round from starts_month to ends_month, unless the month's row says
    not_applicable. Reported on time or late by date; not reported it is missing after the deadline of unit
    and month (extensions included), before it not_due. A month in which nothing is due is not_due, one in
    which every KPI is not applicable is not_applicable. A month is missed when some due KPI has no counting
    row after the deadline; late is not missed.
    """
    month, inside = due_cells(entries, spans)
    unit = np.broadcast_to(entries.unit[:, None], month.shape)
    past = np.datetime64(spans.as_of, "D") > register.deadline[unit, month]

    status = np.where(past, _MISSING, _NOT_DUE)
    status = np.where(observed.reported, np.where(observed.late, _LATE, _ON_TIME), status)
    status = np.where(observed.not_applicable, _NOT_APPLICABLE, status)
    worst = np.full((len(entries.units), len(spans.months)), -1, dtype=np.int64)
    np.maximum.at(worst, (unit[inside], month[inside]), status[inside])

    lacking = inside & past & ~observed.counting & ~observed.not_applicable
    missed_month = np.zeros(worst.shape, dtype=np.bool_)
    missed_month[unit[lacking], month[lacking]] = True
    missed = np.column_stack([missed_month[:, spans.round_of == number].sum(axis=1) for number in (0, 1)])
    return Reporting(
        status=np.where(worst < 0, _NOT_DUE, worst),
        missed=missed.astype(np.int64),
        overdue=np.asarray(lacking.any(axis=1), dtype=np.bool_),
    )


def due_cells(entries: Entries, spans: Periods) -> tuple[Ints, Bools]:
    """For each entry and place in its round the month of the year (-1 beyond a shorter round), and if due.

    Due are the months of the entry's round from starts_month to ends_month, begun or not.
    """
    month = _month_of_cell(entries, spans)
    due = month >= 0
    ordinal = month + spans.origin
    due &= (entries.starts[:, None] == NO_MONTH) | (ordinal >= entries.starts[:, None])
    due &= (entries.ends[:, None] == NO_MONTH) | (ordinal <= entries.ends[:, None])
    return month, due


def _month_of_cell(entries: Entries, spans: Periods) -> Ints:
    """The month of the year of each entry and place in its round; -1 beyond a shorter round."""
    by_round = np.full((2, spans.width), -1, dtype=np.int64)
    in_round = np.flatnonzero(spans.round_of >= 0)
    by_round[spans.round_of[in_round], spans.place[in_round]] = in_round
    return by_round[entries.round]
