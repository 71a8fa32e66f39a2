"""Citizen numbers in columns that the user added: they stand in no frame, so only the cells show them.

Source: DOMAIN.md 7 (the 13-digit number is forbidden anywhere in the book).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from addin.rules.findings import Finding
from addin.rules.privacy import citizen_numbers, is_citizen_number, masked

_MANY = re.compile("[0-9๐-๙](?:[ .\u00a0\u2010-\u2015/-]?[0-9๐-๙]){12}")


class Raw(Protocol):
    """A Table's cells as they stand: `cells[i][j]` in Excel row `first_row + i`, column `letters[j]`."""

    @property
    def name(self) -> str:
        """The Table's name."""
        ...

    @property
    def headers(self) -> Sequence[str]:
        """The header of each column."""
        ...

    @property
    def letters(self) -> Sequence[str]:
        """The letters of each column."""
        ...

    @property
    def first_row(self) -> int:
        """The Excel row of the first row of cells."""
        ...

    @property
    def cells(self) -> Sequence[Sequence[object]]:
        """The cells, row by row."""
        ...


def citizen_numbers_in_cells(raw: Raw, known: Collection[str]) -> Iterator[Finding]:
    """A finding for each cell with a citizen number in a column whose header is not in `known`.

    `known` are the headers as they stand in the file that a frame has read (Place.headers). `params` give the
    column's header as `column` and the address as `cell`, for no schema knows them; the number is masked.
    """
    added = [j for j, header in enumerate(raw.headers) if header not in known]
    for i, line in enumerate(raw.cells):
        for j in added:
            text = _text(line[j])
            if text is None or not (found := citizen_numbers(text)):
                continue
            row = raw.first_row + i
            params = {
                "value": masked(text[found[0][0] : found[0][1]]),
                "column": raw.headers[j],
                "cell": f"{raw.letters[j]}{row}",
            }
            yield Finding("citizen_number", raw.name, row, None, params)


def _text(value: object) -> str | None:
    """The text to search; None for what surely holds no thirteen digits, as nearly all cells do.

    A whole number of 12 digits may be a citizen number whose leading 0 the cell has lost.
    """
    if isinstance(value, str):
        return value if len(value) >= 13 and _MANY.search(value) else None
    if isinstance(value, float) and 10**11 <= value < 10**13 and value.is_integer():
        digits = f"{value:013.0f}"
        return digits if is_citizen_number(digits) else None
    return None
