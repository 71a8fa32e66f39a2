"""The rules over whole columns, as worksheet functions need them: arrays in, arrays out.

Every figure is the one that the other rules give; here stand the ways round what would cost time in a column
of 100,000 cells. Excel's formulas leave binary noise beyond the 15th digit and fractions of 15 digits, which
exact integers handle one row at a time: a float with a bound on its error decides nearly every such row, and
the exact rule the rest.
"""

from __future__ import annotations

import numpy as np

from addin.rules.exact import (
    DIGITS,
    UNIT,
    Bools,
    Floats,
    Ints,
    blocks,
    from_units,
    half_up_div,
)
from addin.rules.explain import Situation, explanation
from addin.rules.gaps import YEARS, slope_of, target_gaps, trends
from addin.rules.needed import needed_actuals
from addin.rules.scoring import INTERPOLATE, SCORINGS, STEP, Amounts, Codes, kpi_scores
from addin.rules.settings import MissingPolicy, Settings
from addin.rules.units import RoundRules, round_scores

DEFAULTS = Settings.model_validate({})
"""Pass 3.0000, floor 1, cap 5, target 95: a function in a cell knows no book."""

FLOOR, CAP = DEFAULTS.floor_units, DEFAULTS.cap_units

_NOISE = 2.0**-50
"""Eight roundings of a float64, relative."""


def as_decimals(values: Floats) -> Floats:
    """Each float as the one nearest to its first 15 significant digits, as a file keeps it. NaN stays.

    >>> as_decimals(np.array([0.1 + 0.2, 83.5])).tolist()
    [0.3, 83.5]
    """
    result = np.array(values, dtype=np.float64)
    flat = result.reshape(-1)
    rest = np.arange(len(flat))
    for places in (4, 9):
        with np.errstate(over="ignore", invalid="ignore"):
            whole = np.rint(flat[rest] * 10.0**places)
            kept = (whole / 10.0**places == flat[rest]) & (np.abs(whole) < 10.0**DIGITS)
        rest = rest[~kept & ~np.isnan(flat[rest])]
    flat[rest] = [float(f"{value:.15g}") for value in flat[rest].tolist()]
    return result


def plain_amounts(actual: Floats) -> Amounts:
    """Actuals that no months were put together for."""
    count = len(actual)
    return Amounts(actual[:, None], np.ones(count, dtype=np.int64), np.zeros(count, dtype=np.bool_))


def actual_scores(kind: Codes, actual: Floats, targets: Floats, lower: Bools) -> tuple[Ints, Ints]:
    """The score of each actual in 1/10000 and the level reached, as `kpi_scores` gives them.

    All have one row each: `actual` (n,) decimals of 15 digits without NaN, `targets` (n, 5) usable where the
    kind needs them.
    """
    score = np.zeros(len(kind), dtype=np.int64)
    level = np.zeros(len(kind), dtype=np.int64)
    scaled = np.asarray((kind == INTERPOLATE) | (kind == STEP), dtype=np.bool_)
    rows = np.flatnonzero(scaled)
    rest = np.flatnonzero(~scaled)
    if rows.size:
        level[rows], score[rows], sure = _near_scores(actual[rows], targets[rows], lower[rows])
        step = rows[(kind[rows] == STEP) & (level[rows] > 0)]
        score[step] = level[step] * UNIT
        rest = np.concatenate([rest, rows[~sure]])
    if rest.size:
        amounts = plain_amounts(actual[rest])
        found = kpi_scores(kind[rest], amounts, targets[rest], lower[rest], floor=FLOOR, cap=CAP)
        score[rest], level[rest] = found
    return np.clip(score, FLOOR, CAP), level


def _near_scores(actual: Floats, targets: Floats, lower: Bools) -> tuple[Ints, Ints, Bools]:
    """Level, score in 1/10000 by floats, and whether that score is the exact one for sure.

    The share of the step carries at most eight roundings relative to the numbers over the width of the step;
    farther than that from a half, rounding goes the same way as for the exact share.
    """
    sign = np.where(lower, -1.0, 1.0)
    at = actual * sign
    scale = targets * sign[:, None]
    level = (at[:, None] >= scale).sum(axis=1)
    row = np.arange(len(at))
    step = np.clip(level, 1, 4)
    below, above = scale[row, step - 1], scale[row, step]
    with np.errstate(all="ignore"):
        width = above - below
        share = (at - below) / width * UNIT
        slack = UNIT * _NOISE * (np.abs(at) + np.abs(below) + np.abs(above)) / width
        sure = np.abs(share - np.floor(share) - 0.5) > slack
    inside = (level > 0) & (level < 5)
    part = np.where(inside & sure, np.floor(share + 0.5), 0).astype(np.int64)
    units = np.where(inside, level * UNIT + part, np.where(level >= 5, 5 * UNIT, FLOOR))
    return level, units, np.asarray(sure | ~inside, dtype=np.bool_)


def score_units(scores: Floats) -> Ints:
    """Scores in 1/10000, half-up. `scores` (n,) are decimals of 15 digits from 0 to 5, without NaN."""
    scaled = scores * UNIT
    units = np.floor(scaled + 0.5).astype(np.int64)
    rest = np.flatnonzero(np.abs(scaled - np.floor(scaled) - 0.5) < 1e-6)
    for block in blocks(scores[rest][:, None]):
        units[rest[block.rows]] = half_up_div(block.numer[:, 0] * UNIT, block.tens)
    return units


