"""The worksheet functions that score: the field's test vectors, and what blanks, texts, errors and shapes do."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from addin import udfs
from tests.support.cells import COM_DIV0, DIV0, NA, NUM, VALUE, A, C, column


@pytest.mark.parametrize(
    ("targets", "actual", "direction", "expected"),
    [
        (A, 83.5, None, 3.35),
        (A, 104.0, None, 5.0),
        (A, 55.0, "higher", 1.0),
        ((50.0, 65.0, 80.0, 90.0, 95.0), 64.99, None, 1.9993),
        ((50.0, 65.0, 80.0, 90.0, 95.0), 92.0, "ยิ่งมากยิ่งดี", 4.4),
        (C, 10.0, "lower", 3.5),
        (C, 16.0, "ยิ่งน้อยยิ่งดี", 1.0),
        (C, 10.5, -1.0, 3.25),
    ],
)
def test_the_scores_of_the_field(
    targets: tuple[float, ...], actual: float, direction: object, expected: float
):
    """The vectors of interpolation, with the direction said in every way (DOMAIN.md 2.2 and 10)."""
    assert udfs.PA_SCORE(actual, targets, direction) == expected


def test_a_column_is_scored_in_one_call():
    """One answer a cell, an error where there is no answer: a blank is never 0."""
    actual = column(83.5, None, "", " 83.5 ", "๘๓.๕", "มาก", True, COM_DIV0, 100)
    expected = column(3.35, NA, NA, 3.35, 3.35, VALUE, VALUE, DIV0, 5.0)
    assert udfs.PA_SCORE(actual, A) == [list(row) for row in expected]


def test_a_row_stays_a_row_and_a_block_a_block():
    """The answer has the shape of the actuals; a flat tuple is a row."""
    assert udfs.PA_SCORE((60.0, 70.0), A) == [[1.0, 2.0]]
    assert udfs.PA_SCORE(((60.0, 70.0), (80.0, 90.0)), A) == [[1.0, 2.0], [3.0, 4.0]]


def test_targets_in_a_column_or_a_set_for_each_row():
    """Five cells below one another are one set; five columns are a set a row, for all the row's actuals."""
    assert udfs.PA_SCORE(83.5, column(*A)) == 3.35
    assert udfs.PA_SCORE(column(83.5, 70.0), (A, (50.0, 60.0, 70.0, 80.0, 90.0))) == [[3.35], [3.0]]
    assert udfs.PA_SCORE(70.0, (A, (50.0, 60.0, 70.0, 80.0, 90.0))) == [[2.0], [3.0]]
    assert udfs.PA_SCORE(((70.0, 80.0), (70.0, 80.0)), (A, (50.0, 60.0, 70.0, 80.0, 90.0))) == [
        [2.0, 3.0],
        [3.0, 4.0],
    ]


@pytest.mark.parametrize(
    ("targets", "direction", "expected"),
    [
        ((60.0, 60.0, 80.0, 90.0, 100.0), None, NUM),
        (A, "lower", NUM),
        (A, "sideways", VALUE),
        (A, 0.0, VALUE),
        (A, COM_DIV0, DIV0),
        ((60.0, None, 80.0, 90.0, 100.0), None, NA),
        ((60.0, "x", 80.0, 90.0, 100.0), None, VALUE),
        ((60.0, COM_DIV0, 80.0, 90.0, 100.0), None, DIV0),
        ((60.0, 70.0), None, VALUE),
        (None, None, VALUE),
        (((1.0,), (1.0, 2.0)), None, VALUE),
    ],
)
def test_what_cannot_be_scored_is_an_error(targets: object, direction: object, expected: str):
    """Equal or falling targets #NUM!, a target missing #N/A, a wrong shape or word #VALUE!, an error itself."""
    assert udfs.PA_SCORE(83.5, targets, direction) == expected


def test_ranges_that_do_not_fit_are_one_error():
    """Three actuals and two directions, or two sets, are #VALUE! as a whole."""
    assert udfs.PA_SCORE(column(1.0, 2.0, 3.0), A, column("higher", "lower")) == VALUE
    assert udfs.PA_SCORE(column(1.0, 2.0, 3.0), (A, A)) == VALUE


def test_a_blank_direction_in_a_range_is_not_the_default():
    """One blank cell is the default; among several nobody said which it is."""
    assert udfs.PA_SCORE(70.0, A, "") == 2.0
    assert udfs.PA_SCORE(column(70.0, 70.0), A, column("higher", None)) == [[2.0], [NA]]


