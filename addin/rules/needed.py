"""What it takes: the least favourable actual at which the round passes.

Source: WORKBOOK.md "Figures" 6.
"""

from __future__ import annotations

import numpy as np

from addin.rules.exact import UNIT, Bools, Floats, Ints, blocks, ceil_div, from_units
from addin.rules.scoring import INTERPOLATE, MILESTONE, STEP, Codes


def needed_actuals(
    kind: Codes, targets: Floats, lower: Bools, *, needed: Ints, reachable: Bools, secure: Bools
) -> Floats:
    """The least favourable actual of each KPI that earns the score `needed` (1/10000), NaN where unreachable.

    interpolate: the inverse at needed - 0.00005, which half-up rounding lifts to `needed`, rounded to 4
    decimals towards passing (up, or down where lower is better); step: the target of the level needed,
    rounded likewise; milestone: whole steps; process and reported: the score itself. Where the KPI is
    `secure` (its floor is enough) it is the bottom of the scale: target_1, one step, the floor score.
    `targets` (n, 5) must be usable for interpolate and step; rows without (NaN) give NaN.
    """
    result = from_units(needed, reachable)
    steps = np.maximum(ceil_div(needed, np.full_like(needed, UNIT)), 1)
    bottom = np.where(secure, 1, steps)
    result = np.where((kind == MILESTONE) & reachable, bottom.astype(np.float64), result)
    scaled = (kind == INTERPOLATE) | (kind == STEP)
    result[scaled] = np.nan
    rows = np.flatnonzero(scaled & reachable & ~np.isnan(targets).any(axis=1))
    for block in blocks(targets[rows]):
        here = rows[block.rows]
        whole = block.numer.dtype
        sign = np.where(lower[here], -1, 1).astype(whole)
        rising = block.numer * sign[:, None]
        # Twice the score less one: the score 0.00005 below `needed`, in 1/20000. At 1.0000 or less, target_1.
        at = np.where(secure[here], 2 * UNIT, np.maximum(2 * needed[here] - 1, 2 * UNIT))
        at = np.where(kind[here] == STEP, 2 * UNIT * bottom[here], at)
        level = np.clip(at // (2 * UNIT), 1, 4)
        below = np.take_along_axis(rising, level[:, None] - 1, axis=1)[:, 0]
        above = np.take_along_axis(rising, level[:, None], axis=1)[:, 0]
        part = (at - 2 * UNIT * level).astype(whole)
        units = ceil_div(below * (2 * UNIT) + part * (above - below), 2 * block.tens)
        result[here] = from_units(units * sign, np.ones(len(here), dtype=np.bool_))
    return result
