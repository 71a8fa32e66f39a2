"""The SOP's steps: planned dates, which are done, how late the others are, what may start.

Sources: SOP.md (ten steps, their working days, back from 7 to 6), DOMAIN.md 6.1 (the start day counts as day
1), WORKBOOK.md (tblStep, tblDocument).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.approval import plans_in, sent_back
from addin.rules.exact import Bools, Floats, Ints
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
_WAITING, _IN_HAND, _LATE, _DONE = range(len(STATES))

OWNER_UNIT = "กลุ่มพัฒนาระบบบริหาร"
"""The unit that owns the SOP: the holidays of its region are days off for the steps. Source: SOP.md."""

WRITING, APPROVING = 6, 7
"""The steps that write a plan and that bring it to approval: what is not approved goes back to the first."""


def owner_region(tables: Tables) -> str:
    """The region where the SOP's owner has its seat; central where the units do not name it."""
    frame = frames.table(tables, frames.UNIT)
    mine = frames.texts(frame, "region")[frames.texts(frame, "unit_name") == OWNER_UNIT]
    known = mine[~frames.is_blank(mine)]
    return str(known[0]) if len(known) else "central"


def step_plan(tables: Tables, spans: Periods, *, region: str | None = None) -> pd.DataFrame:
    """The rows of the steps table with planned dates and state, in their order.

    Columns: step_no, round, month, step, planned_start, planned_end, started_on, finished_on, required,
    present (numbers of documents), state, days_late, may_start (yes, no), waits_for (the step to be done
    before, or blank), plans_back (codes of plans, comma-joined; on step 6).
    Steps with working days follow one another from 1 October in the calendar of `region` (the seat of the
    SOP's owner unless given); a row of a month is planned from the first day after that month to its
    deadline; a row of a round over the round's months; anything else has no dates.
    done: every required document has a file_ref, or, where none is required (step 9), finished_on is typed.
    late: not done after planned_end; in_hand: started, or planned to have started; waiting: neither.
    While plans are sent back and none is approved, the procedure is back at step 6: that is in hand and 7
    waits, whatever documents of theirs there are.
    days_late: working days after planned_end, up to the finish or, where it is not done, to today.
    may_start: not done and not begun, what it waits for is done, and the months of a step after 7 have come.
    """
    frame = frames.table(tables, frames.STEP)
    region = region or owner_region(tables)
    number = frames.numbers(frame, "step_no")
    round_ = frames.numbers(frame, "round")
    month = frames.texts(frame, "month")
    started, finished = frames.days(frame, "started_on"), frames.days(frame, "finished_on")
    plan = _planned(frame, tables, spans, region)
    required, present = _documents(tables, number, round_, month)

    as_of = np.datetime64(spans.as_of, "D")
    done = np.where(required > 0, present == required, ~np.isnat(finished))
    begun = (started <= as_of) | (plan[:, 0] <= as_of)
    state = np.select([done, plan[:, 1] < as_of, begun], [_DONE, _LATE, _IN_HAND], _WAITING)
    back = sent_back(tables)
    if back and not plans_in(tables, "approved"):
        state = np.where(number == WRITING, _IN_HAND, np.where(number == APPROVING, _WAITING, state))
    waits_for = _waits_for(number, state == _DONE)
    come = (number <= APPROVING) | (plan[:, 0] <= as_of)
    may_start = (state != _DONE) & ~(started <= as_of) & np.isnan(waits_for) & come
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
            "days_late": _days_late(tables, region, plan[:, 1], np.where(state == _DONE, finished, as_of)),
            "may_start": frames.choice_column(("no", "yes"), may_start.astype(np.int64)),
            "waits_for": waits_for,
            "plans_back": frames.text_column(
                [", ".join(back) if back and step == WRITING else None for step in number.tolist()]
            ),
        }
    )


