"""The worksheet functions about scores: what a cell holds into the rules, what they say back into the cell.

Every function takes raw values (see cells.py) and gives one value or a list of rows; it raises Refused where
one error answers the whole call. What blanks, texts and errors do stands in functions.toml.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from addin.excel.cells import (
    Code,
    Numbers,
    Raw,
    Refused,
    answer,
    common_shape,
    first_error,
    one_word,
    read_numbers,
    read_words,
    row_errors,
    spread,
    vocabulary,
)
from addin.rules.attainment import Attainment
from addin.rules.attainment import attainment as attained
from addin.rules.exact import UNIT, Bools, Floats, Ints, to_decimal
from addin.rules.scoring import INTERPOLATE, SCORINGS, STEP, Codes, usable_targets
from addin.rules.settings import MissingPolicy
from addin.rules.worksheet import (
    CAP,
    DEFAULTS,
    actual_scores,
    column_gaps,
    needed_for,
    pass_units,
    score_units,
    sentences,
    slopes,
    weighted_scores,
)
from workbook.schema.settings import MISSING
from workbook.schema.words import DIRECTION, SCORING

HIGHER, LOWER = range(2)
LEVELS = 5
POLICIES: tuple[MissingPolicy, ...] = get_args(MissingPolicy)

_DIRECTIONS = vocabulary(DIRECTION, ("higher", "lower")) | {1.0: HIGHER, -1.0: LOWER}
_SCORINGS = vocabulary(SCORING, SCORINGS)
_POLICIES = vocabulary(MISSING, POLICIES)


@dataclass(frozen=True, slots=True)
class _Case:
    """Cells with all it takes to score them, cell by cell (n,); `rows` are those without an error."""

    shape: tuple[int, int]
    error: Ints
    rows: Ints
    kind: Codes
    value: Floats
    targets: Floats
    lower: Bools

    def answer(self, compute: Callable[[Codes, Floats, Floats, Bools], Raw], empty: object) -> Raw:
        """The answer with what `compute` gives for the rows without an error; `empty` tells its type."""
        values = np.full(len(self.error), empty)
        if self.rows.size:
            values = values.astype(object) if isinstance(empty, str) else values
            rows = self.rows
            values[rows] = compute(self.kind[rows], self.value[rows], self.targets[rows], self.lower[rows])
        return answer(values, self.error, self.shape)


def _case(value: Raw, targets: Raw, direction: Raw, scoring: Raw) -> _Case:
    numbers = read_numbers(value)
    kinds = read_words(scoring, _SCORINGS, INTERPOLATE)
    ways = read_words(direction, _DIRECTIONS, HIGHER)
    scaled_somewhere = bool(((kinds.code == INTERPOLATE) | (kinds.code == STEP))[kinds.error == 0].any())
    sets = _target_sets(targets) if scaled_somewhere else _NO_TARGETS
    shape = common_shape(numbers.shape, kinds.code.shape, ways.code.shape, (len(sets.value), 1))

    kind = spread(kinds.code, shape)
    lower = np.asarray(spread(ways.code, shape) == LOWER, dtype=np.bool_)
    which = spread(np.arange(len(sets.value))[:, None], shape)
    scale = sets.value[which]
    scaled = ((kind == INTERPOLATE) | (kind == STEP)) & (spread(kinds.error, shape) == 0)
    error = first_error(
        spread(numbers.required(), shape),
        np.where(scaled, row_errors(sets.required())[which], 0),
        spread(ways.error, shape),
        spread(kinds.error, shape),
    )
    unfit = scaled & (error == 0)
    unfit[unfit] = ~usable_targets(scale[unfit], lower[unfit])
    error = np.where(unfit, Code.NUM, error)
    return _Case(
        shape=shape,
        error=error,
        rows=np.flatnonzero(error == 0),
        kind=kind.astype(np.int8),
        value=spread(numbers.value, shape),
        targets=scale,
        lower=lower,
    )


def _target_sets(targets: Raw) -> Numbers:
    """Five targets a row: one set, in a row or in a column, or one set for each row of actuals."""
    read = read_numbers(targets)
    if read.shape == (LEVELS, 1):
        return Numbers(read.value.T, read.error.T, read.text.T)
    if read.shape[1] != LEVELS:
        raise Refused(Code.VALUE)
    return read


_NO_TARGETS = Numbers(
    np.full((1, LEVELS), np.nan), np.zeros((1, LEVELS), dtype=np.int64), np.zeros((1, LEVELS), dtype=np.bool_)
)


def score(actual: Raw, targets: Raw, direction: Raw = None, scoring: Raw = None) -> Raw:
    """The score of each actual, floor 1, cap 5, 4 decimals. Source: WORKBOOK.md "Figures" 1."""
    case = _case(actual, targets, direction, scoring)
    return case.answer(lambda *cells: actual_scores(*cells)[0] / UNIT, 0.0)


def explain(actual: Raw, targets: Raw, direction: Raw = None, scoring: Raw = None) -> Raw:
    """The sentence of each actual: its score, the level reached, and what reaches the pass score."""
    return _case(actual, targets, direction, scoring).answer(sentences, "")


def needed(score: Raw, targets: Raw, direction: Raw = None) -> Raw:
    """The least favourable actual that reaches each score by interpolation. Source: "Figures" 6."""
    case = _case(score, targets, direction, None)
    fine = case.error == 0
    case.error[fine & (case.value < 0)] = Code.NUM
    case.error[fine & (case.value > CAP / UNIT)] = Code.NA
    case = replace(case, rows=np.flatnonzero(case.error == 0))
    return case.answer(lambda _, value, scale, lower: needed_for(value, scale, lower), 0.0)


def gap(actual: Raw, target: Raw, direction: Raw = None) -> Raw:
    """The gap of each actual to its target; positive is short of it. Source: "Figures" 7."""
    have, want = read_numbers(actual), read_numbers(target)
    ways = read_words(direction, _DIRECTIONS, HIGHER)
    shape = common_shape(have.shape, want.shape, ways.code.shape)
    error = first_error(
        spread(have.required(), shape), spread(want.required(), shape), spread(ways.error, shape)
    )
    rows = np.flatnonzero(error == 0)
    lower = np.asarray(spread(ways.code, shape) == LOWER, dtype=np.bool_)
    values = np.zeros(len(error))
    values[rows] = column_gaps(spread(have.value, shape)[rows], spread(want.value, shape)[rows], lower[rows])
    return answer(values, error, shape)


def _judged(scores: Raw, pass_score: Raw) -> tuple[Numbers, Ints, Bools]:
    """Scores with the error of each and whether it passes (cell by cell); a blank is no error and no pass."""
    least = _pass(pass_score)
    read = read_numbers(scores)
    error = np.where(read.text, Code.VALUE, read.error)
    error = np.where((read.value < 0) | (read.value > CAP / UNIT), Code.NUM, error).reshape(-1)
    value = read.value.reshape(-1)
    rows = np.flatnonzero((error == 0) & ~np.isnan(value))
    passing = np.zeros(len(value), dtype=np.bool_)
    passing[rows] = score_units(value[rows]) >= least
    return read, error, passing


def _pass(pass_score: Raw) -> int:
    given = read_numbers(pass_score).one()
    if given is None:
        return DEFAULTS.pass_units
    if (units := pass_units(given)) is None:
        raise Refused(Code.NUM)
    return units


def passed(scores: Raw, pass_score: Raw = None) -> Raw:
    """TRUE where the score, half-up to 4 decimals, reaches the pass score. Source: "Figures" 4."""
    read, error, passing = _judged(scores, pass_score)
    return answer(passing, error, read.shape)


def _attained(scores: Raw, pass_score: Raw, target: Raw) -> Attainment:
    read, error, passing = _judged(scores, pass_score)
    if error.any():
        raise Refused(int(error[error != 0][0]))
    percent = read_numbers(target).one()
    wanted = DEFAULTS.target_percent if percent is None else to_decimal(percent)
    if not 1 < wanted <= 100:  # 95 typed as 95% arrives as 0.95, which everybody would reach
        raise Refused(Code.NUM)
    return attained(int(passing.sum()), read.value.size, wanted)


def attainment(scores: Raw, pass_score: Raw = None, target: Raw = None) -> Raw:
    """The percentage of the units that passed; with a target also whether it is met, and how many are short.

    Every cell is a unit: the denominator never shrinks. Source: WORKBOOK.md "Figures" 4.
    """
    found = _attained(scores, pass_score, target)
    assert found.percent is not None
    percent = float(found.percent)
    return percent if read_numbers(target).one() is None else [[percent, found.met, float(found.short)]]


def short(scores: Raw, pass_score: Raw = None, target: Raw = None) -> Raw:
    """How many more units must pass to meet the target. Source: WORKBOOK.md "Figures" 4."""
    return float(_attained(scores, pass_score, target).short)


def unit_score(scores: Raw, weights: Raw, missing: Raw = None) -> Raw:
    """The weighted mean of the scores, 4 decimals: of a row or a column one, of a block one for each row.

    With the weights in one column beside a block, one for each column. Source: WORKBOOK.md "Figures" 2.
    """
    policy = POLICIES[one_word(missing, _POLICIES, POLICIES.index("exclude"))]
    read, heavy = read_numbers(scores), read_numbers(weights)
    rows, columns = read.shape
    if 1 in read.shape:
        if 1 not in heavy.shape or heavy.value.size != read.value.size:
            raise Refused(Code.VALUE)
        groups, shape, down = (1, read.value.size), (1, 1), False
    elif heavy.shape == (rows, 1):
        groups, shape, down = (columns, rows), (1, columns), True
    elif heavy.shape in {(1, columns), read.shape}:
        groups, shape, down = (rows, columns), (rows, 1), False
    else:
        raise Refused(Code.VALUE)

    def laid(block: npt.NDArray[Any]) -> npt.NDArray[Any]:
        block = block.T if down else block
        return block.reshape(groups) if block.size == read.value.size else np.broadcast_to(block, groups)

    value: Floats = laid(read.value)
    weight: Floats = np.nan_to_num(laid(heavy.value), nan=0.0)
    present = np.asarray(~np.isnan(value), dtype=np.bool_)
    error = first_error(
        row_errors(laid(read.error)),
        row_errors(laid(heavy.error)),
        np.where(laid(heavy.text).any(axis=1), Code.VALUE, 0),
        np.where(((value < 0) | (value > CAP / UNIT) | (weight < 0)).any(axis=1), Code.NUM, 0),
    )
    good = np.flatnonzero(error == 0)
    result = np.zeros(len(error))
    units, scored = weighted_scores(value[good], present[good], weight[good], policy)
    result[good] = units / UNIT
    error[good[~scored]] = Code.NA
    return answer(result, error, shape)


def trend(history: Raw) -> Raw:
    """The slope a year of a series (a row or a column, oldest first), or of each row of a block.

    Source: WORKBOOK.md tblGap, DOMAIN.md 5.1.
    """
    read = read_numbers(history)
    one = 1 in read.shape
    value = read.value.reshape(1, -1) if one else read.value
    error = row_errors(read.error.reshape(value.shape))
    good = np.flatnonzero(error == 0)
    result = np.zeros(len(value))
    result[good] = slopes(value[good])
    error[np.isnan(result)] = Code.NA
    return answer(result, error, (len(value), 1))
