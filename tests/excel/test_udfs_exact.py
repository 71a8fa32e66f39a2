"""The worksheet functions against the slow oracle, against the rules row by row, and what must always hold."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from addin import udfs
from addin.excel.cells import Code, token
from addin.rules.exact import to_float
from addin.rules.fiscal import due_date, fiscal_year, month_text, workday, working_calendar
from addin.rules.scoring import Amounts, kpi_scores
from addin.rules.worksheet import actual_scores, as_decimals, score_units, slopes
from addin.rules.worksheet_dates import Holidays, fiscal_years, working_ends
from tests.support import oracle_rules
from tests.support.books import numbers
from tests.support.small import holidays
from workbook.ooxml.values import from_serial, to_serial

NA = token(Code.NA)
LIMITS = (Decimal(1), Decimal(5))
MORE = settings(max_examples=300, deadline=None)
FEWER = settings(max_examples=25, deadline=None)


def exact(value: float) -> Decimal:
    return Decimal(f"{value:.15g}")


@st.composite
def scales(draw: st.DrawFn) -> tuple[tuple[float, ...], str]:
    """Five usable targets, rising or falling, with nasty decimals."""
    values = draw(st.lists(numbers(), min_size=5, max_size=5, unique=True))
    falls = draw(st.booleans())
    return tuple(sorted(values, reverse=falls)), "lower" if falls else "higher"


@st.composite
def judged(draw: st.DrawFn) -> tuple[float, tuple[float, ...], str]:
    """An actual near its scale: any number, a target, or a point between two."""
    targets, direction = draw(scales())
    low, high = draw(st.sampled_from(list(pairwise(targets))))
    share = Fraction(draw(st.integers(0, 20_000)), 20_000)
    between = to_float(Fraction(exact(low)) + share * (Fraction(exact(high)) - Fraction(exact(low))))
    return draw(st.one_of(numbers(), st.just(between))), targets, direction


@MORE
@given(judged(), st.sampled_from(["interpolate", "step", "milestone", "process", "reported"]))
def test_a_score_is_the_oracles(case: tuple[float, tuple[float, ...], str], scoring: str):
    """PA_SCORE is the score of the oracle, of every kind and direction."""
    actual, targets, direction = case
    given_targets = [exact(target) for target in targets]
    expected, _ = oracle_rules.kpi_score(scoring, direction, Fraction(exact(actual)), given_targets, LIMITS)
    assert udfs.PA_SCORE(actual, targets, direction, scoring) == float(expected)


@MORE
@given(st.lists(judged(), min_size=1, max_size=20))
def test_the_quick_scores_are_the_exact_ones(cases: list[tuple[float, tuple[float, ...], str]]):
    """What floats decide with their bound is what integers decide, score and level."""
    actual = np.array([case[0] for case in cases])
    targets = np.array([case[1] for case in cases])
    lower = np.array([case[2] == "lower" for case in cases])
    kind = np.zeros(len(cases), dtype=np.int8)
    amounts = Amounts(
        actual[:, None], np.ones(len(cases), dtype=np.int64), np.zeros(len(cases), dtype=np.bool_)
    )
    expected = kpi_scores(kind, amounts, targets, lower, floor=10_000, cap=50_000)
    found = actual_scores(kind, actual, targets, lower)
    assert [part.tolist() for part in found] == [part.tolist() for part in expected]


@FEWER
@given(st.lists(judged(), min_size=2, max_size=12))
def test_a_column_is_its_cells(cases: list[tuple[float, tuple[float, ...], str]]):
    """One call over a column gives what a call for each cell gives."""
    actual = tuple((case[0],) for case in cases)
    targets = tuple(case[1] for case in cases)
    ways = tuple((case[2],) for case in cases)
    assert udfs.PA_SCORE(actual, targets, ways) == [[udfs.PA_SCORE(*case)] for case in cases]
    assert udfs.PA_EXPLAIN(actual, targets, ways) == [[udfs.PA_EXPLAIN(*case)] for case in cases]


@MORE
@given(scales(), numbers(), numbers())
def test_a_better_actual_never_scores_less(scale: tuple[tuple[float, ...], str], one: float, other: float):
    """PA_SCORE is monotone in the direction of the KPI, and between 1 and 5."""
    targets, direction = scale
    better, worse = (max(one, other), min(one, other))
    if direction == "lower":
        better, worse = worse, better
    assert 1 <= udfs.PA_SCORE(worse, targets, direction) <= udfs.PA_SCORE(better, targets, direction) <= 5


@MORE
@given(scales(), st.integers(0, 50_000).map(lambda n: n / 10_000))
def test_what_is_needed_is_enough(scale: tuple[tuple[float, ...], str], score: float):
    """The needed actual reaches the score; 0.0001 less favourable does not, above the bottom of the scale."""
    targets, direction = scale
    assume(max(map(abs, targets)) < 10**10)  # beyond, 4 decimals are more than 15 digits
    needed = udfs.PA_NEEDED(score, targets, direction)
    assert udfs.PA_SCORE(needed, targets, direction) >= score
    step = Decimal("0.0001") if direction == "lower" else Decimal("-0.0001")
    worse = exact(needed) + step
    if score > 1 and len(worse.as_tuple().digits) <= 15:
        assert udfs.PA_SCORE(float(worse), targets, direction) < score


@pytest.mark.parametrize(("score", "expected"), [(2.9999, 79.9985), (2.99990000000001, 79.9995)])
def test_a_score_between_two_takes_the_higher(score: float, expected: float):
    """Beyond four decimals the next ten-thousandth is needed, to the last of 15 digits."""
    assert udfs.PA_NEEDED(score, (60.0, 70.0, 80.0, 90.0, 100.0)) == expected


@MORE
@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.integers(0, 50_000)), st.integers(0, 10_000)),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["exclude", "floor", "zero"]),
)
def test_a_unit_score_is_the_oracles(parts: list[tuple[int | None, int]], policy: str):
    """PA_UNITSCORE is the weighted mean in fractions, with each policy; #N/A without score or weight."""
    scores = [None if score is None else score / 10_000 for score, _ in parts]
    weights = [weight / 100 for _, weight in parts]
    fill = {"exclude": None, "floor": Decimal(1), "zero": Decimal(0)}[policy]
    pairs = [
        (exact(weight), fill if score is None else exact(score))
        for score, weight in zip(scores, weights, strict=True)
    ]
    counted: list[tuple[Decimal, Decimal]] = [(w, s) for w, s in pairs if s is not None]
    found = oracle_rules.round_score(counted, 0, {"missed_report_penalty": "0", "floor_score": "1"})
    expected: Any = NA if found is None or scores.count(None) == len(scores) else float(found)
    assert udfs.PA_UNITSCORE(tuple(scores), tuple(weights), policy) == expected


