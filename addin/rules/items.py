"""The actual of process and milestone KPIs from the results of their items.

Sources: WORKBOOK.md (tblItemResult), DOMAIN.md 2.3 (sequential milestones) and 2.5 (points).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.entries import Entries
from addin.rules.exact import DIGITS, LIMIT, Bools, Floats, Ints, blocks, quotients
from addin.rules.frames import Tables
from addin.rules.periods import NO_ROUND, Periods
from addin.rules.scoring import MILESTONE, PROCESS


def item_values(tables: Tables, entries: Entries, spans: Periods) -> Floats:
    """The value of each cell (entry x width + place) that the item results give; NaN where there are none.

    process: the sum of the points; a row without points is prefilled and says nothing. milestone: the number
    of consecutive items done from the first on, in the order of item_no, as declared in the process items for
    KPI and round, else 1, 2, 3 ...; a row that says neither yes nor no says nothing; an item that two rows
    disagree about is not done.
    """
    frame = frames.table(tables, frames.ITEM_RESULT)
    values = np.full(len(entries.unit) * spans.width, np.nan)
    unit = frames.codes(entries.units, frame, "unit_code")
    kpi = frames.codes(entries.kpis, frame, "kpi_code")
    month = spans.index(frames.months(frame, "month"))
    round_ = np.append(spans.round_of, NO_ROUND)[month]
    entry = entries.find(unit, kpi, round_)
    known = entry >= 0
    cell = np.where(known, entry * spans.width + spans.place[month], -1)
    kind = np.append(entries.kind, np.int8(-1))[entry]

    points = frames.numbers(frame, "points")
    rows = np.flatnonzero(known & (kind == PROCESS) & ~np.isnan(points))
    sums, touched = _sums(points[rows], cell[rows])
    values[touched] = sums

    done = frames.texts(frame, "done")
    said = np.asarray((done == "yes") | (done == "no"), dtype=np.bool_)
    rows = np.flatnonzero(known & (kind == MILESTONE) & said)
    step = _steps(tables, entries, entry[rows], frames.numbers(frame, "item_no")[rows])
    counts, touched = _consecutive(cell[rows], step, np.asarray(done[rows] == "yes", dtype=np.bool_))
    values[touched] = counts
    return values


def _sums(points: Floats, cell: Ints) -> tuple[Floats, Ints]:
    """The exact sum of the points of each distinct cell."""
    touched, group = np.unique(cell, return_inverse=True)
    if not len(points):
        return np.zeros(0), touched
    (block,) = blocks(points[None, :], limit=min(LIMIT, 10**DIGITS // len(points)))
    total = np.zeros(len(touched), dtype=block.numer.dtype)
    np.add.at(total, group, block.numer[0])
    return quotients(total, np.full(len(total), block.tens[0], dtype=block.tens.dtype)), touched


def _steps(tables: Tables, entries: Entries, entry: Ints, item_no: Floats) -> Ints:
    """The place of each item among the steps of its KPI and round, from 0; -1 for an item not declared."""
    declared = frames.table(tables, frames.PROCESS_ITEM)
    kpi = frames.codes(entries.kpis, declared, "kpi_code")
    number = frames.numbers(declared, "item_no")
    round_ = frames.numbers(declared, "round")
    known = (kpi >= 0) & ~np.isnan(number) & ((round_ == 1) | (round_ == 2))
    listed = pd.DataFrame({"key": (kpi * 2 + round_ - 1)[known], "item_no": number[known]})
    listed = listed.drop_duplicates().sort_values(["key", "item_no"], ignore_index=True)
    listed["step"] = listed.groupby("key").cumcount()
    key = (entries.kpi[entry] * 2 + entries.round[entry]).astype(np.float64)
    asked = pd.DataFrame({"key": key, "item_no": item_no})
    step = asked.merge(listed, on=["key", "item_no"], how="left")["step"].to_numpy(dtype=np.float64)
    undeclared = ~np.isin(key, listed["key"].to_numpy())
    whole = (item_no >= 1) & (item_no < LIMIT) & (item_no == np.trunc(item_no))
    step = np.where(undeclared & whole, item_no - 1, step)
    return np.asarray(np.nan_to_num(step, nan=-1), dtype=np.int64)


def _consecutive(cell: Ints, step: Ints, done: Bools) -> tuple[Floats, Ints]:
    """For each distinct cell how many of the steps 0, 1, 2 ... are done before the first that is not."""
    touched = np.unique(cell)
    claimed = pd.DataFrame({"cell": cell, "step": step, "done": done})[step >= 0]
    agreed = claimed.groupby(["cell", "step"])["done"].min()
    told = agreed[agreed].reset_index()
    # Distinct steps in ascending order: the i-th is i exactly as long as none is missing before it.
    in_row = told.groupby("cell").cumcount() == told["step"]
    reached = np.searchsorted(touched, told["cell"].to_numpy()[in_row.to_numpy()])
    return np.bincount(reached, minlength=len(touched)).astype(np.float64), touched
