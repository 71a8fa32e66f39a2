"""Three-way merge of a form that came back: what the form was given, what it says, what the book says now.

A cell is a value or a blank (None or NaN); texts that differ only in line ends or outer spaces are the same.
The cells of a row that say one thing together (a value, its status, who reported it when) stay together:
while one of them waits for a choice, the others of its group wait too. Source: WORKBOOK.md (`collect`).
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from addin.rules.exact import Bools
from addin.rules.frames import Objects

Take = Literal["form", "book"]
"""How conflicts are settled: for the form, or for the book; undecided they are left alone."""

NOTHING, TAKEN, CONFLICT, WAITS, KEPT = "nothing", "taken", "conflict", "waits", "kept"
"""What becomes of a cell. waits: changed by the form alone, but its group has a conflict; kept: the form
changed what the book has certified or set aside, which is never overwritten."""


def plain(value: Any) -> Any:
    r"""A cell as it is compared: None for every blank, texts without outer spaces and with plain line ends.

    >>> plain(" a\r\nb "), plain(float("nan")), plain(80.0)
    ('a\nb', None, 80.0)
    """
    if value is None or value is pd.NaT:
        return None
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip() or None
    if isinstance(value, float | np.floating) and np.isnan(value):
        return None
    return value


def merge(cells: pd.DataFrame, take: Take | None = None) -> pd.Series[str]:
    """What becomes of each cell: a key of this module for each row of `cells`.

    `cells` has base, form and book (values), locked (the book's row is certified or set aside), and group (a
    text; blank where a cell stands alone). What the form did not change, and what both changed alike, is
    nothing to do.
    """
    base, form, book = (_plain(cells[key].tolist()) for key in ("base", "form", "book"))
    moved = _differ(form, base) & _differ(form, book)
    locked = cells["locked"].to_numpy(dtype=np.bool_)
    clash = moved & _differ(book, base) & ~locked
    group = cells["group"].to_numpy(dtype=object)
    held = ~clash & moved & ~locked & np.isin(group, group[clash]) & ~pd.isna(group)
    if take == "form":
        decided = np.where(moved, TAKEN, NOTHING)
    elif take == "book":
        decided = np.where(moved & ~clash & ~held, TAKEN, NOTHING)
    else:
        decided = np.where(clash, CONFLICT, np.where(held, WAITS, np.where(moved, TAKEN, NOTHING)))
    decided = np.where(moved & locked, KEPT, decided)
    return pd.Series(decided, index=cells.index, dtype="str")


def _plain(values: list[Any]) -> Objects:
    found: Objects = np.empty(len(values), dtype=object)
    found[:] = [plain(value) for value in values]
    return found


def _differ(one: Objects, other: Objects) -> Bools:
    return np.asarray(one != other, dtype=np.bool_)
