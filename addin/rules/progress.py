"""How the year's work stands in a few figures: scores by band, years, measures by letter.

Sources: WORKBOOK.md ("หน้าหลัก shows"), DOMAIN.md 4 (PIRAB), 6.7 (the five bands).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.entries import active_units
from addin.rules.exact import half_up
from addin.rules.frames import Tables

BAND_STARTS = (1.0, 1.5, 2.5, 3.5, 4.5)
"""Where the five bands of scores begin; scores have 4 decimals, so 1.4999 is the last of the first band."""


def distribution(scores: pd.Series[float]) -> tuple[int, ...]:
    """How many of the scores lie in each of the five bands; blanks are in none, below 1 is in the first.

    >>> distribution(pd.Series([1.4999, 1.5, 3.0, 5.0, float("nan")]))
    (1, 1, 1, 0, 1)
    """
    known = scores.dropna().to_numpy(dtype=np.float64)
    band = np.clip(np.searchsorted(np.array(BAND_STARTS), known, side="right") - 1, 0, None)
    return tuple(int(n) for n in np.bincount(band, minlength=len(BAND_STARTS)))


def passed_in_year(tables: Tables, fiscal_year: int, pass_score: float) -> tuple[int, int] | None:
    """How many units passed in a past year, of the units active then; None where no score of it is known.

    The denominator never shrinks: a unit without a score for the year has not passed.
    """
    units = active_units(frames.table(tables, frames.UNIT), fiscal_year)
    active = frames.distinct(frames.texts(units, "unit_code"))
    frame = frames.table(tables, frames.HISTORY)
    whole = frames.is_blank(frames.texts(frame, "kpi_code"))
    rows = whole & (frames.numbers(frame, "fiscal_year") == fiscal_year)
    unit = frames.codes(active, frame, "unit_code")
    score = frames.numbers(frame, "score")
    first = frames.first_of(np.where(rows & ~np.isnan(score), unit, -1))
    return (int((score[first] >= pass_score).sum()), len(active)) if len(first) else None


def next_report(months: pd.DataFrame, as_of: dt.date) -> dict[str, Any] | None:
    """The row of Results.months whose report is due next (a month of a round), or None."""
    due = months[(months["deadline"] >= pd.Timestamp(as_of)) & months["round"].notna()]
    return None if due.empty else {str(key): value for key, value in due.iloc[0].items()}


def share(part: int, whole: int) -> Decimal | None:
    """100 x part / whole, half-up to 4 decimals; None of nothing."""
    return half_up(Fraction(100 * part, whole), 4) if whole else None


def measures_by_letter(tables: Tables, letters: Sequence[str]) -> dict[str, int]:
    """How many measures in force use each letter of PIRAB; one may use several, a cancelled one uses none."""
    frame = frames.table(tables, "tblMeasure")
    named = ~frames.is_blank(frames.texts(frame, "measure_id"))
    used = pd.Series(frames.texts(frame, "pirab"), dtype="str")
    used = used[named & (frames.texts(frame, "status") != "cancelled")].dropna()
    return {letter: int(used.str.contains(letter, regex=False).sum()) for letter in letters}
