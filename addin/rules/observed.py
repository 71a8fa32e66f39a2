"""What the monthly reports say about each entry: one cell for each entry and month of its round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.entries import Entries
from addin.rules.exact import Bools, Floats, Ints
from addin.rules.frames import Days, Tables
from addin.rules.items import item_values
from addin.rules.periods import NO_ROUND, Periods
from addin.rules.scoring import MILESTONE, PROCESS, REPORTED

_STATUSES = pd.Index(["certified", "submitted", "not_applicable"], dtype=object)
_CERTIFIED, _SUBMITTED, _NOT_APPLICABLE = range(3)
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Submissions:
    """For each unit (row) and month of the year (column): the deadline, extensions included, and the receipt.

    `deadline` is a date; `received` is NaT where the register says nothing.
    """

    deadline: Days
    received: Days


@dataclass(frozen=True, slots=True)
class Observed:
    """Matrices (entries, months of a round in order); only months in play are filled.

    `value` is the value of the counting row, NaN without one (`counting` false). `not_applicable`: a row says
    so. `reported`: submitted or certified with a value; `late`: and after its deadline. `doubled` (entries,):
    two rows for one month, whatever their status, so that the KPI cannot be scored.
    """

    value: Floats
    counting: Bools
    not_applicable: Bools
    reported: Bools
    late: Bools
    doubled: Bools


def submissions(tables: Tables, entries: Entries, spans: Periods) -> Submissions:
    """The deadline and the receipt of each unit and month. An extension counts when it is later.

    Of several rows for one unit and month the latest extension and the earliest receipt stand.
    """
    frame = frames.table(tables, frames.SUBMISSION)
    unit = frames.codes(entries.units, frame, "unit_code")
    month = spans.index(frames.months(frame, "month"))
    shape = (len(entries.units), len(spans.months))
    known = (unit >= 0) & (month >= 0)
    extended = frames.days(frame, "extended_to")
    received = frames.days(frame, "received_on")

    deadline = np.broadcast_to(spans.deadline.astype(np.int64), shape).copy()
    rows = known & ~np.isnat(extended)
    np.maximum.at(deadline, (unit[rows], month[rows]), extended[rows].astype(np.int64))
    earliest = np.full(shape, _NEVER)
    rows = known & ~np.isnat(received)
    np.minimum.at(earliest, (unit[rows], month[rows]), received[rows].astype(np.int64))
    receipt = np.where(earliest == _NEVER, np.iinfo(np.int64).min, earliest)
    return Submissions(deadline.astype("datetime64[D]"), receipt.astype("datetime64[D]"))


def observe(
    tables: Tables, entries: Entries, spans: Periods, register: Submissions, *, require_certified: bool
) -> Observed:
    """The monthly rows laid out by entry and month.

    A row counts when it is submitted or certified (only certified under `require_certified`), its month lies
    in the round and has begun, and it has a value: the score typed for `reported`; for process and milestone
    what the item results give, where there are any; else the actual typed (for milestone its whole part).
    A row is on time when its reported_on, else the register's receipt, is not after the deadline; without
    either date it is on time. Source: WORKBOOK.md "Figures" 1, 2, 8.
    """
    frame = frames.table(tables, frames.MONTHLY_SCORE)
    month = spans.index(frames.months(frame, "month"))
    rows, cell, entry = _cells(frame, entries, spans, month)
    shape = (len(entries.unit), spans.width)
    size = shape[0] * shape[1]

    status = frames.codes(_STATUSES, frame, "status")[rows]
    kind = entries.kind[entry]
    actual = frames.numbers(frame, "actual")[rows]
    value = np.where(kind == REPORTED, frames.numbers(frame, "score")[rows], actual)
    value = np.where(kind == MILESTONE, np.trunc(value), value)
    from_items = item_values(tables, entries, spans)[cell]
    itemised = ((kind == PROCESS) | (kind == MILESTONE)) & ~np.isnan(from_items)
    value = np.where(itemised, from_items, value)

    reported = ((status == _CERTIFIED) | (status == _SUBMITTED)) & ~np.isnan(value)
    counting = reported & ((status == _CERTIFIED) | (not require_certified))
    values = np.full(size, np.nan)
    values[cell[counting]] = value[counting]

    where = (entries.unit[entry], month[rows])
    date = frames.days(frame, "reported_on")[rows]
    date = np.where(np.isnat(date), register.received[where], date)
    late = reported & (date > register.deadline[where])
    rows_in_cell = np.bincount(cell, minlength=size).reshape(shape)
    return Observed(
        value=values.reshape(shape),
        counting=_marked(cell[counting], shape),
        not_applicable=_marked(cell[status == _NOT_APPLICABLE], shape),
        reported=_marked(cell[reported], shape),
        late=_marked(cell[late], shape),
        doubled=np.asarray((rows_in_cell > 1).any(axis=1), dtype=np.bool_),
    )


def _cells(frame: pd.DataFrame, entries: Entries, spans: Periods, month: Ints) -> tuple[Ints, Ints, Ints]:
    """The rows that fall on a cell in play, the flat position of that cell, and its entry."""
    unit = frames.codes(entries.units, frame, "unit_code")
    kpi = frames.codes(entries.kpis, frame, "kpi_code")
    in_play = np.append(spans.begun, np.False_)[month]
    round_ = np.where(in_play, np.append(spans.round_of, NO_ROUND)[month], NO_ROUND)
    entry = entries.find(unit, kpi, round_)
    rows = np.flatnonzero(entry >= 0)
    entry = entry[rows]
    return rows, entry * spans.width + spans.place[month[rows]], entry


def _marked(cell: Ints, shape: tuple[int, int]) -> Bools:
    flags = np.zeros(shape[0] * shape[1], dtype=np.bool_)
    flags[cell] = True
    return flags.reshape(shape)
