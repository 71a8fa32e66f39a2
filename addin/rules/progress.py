"""How the year's work stands in a few figures: scores by band, years, measures by letter, plans.

Sources: WORKBOOK.md ("หน้าหลัก shows"), DOMAIN.md 4 (PIRAB), 5.5 (plans), 6.7 (the five bands).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from addin.rules import frames
from addin.rules.entries import active_units
from addin.rules.exact import half_up, to_decimal
from addin.rules.fiscal import month_ordinal
from addin.rules.frames import Tables

BAND_STARTS = (1.0, 1.5, 2.5, 3.5, 4.5)
"""Where the five bands of scores begin; scores have 4 decimals, so 1.4999 is the last of the first band."""

DONE_WITH = ("cancelled", "postponed")
"""Activities that are no longer part of the plan's progress."""


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
    """How many measures use each letter of PIRAB; a measure may use several."""
    used = pd.Series(frames.texts(frames.table(tables, "tblMeasure"), "pirab"), dtype="str").dropna()
    return {letter: int(used.str.contains(letter, regex=False).sum()) for letter in letters}


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """Percent, half-up to 4 decimals: the mean of the activities' shares, and money against the budget."""

    planned: Decimal | None
    done: Decimal | None
    disbursed: Decimal | None
    disbursed_due: Decimal | None


def plan_progress(tables: Tables, month: str) -> PlanProgress:
    """The progress of the approved plans up to a month, that month included.

    planned and done: the mean over activities of (sum up to the month / target), each at most 1. disbursed:
    the money paid out / the budget of the activities; due: the budget by each activity's planned share.
    Activities without a target are left out of the shares, those without a budget out of the money.
    """
    plans = frames.table(tables, "tblPlan")
    approved = set(frames.texts(plans, "plan_id")[frames.texts(plans, "state") == "approved"])
    activity = frames.table(tables, "tblActivity")
    dropped = np.isin(frames.texts(activity, "status").astype(str), DONE_WITH)
    kept = pd.Series(frames.texts(activity, "plan_id"), dtype=object).isin(approved).to_numpy() & ~dropped
    by_month = frames.table(tables, "tblActivityMonth")
    upto = frames.months(by_month, "month") <= month_ordinal(month)
    owner = frames.texts(by_month, "activity_id")

    sums: dict[str, dict[object, Fraction]] = {}
    for key in ("planned", "done", "disbursed"):
        values = frames.numbers(by_month, key)
        sums[key] = {}
        for row in np.flatnonzero(upto & ~np.isnan(values)).tolist():
            amount = Fraction(to_decimal(values[row]))
            sums[key][owner[row]] = sums[key].get(owner[row], Fraction(0)) + amount

    planned, done = [], []
    budget, spent, due = Fraction(0), Fraction(0), Fraction(0)
    targets, budgets = frames.numbers(activity, "target"), frames.numbers(activity, "budget")
    names = frames.texts(activity, "activity_id")
    for row in np.flatnonzero(kept).tolist():
        part = Fraction(0)
        if targets[row] > 0:
            target = Fraction(to_decimal(targets[row]))
            part = min(Fraction(1), sums["planned"].get(names[row], Fraction(0)) / target)
            planned.append(part)
            done.append(min(Fraction(1), sums["done"].get(names[row], Fraction(0)) / target))
        if budgets[row] > 0:
            money = Fraction(to_decimal(budgets[row]))
            budget, due = budget + money, due + part * money
            spent += sums["disbursed"].get(names[row], Fraction(0))
    return PlanProgress(_mean(planned), _mean(done), _percent(spent, budget), _percent(due, budget))


def _mean(shares: list[Fraction]) -> Decimal | None:
    return half_up(100 * sum(shares, Fraction(0)) / len(shares), 4) if shares else None


def _percent(part: Fraction, whole: Fraction) -> Decimal | None:
    return half_up(100 * part / whole, 4) if whole else None
