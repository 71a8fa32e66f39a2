"""KPI scores of all five kinds, exact, over whole columns.

A KPI's actual is aggregated from the values of its months as a rational (a mean is never rounded before it is
scored), scored, brought between floor and cap, and rounded half-up to 4 decimals once.
Sources: WORKBOOK.md "Figures" 1, DOMAIN.md 2.2, 2.3, 2.5 and 2.6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from addin.rules.exact import (
    UNIT,
    Bools,
    Floats,
    Ints,
    Whole,
    blocks,
    from_units,
    half_up_div,
    quotients,
)

Scoring = Literal["interpolate", "step", "milestone", "process", "reported"]
Aggregate = Literal["last", "sum", "mean", "max"]

SCORINGS: tuple[Scoring, ...] = get_args(Scoring)
AGGREGATES: tuple[Aggregate, ...] = get_args(Aggregate)
INTERPOLATE, STEP, MILESTONE, PROCESS, REPORTED = range(5)
LAST, SUM, MEAN, MAX = range(4)
UNKNOWN = -1

Codes = npt.NDArray[np.int8]
"""Positions in SCORINGS or AGGREGATES; UNKNOWN where the book says nothing readable."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """The actual of each row, exact: the sum of the row of `parts` (n, m; NaN blank) over `divisor` (n,).

    A row without a number in `parts` has no actual. `mean` (n,) marks means, which are shown rounded.
    """

    parts: Floats
    divisor: Ints
    mean: Bools

    @property
    def present(self) -> Bools:
        """True where there is an actual."""
        return np.asarray(~np.isnan(self.parts).all(axis=1), dtype=np.bool_)

    def shown(self) -> Floats:
        """The actual to show: a mean half-up to 4 decimals, any other as it is. NaN where there is none."""
        result = np.full(len(self.parts), np.nan)
        for block in blocks(self.parts):
            total = block.numer.sum(axis=1)
            divisor = self.divisor[block.rows].astype(total.dtype)
            every = np.ones(len(total), dtype=np.bool_)
            mean = from_units(half_up_div(total * UNIT, divisor * block.tens), every)
            result[block.rows] = np.where(self.mean[block.rows], mean, quotients(total, block.tens))
        return np.where(self.present, result, np.nan)


def aggregate(values: Floats, how: Codes) -> Amounts:
    """The actual of each row of `values` (n, months in order; NaN where no row counts).

    last is the value of the latest month, max the largest; sum and mean take every month that has a value. A
    row with an UNKNOWN aggregate has no actual.
    """
    present = ~np.isnan(values)
    rows, width = values.shape
    if not width:
        return Amounts(values, np.ones(rows, dtype=np.int64), how == MEAN)
    latest = width - 1 - present[:, ::-1].argmax(axis=1)
    largest = np.where(present, values, -np.inf).argmax(axis=1)
    only = np.where(how == MAX, largest, latest)
    every = (how == SUM) | (how == MEAN)
    kept = present & (every[:, None] | (only[:, None] == np.arange(width))) & (how != UNKNOWN)[:, None]
    divisor = np.where(how == MEAN, np.maximum(present.sum(axis=1), 1), 1)
    return Amounts(np.where(kept, values, np.nan), divisor.astype(np.int64), how == MEAN)


def usable_targets(targets: Floats, lower: Bools) -> Bools:
    """True where the five targets are there and strictly rise (fall, where lower is better).

    `targets` is (n, 5). Floats that stand for decimals of 15 digits compare as the decimals do.
    """
    steps = np.diff(targets, axis=1)
    strict = (np.where(lower[:, None], -steps, steps) > 0).all(axis=1)
    return np.asarray(strict, dtype=np.bool_)


def kpi_scores(
    kind: Codes, amounts: Amounts, targets: Floats, lower: Bools, *, floor: int, cap: int
) -> tuple[Ints, Ints]:
    """The score of each row in 1/10000 and the level reached (0 to 5).

    `kind` (n,) tells how: interpolate goes linearly between the targets, below the first it gives the floor
    and from the fifth on 5; step gives the number of the highest target reached; milestone the whole steps
    done; process the points; reported the score typed. Then floor and cap (in 1/10000).
    `targets` (n, 5) must be usable for interpolate and step; `lower` (n,) is true where lower is better.
    Level: the targets reached, the steps done, or the whole part of the score.
    Rows that have no actual, no usable targets or an UNKNOWN kind hold numbers that mean nothing.
    """
    score = np.zeros(len(kind), dtype=np.int64)
    level = np.zeros(len(kind), dtype=np.int64)
    scaled = np.asarray((kind == INTERPOLATE) | (kind == STEP), dtype=np.bool_)
    width = amounts.parts.shape[1]
    rows = np.flatnonzero(scaled)
    for block in blocks(np.hstack([amounts.parts[rows], targets[rows]])):
        here = rows[block.rows]
        sign = np.where(lower[here], -1, 1).astype(block.numer.dtype)
        divisor = amounts.divisor[here].astype(block.numer.dtype)
        actual = block.numer[:, :width].sum(axis=1) * sign
        reached, units = _on_scale(actual, divisor, block.numer[:, width:] * sign[:, None], floor)
        level[here] = reached
        score[here] = np.where((kind[here] == STEP) & (reached > 0), reached * UNIT, units)
    rows = np.flatnonzero(~scaled)
    for block in blocks(amounts.parts[rows]):
        here = rows[block.rows]
        total = block.numer.sum(axis=1)
        denom = amounts.divisor[here].astype(total.dtype) * block.tens
        units = half_up_div(np.clip(total, -9 * denom, 9 * denom) * UNIT, denom)
        whole = np.where(units < 0, 0, np.clip(total, 0, 9 * denom) // denom)
        score[here] = np.where(kind[here] == MILESTONE, whole * UNIT, units)
        level[here] = np.clip(whole, 0, 5)
    return np.clip(score, floor, cap), level


def _on_scale(actual: Whole, divisor: Whole, targets: Whole, floor: int) -> tuple[Ints, Ints]:
    """The level and the interpolated score in 1/10000 of actual / divisor on rising targets (n, 5)."""
    away = actual[:, None] - divisor[:, None] * targets
    level = (away >= 0).sum(axis=1)
    step = np.clip(level, 1, 4)[:, None] - 1
    below = np.take_along_axis(targets, step, axis=1)[:, 0]
    above = np.take_along_axis(targets, step + 1, axis=1)[:, 0]
    past = np.take_along_axis(away, step, axis=1)[:, 0]
    width = divisor * (above - below)
    # Rows off the scale need no division; their width may be 0 where targets are unusable.
    inside = (level > 0) & (level < 5) & (width > 0)
    one = np.ones_like(width)
    part = half_up_div(np.where(inside, past * UNIT, one), np.where(inside, width, one))
    units = np.where(inside, level * UNIT + part, np.where(level >= 5, 5 * UNIT, floor))
    return level.astype(np.int64), units.astype(np.int64)


def kind_codes(names: npt.NDArray[Any]) -> Codes:
    """Positions in SCORINGS of an array of keys."""
    return _positions(SCORINGS, names)


def aggregate_codes(names: npt.NDArray[Any]) -> Codes:
    """Positions in AGGREGATES of an array of keys."""
    return _positions(AGGREGATES, names)


def _positions(known: tuple[str, ...], names: npt.NDArray[Any]) -> Codes:
    table = {name: position for position, name in enumerate(known)}
    return np.array([table.get(name, UNKNOWN) for name in names], dtype=np.int8)
