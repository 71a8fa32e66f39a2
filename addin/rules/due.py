"""Which reports are due, which have no row yet, which rows lack their value, and which are filled drafts.

A report is one unit, KPI and month. Sources: WORKBOOK.md "Figures" 1, 2 and 8, SOP.md step 10.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.entries import Entries, entries
from addin.rules.exact import Bools, Ints
from addin.rules.fiscal import first_day, last_day, month_ordinal, month_text
from addin.rules.frames import Tables
from addin.rules.periods import NO_ROUND, Periods, periods
from addin.rules.reporting import due_cells
from addin.rules.scoring import MILESTONE, PROCESS, REPORTED, UNKNOWN
from addin.rules.settings import Settings

FINISHED = ("certified", "not_applicable")
"""A row of these wants nothing more of the person who fills in."""

UNSENT = ("draft", "returned")
"""A row of these counts in no score, whatever its value."""


def opens_on(month: str) -> dt.date:
    """The day from which rows of a month may be prepared: the first of the month before it.

    >>> opens_on("2565-03")
    datetime.date(2022, 2, 1)
    """
    return first_day(month_text(month_ordinal(month) - 1))


@dataclass(frozen=True, slots=True)
class Due:
    """The reports of a fiscal year as they stand on a day.

    `reports`: unit_code, kpi_code, month, begun, ended, deadline (the department's; extensions aside),
    has_row; one row each, by month, unit (in the order of the units) and KPI. `blanks`: the cells to fill in
    the months that have begun, by monthly row: table, row (the frame's index), column, of_row (the monthly
    row), unit_code, kpi_code, month, ended. `drafts`: the monthly rows of those months that have their value
    but are draft or returned: row, status, unit_code, kpi_code, month.
    """

    as_of: dt.date
    reports: pd.DataFrame
    blanks: pd.DataFrame
    drafts: pd.DataFrame

    @property
    def unlisted(self) -> pd.DataFrame:
        """The reports of begun months that have no row."""
        return self.reports[self.reports["begun"] & ~self.reports["has_row"]]

    @property
    def lacking(self) -> list[str]:
        """The months of the year that lack rows, in their order."""
        return sorted(set(self.reports.loc[~self.reports["has_row"], "month"].tolist()))

    def month_to_add(self, chosen: str | None = None) -> str | None:
        """The month that wants rows: `chosen` if it lacks some, else the first after the last that has any.

        Behind the last month with rows comes the first that lacks some. No month before its `opens_on`; None
        when no other lacks rows.
        """
        lacking = [month for month in self.lacking if opens_on(month) <= self.as_of]
        if chosen in lacking:
            return chosen
        last = max(self.reports.loc[self.reports["has_row"], "month"], default="")
        later = [month for month in lacking if month > last]
        return next(iter([*later, *lacking]), None)

    def deadline(self, month: str) -> dt.date:
        """The last day on which a report of this month is on time."""
        found: pd.Timestamp = self.reports.loc[self.reports["month"] == month, "deadline"].iloc[0]
        return found.date()


def due_reports(tables: Tables, settings: Settings, as_of: dt.date) -> Due:
    """The reports due in the fiscal year, and what they lack on `as_of`.

    A KPI is due in the months of its round from starts_month to ends_month, as the report status counts it. A
    row wants a value unless it is certified or not applicable: its score where that is reported, else its
    actual; where item results stand for it, the points or the yes and no of those that say nothing. Of a
    milestone the steps after the first that says something may stay blank.
    """
    spans = periods(settings, frames.table(tables, frames.HOLIDAY), as_of)
    every = entries(tables, settings.fiscal_year, spans)
    month, due = due_cells(every, spans)
    monthly = frames.table(tables, frames.MONTHLY_SCORE)
    row_key, row_month, row_entry = _keys(monthly, every, spans)

    entry, place = np.nonzero(due)
    entry, month_of = entry.astype(np.int64), month[entry, place]
    order = np.lexsort((entry, month_of))
    entry, month_of = entry[order], month_of[order]
    reports = _named(every, spans, entry, month_of)
    ended = np.array([last_day(one) < as_of for one in spans.months], dtype=np.bool_)
    reports["begun"] = spans.begun[month_of]
    reports["ended"] = ended[month_of]
    reports["deadline"] = spans.deadline[month_of].astype("datetime64[s]")
    reports["has_row"] = np.isin(entry * len(spans.months) + month_of, row_key)

    status = pd.Series(frames.texts(monthly, "status"), dtype=object)
    wanted = (row_key >= 0) & ~status.isin(FINISHED).to_numpy(dtype=np.bool_)
    wanted &= np.append(spans.begun, np.False_)[row_month]
    wanted &= np.append(due, np.zeros((1, due.shape[1]), dtype=np.bool_), axis=0)[
        row_entry, np.append(spans.place, 0)[row_month]
    ]
    rows = np.flatnonzero(wanted)
    own = _own_blanks(monthly, every, row_entry, rows)
    items = frames.table(tables, frames.ITEM_RESULT)
    item_key, _, item_entry = _keys(items, every, spans)
    by_items = _item_blanks(items, every, item_key, item_entry)
    itemised = np.isin(row_key[rows], item_key[item_key >= 0]) & _by_items(every, row_entry[rows])

    parts = []
    for row, blank, through_items in zip(rows.tolist(), own.tolist(), itemised.tolist(), strict=True):
        of_row = int(monthly.index[row])
        if through_items:
            said, cells = by_items[int(row_key[row])]
            parts += [(frames.ITEM_RESULT, *cell, of_row, row) for cell in cells if said or blank]
        elif blank:
            column = "score" if every.kind[row_entry[row]] == REPORTED else "actual"
            parts.append((frames.MONTHLY_SCORE, of_row, column, of_row, row))
    blanks = pd.DataFrame(parts, columns=["table", "row", "column", "of_row", "position"])
    position = blanks.pop("position").to_numpy(dtype=np.int64)
    named = _named(every, spans, row_entry[position], row_month[position])
    named["ended"] = ended[row_month[position]]
    unsent = rows[status.isin(UNSENT).to_numpy(dtype=np.bool_)[rows] & ~np.isin(rows, position)]
    drafts = _named(every, spans, row_entry[unsent], row_month[unsent])
    drafts["row"] = monthly.index.to_numpy()[unsent]
    drafts["status"] = status.to_numpy()[unsent]
    return Due(as_of, reports, pd.concat([blanks, named], axis=1), drafts)


def _keys(frame: pd.DataFrame, every: Entries, spans: Periods) -> tuple[Ints, Ints, Ints]:
    """For each row its report (entry x months + month; -1 where it is none), its month and its entry."""
    unit = frames.codes(every.units, frame, "unit_code")
    kpi = frames.codes(every.kpis, frame, "kpi_code")
    month = spans.index(frames.months(frame, "month"))
    entry = every.find(unit, kpi, np.append(spans.round_of, NO_ROUND)[month])
    known = (entry >= 0) & (month >= 0)
    return np.where(known, entry * len(spans.months) + month, -1), month, entry


def _named(every: Entries, spans: Periods, entry: Ints, month: Ints) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unit_code": every.units.to_numpy(dtype=object)[every.unit[entry]],
            "kpi_code": every.kpis.to_numpy(dtype=object)[every.kpi[entry]],
            "month": np.array(spans.months, dtype=object)[month],
        }
    )


def _by_items(every: Entries, entry: Ints) -> Bools:
    kind = np.append(every.kind, np.int8(UNKNOWN))[entry]
    return np.asarray((kind == PROCESS) | (kind == MILESTONE), dtype=np.bool_)


def _own_blanks(monthly: pd.DataFrame, every: Entries, entry: Ints, rows: Ints) -> Bools:
    """True where the row's own cell of its value is blank."""
    reported = every.kind[entry[rows]] == REPORTED
    typed = np.where(
        reported, frames.numbers(monthly, "score")[rows], frames.numbers(monthly, "actual")[rows]
    )
    return np.asarray(np.isnan(typed), dtype=np.bool_)


def _item_blanks(
    items: pd.DataFrame, every: Entries, key: Ints, entry: Ints
) -> dict[int, tuple[bool, list[tuple[int, str]]]]:
    """By report: whether an item says something, and the cells (row, column) of those that still should."""
    found: dict[int, tuple[bool, list[tuple[int, str]]]] = {}
    points = np.isnan(frames.numbers(items, "points"))
    done = ~pd.Series(frames.texts(items, "done"), dtype=object).isin(("yes", "no")).to_numpy()
    for position in np.flatnonzero((key >= 0) & _by_items(every, entry)).tolist():
        process = every.kind[entry[position]] == PROCESS
        blank = bool((points if process else done)[position])
        said, cells = found.get(int(key[position]), (False, []))
        if blank:
            cells = [*cells, (int(items.index[position]), "points" if process else "done")]
        said = said or not blank
        # A milestone is told by its steps up to the first that is open; the rest is rightly blank.
        found[int(key[position])] = (said, cells if process or not said else [])
    return found
