"""The worksheet functions about units and the department: their score, gaps, who passed, the percentage, the trend."""

from __future__ import annotations

import pytest

from addin import udfs
from tests.support.cells import COM_DIV0, DIV0, NA, NUM, VALUE, column

WEIGHTS = (15.0, 10.0, 20.0, 25.0, 30.0)


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        (None, 3.8472),
        ("exclude", 3.8472),
        ("floor", 3.5625),
        ("ให้ 0", 3.4625),
        ("no", VALUE),
        (("a", "b"), VALUE),
    ],
)
def test_a_unit_with_a_missing_score(missing: object, expected: object):
    """The vectors of a missing second KPI by policy; text among the scores is missing like a blank."""
    for nothing in (None, "", "ไม่มีผล"):
        scores = (4.25, nothing, 5.0, 2.8, 3.75)
        assert udfs.PA_UNITSCORE(scores, WEIGHTS, missing) == expected


def test_units_in_rows_or_in_columns():
    """A block gives a score for each unit, with one row of weights, one column, or weights of its own."""
    one, other = (4.25, 3.35, 5.0, 2.8, 3.75), (3.0, 3.0, 3.0, 3.0, None)
    assert udfs.PA_UNITSCORE(one, column(*WEIGHTS)) == 3.7975
    assert udfs.PA_UNITSCORE((one, other), (WEIGHTS,)) == [[3.7975], [3.0]]
    assert udfs.PA_UNITSCORE((one, other), (WEIGHTS, WEIGHTS)) == [[3.7975], [3.0]]
    turned = tuple(zip(one, other, strict=True))
    assert udfs.PA_UNITSCORE(turned, column(*WEIGHTS)) == [[3.7975, 3.0]]


@pytest.mark.parametrize(
    ("scores", "weights", "expected"),
    [
        ((3.0, COM_DIV0), (50.0, 50.0), DIV0),
        ((3.0, 3.0), (50.0, COM_DIV0), DIV0),
        ((3.0, 3.0), (50.0, "x"), VALUE),
        ((3.0, 3.0), (50.0, -1.0), NUM),
        ((3.0, 5.5), (50.0, 50.0), NUM),
        ((3.0, 3.0), (50.0, 50.0, 50.0), VALUE),
        ((None, None), (50.0, 50.0), NA),
        ((3.0, 3.0), (0.0, None), NA),
        (((3.0, 3.0), (3.0, 3.0)), (50.0, 50.0, 50.0), VALUE),
    ],
)
def test_what_makes_no_unit_score(scores: object, weights: object, expected: str):
    """An error cell spoils the figure; no score or no weight is #N/A, also where a policy scores the missing."""
    assert udfs.PA_UNITSCORE(scores, weights) == expected
    if scores == (None, None):
        assert udfs.PA_UNITSCORE(scores, weights, "floor") == expected


def test_an_error_spoils_its_own_unit_only():
    """In a block every other unit keeps its score."""
    assert udfs.PA_UNITSCORE(((3.0, COM_DIV0), (4.0, 2.0)), (50.0, 50.0)) == [[DIV0], [3.0]]


def test_gaps():
    """Short of the target is positive in either direction, and exact: 0.3 - 0.1 is 0.2."""
    assert udfs.PA_GAP(column(83.5, 97.25, None, "x"), 95.0) == [[11.5], [-2.25], [NA], [VALUE]]
    assert udfs.PA_GAP((0.3, 0.1 + 0.2), (0.1, 0.1), "lower") == [[0.2, 0.2]]
    assert udfs.PA_GAP(column(1.0, 2.0), column(1.0, COM_DIV0)) == [[0.0], [DIV0]]


def test_who_passed():
    """By the score half-up to 4 decimals; a blank has not passed, a text is no score."""
    scores = column(2.99995, 2.99994, 3.0, None, "", "x", 6.0, COM_DIV0)
    assert udfs.PA_PASSED(scores) == [[True], [False], [True], [False], [False], [VALUE], [NUM], [DIV0]]
    assert udfs.PA_PASSED(3.0, 3.5) is False
    assert udfs.PA_PASSED(3.0, 5.5) == NUM
    assert udfs.PA_PASSED(3.0, 3.00001) == NUM
    assert udfs.PA_PASSED(3.0, (3.0, 4.0)) == VALUE


@pytest.mark.parametrize(
    ("passed", "percent", "met", "short"),
    [(34, 94.4444, False, 1), (35, 97.2222, True, 0), (30, 83.3333, False, 5)],
)
def test_attainment(passed: int, percent: float, met: bool, short: int):  # noqa: FBT001 - a column of the case
    """The vectors of 36 units; the denominator never shrinks: pending units are blank."""
    scores = column(*[3.0] * passed, *[2.9999] * (35 - passed), *[None] * (1 if passed < 36 else 0))
    assert len(scores) == 36
    assert udfs.PA_ATTAINMENT(scores) == percent
    assert udfs.PA_ATTAINMENT(scores, 3.0, 95.0) == [[percent, met, float(short)]]
    assert udfs.PA_SHORT(scores) == short


@pytest.mark.parametrize(
    ("scores", "target", "expected"),
    [
        ((3.0, COM_DIV0), None, DIV0),
        (("คะแนน", 3.0), None, VALUE),
        ((3.0,), 0.0, NUM),
        ((3.0,), 101.0, NUM),
        ((9.0,), None, NUM),
    ],
)
def test_what_makes_no_attainment(scores: object, target: object, expected: str):
    """An error cell, a header taken along, a target no percentage can be."""
    assert udfs.PA_ATTAINMENT(scores, None, target) == expected
    assert udfs.PA_SHORT(scores, None, target) == expected


def test_trends():
    """A slope a year; a missing year is no 0; fewer than two years have none."""
    assert udfs.PA_TREND((3.12, 3.45, 3.28)) == 0.08
    assert udfs.PA_TREND(column(3.12, 3.45, 3.28)) == 0.08
    history = ((1.0, None, 2.0), (None, "x", 2.0), (3.0, 3.0, COM_DIV0), (1.0, 1.0, 1.0))
    assert udfs.PA_TREND(history) == [[0.5], [NA], [DIV0], [0.0]]
    assert udfs.PA_TREND(((1.0, 2.0, 3.0, 5.0), (1.0, None, 3.0, 5.0))) == [[1.3333], [1.2857]]
    assert udfs.PA_TREND(3.0) == NA
