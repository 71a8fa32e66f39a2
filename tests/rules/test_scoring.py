"""KPI scores: equal to the oracle, monotone, bounded, and the inverse is the least favourable actual."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.rules.needed import needed_actuals
from addin.rules.scoring import INTERPOLATE, LAST, SCORINGS, STEP, aggregate, kpi_scores, usable_targets
from tests.support.books import decimals, numbers
from tests.support.oracle_rules import kpi_score

ONE = np.ones(1, dtype=np.bool_)
scales = st.lists(numbers(), min_size=5, max_size=5, unique=True).map(sorted)
actuals = st.lists(numbers(), min_size=1, max_size=8)


def score(
    kind: int, values: list[float], targets: list[float], *, lower: bool = False, floor: int = 10_000
) -> list[int]:
    """The scores of some actuals on one scale, in 1/10000."""
    count = len(values)
    amounts = aggregate(np.array(values)[:, None], np.full(count, LAST, dtype=np.int8))
    found, _ = kpi_scores(
        np.full(count, kind, dtype=np.int8),
        amounts,
        np.array([targets] * count),
        np.full(count, lower),
        floor=floor,
        cap=50_000,
    )
    return [int(value) for value in found]


@given(
    kind=st.sampled_from(range(5)),
    values=actuals,
    targets=scales,
    lower=st.booleans(),
    floor=st.sampled_from([0, 10_000]),
)
def test_scores_equal_the_oracle(
    *, kind: int, values: list[float], targets: list[float], lower: bool, floor: int
):
    """All five kinds, both directions, values on and around the targets."""
    scale = targets[::-1] if lower else targets
    values = [*values, *targets]
    direction = "lower" if lower else "higher"
    exact = [Decimal(f"{t:.15g}") for t in scale]
    limits = (Decimal(floor) / 10_000, Decimal(5))
    expected = [
        kpi_score(SCORINGS[kind], direction, Fraction(Decimal(f"{x:.15g}")), exact, limits)[0] for x in values
    ]
    assert [int(value * 10_000) for value in expected] == score(kind, values, scale, lower=lower, floor=floor)


@given(st.sampled_from(range(5)), actuals, scales)
def test_a_better_actual_never_scores_less(kind: int, values: list[float], targets: list[float]):
    """Higher is better: sorted actuals give sorted scores."""
    found = score(kind, sorted(values), targets)
    assert all(a <= b for a, b in pairwise(found))


@given(actuals, scales)
def test_lower_is_better_mirrors_higher(values: list[float], targets: list[float]):
    """Negating actual and targets turns one direction into the other."""
    mirrored = score(INTERPOLATE, [-x for x in values], [-t for t in targets], lower=True)
    assert score(INTERPOLATE, values, targets) == mirrored


@given(st.sampled_from(range(5)), actuals, scales)
def test_scores_lie_between_floor_and_cap(kind: int, values: list[float], targets: list[float]):
    """1.0000 to 5.0000 whatever is typed."""
    assert all(10_000 <= found <= 50_000 for found in score(kind, values, targets))


@given(scales)
def test_each_target_scores_its_level(targets: list[float]):
    """Exactly on target_i is exactly i, for interpolation and for steps."""
    levels = [10_000, 20_000, 30_000, 40_000, 50_000]
    assert levels == score(INTERPOLATE, targets, targets)
    assert levels == score(STEP, targets, targets)


@given(
    kind=st.sampled_from([INTERPOLATE, STEP]),
    targets=st.lists(st.one_of(decimals(2, 120), decimals(4, 10)), min_size=5, max_size=5, unique=True).map(
        sorted
    ),
    wanted=st.integers(10_001, 50_000),
    lower=st.booleans(),
)
def test_the_needed_actual_is_the_least_favourable(
    *, kind: int, targets: list[float], wanted: int, lower: bool
):
    """It earns the score, and 0.0001 less favourable does not."""
    scale = [-t for t in targets] if lower else targets
    codes = np.array([kind], dtype=np.int8)
    (found,) = needed_actuals(
        codes, np.array([scale]), np.array([lower]), needed=np.array([wanted]), reachable=ONE, secure=~ONE
    ).tolist()
    worse = found + 0.0001 if lower else found - 0.0001
    earned, less = score(kind, [found, float(f"{worse:.15g}")], scale, lower=lower)
    assert less < wanted <= earned


def test_a_mean_is_scored_before_it_is_rounded():
    """Two months of 66.66665 and one of 66.66675: the mean is not first cut to 4 decimals."""
    amounts = aggregate(np.array([[60.0, 60.0, 60.001]]), np.array([2], dtype=np.int8))
    targets = np.array([[60.0, 60.001, 80.0, 90.0, 100.0]])
    found, _ = kpi_scores(
        np.array([0], dtype=np.int8), amounts, targets, np.array([False]), floor=10_000, cap=50_000
    )
    assert found.tolist() == [13_333]
    assert amounts.shown().tolist() == [60.0003]


@pytest.mark.parametrize(
    ("targets", "lower", "usable"),
    [
        ([60, 70, 80, 90, 100], False, True),
        ([100, 90, 80, 70, 60], True, True),
        ([60, 70, 80, 90, 100], True, False),
        ([60, 70, 70, 90, 100], False, False),
        ([60, 70, np.nan, 90, 100], False, False),
        ([-5, -4, -3, -2, -1], False, True),
    ],
)
def test_targets_are_usable_when_strictly_monotone_in_their_direction(
    *, targets: list[float], lower: bool, usable: bool
):
    """Missing, equal and turning targets are not."""
    assert usable_targets(np.array([targets]), np.array([lower])).tolist() == [usable]