def _waits_for(number: Floats, done: Bools) -> Floats:
    """For each row the step that must be done before it and is not; NaN where nothing keeps it.

    Steps up to the approval follow one another; those after it, which go on side by side by round and month,
    wait for the approval. A step with several rows is done when all of them are.
    """
    known = np.unique(number[~np.isnan(number)])
    open_ = [step for step in known.tolist() if not done[number == step].all()]
    result = np.full(len(number), np.nan)
    for row, step in enumerate(number.tolist()):
        before = known[known < min(step, APPROVING + 1)]
        if len(before) and before[-1] in open_:
            result[row] = before[-1]
    return result


def _days_late(tables: Tables, region: str, end: frames.Days, until: frames.Days) -> Ints:
    """The working days after each planned end up to a day, that day included; 0 where there is no end."""
    calendar = working_calendar(frames.table(tables, frames.HOLIDAY), region)
    known = ~np.isnat(end) & ~np.isnat(until)
    late = np.zeros(len(end), dtype=np.int64)
    late[known] = np.busday_count(end[known] + 1, until[known] + 1, busdaycal=calendar)
    return np.maximum(late, 0)


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


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document that a step requires: its code, what the SOP calls it, and whether its file is named."""

    doc_id: str
    document: str
    there: bool


def evidence(tables: Tables) -> list[tuple[Evidence, ...]]:
    """The documents that each row of the steps table requires, in the order of the documents table."""
    frame = frames.table(tables, frames.STEP)
    papers = frames.table(tables, frames.DOCUMENT)
    mine = _belong(
        papers, frames.numbers(frame, "step_no"), frames.numbers(frame, "round"), frames.texts(frame, "month")
    )
    there = ~frames.is_blank(frames.texts(papers, "file_ref"))
    codes, names = frames.texts(papers, "doc_id"), frames.texts(papers, "required_document")
    every = [
        Evidence(_text(code), _text(name), bool(is_there))
        for code, name, is_there in zip(codes, names, there, strict=True)
    ]
    return [tuple(every[at] for at in np.flatnonzero(row).tolist()) for row in mine]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _documents(tables: Tables, number: Floats, round_: Floats, month: Objects) -> tuple[Floats, Floats]:
    """How many documents each row requires, and how many of them are there."""
    papers = frames.table(tables, frames.DOCUMENT)
    mine = _belong(papers, number, round_, month)
    there = ~frames.is_blank(frames.texts(papers, "file_ref"))
    return mine.sum(axis=1).astype(np.float64), (mine & there).sum(axis=1).astype(np.float64)


def _belong(papers: pd.DataFrame, number: Floats, round_: Floats, month: Objects) -> Bools:
    """Which document (columns) belongs to which row of the steps.

    A document belongs to the rows of its step whose round and month are its own; a blank on either side
    belongs to all.
    """
    doc_round, doc_month = frames.numbers(papers, "round"), frames.texts(papers, "month")
    mine: Bools = number[:, None] == frames.numbers(papers, "step_no")
    mine &= (round_[:, None] == doc_round) | np.isnan(round_)[:, None] | np.isnan(doc_round)
    either_blank = frames.is_blank(month)[:, None] | frames.is_blank(doc_month)
    mine &= np.asarray(month[:, None] == doc_month[None, :], dtype=np.bool_) | either_blank
    return mine


def in_hand_now(plan: pd.DataFrame) -> int | None:
    """The position of the row of step_plan where the year stands; None when every step is done.

    The first step that runs or is late; else the first that may start; else the first that is not done.
    """
    state, may = plan["state"], plan["may_start"] == "yes"
    number = plan["step_no"].to_numpy(dtype=np.float64)
    for wanted in (state.isin(["in_hand", "late"]), may, state != "done"):
        rows = np.flatnonzero(wanted.to_numpy(dtype=np.bool_))
        if len(rows):
            return int(rows[np.argsort(number[rows], kind="stable")[0]])
    return None
