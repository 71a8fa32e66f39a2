"""Gaps against the target, three years of history, the trend of a series.

Sources: WORKBOOK.md "Figures" 7 and tblGap, DOMAIN.md 5.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from addin.rules import frames
from addin.rules.entries import Entries
from addin.rules.exact import (
    UNIT,
    Bools,
    Floats,
    Ints,
    blocks,
    from_units,
    half_up,
    half_up_div,
    quotients,
    to_decimal,
)
from addin.rules.frames import Tables
from addin.rules.scoring import Amounts

DIRECTIONS = ("declining", "stable", "improving")
FLAGS = ("ok", "no_data", "chronic", "newly_failing")
YEARS = 3


def target_gaps(amounts: Amounts, target: Floats, lower: Bools) -> tuple[Floats, Floats]:
    """The gap to the target, and in percent of it; NaN without actual or target.

    Gap = target - actual, or actual - target where lower is better: positive means short of the target.
    Exact; half-up to 4 decimals for a mean. Percent half-up to 4 decimals, blank for a target of 0.
    """
    gap = np.full(len(target), np.nan)
    percent = np.full(len(target), np.nan)
    rows = np.flatnonzero(amounts.present & ~np.isnan(target))
    # The sum of 12 months and the target, times 100 x 10000, stays below 2**63.
    for block in blocks(np.column_stack([amounts.parts, target])[rows], limit=10**11):
        here = rows[block.rows]
        divisor = amounts.divisor[here].astype(block.numer.dtype)
        goal = block.numer[:, -1]
        sign = np.where(lower[here], -1, 1).astype(block.numer.dtype)
        short = (goal * divisor - block.numer[:, :-1].sum(axis=1)) * sign
        every = np.ones(len(here), dtype=np.bool_)
        rounded = from_units(half_up_div(short * UNIT, divisor * block.tens), every)
        gap[here] = np.where(amounts.mean[here], rounded, quotients(short, block.tens))
        size = np.where(goal == 0, np.ones_like(goal), abs(goal))
        relative = np.where(goal < 0, -short, short)
        share = half_up_div(relative * (100 * UNIT), divisor * size)
        percent[here] = np.where(goal == 0, np.nan, from_units(share, every))
    return gap, percent


def history(tables: Tables, entries: Entries, fiscal_year: int) -> tuple[Floats, Floats]:
    """The scores of the three years before: of units (units, 3) and of units by KPI (units x kpis, 3).

    Oldest first, NaN for a year without a comparable score; of several rows for one year the first stands. A
    row without a KPI is the unit's whole score. Years that are not comparable count as no data.
    """
    frame = frames.table(tables, frames.HISTORY)
    unit = frames.codes(entries.units, frame, "unit_code")
    kpi = frames.codes(entries.kpis, frame, "kpi_code")
    whole = frames.is_blank(frames.texts(frame, "kpi_code"))
    year = np.nan_to_num(frames.numbers(frame, "fiscal_year"), nan=0) - (fiscal_year - YEARS)
    score = frames.numbers(frame, "score")
    usable = (unit >= 0) & (frames.texts(frame, "comparable") == "yes") & np.isin(year, range(YEARS))
    place = np.where(usable, year, 0).astype(np.int64)

    kpis = len(entries.kpis)
    of_units = np.full(len(entries.units) * YEARS, np.nan)
    of_kpis = np.full(len(entries.units) * kpis * YEARS, np.nan)
    for result, key in (
        (of_units, np.where(usable & whole, unit * YEARS + place, -1)),
        (of_kpis, np.where(usable & ~whole & (kpi >= 0), (unit * kpis + kpi) * YEARS + place, -1)),
    ):
        rows = frames.first_of(key)
        result[key[rows]] = score[rows]
    return of_units.reshape(-1, YEARS), of_kpis.reshape(-1, YEARS)


def trends(scores: Floats, tolerance: int) -> tuple[Floats, Ints]:
    """The slope a year of each series (n, years; oldest first, NaN for a missing year) and its direction.

    The slope is (last - first) / years between, which for two years and for a complete three is also the
    least-squares slope; half-up to 4 decimals, NaN with fewer than two years. The direction is a position in
    DIRECTIONS, decided by the exact slope against `tolerance` (1/10000); -1 with fewer than two years.
    At most three years; longer series go through `slope`.
    """
    width = scores.shape[1]
    if width > YEARS:
        raise ValueError("more than three years: use slope")
    known = ~np.isnan(scores)
    first = known.argmax(axis=1)
    last = width - 1 - known[:, ::-1].argmax(axis=1)
    enough = known.sum(axis=1) > 1
    slopes = np.full(len(scores), np.nan)
    direction = np.full(len(scores), -1, dtype=np.int64)
    rows = np.flatnonzero(enough)
    for block in blocks(scores[rows]):
        here = rows[block.rows]
        whole = block.numer.dtype
        end = np.take_along_axis(block.numer, last[here][:, None], axis=1)[:, 0]
        begin = np.take_along_axis(block.numer, first[here][:, None], axis=1)[:, 0]
        rise = (end - begin) * UNIT
        run = (last[here] - first[here]).astype(whole) * block.tens
        slopes[here] = from_units(half_up_div(rise, run), np.ones(len(here), dtype=np.bool_))
        direction[here] = 1 + (rise > tolerance * run).astype(np.int64) - (rise < -tolerance * run)
    return slopes, direction


def slope(values: Sequence[Fraction | None]) -> Fraction | None:
    """The exact slope a year of a series of any length, None for a missing year.

    (last - first) / (n - 1) when complete, least squares when a year is missing; None with fewer than two.
    Source: DOMAIN.md 5.1.

    >>> slope([Fraction("3.12"), Fraction("3.45"), Fraction("3.28")])
    Fraction(2, 25)
    """
    points = [(year, value) for year, value in enumerate(values) if value is not None]
    count = len(points)
    if count < 2:
        return None
    if count == len(values):
        return (points[-1][1] - points[0][1]) / (count - 1)
    mean_year = Fraction(sum(year for year, _ in points), count)
    mean = sum((value for _, value in points), Fraction(0)) / count
    over = sum(((year - mean_year) * (value - mean) for year, value in points), Fraction(0))
    return over / sum(((year - mean_year) ** 2 for year, _ in points), Fraction(0))


def slope_of(values: Sequence[float]) -> float:
    """The slope of a series of floats (NaN for a missing year), half-up to 4 decimals; NaN if none."""
    exact = slope([None if np.isnan(value) else Fraction(to_decimal(value)) for value in values])
    return float("nan") if exact is None else float(half_up(exact, 4))


def gap_flags(score: Floats, past: Floats, pass_score: float, *, missing: Bools, excused: Bools) -> Ints:
    """The flag of each KPI as a position in FLAGS.

    no_data where the KPI is `missing`; chronic where its score was below the pass score in two or more of
    the years of `past` (n, 3), whatever it is now; newly_failing where the present score is and it is not
    chronic, so in at most one of those years; ok else, and where `excused` (not applicable).
    """
    chronic = (past < pass_score).sum(axis=1) >= 2
    failing = score < pass_score
    rules = [excused, missing, chronic, failing]
    return np.select(rules, [FLAGS.index(flag) for flag in ("ok", "no_data", "chronic", "newly_failing")], 0)
