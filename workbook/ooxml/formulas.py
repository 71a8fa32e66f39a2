"""References inside formulas: moved with a copied formula, or stretched with a Table that grew.

A formula is not evaluated here; texts, structured references and references to other books are stepped over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from workbook.ooxml.limits import MAX_COLUMN, MAX_ROW
from workbook.ooxml.refs import Area, column_letters, column_number

_SHEET: Final = r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^\s'\"!()&+\-*/^=<>,;:{}\[\]$#%@|]+))!"
_CELL: Final = r"(?P<c1>\$?[A-Za-z]{1,3})(?P<r1>\$?\d{1,7})(?::(?P<c2>\$?[A-Za-z]{1,3})(?P<r2>\$?\d{1,7}))?"
_WORD: Final = r"\w\u0E00-\u0E7F.\\"  # Thai vowel and tone marks are letters to Excel, not to \w
_TOKEN: Final = re.compile(
    r'"(?:[^"]|"")*"'  # a text
    r"|\[[^\[\]]*\][^\s'\"!()&+\-*/^=<>,;{}\[\]#%@|]*!"  # another book
    r"\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?"
    r"|\[(?:[^\[\]]|\[[^\[\]]*\])*\]"  # a structured reference
    rf"|(?<![{_WORD}:])(?:{_SHEET})?(?<![{_WORD}]){_CELL}(?![{_WORD}(!])"
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A Table whose data rows were `first`..`old_last` of columns `left`..`right` now to `new_last`."""

    sheet: str
    left: int
    right: int
    first: int
    old_last: int
    new_last: int

    def covers_exactly(self, area: Area) -> bool:
        """True when `area` is whole columns of the old data rows."""
        inside = self.left <= area.left and area.right <= self.right
        return inside and area.top == self.first and area.bottom == self.old_last

    @property
    def freed(self) -> Area | None:
        """The rows that the Table no longer has."""
        if self.new_last >= self.old_last:
            return None
        return Area(self.new_last + 1, self.left, self.old_last, self.right)


def _sub(expression: str, change: Callable[[re.Match[str]], str]) -> str:
    return _TOKEN.sub(lambda match: change(match) if match["c1"] else match[0], expression)


def shift(expression: str, rows: int, columns: int = 0) -> str:
    """The formula as Excel copies it `rows` down and `columns` right: relative references move, $ ones stay.

    >>> shift('A1+$B$2+tbl[[#This Row],[A1]]&"A1"', 3)
    'A4+$B$2+tbl[[#This Row],[A1]]&"A1"'
    """

    def moved(match: re.Match[str]) -> str:
        text = match[0][: match.start("c1") - match.start()]
        corners = []
        for number in ("1", "2"):
            column, row = match["c" + number], match["r" + number]
            if column is None:
                continue
            if not column.startswith("$"):
                at = column_number(column.upper()) + columns
                column = column_letters(at) if 0 < at <= MAX_COLUMN else None
            if not row.startswith("$"):
                row = str(int(row) + rows) if 0 < int(row) + rows <= MAX_ROW else None
            corners.append(f"{column}{row}" if column and row else "#REF!")
        return text + ":".join(corners)

    return _sub(expression, moved)


def stretch(
    expression: str, stretches: list[Stretch], home: str | None, *, fixed_only: bool, single: bool = False
) -> str:
    """The formula with every reference to exactly a column's old data rows stretched to the new ones.

    `home` is the sheet that references without a sheet name mean (None: they mean nothing). `fixed_only`
    leaves references whose rows are relative. `single` takes one cell for the range of a Table of one row.

    >>> grown = [Stretch("S", 1, 4, 5, 9, 20)]
    >>> stretch("SUM(S!$B$5:$B$9,S!$B$5:$B$8)", grown, None, fixed_only=True)
    'SUM(S!$B$5:$B$20,S!$B$5:$B$8)'
    """

    def stretched(match: re.Match[str]) -> str:
        first, last = match["r1"], match["r2"] or (match["r1"] if single else None)
        if last is None or (fixed_only and not (first[0] == "$" and last[0] == "$")):
            return match[0]
        sheet = match["quoted"].replace("''", "'") if match["quoted"] else match["bare"] or home
        left = column_number(match["c1"].upper().lstrip("$"))
        right = column_number((match["c2"] or match["c1"]).upper().lstrip("$"))
        area = Area(int(first.lstrip("$")), left, int(last.lstrip("$")), right)
        for one in stretches:
            if sheet is not None and one.sheet.casefold() == sheet.casefold() and one.covers_exactly(area):
                dollar = "$" if last[0] == "$" else ""
                head = match[0][: match.start("r1") - match.start()] + first
                return f"{head}:{match['c2'] or match['c1']}{dollar}{one.new_last}"
        return match[0]

    return _sub(expression, stretched)


@lru_cache(maxsize=4096)
def parse_reference(expression: str) -> tuple[str, Area] | None:
    """The sheet and area of a formula that is one reference such as 'ชื่อ'!$A$1:$B$2; None for any other."""
    match = _TOKEN.fullmatch(expression.strip())
    if match is None or not match["c1"] or not (match["quoted"] or match["bare"]):
        return None
    sheet = match["quoted"].replace("''", "'") if match["quoted"] else match["bare"]
    rows = sorted(int(row.lstrip("$")) for row in (match["r1"], match["r2"] or match["r1"]))
    letters = (match["c1"], match["c2"] or match["c1"])
    columns = sorted(column_number(one.upper().lstrip("$")) for one in letters)
    if not (rows[0] > 0 and rows[1] <= MAX_ROW and columns[1] <= MAX_COLUMN):
        return None
    return sheet, Area(rows[0], columns[0], rows[1], columns[1])
