"""The follow-up list (step 9): what is overdue, and which units want following up and are not.

A unit wants following up when its report of a month is late or, after the deadline, missing, or when its
score is below the pass score. It is followed up by a row that is still open, or by one for that very month,
open or closed. Sources: SOP.md step 9, DOMAIN.md 8 (a corrective action for what fails), WORKBOOK.md
(tblFollowUp).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.exact import Bools, from_units
from addin.rules.fiscal import month_ordinal
from addin.rules.frames import Tables
from addin.rules.reporting import STATUSES
from addin.rules.scorecard import Scorecard

FOLLOW_UP = "tblFollowUp"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A unit to follow up for a month: `report` is late, missing or None; `score` one below, or None."""

    unit_code: str
    month: str
    report: str | None
    score: float | None
    shortfall: float | None


def open_rows(frame: pd.DataFrame) -> Bools:
    """True for the rows that are not closed."""
    return np.asarray(np.isnat(frames.days(frame, "closed_on")), dtype=np.bool_)


def overdue_rows(frame: pd.DataFrame, as_of: dt.date) -> Bools:
    """True for the open rows that should have been done before `as_of`."""
    due = frames.days(frame, "due_on")
    return np.asarray(open_rows(frame) & (due < frames.day(as_of)), dtype=np.bool_)


def month_to_follow(card: Scorecard) -> str | None:
    """The last month of a round whose deadline is over; None before the first."""
    past = (card.spans.deadline < np.datetime64(card.spans.as_of, "D")) & (card.spans.round_of >= 0)
    return card.spans.months[int(np.flatnonzero(past)[-1])] if past.any() else None


def wanted(tables: Tables, card: Scorecard, month: str, pass_units: int) -> list[Wanted]:
    """The units that want following up for a month and are not followed up, in the order of the units.

    `pass_units`: the pass score in 1/10000. A unit without a score is no unit below it: its reports tell.
    """
    every = card.entries
    at = card.spans.months.index(month)
    report = [STATUSES[code] for code in card.reporting.status[:, at].tolist()]
    below = card.year_scored & (card.year_score < pass_units)
    score = from_units(card.year_score, below).tolist()
    short = from_units(pass_units - card.year_score, below).tolist()
    followed = _followed(frames.table(tables, FOLLOW_UP), every.units, month)
    found = []
    for n, unit in enumerate(every.units.tolist()):
        late = report[n] if report[n] in {"late", "missing"} else None
        if (late or below[n]) and not followed[n]:
            low = bool(below[n])
            found.append(Wanted(unit, month, late, score[n] if low else None, short[n] if low else None))
    return found


def _followed(frame: pd.DataFrame, units: pd.Index[str], month: str) -> Bools:
    unit = frames.codes(units, frame, "unit_code")
    of_month = frames.months(frame, "month") == month_ordinal(month)
    counts = (unit >= 0) & (of_month | open_rows(frame))
    followed = np.zeros(len(units), dtype=np.bool_)
    followed[unit[counts]] = True
    return followed


def next_ids(known: pd.Series[str], count: int) -> list[str]:
    """The next ids after those known, by the pattern of the one with the highest number; FU01 after none.

    >>> next_ids(pd.Series(["FU08", "FU09", "A1"]), 2)
    ['FU10', 'FU11']
    """
    parts = [re.fullmatch(r"(.*?)(\d+)", code) for code in known.dropna().tolist()]
    numbered = [(int(found[2]), found[1], len(found[2])) for found in parts if found]
    last, before, width = max(numbered, default=(0, "FU", 2))
    return [f"{before}{last + n:0{width}d}" for n in range(1, count + 1)]
