"""Columns of floats become exact integers, and integers the nearest floats."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.rules.exact import (
    CHUNK,
    blocks,
    ceil_div,
    half_up,
    half_up_div,
    number_text,
    quotients,
    score_text,
    to_decimal,
    to_float,
    to_units,
)


def fifteen_digits() -> st.SearchStrategy[Decimal]:
    """Decimals of at most 15 significant digits, what Excel keeps."""
    whole = st.integers(-(10**15) + 1, 10**15 - 1)
    return st.builds(lambda n, places: Decimal(n).scaleb(-places), whole, st.integers(-5, 25))


@given(st.lists(st.tuples(fifteen_digits(), fifteen_digits()), min_size=1, max_size=6))
def test_blocks_hold_the_decimals_that_the_floats_stand_for(rows: list[tuple[Decimal, Decimal]]):
    """Whatever their size and places, numer / tens is the decimal that was typed."""
    found = {}
    for block in blocks(np.array([[float(a), float(b)] for a, b in rows])):
        for row, numer, tens in zip(
            block.rows.tolist(), block.numer.tolist(), block.tens.tolist(), strict=True
        ):
            found[row] = tuple(Fraction(n, tens) for n in numer)
    assert found == {i: (Fraction(a), Fraction(b)) for i, (a, b) in enumerate(rows)}


def test_blocks_cover_every_row_once_across_chunks():
    """More rows than a chunk, some of which need Python integers."""
    matrix = np.arange(CHUNK + 100, dtype=np.float64)[:, None] / 4
    matrix[::1000] = 1e-14
    rows = np.concatenate([block.rows for block in blocks(matrix)])
    assert list(range(CHUNK + 100)) == sorted(rows.tolist())


def test_an_infinite_number_is_refused():
    """Infinity has no decimal; readers never hand it over."""
    with pytest.raises(ValueError, match="infinite"):
        list(blocks(np.array([[np.inf]])))


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_half_up_div_equals_decimal(numer: int, denom: int):
    """Halves go away from zero, for int64 and for Python integers alike."""
    expected = int(half_up(Fraction(numer, denom), 0))
    assert expected == half_up_div(np.array([numer]), np.array([denom]))[0]
    assert expected == half_up_div(np.array([numer], dtype=object), np.array([denom], dtype=object))[0]


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_ceil_div_is_the_least_integer_not_below(numer: int, denom: int):
    """One less is below the quotient."""
    found = int(ceil_div(np.array([numer]), np.array([denom]))[0])
    assert (found - 1) * denom < numer <= found * denom


@given(st.decimals(-1000, 1000, places=7), st.integers(0, 6))
def test_half_up_equals_decimals_own_rounding(value: Decimal, places: int):
    """Decimal's ROUND_HALF_UP is half away from zero too."""
    assert value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == half_up(value, places)


@given(fifteen_digits())
def test_floats_and_decimals_of_fifteen_digits_go_both_ways(value: Decimal):
    """float(decimal) stands for that decimal and no other."""
    assert value == to_decimal(float(value))
    assert float(value) == to_float(Fraction(value))


@given(st.lists(st.tuples(st.integers(-(10**18), 10**18), st.integers(0, 9)), min_size=1, max_size=5))
def test_quotients_are_the_nearest_floats(pairs: list[tuple[int, int]]):
    """Also where the integers are too large to divide as floats."""
    numer = np.array([n for n, _ in pairs])
    denom = np.array([10**k for _, k in pairs])
    assert [to_float(Fraction(n, 10**k)) for n, k in pairs] == quotients(numer, denom).tolist()


def test_to_units_refuses_a_fifth_decimal():
    """A score setting of five decimals would be cut silently."""
    assert to_units(Decimal("2.9999")) == 29999
    with pytest.raises(ValueError, match="more than 4"):
        to_units(Decimal("2.99995"))


@pytest.mark.parametrize(
    ("value", "text"),
    [(83.5, "83.5"), (1e15, "1000000000000000"), (0.0001, "0.0001"), (-0.0, "0"), (80.0, "80")],
)
def test_numbers_are_written_without_exponent_or_trailing_zeros(value: float, text: str):
    """As an officer types them."""
    assert text == number_text(value)


def test_scores_are_written_with_four_decimals():
    """3 is 3.0000."""
    assert score_text(3.0) == "3.0000"
