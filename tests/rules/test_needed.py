"""needed_for_pass: the recomputed round passes there, and one step less favourable it does not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addin.rules.monthly import compute
from addin.rules.settings import Settings
from tests.support.books import decimals
from tests.support.small import ROUND_1, book, kpi

AS_OF = dt.date(2022, 3, 10)
LAST = ROUND_1[-1]
SCALE = [60, 70, 80, 90, 100]
BOTTOM = {"interpolate": 60.0, "reported": 1.0, "process": 1.0}


def round_score(entries: list[dict[str, Any]], **more: Any) -> tuple[float, float]:
    """The score of round 1 and what the first KPI needs."""
    results = compute(book({"U": entries}), Settings(**more), AS_OF)
    return results.unit_score["round_1_score"].iloc[0], results.kpi_score["needed_for_pass"].iloc[0]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["interpolate", "reported", "process"]),
    st.lists(st.tuples(decimals(1, 5).map(abs), decimals(1, 40).map(abs)), min_size=1, max_size=3),
    st.sampled_from([Decimal(0), Decimal("0.2000")]),
    st.sampled_from([10.0, 33.3333]),
)
def test_the_round_passes_from_the_needed_actual_on(
    scoring: str, others: list[tuple[float, float]], penalty: Decimal, weight: float
):
    """With the needed actual typed the round passes; 0.0001 below it does not, unless it is the bottom."""
    rest = [kpi(str(n), w, {LAST: s}) for n, (s, w) in enumerate(others, 2)]

    def with_actual(value: float | None) -> tuple[float, float]:
        months = dict.fromkeys(ROUND_1, value) if value is not None else dict.fromkeys(ROUND_1, "certified")
        mine = kpi("1", weight, months, scoring=scoring, targets=SCALE)
        return round_score([mine, *rest], missed_report_penalty=penalty)

    _, needed = with_actual(2.5)
    if needed != needed:  # noqa: PLR0124 NaN: out of reach alone, even with the best result
        assert with_actual(100.0)[0] < 3
        return
    assert with_actual(needed)[0] >= 3
    if needed != BOTTOM[scoring]:
        assert with_actual(float(f"{needed - 0.0001:.15g}"))[0] < 3


@pytest.mark.parametrize(("other", "expected"), [(3.5, 60.0), (2.5, None)])
def test_a_kpi_without_weight_decides_nothing(other: float, expected: float | None):
    """It needs the bottom of its scale where the round passes anyway, and cannot help where it does not."""
    mine = kpi("1", None, {LAST: 65}, scoring="interpolate", targets=SCALE)
    _, needed = round_score([mine, kpi("2", 100.0, {LAST: other})])
    assert (None if needed != needed else needed) == expected  # noqa: PLR0124 NaN


def test_a_missing_kpi_is_needed_as_if_reported():
    """Its weight counts in what it needs, though the policy leaves it out of the score now."""
    mine = kpi("1", 50.0, {}, scoring="interpolate", targets=SCALE)
    score, needed = round_score([mine, kpi("2", 50.0, {LAST: 2.5})])
    assert (score, needed) == (2.5, 84.9985)