@FEWER
@given(
    st.lists(st.lists(st.integers(0, 50_000), min_size=3, max_size=3), min_size=2, max_size=6),
    st.lists(st.integers(1, 100), min_size=3, max_size=3),
)
def test_units_in_a_block_score_as_each_alone(units: list[list[int]], weights: list[int]):
    """A block's scores are those of its rows, and lie between a unit's least and greatest."""
    block = [[score / 10_000 for score in unit] for unit in units]
    found = udfs.PA_UNITSCORE(block, [weights])
    assert found == [[udfs.PA_UNITSCORE(unit, weights)] for unit in block]
    assert all(min(unit) <= score <= max(unit) for unit, (score,) in zip(block, found, strict=True))


@MORE
@given(numbers(), numbers(), st.booleans())
def test_a_gap_is_the_difference_of_decimals(actual: float, target: float, lower: bool):  # noqa: FBT001 - drawn
    """PA_GAP is exact, nearest float of 15 digits, and the directions mirror each other."""
    expected = to_float(Fraction(exact(target)) - Fraction(exact(actual)))
    expected = -expected if lower else expected
    assert udfs.PA_GAP(actual, target, "lower" if lower else "higher") == expected


@MORE
@given(st.floats(0, 5), st.floats(0, 5))
def test_passing_is_by_the_rounded_score(score: float, other: float):
    """PA_PASSED rounds half-up in decimals, and a higher score never fails where a lower passes."""
    rounded = oracle_rules.half_up(exact(score))
    assert score_units(as_decimals(np.array([score]))).tolist() == [int(rounded * 10_000)]
    assert udfs.PA_PASSED(score) == (rounded >= 3)
    assert udfs.PA_PASSED(min(score, other)) <= udfs.PA_PASSED(max(score, other))


