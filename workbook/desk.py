"""What stands before the person at an open workbook: where they are, and what is put in front of them.

The port of `book.py` knows cells; this one knows the screen. Actions only tell what to mark and where to go,
in their Outcome; `live.py` does it in a spreadsheet that is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell of one sheet, by the sheet's title as the user has it, the column's letters and the row."""

    sheet: str
    column: str
    row: int

    @property
    def cell(self) -> str:
        """The address, such as "F12"."""
        return f"{self.column}{self.row}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell to be marked as wrong or as worth a look."""

    spot: Spot
    severity: Severity


class Desk(Protocol):
    """The open workbook as its user sees it."""

    def selected(self) -> Spot:
        """The upper left cell of what is selected on the sheet in front."""
        ...

    def go_to(self, spot: Spot) -> None:
        """Bring a cell into view and select it. TableMissing when its sheet is not there."""
        ...

    def hides(self, spot: Spot) -> bool:
        """True when the cell's row is hidden, as by a filter: going there shows nothing."""
        ...

    def mark(self, marks: Sequence[Mark]) -> None:
        """Show exactly these marks: those of before go. The user's own colours and rules stay as they are."""
        ...
