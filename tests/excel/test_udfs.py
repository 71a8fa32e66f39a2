"""The worksheet functions in plain Python: the field's test vectors, and what blanks, texts, errors and shapes do."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import numpy as np
import pytest

from addin import udfs
from addin.excel.cells import Code, token
from addin.excel.functions import CATEGORY, DATE_SYSTEM, FUNCTIONS, wizard_rows
from workbook.ooxml.values import from_serial, to_serial

A = (60.0, 70.0, 80.0, 90.0, 100.0)
C = (15.0, 13.0, 11.0, 9.0, 7.0)
WEIGHTS = (15.0, 10.0, 20.0, 25.0, 30.0)
NA, NUM, VALUE, DIV0 = token(Code.NA), token(Code.NUM), token(Code.VALUE), token(Code.DIV0)
COM_DIV0 = -2146826281


def serial(year: int, month: int, day: int) -> float:
    return to_serial(dt.datetime(year, month, day))


def column(*cells: object) -> tuple[tuple[object], ...]:
    return tuple((cell,) for cell in cells)


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


@pytest.mark.parametrize(
    ("month", "shift", "expected"),
    [
        ("2564-11", None, (2021, 12, 10)),
        ("2564-11", "next_working_day", (2021, 12, 13)),
        ("พ.ย. 64", "เลื่อนเป็นวันทำการก่อนหน้า", (2021, 12, 9)),
        ("2565-03", 1.0, (2022, 4, 11)),
        ("2565-06", -1.0, (2022, 7, 8)),
        ("2570-01", "ไม่เลื่อน", (2027, 2, 10)),
    ],
)
def test_deadlines(month: str, shift: object, expected: tuple[int, int, int]):
    """The 10th of the month after, moved as asked; without moving no holidays need be known (DOMAIN.md 2.8)."""
    assert udfs.PA_DUE(month, shift) == serial(*expected)


def test_a_deadline_of_unknown_holidays_is_not_told():
    """The program knows the holidays of 2565 only; a range of them makes another year known."""
    assert udfs.PA_DUE("2565-09", 1.0) == NA
    assert udfs.PA_DUE("2565-09", 1.0, column(serial(2022, 10, 10), None)) == serial(2022, 10, 11)
    assert udfs.PA_DUE("2565-09", 1.0, column("วันหยุด")) == VALUE


def test_months_may_be_dates_or_texts():
    """Any date in a month stands for it; a blank is #N/A, a word no month."""
    given = column(serial(2022, 2, 28), dt.date(2022, 2, 1), "ก.พ. 65", "12/11/2564", None, "เมื่อวาน", True)
    due = [serial(2022, 3, 10)] * 3
    assert udfs.PA_DUE(given) == [[d] for d in [*due, serial(2021, 12, 10), NA, VALUE, VALUE]]


def test_fiscal_years():
    """The vectors of the first and last days, months, dates typed in B.E., and numbers that are no date."""
    days = column(serial(2021, 9, 30), serial(2021, 10, 1), serial(2022, 9, 30), serial(2022, 10, 1))
    assert udfs.PA_FISCALYEAR(days) == [[2564.0], [2565.0], [2565.0], [2566.0]]
    typed = column("2564-10", "12 พ.ย. 64", to_serial(dt.datetime(2564, 11, 12)), 2565.0, 60.0, 0.0, COM_DIV0)
    assert udfs.PA_FISCALYEAR(typed) == [[2565.0], [2565.0], [2565.0], [NUM], [NUM], [NUM], [DIV0]]


def test_a_leap_day_of_one_era_only_is_no_date():
    """29 February of C.E. 2564 is no day of 2021."""
    assert udfs.PA_FISCALYEAR(to_serial(dt.datetime(2564, 2, 29))) == NUM


@pytest.mark.parametrize(
    ("region", "expected"), [("central", (2021, 11, 15)), ("กลาง", (2021, 11, 15)), (None, (2021, 11, 12))]
)
def test_the_end_of_the_steps(region: object, expected: tuple[int, int, int]):
    """29 working days from 1 October 2021 (DOMAIN.md 10); 21 October is off in the central region only."""
    assert udfs.PA_WORKDAY(serial(2021, 10, 1), 29.0, region) == serial(*expected)


def test_working_days_by_row_and_their_errors():
    """Start, number and region may be columns; too few days #NUM!, beyond the known holidays #N/A."""
    start = serial(2021, 10, 1)
    days = column(1.9, 0.0, None, "x", 5000.0, 1e300)
    assert udfs.PA_WORKDAY(start, days) == [[start], [NUM], [NA], [VALUE], [NA], [NA]]
    assert udfs.PA_WORKDAY("2564-10", 1.0) == VALUE
    regions = column("ใต้", "ทั้งประเทศ", "moon")
    expected = column(serial(2021, 10, 7), serial(2021, 10, 6), VALUE)
    assert udfs.PA_WORKDAY(start, 4.0, regions) == [list(row) for row in expected]