def needed_for(score: Floats, targets: Floats, lower: Bools) -> Floats:
    """The least favourable actual that reaches each score by interpolation, 4 decimals; NaN above the cap.

    `score` (n,) is at least 0, without NaN; at the floor and below it is target_1, the bottom of the scale.
    """
    # 15 digits leave a score 14 decimals: what is beyond the tenth here is the noise of the product.
    reachable = np.asarray(score <= CAP / UNIT, dtype=np.bool_)
    least = np.ceil(np.round(np.where(reachable, score, 0.0) * UNIT, 10)).astype(np.int64)
    return needed_actuals(
        np.full(len(score), INTERPOLATE, dtype=np.int8),
        targets,
        lower,
        needed=np.maximum(least, FLOOR),
        reachable=reachable,
        secure=least <= FLOOR,
    )


def column_gaps(actual: Floats, target: Floats, lower: Bools) -> Floats:
    """The gap to the target of each row, as `target_gaps` gives it. Decimals of 15 digits without NaN."""
    sign = np.where(lower, -1.0, 1.0)
    gap = np.zeros(len(actual))
    rest = np.arange(len(actual))
    for places in (4, 9, 13):
        ten = 10.0**places
        with np.errstate(over="ignore"):
            have, want = np.rint(actual[rest] * ten), np.rint(target[rest] * ten)
            short = want - have
            exact = (have / ten == actual[rest]) & (want / ten == target[rest])
            largest = np.maximum(np.maximum(np.abs(have), np.abs(want)), np.abs(short))
        exact &= largest < 10.0**DIGITS
        gap[rest[exact]] = short[exact] / ten * sign[rest[exact]]
        rest = rest[~exact]
    if rest.size:
        gap[rest], _ = target_gaps(plain_amounts(actual[rest]), target[rest], lower[rest])
    return gap + 0.0  # no negative zero


def weighted_scores(
    scores: Floats, present: Bools, weights: Floats, policy: MissingPolicy
) -> tuple[Ints, Bools]:
    """The score of each group in 1/10000 and whether it has one: sum(weight x score) / sum(weight).

    `scores`, `present`, `weights` are (groups, KPIs); a score that is not present is missing and counts as
    the policy says. Scores are rounded half-up to 4 decimals before, as those of KPIs are. No score without
    one that is present and without weights that count.
    """
    groups, width = scores.shape
    flat = present.reshape(-1)
    units = np.full(groups * width, FLOOR if policy == "floor" else 0, dtype=np.int64)
    units[flat] = score_units(scores.reshape(-1)[flat])
    found = round_scores(
        np.repeat(np.arange(groups), width),
        weights.reshape(-1),
        units,
        counted=flat if policy == "exclude" else np.ones_like(flat),
        reported=flat,
        rules=RoundRules(DEFAULTS.pass_units, FLOOR, CAP, 0, np.zeros(groups, dtype=np.int64)),
    )
    return found.score, found.scored


def slopes(series: Floats) -> Floats:
    """The slope a year of each series (n, years), oldest first, NaN for a missing year; 4 decimals, half-up.

    (last - first) / (n - 1) when complete, least squares when a year is missing; NaN with fewer than two.
    """
    width = series.shape[1]
    if width <= YEARS:
        return trends(series, 0)[0]
    result = np.full(len(series), np.nan)
    complete = ~np.isnan(series).any(axis=1)
    rows = np.flatnonzero(complete)
    for block in blocks(series[rows][:, [0, -1]]):
        rise = (block.numer[:, 1] - block.numer[:, 0]) * UNIT
        every = np.ones(len(block.rows), dtype=np.bool_)
        result[rows[block.rows]] = from_units(half_up_div(rise, (width - 1) * block.tens), every)
    for row in np.flatnonzero(~complete).tolist():
        result[row] = slope_of(series[row].tolist())
    return as_decimals(result)


def sentences(kind: Codes, actual: Floats, targets: Floats, lower: Bools) -> list[str]:
    """The sentence of each KPI taken by itself: what it reached and what it takes to reach the pass score.

    Arrays as for `actual_scores`.
    """
    score, level = actual_scores(kind, actual, targets, lower)
    passing = DEFAULTS.pass_units
    here = np.full(len(kind), passing, dtype=np.int64)
    every = np.ones(len(kind), dtype=np.bool_)
    needed = needed_actuals(kind, targets, lower, needed=here, reachable=every, secure=~every)
    shown = zip(
        kind.tolist(),
        lower.tolist(),
        actual.tolist(),
        score.tolist(),
        level.tolist(),
        targets.tolist(),
        needed.tolist(),
        strict=True,
    )
    found = []
    for sort, falls, value, units, reached, scale, least in shown:
        case = Situation(
            reason="scored",
            scoring=SCORINGS[sort],
            unit_of_measure="",
            lower=falls,
            actual=value,
            score=units / UNIT,
            level=reached,
            targets=tuple(scale),
            needed=least,
            secure=False,
            round_passed=units >= passing,
            pass_score=passing / UNIT,
            policy=DEFAULTS.missing_interim,
        )
        # The rule speaks of a round; a cell knows one KPI, which is taken as the whole of it.
        found.append(explanation(case).replace("รอบนี้", "ตัวชี้วัดนี้"))
    return found


def pass_units(score: float) -> int | None:
    """A pass score in 1/10000; None where it lies outside 0 to 5 or has more than 4 decimals."""
    units = round(score * UNIT)
    return units if 0 <= units <= CAP and units / UNIT == score else None
