"""The SOP's steps: planned dates, and which are done.

Sources: SOP.md (ten steps, their working days), DOMAIN.md 6.1 (the start day counts as day 1), WORKBOOK.md
(tblStep, tblDocument).
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.exact import Floats
from addin.rules.fiscal import (
    BE,
    first_day,
    last_day,
    month_ordinal,
    month_text,
    next_working_day,
    workday,
    working_calendar,
)
from addin.rules.frames import Objects, Tables
from addin.rules.periods import Periods

LONGEST = 366
"""Working days from which on a step has no plan: a typing error, and beyond what dates can hold."""

STATES = ("waiting", "in_hand", "late", "done")


def step_plan(tables: Tables, spans: Periods, *, region: str = "central") -> pd.DataFrame:
    """The rows of the steps table with planned dates and state, in their order.

    Columns: step_no, round, month, step, planned_start, planned_end, started_on, finished_on, required,
    present (numbers of documents), state. Steps with working days follow one another from 1 October in the
    calendar of `region` (the seat of the SOP's owner); a row of a month is planned from the first day after
    that month to its deadline; a row of a round over the round's months; anything else has no dates.
    done: every required document has a file_ref, or, where none is required (step 9), finished_on is typed.
    late: not done after planned_end; in_hand: started, or planned to have started; waiting: neither.
    """
    frame = frames.table(tables, frames.STEP)
    number = frames.numbers(frame, "step_no")
    round_ = frames.numbers(frame, "round")
    month = frames.texts(frame, "month")
    started, finished = frames.days(frame, "started_on"), frames.days(frame, "finished_on")
    plan = _planned(frame, tables, spans, region)
    required, present = _documents(tables, number, round_, month)

    as_of = np.datetime64(spans.as_of, "D")
    done = np.where(required > 0, present == required, ~np.isnat(finished))
    begun = (started <= as_of) | (plan[:, 0] <= as_of)
    state = np.select([done, plan[:, 1] < as_of, begun], [3, 2, 1], 0)
    return pd.DataFrame(
        {
            "step_no": number,
            "round": round_,
            "month": frames.text_column(month),
            "step": frames.text_column(frames.texts(frame, "step")),
            "planned_start": plan[:, 0].astype("datetime64[s]"),
            "planned_end": plan[:, 1].astype("datetime64[s]"),
            "started_on": started.astype("datetime64[s]"),
            "finished_on": finished.astype("datetime64[s]"),
            "required": required,
            "present": present,
            "state": frames.choice_column(STATES, state),
        }
    )


def _planned(frame: pd.DataFrame, tables: Tables, spans: Periods, region: str) -> frames.Days:
    calendar = working_calendar(frames.table(tables, frames.HOLIDAY), region)
    number = frames.numbers(frame, "step_no")
    days = frames.numbers(frame, "working_days")
    round_ = frames.numbers(frame, "round")
    position = spans.index(frames.months(frame, "month"))
    plan = np.full((len(frame), 2), np.datetime64("NaT"), dtype="datetime64[D]")
    free = dt.date(spans.origin // 12 - BE, 10, 1)
    for row in np.argsort(number, kind="stable").tolist():
        if position[row] >= 0:
            following = month_text(month_ordinal(spans.months[position[row]]) + 1)
            plan[row] = np.datetime64(first_day(following)), spans.deadline[position[row]]
        elif round_[row] in (1, 2):
            first, last = spans.first[int(round_[row]) - 1], spans.last[int(round_[row]) - 1]
            plan[row] = np.datetime64(first_day(month_text(first))), np.datetime64(last_day(month_text(last)))
        elif 1 <= days[row] <= LONGEST:
            start = next_working_day(free, calendar)
            end = workday(start, int(days[row]), calendar)
            plan[row] = np.datetime64(start), np.datetime64(end)
            free = end + dt.timedelta(days=1)
    return plan


def _documents(tables: Tables, number: Floats, round_: Floats, month: Objects) -> tuple[Floats, Floats]:
    """How many documents each row requires, and how many of them are there.

    A document belongs to the rows of its step whose round and month are its own; a blank on either side
    belongs to all.
    """
    frame = frames.table(tables, frames.DOCUMENT)
    doc_round, doc_month = frames.numbers(frame, "round"), frames.texts(frame, "month")
    mine = number[:, None] == frames.numbers(frame, "step_no")
    mine &= (round_[:, None] == doc_round) | np.isnan(round_)[:, None] | np.isnan(doc_round)
    either_blank = frames.is_blank(month)[:, None] | frames.is_blank(doc_month)
    mine &= np.asarray(month[:, None] == doc_month[None, :], dtype=np.bool_) | either_blank
    there = ~frames.is_blank(frames.texts(frame, "file_ref"))
    return mine.sum(axis=1).astype(np.float64), (mine & there).sum(axis=1).astype(np.float64)
