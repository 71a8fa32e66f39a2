"""Slopes of series of any length, and the history that they stand on."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from addin.rules.exact import half_up
from addin.rules.gaps import DIRECTIONS, slope, slope_of, trends
from addin.rules.monthly import compute
from addin.rules.settings import Settings
from tests.support.books import decimals
from tests.support.oracle_rules import trend
from tests.support.small import book, kpi

years = st.lists(st.one_of(st.none(), decimals(4, 100)), min_size=3, max_size=3)


@given(years, st.sampled_from([0, 500, 10_000]))
def test_trends_of_three_years_equal_the_oracle(series: list[float | None], tolerance: int):
    """(last - first) / years is the least-squares slope of up to three years, gaps included."""
    exact = [None if value is None else Fraction(f"{value:.15g}") for value in series]
    expected = trend(exact, {"trend_tolerance": str(tolerance / 10_000)})  # type: ignore[arg-type]
    typed = [np.nan if value is None else value for value in series]
    slopes, directions = trends(np.array([typed]), tolerance)
    found = None if np.isnan(slopes[0]) else slopes[0]
    assert found == (None if expected[0] is None else float(expected[0]))
    assert expected[1] == (None if directions[0] < 0 else DIRECTIONS[directions[0]])


@given(st.lists(st.one_of(st.none(), st.fractions(-10, 10)), min_size=2, max_size=7))
def test_a_shifted_series_has_the_same_slope(series: list[Fraction | None]):
    """Only differences count; a rising line has its rise as slope, whatever years are missing."""
    shifted = [None if value is None else value + 7 for value in series]
    assert slope(series) == slope(shifted)
    line = [None if value is None else Fraction(3 * year, 4) for year, value in enumerate(series)]
    assert slope(line) in (None, Fraction(3, 4))


def test_the_slope_of_floats_is_rounded_half_up():
    """Five years with one missing: least squares, 4 decimals."""
    series = [3.0, 3.1, float("nan"), 3.3, 3.2]
    exact = slope([Fraction(3), Fraction("3.1"), None, Fraction("3.3"), Fraction("3.2")])
    assert exact is not None
    assert slope_of(series) == float(half_up(exact, 4))
    assert np.isnan(slope_of([3.0, float("nan")]))


def test_history_that_is_not_comparable_is_no_data():
    """A year before a merge, or under another definition, stays out of trend and flag."""
    past = [
        {"fiscal_year": year, "unit_code": "U", "kpi_code": "1", "score": score, "comparable": comparable}
        for year, score, comparable in ((2562.0, 1.0, "no"), (2563.0, 2.0, "yes"), (2564.0, 4.0, "yes"))
    ]
    results = compute(book({"U": [kpi("1", 100, {})]}, tblHistory=past), Settings(), dt.date(2022, 3, 10))
    row = results.gap.iloc[0]
    assert np.isnan(row["history_1"])
    assert (row["history_2"], row["history_3"], row["slope"], row["direction"]) == (
        2.0,
        4.0,
        2.0,
        "improving",
    )
