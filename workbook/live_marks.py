"""Marks on cells of an open workbook: a rule of conditional formatting each, known by its formula.

A rule lies over the cell's own colours and beside the user's own rules, so that taking it away leaves both as
they were.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from workbook.desk import Mark
from workbook.errors import CannotWrite
from workbook.live_state import look, members, patiently, unlocked
from workbook.ooxml.refs import Area, column_number

FORMULA: Final = '="samret-mark"="samret-mark"'
"""Always true, without a function or a separator, so that Excel in every language reads it alike."""

_LOOKS: Final[dict[str, dict[str, Any]]] = {
    # Bold beside the colour: a mark is seen without telling red from yellow.
    "error": {"fill_color": (255, 199, 206), "font_color": (156, 0, 6), "font_bold": True},
    "warning": {"fill_color": (255, 235, 156), "font_color": (127, 96, 0), "font_bold": True},
}
_LONGEST: Final = 250
"""Characters of an address that Range takes (its limit is 255)."""


def replace_marks(book: Any, marks: Sequence[Mark]) -> None:
    """Take away the marks of before and show these. A sheet locked with the user's password gets none."""
    wanted: dict[str, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for mark in marks:
        wanted[mark.spot.sheet][mark.severity].append((column_number(mark.spot.column), mark.spot.row))
    for sheet in members(book, "sheets"):
        here = wanted.get(look(sheet, "name"), {})
        old = _marks_of(sheet)
        if not old and not here:
            continue
        try:
            with unlocked(sheet):
                _rewrite(sheet, old, here)
        except CannotWrite:
            continue  # marks help the eye; the finding itself is told in the message and on its sheet


def _marks_of(sheet: Any) -> list[Any]:
    rules = members(sheet, "cells.conditional_formats")
    return [rule for rule in rules if look(rule, "formula") == FORMULA]


def _rewrite(sheet: Any, old: Sequence[Any], wanted: dict[str, list[tuple[int, int]]]) -> None:
    for rule in reversed(old):  # from the last: those before keep their numbers
        patiently(rule.delete)
    for severity in ("warning", "error"):  # a new rule goes in front: errors lie over warnings
        for address in addresses(wanted.get(severity, [])):
            formats = look(patiently(sheet.range, address), "conditional_formats")
            patiently(formats.add_custom, FORMULA, **_LOOKS[severity])


def addresses(cells: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Addresses of few areas that cover exactly these cells (column, row), each of a length that Excel takes.

    >>> list(addresses([(1, 3), (1, 4), (3, 9)]))
    ['A3:A4,C9']
    """
    runs: list[Area] = []
    for column, row in sorted(set(cells)):
        if runs and runs[-1].left == column and runs[-1].bottom == row - 1:
            runs[-1] = runs[-1]._replace(bottom=row)
        else:
            runs.append(Area(row, column, row, column))
    part = ""
    for run in map(str, runs):
        if part and len(part) + len(run) >= _LONGEST:
            yield part
            part = ""
        part = f"{part},{run}" if part else run
    if part:
        yield part
