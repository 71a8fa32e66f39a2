"""Exact decimal arithmetic over whole columns of float64.

Each float64 that a reader hands over stands for a decimal of at most 15 significant digits (what Excel keeps
and shows). Such a decimal is m / 10**k with |m| < 10**15, and m = rint(x * 10**k) finds it: the two roundings
shift the product by at most m * 2**-52 < 0.23. The other way round, m / 10**k == x with |m| < 10**15 proves
that x stands for m / 10**k, because no two decimals of 15 digits share a float64. So rows are turned into
integers, all the arithmetic is done on integers, and the results become the floats nearest to their decimal.

Rows whose integers could overflow int64 (or have more decimals than `FAST_PLACES`) go through the very same
formulas as arrays of Python integers: `blocks` yields blocks of both sorts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Whole = npt.NDArray[Any]
"""Integers, either int64 or Python's in an array of dtype object."""

UNIT = 10_000
"""Scores are integers of 1/10000."""

LIMIT = 10**13
"""Largest integer of a fast block: leaves 900,000 times its size below 2**63 for products and sums."""

CHUNK = 16_384
"""Rows of a block: its temporaries stay in the cache. 1,000,000 rows of six: 0.02 s, at once 0.1 s."""

FAST_PLACES = 9
DIGITS = 15
_LADDER = (0, 1, 2, 3, 5, 6, 7, 8, FAST_PLACES)
_BLANK = Decimal(0)
_BIGGEST = 1.79769313486231e308


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a matrix as integers: `numer[i, j] / tens[i]` is the value of row `rows[i]`, column j.

    Blanks are 0. `numer` is (n, m) and `tens` is (n,), both int64 or both object (Python integers).
    """

    rows: Ints
    numer: Whole
    tens: Whole


def blocks(matrix: Floats, limit: int = LIMIT) -> Iterator[Block]:
    """The rows of a matrix as exact integers, each row on one scale of its own.

    `matrix` is (n, m), NaN for a blank; infinities are refused with ValueError. Yields int64 blocks whose
    integers are below `limit` in size, and blocks of Python integers for the rows that do not fit one.
    """
    for start in range(0, len(matrix), CHUNK):
        yield from _chunk(matrix[start : start + CHUNK], start, limit)


def _chunk(matrix: Floats, start: int, limit: int) -> Iterator[Block]:
    """At most one block of each sort for some rows of a matrix, the first of which is row `start`."""
    blank = np.isnan(matrix)
    filled = np.where(blank, 0.0, matrix) if blank.any() else matrix
    numer = np.zeros(filled.shape, dtype=np.int64)
    places = np.zeros(len(filled), dtype=np.int64)
    todo = np.arange(len(filled))
    # Four decimals first: it is the scale of scores, and one pass settles nearly every row of real books.
    for k in (4, *_LADDER):
        part = filled if todo.size == len(filled) else filled[todo]
        with np.errstate(over="ignore"):
            scaled = np.rint(part * float(10**k))
        good = (scaled / float(10**k) == part) & (np.abs(scaled) < limit)
        if good.all() and todo.size == len(filled):
            yield Block(todo + start, scaled.astype(np.int64), np.full(len(filled), 10**k, dtype=np.int64))
            return
        whole_row = good.all(axis=1)
        hit = todo[whole_row]
        numer[hit] = scaled[whole_row]
        places[hit] = k
        todo = todo[~whole_row]
        if not todo.size:
            break
    fast = np.delete(np.arange(len(filled)), todo)
    if fast.size:
        yield Block(fast + start, numer[fast], np.power(10, places[fast]))
    if todo.size:
        yield _python_integers(todo + start, filled[todo])


def _python_integers(rows: Ints, part: Floats) -> Block:
    if not np.isfinite(part).all():
        raise ValueError("an infinite number has no exact decimal")
    numer = np.empty(part.shape, dtype=object)
    tens = np.empty(len(part), dtype=object)
    for i, row in enumerate(part.tolist()):
        decimals = [to_decimal(value) for value in row]
        places = max((-_exponent(value) for value in decimals), default=0)
        tens[i] = 10 ** max(places, 0)
        numer[i] = [int(Fraction(value) * tens[i]) for value in decimals]
    return Block(rows, numer, tens)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def to_decimal(value: float) -> Decimal:
    """The decimal of at most 15 significant digits that a finite float64 stands for.

    >>> to_decimal(0.1)
    Decimal('0.1')
    """
    return Decimal(f"{value:.15g}") if value else _BLANK


def to_float(value: Fraction | int) -> float:
    """The float64 nearest to a rational rounded half-up to 15 significant digits; never infinite."""
    with localcontext() as context:
        context.prec = DIGITS
        context.rounding = ROUND_HALF_UP
        fraction = Fraction(value)
        rounded = float(Decimal(fraction.numerator) / Decimal(fraction.denominator))
        return max(-_BIGGEST, min(_BIGGEST, rounded))


def half_up_div(numer: Whole, denom: Whole) -> Whole:
    """The quotient numer / denom as the nearest integer, halves away from zero. `denom` is positive.

    >>> half_up_div(np.array([5, -5, 4, 7]), np.array([2, 2, 3, 3])).tolist()
    [3, -3, 1, 2]
    """
    size: Whole = (abs(numer) + denom // 2) // denom
    return np.where(numer < 0, -size, size)


def ceil_div(numer: Whole, denom: Whole) -> Whole:
    """The smallest integer not below numer / denom. `denom` is positive."""
    return -((-numer) // denom)


def half_up(value: Decimal | Fraction | int, places: int) -> Decimal:
    """A number rounded to `places` decimals, halves away from zero, as Excel's ROUND does.

    >>> half_up(Decimal("2.99985"), 4), half_up(Decimal("-0.5"), 0)
    (Decimal('2.9999'), Decimal('-1'))
    """
    fraction = abs(Fraction(value)) * 10**places + Fraction(1, 2)
    size = fraction.numerator // fraction.denominator
    return Decimal(-size if value < 0 else size).scaleb(-places)


def quotients(numer: Whole, denom: Whole) -> Floats:
    """The floats nearest to numer / denom, rounded half-up to 15 digits where there are more.

    `denom` is positive and, in int64, below 2**53. Two integers below 2**53 divide into the nearest float at
    once, and below 10**15 a quotient by a power of ten has 15 digits at most; the rest goes by `to_float`.
    """
    if numer.dtype == np.int64:
        result = np.asarray(numer / denom, dtype=np.float64)
        rest = np.flatnonzero(np.abs(numer) >= 10**DIGITS)
    else:
        result = np.zeros(len(numer))
        rest = np.arange(len(numer))
    for i in rest.tolist():
        result[i] = to_float(Fraction(int(numer[i]), int(denom[i])))
    return result


def from_units(units: Whole, present: Bools) -> Floats:
    """Integers of 1/10000 as floats; NaN where not present."""
    ten_thousandths = np.full(units.shape, UNIT, dtype=units.dtype)
    return np.where(present, quotients(units, ten_thousandths), np.nan)


def to_units(value: Decimal) -> int:
    """A decimal as an integer of 1/10000; ValueError when it has more than 4 decimals."""
    scaled = value.scaleb(4)
    if scaled != int(scaled):
        raise ValueError(f"{value} has more than 4 decimals")
    return int(scaled)


def score_text(score: float | Decimal) -> str:
    """A score with its four decimals.

    >>> score_text(2.9999)
    '2.9999'
    """
    return f"{score:.4f}"


def number_text(value: float) -> str:
    """A number as people write it: no exponent, no trailing zeros.

    >>> number_text(83.5), number_text(1e6), number_text(-0.0)
    ('83.5', '1000000', '0')
    """
    text = f"{to_decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
