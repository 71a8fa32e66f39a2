"""Absurd values never stop the figures: the checks report them, the rules carry on."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addin.rules.monthly import compute
from addin.rules.settings import Settings
from tests.support.books import COLUMNS, Book, books
from tests.support.small import ROUND_1, book, kpi

ABSURD = [1e308, -1e308, 5e-324, 1e16, -1e15, 0.0, -0.0, 1.5, np.nan]
PLACES = [(table, key) for table, columns in COLUMNS.items() for key in columns]
WORDS = ["", "2565-13", "9999-12", "0000-01", "ไม่ทราบ", "yes", np.nan]
DATES = [pd.Timestamp("0001-01-01"), pd.Timestamp("9999-12-31"), pd.Timestamp("2565-03-10"), pd.NaT]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(books(), st.lists(st.sampled_from(PLACES), min_size=1, max_size=6, unique=True), st.randoms())
def test_absurd_cells_never_raise(absurd: Book, places: list[tuple[str, str]], random):
    """Numbers at the edges of float64, dates of any year, text that is no month: a figure or a blank."""
    tables = dict(absurd.tables)
    for name, key in places:
        options = {"n": ABSURD, "t": WORDS, "d": DATES}[COLUMNS[name][key]]
        column = tables[name][key]
        values = [random.choice(options) if random.random() < 0.4 else value for value in column]
        tables[name] = tables[name].assign(**{key: pd.Series(values, index=column.index, dtype=column.dtype)})
    results = compute(tables, absurd.settings, absurd.as_of)
    numbers = results.kpi_score.select_dtypes("number").to_numpy()
    assert not np.isinf(numbers).any()


@pytest.mark.parametrize("days", [0.0, -1.0, 1e9, 1e308, 2.5])
def test_absurd_working_days_give_no_plan_or_a_short_one(days: float):
    """A step of a billion days has no end that a calendar holds."""
    tables = {"tblStep": pd.DataFrame({"step_no": [1.0], "working_days": [days]})}
    steps = compute(tables, Settings(), dt.date(2022, 3, 10)).steps
    assert steps["planned_end"].isna().tolist() == [days != 2.5]


def test_a_sum_beyond_what_a_float_holds_stays_finite():
    """Two months of 1e308 are shown as the largest number there is, and score as what they are."""
    entry = kpi(
        "1", 100, dict.fromkeys(ROUND_1, 1e308), aggregate="sum", scoring="interpolate", targets=range(5)
    )
    results = compute(book({"U": [entry]}), Settings(), dt.date(2022, 3, 10))
    assert np.isfinite(results.kpi_score["actual"].iloc[0])
    assert results.kpi_score["score"].tolist() == [5.0]


def test_a_step_without_a_possible_place_is_no_step():
    """An item number beyond any list is not done, and not the end of the figures."""
    items = [
        {"month": ROUND_1[-1], "unit_code": "U", "kpi_code": "1", "item_no": number, "done": "yes"}
        for number in (1.0, 2.0, 1e308)
    ]
    tables = book({"U": [kpi("1", 100, {ROUND_1[-1]: 5}, scoring="milestone")]}, tblItemResult=items)
    assert compute(tables, Settings(), dt.date(2022, 3, 10)).kpi_score["actual"].tolist() == [2.0]
