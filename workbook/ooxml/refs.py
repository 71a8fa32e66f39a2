"""Cell references: letters, numbers, ranges in A1 style.

Columns and rows count from 1, as Excel does.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from workbook.ooxml.limits import MAX_COLUMN, MAX_ROW

_RANGE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Z]{1,3})\$?([1-9]\d{0,6}))?")


@lru_cache(maxsize=MAX_COLUMN)
def column_number(letters: str) -> int:
    """The number of a column: A is 1, XFD is 16384.

    >>> column_number("AA")
    27
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=MAX_COLUMN)
def column_letters(number: int) -> str:
    """The letters of a column: 1 is A, 16384 is XFD.

    >>> column_letters(16384)
    'XFD'
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Area(NamedTuple):
    """A rectangle of cells, both corners included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        """How many rows it spans."""
        return self.bottom - self.top + 1

    @property
    def columns(self) -> int:
        """How many columns it spans."""
        return self.right - self.left + 1

    @property
    def cells(self) -> int:
        """How many cells it holds."""
        return self.rows * self.columns

    def meets(self, other: Area) -> bool:
        """True when the two share a cell."""
        return not (
            self.bottom < other.top
            or other.bottom < self.top
            or self.right < other.left
            or other.right < self.left
        )

    def __str__(self) -> str:
        """The range in A1 style; one cell without a colon."""
        first = f"{column_letters(self.left)}{self.top}"
        last = f"{column_letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"


def parse_area(text: str) -> Area:
    """The rectangle that "A1:B2" or "A1" names. ValueError when it is not one inside Excel's grid.

    >>> parse_area("B3:$C$4")
    Area(top=3, left=2, bottom=4, right=3)
    """
    match = _RANGE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    left, top = column_number(match[1]), int(match[2])
    right, bottom = (column_number(match[3]), int(match[4])) if match[3] else (left, top)
    if left > right or top > bottom or right > MAX_COLUMN or bottom > MAX_ROW:
        raise ValueError(text)
    return Area(top, left, bottom, right)


def parse_areas(text: str) -> list[Area]:
    """The rectangles of a list such as "A1:A9 C3". ValueError when one is not inside the grid."""
    return [parse_area(part) for part in text.split()]