@pytest.mark.parametrize(
    ("scoring", "actual", "expected"),
    [
        ("step", 89.99, 3.0),
        ("ขั้นบันได", 59.0, 1.0),
        ("milestone", 3.9, 3.0),
        ("ขั้นตอนความสำเร็จ", 0.0, 1.0),
        ("process", 4.75, 4.75),
        ("คะแนนที่รายงาน", 2.99995, 3.0),
        ("reported", 2.99994, 2.9999),
        ("guess", 3.0, VALUE),
    ],
)
def test_the_other_ways_of_scoring(scoring: str, actual: float, expected: object):
    """Step, milestone, process and reported, by key or by the workbook's word; the last three need no targets."""
    assert udfs.PA_SCORE(actual, A, None, scoring) == expected
    if scoring not in {"step", "ขั้นบันได"}:
        assert udfs.PA_SCORE(actual, None, None, scoring) == expected


def test_each_row_in_its_own_way():
    """Direction and scoring may be columns beside the actuals."""
    actual, ways = column(83.5, 10.0, 3.0), column("higher", "lower", "higher")
    sorts = column("interpolate", "interpolate", "milestone")
    assert udfs.PA_SCORE(actual, (A, C, (None,) * 5), ways, sorts) == [[3.35], [3.5], [3.0]]


@pytest.mark.parametrize(
    ("score", "targets", "direction", "expected"),
    [
        (3.0, A, None, 79.9995),
        (1.0, A, None, 60.0),
        (0.0, A, None, 60.0),
        (5.0, A, None, 99.9995),
        (3.0, C, "lower", 11.0001),
        (5.0001, A, None, NA),
        (-0.5, A, None, NUM),
        (None, A, None, NA),
        ("x", A, None, VALUE),
    ],
)
def test_what_a_score_needs(score: object, targets: tuple[float, ...], direction: object, expected: object):
    """The least favourable actual that rounds to the score; beyond 5 there is none."""
    assert udfs.PA_NEEDED(score, targets, direction) == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            (83.5, A),
            (
                "ผล 83.5 ได้ 3.3500 คะแนน ถึงระดับ 3 (80) ยังไม่ถึงระดับ 4 (90) "
                "ตัวชี้วัดนี้ผ่านเกณฑ์ 3.0000 อยู่แล้ว และจะผ่านตราบที่ผลไม่ต่ำกว่า 79.9995"
            ),
        ),
        (
            (79.99999, A),
            (
                "ผล 79.99999 ได้ 3.0000 คะแนน ถึงระดับ 2 (70) ยังไม่ถึงระดับ 3 (80) แต่คะแนนปัดเศษแล้วเป็น 3.0000 "
                "ตัวชี้วัดนี้ผ่านเกณฑ์ 3.0000 อยู่แล้ว และจะผ่านตราบที่ผลไม่ต่ำกว่า 79.9995"
            ),
        ),
        (
            (16.0, C, "lower"),
            "ผล 16 ได้ 1.0000 คะแนน ยังไม่ถึงระดับ 1 (15) ตัวชี้วัดนี้จะผ่านเกณฑ์ 3.0000 เมื่อผลไม่เกิน 11.0001",
        ),
        (
            (2.0, None, None, "milestone"),
            "ทำสำเร็จต่อเนื่อง 2 ขั้นตอน ได้ 2.0000 คะแนน ตัวชี้วัดนี้จะผ่านเกณฑ์ 3.0000 เมื่อทำสำเร็จต่อเนื่องอย่างน้อย 3 ขั้นตอน",
        ),
    ],
)
def test_the_sentence(call: tuple[object, ...], expected: str):
    """What was reached and what it takes, of the one KPI that the cell knows."""
    assert udfs.PA_EXPLAIN(*call) == expected


def test_sentences_have_errors_as_scores_do():
    """A blank actual has no sentence."""
    assert udfs.PA_EXPLAIN(column(None, 83.5), A)[0] == [NA]
    assert udfs.PA_EXPLAIN(1.0, (1.0, 1.0, 1.0, 1.0, 1.0)) == NUM


def test_functions_take_what_functions_give():
    """An error token of one is the error of the next; arrays, lists and integers are cells too."""
    scores = udfs.PA_SCORE(column(83.5, None), A)
    assert udfs.PA_PASSED(scores) == [[True], [NA]]
    assert udfs.PA_SCORE(np.array([[83.5], [np.nan]]), list(A)) == [[3.35], [NA]]
    assert udfs.PA_SCORE([70, Decimal("83.5")], A) == [[2.0, 3.35]]


def test_a_number_beyond_excel_is_an_error():
    """Infinity is #NUM!, not a crash."""
    assert udfs.PA_SCORE(float("inf"), A) == NUM
    assert udfs.PA_GAP(1.7976931348623157e308, 1.0) == NUM


@pytest.mark.parametrize("target", [0.95, 1.0, 0.0, 101.0])
def test_a_target_typed_with_a_percent_sign_is_refused(target: float):
    """95% arrives as 0.95, which every department would reach: #NUM! instead of a wrong "reached"."""
    assert udfs.PA_SHORT(((3.0,), (2.0,)), 3.0, target) == NUM