@MORE
@given(st.lists(st.one_of(st.none(), st.integers(0, 50_000)), min_size=1, max_size=40), st.integers(2, 100))
def test_attainment_is_the_oracles(scores: list[int | None], target: int):
    """Percent, met and short are counted in whole units; short more passes are what it takes."""
    cells = tuple((None if score is None else score / 10_000,) for score in scores)
    passed, total = sum(score is not None and score >= 30_000 for score in scores), len(scores)
    percent = float(oracle_rules.half_up(Fraction(100 * passed, total)))
    short = max(0, oracle_rules.ceiling(Fraction(target * total, 100)) - passed)
    assert udfs.PA_ATTAINMENT(cells, 3.0, float(target)) == [[percent, 100 * passed >= target * total, short]]
    assert udfs.PA_SHORT(cells, 3.0, float(target)) == short


@MORE
@given(st.lists(st.one_of(st.none(), numbers()), min_size=2, max_size=6))
def test_a_trend_is_the_oracles(history: list[float | None]):
    """PA_TREND is least squares where a year is missing, first to last where none is."""
    past = [None if value is None else exact(value) for value in history]
    expected, _ = oracle_rules.trend(past, {"trend_tolerance": "0.05"})
    found = udfs.PA_TREND(tuple(history))
    assert found == (NA if expected is None else to_float(Fraction(expected)))


def test_long_series_in_a_block_have_the_slopes_of_each():
    """Complete series go all at once, those with a missing year one by one: the same figures."""
    random = np.random.default_rng(2565)
    block = np.round(random.random((50, 6)) * 5, 4)
    block[random.random(block.shape) < 0.1] = np.nan
    expected = [slopes(row[None, :])[0] for row in block]
    assert slopes(block).tolist() == pytest.approx(expected, abs=0, nan_ok=True)


@MORE
@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31)))
def test_a_date_survives_the_way_through_its_serial(day: dt.date):
    """Fiscal year and Thai text of a serial are those of the date."""
    moment = dt.datetime(day.year, day.month, day.day)
    number = to_serial(moment)
    assert from_serial(number) == moment
    assert udfs.PA_FISCALYEAR(number) == fiscal_year(day) == fiscal_years(np.array([day], "datetime64[D]"))[0]
    assert udfs.PA_THAIDATE(number) == udfs.PA_THAIDATE(day)


@MORE
@given(
    st.dates(dt.date(2021, 10, 1), dt.date(2022, 9, 30)),
    st.integers(1, 300),
    st.sampled_from([None, "central", "south", "north"]),
)
def test_working_days_are_counted_one_by_one(start: dt.date, days: int, region: str | None):
    """PA_WORKDAY is the date that counting finds; past the known fiscal year it is #N/A."""
    rows = holidays()
    off = {
        date.date()
        for date, where in zip(rows["date"], rows["regions"], strict=True)
        if not isinstance(where, str) or region in where.split(",")
    }
    day, left = start - dt.timedelta(days=1), days
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5 and day not in off
    expected = to_serial(dt.datetime(day.year, day.month, day.day)) if day <= dt.date(2022, 9, 30) else NA
    assert udfs.PA_WORKDAY(start, days, region) == expected
    known = Holidays.of(rows, region)
    ends, sure = working_ends(np.array([start], "datetime64[D]"), np.array([days]), known)
    assert ends[0].item() == workday(start, days, known.calendar)
    assert sure[0] == (expected != NA)


@FEWER
@given(
    st.integers(12 * 2564 + 9, 12 * 2565 + 7),
    st.sampled_from(["none", "next_working_day", "previous_working_day"]),
)
def test_deadlines_are_those_of_the_rule(month: int, shift: Any):
    """PA_DUE is the rule's deadline on the national calendar."""
    day = due_date(month_text(month), 10, shift, working_calendar(holidays()))
    assert udfs.PA_DUE(month_text(month), shift) == to_serial(dt.datetime(day.year, day.month, day.day))


@MORE
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_a_number_has_fifteen_digits(value: float):
    """Binary noise goes before anything is decided, exactly as a file would lose it."""
    assert as_decimals(np.array([value, np.nan]))[0] == float(f"{value:.15g}")
