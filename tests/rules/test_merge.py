"""The three-way merge: nothing lost, nothing overwritten, the same in any order."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.rules.merge import CONFLICT, KEPT, NOTHING, TAKEN, WAITS, merge, plain

VALUES = st.one_of(st.none(), st.sampled_from([1.0, 2.0, "ก", "ข"]))
CELLS = st.lists(
    st.tuples(VALUES, VALUES, VALUES, st.booleans(), st.sampled_from([None, "a", "b"])), max_size=8
)


def table(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Cells from tuples of base, form, book, locked, group."""
    return pd.DataFrame(rows, columns=["base", "form", "book", "locked", "group"]).astype(object)


def decided(*row: Any, take: Any = None) -> str:
    return str(merge(table([row]), take).iloc[0])


@pytest.mark.parametrize(
    ("base", "form", "book", "expected"),
    [
        (1.0, 1.0, 1.0, NOTHING),
        (1.0, 1.0, 2.0, NOTHING),  # the book went on, the form did not
        (1.0, 2.0, 1.0, TAKEN),
        (1.0, 2.0, 2.0, NOTHING),  # both changed alike
        (1.0, 2.0, 3.0, CONFLICT),
        (1.0, None, 1.0, TAKEN),  # erased
        (None, "ก", float("nan"), TAKEN),
        ("ก\r\nข", "ก\nข ", "ก", NOTHING),  # the same text saved by another program
    ],
)
def test_one_cell(base: Any, form: Any, book: Any, expected: str) -> None:
    """What becomes of a cell follows from base, form and book alone."""
    assert expected == decided(base, form, book, False, None)


@pytest.mark.parametrize("take", [None, "form", "book"])
def test_a_certified_cell_is_never_taken(take: Any) -> None:
    """What the form changed and the book has certified is kept, whatever was chosen."""
    assert decided(1.0, 2.0, 1.0, True, None, take=take) == KEPT


def test_a_choice_settles_a_conflict() -> None:
    """For the form its value is taken, for the book nothing is done."""
    assert decided(1.0, 2.0, 3.0, False, None, take="form") == TAKEN
    assert decided(1.0, 2.0, 3.0, False, None, take="book") == NOTHING


def test_a_status_waits_for_its_value() -> None:
    """Sent is not said of another value than the one that was meant; evidence stands alone."""
    rows = [
        (1.0, 2.0, 3.0, False, "a"),
        ("draft", "submitted", "draft", False, "a"),
        (None, "ก", None, False, None),
    ]
    assert merge(table(rows)).tolist() == [CONFLICT, WAITS, TAKEN]
    assert merge(table(rows), "book").tolist() == [NOTHING, NOTHING, TAKEN]
    assert merge(table(rows), "form").tolist() == [TAKEN, TAKEN, TAKEN]


@given(CELLS, st.sampled_from([None, "form", "book"]))
def test_merging_twice_is_merging_once(rows: list[tuple[Any, ...]], take: Any) -> None:
    """After what is taken stands in the book, the same form has nothing more to take."""
    cells = table(rows)
    first = merge(cells, take)
    after = cells.assign(book=cells["form"].where(first == TAKEN, cells["book"]))
    assert not (merge(after, take) == TAKEN).any()


@given(CELLS)
def test_no_value_is_lost(rows: list[tuple[Any, ...]]) -> None:
    """Undecided, a cell of the book changes only where the book still held what the form was given."""
    cells = table(rows)
    for row, what in zip(rows, merge(cells).tolist(), strict=True):
        base, form, book, locked, _ = map(plain, row)
        if what == TAKEN:
            assert base == book != form
            assert not locked
        if form not in {base, book}:
            assert what != NOTHING, "a change of the form is taken or told"


@given(CELLS, st.randoms())
def test_the_order_of_cells_does_not_matter(rows: list[tuple[Any, ...]], random: Any) -> None:
    """Each cell's fate is the same wherever it stands."""
    cells = table(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    assert merge(cells).iloc[order].tolist() == merge(cells.iloc[order]).tolist()