def test_holidays_of_a_range_take_the_place_of_the_shipped():
    """A fiscal year is known where the range has a day in it; without one the answer is #N/A."""
    start = serial(2023, 1, 2)
    assert udfs.PA_WORKDAY(start, 2.0) == NA
    assert udfs.PA_WORKDAY(start, 2.0, None, column(serial(2023, 1, 3))) == serial(2023, 1, 4)
    assert udfs.PA_WORKDAY(start, 2.0, None, column(None, None)) == NA


@pytest.mark.parametrize(
    ("cell", "form", "expected"),
    [
        (44512.0, None, "12 พฤศจิกายน 2564"),
        (44512.75, "ย่อ", "12 พ.ย. 64"),
        (44512.0, "long_thai", "๑๒ พฤศจิกายน ๒๕๖๔"),
        (44512.0, "ย่อเลขไทย", "๑๒ พ.ย. ๖๔"),
        ("2565-02", None, "กุมภาพันธ์ 2565"),
        ("2565-02", "short", "ก.พ. 65"),
        (None, None, NA),
        (44512.0, "loud", VALUE),
    ],
)
def test_thai_dates(cell: object, form: object, expected: str):
    """Long and short, with Thai digits, of dates and of months."""
    assert udfs.PA_THAIDATE(cell, form) == expected


def test_dates_of_a_1904_book():
    """The wrapper says that a book counts from 1904; dates go in and out in its numbers."""
    day = to_serial(dt.datetime(2021, 10, 1), epoch_1904=True)
    assert udfs.PA_FISCALYEAR(day, True) == 2565.0
    end = udfs.PA_WORKDAY(day, 29.0, "central", None, True)
    assert from_serial(end, epoch_1904=True) == dt.datetime(2021, 11, 15)
    assert udfs.PA_DUE("2564-10", None, None, True) == to_serial(dt.datetime(2021, 11, 10), epoch_1904=True)


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


def test_a_bug_of_ours_is_an_error_and_a_log(monkeypatch: pytest.MonkeyPatch):
    """The cell shows #VALUE!, the traceback goes where doctor finds it; no text about it reaches the sheet."""
    written: list[tuple[str, str]] = []
    monkeypatch.setattr(udfs, "write_log", lambda error, name: written.append((str(error), name)))

    def broken(actual: object, targets: object) -> object:
        raise ZeroDivisionError(f"{actual}{targets}")

    guarded = udfs._guarded(dataclasses.replace(FUNCTIONS["PA_SCORE"], call=broken))
    assert guarded(1.0, 2.0) == VALUE
    assert written == [("1.02.0", "PA_SCORE")]


def test_the_catalogue_is_what_is_published():
    """Every function of the catalogue stands in udfs under its name, and no other."""
    published = {name for name in vars(udfs) if name.startswith("PA_")}
    assert published == set(FUNCTIONS)
    assert all(getattr(udfs, name).__name__ == name for name in published)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda f: f.name)
@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_wizard_has_a_help_for_each_argument(function: object, lang: str):
    """Texts in both languages within the 255 characters that Excel shows; Thai is Thai; no text is left over."""
    (row,) = [row for row in wizard_rows(lang) if row[0] == function.name]  # type: ignore[attr-defined]
    name, description, category, *helps = row
    assert category == CATEGORY == "คำรับรองฯ"
    assert len(helps) == len(function.arguments)  # type: ignore[attr-defined]
    assert DATE_SYSTEM not in [argument.name for argument in function.arguments]  # type: ignore[attr-defined]
    for text in (description, *helps):
        assert 0 < len(text.encode("utf-16-le")) // 2 <= 255, (name, text)
        assert any("ก" <= letter <= "๛" for letter in text) == (lang == "th"), (name, text)
        assert "\u0e4d\u0e32" not in text


def test_no_text_of_the_catalogue_is_unused():
    """functions.toml tells of exactly the arguments and errors that there are."""
    from addin.excel.functions import _TEXTS

    assert set(_TEXTS) - {"category"} == set(FUNCTIONS)
    for name, function in FUNCTIONS.items():
        assert set(_TEXTS[name]["arguments"]) == {argument.name for argument in function.arguments}
        assert set(_TEXTS[name]) == {"th", "en", "blank", "errors", "arguments"}
