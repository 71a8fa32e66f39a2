"""Older books brought to this code's layout: one registered step from each layout to the next.

A step works on the package of a copy and touches only what is new; every cell, format, column and sheet of
the user stays. What was done is recorded in the book's own table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from workbook.book import RawTable, WritableValue
from workbook.book_rows import LAYOUT, book_rows, layout_of
from workbook.ooxml import gate
from workbook.ooxml.graft import graft
from workbook.ooxml.links import add_link
from workbook.ooxml.package import Package
from workbook.ooxml.staging import Staging
from workbook.ooxml.widen import add_column
from workbook.schema.results import BOOK, HOME, SNAPSHOT, SNAPSHOT_SCORE, SNAPSHOT_SETTING

_FIRST: Final = 1
"""The layout of books from before the layout was written down."""
_LINKS: Final = "go_"
"""How the names begin that the links of home lead to."""
RECORD: Final = "migration_{}"
"""The key of the row that records a step, by the layout that it leads to."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """A book in this code's layout: its bytes, the layout that it had, the layouts that it went through."""

    content: bytes
    before: int
    steps: tuple[int, ...]


Step = Callable[[Package, Package], None]
"""Changes the package of a book (first) by what a fresh master has (second)."""


def _to_2(package: Package, fresh: Package) -> None:
    """Closings keep the settings, reported values, months and targets; the book has a number and a layout."""
    for table, key, like in (
        (SNAPSHOT, "reopened_on", "closed_on"),
        (SNAPSHOT_SCORE, "value", "actual"),
        (SNAPSHOT_SCORE, "month", "kpi_code"),
        *((SNAPSHOT_SCORE, f"target_{level}", "actual") for level in range(1, 6)),
    ):
        column = table.by_key[key]
        if column.header not in package.tables[table.name].headers:
            header = table.by_key[like].header
            add_column(package, table.name, column.header, like=header, width=column.width)
    for table in (SNAPSHOT_SETTING, BOOK):
        if table.name not in package.tables:
            graft(package, fresh, table.name)
            if HOME.name in package.tables:
                home = package.tables[HOME.name].sheet.part
                add_link(package, home, _LINKS, f"{_LINKS}{table.name}", text=table.sheet, told=table.purpose)


STEPS: Final[Mapping[int, Step]] = {2: _to_2}
"""The layout that a step leads to, from the one before it."""
assert tuple(STEPS) == tuple(range(_FIRST + 1, LAYOUT + 1)), "a step to every layout"


def migrate(content: bytes, fresh: bytes, today: dt.date) -> Migrated:
    """The bytes of a book in this code's layout; those given where it has it already.

    `fresh` is an empty master as this code builds it. CannotWrite where something stands in the way.
    """
    checked = gate.inspect(content)
    before = layout_of(Staging(checked))
    steps = tuple(range(before + 1, LAYOUT + 1))
    if not steps:
        return Migrated(content, before, ())
    package, source = Package(checked), Package(gate.inspect(fresh))
    for number in steps:
        STEPS[number](package, source)
    staging = Staging(gate.inspect(package.build(package.changes)))
    staging.replace(BOOK.name, _recorded(staging.read(BOOK.name), steps, today))
    return Migrated(staging.finish(), before, steps)


def _recorded(raw: RawTable, steps: tuple[int, ...], today: dt.date) -> list[dict[str, WritableValue]]:
    """The rows of the book's table with the layout that it has now and a row for each step."""
    label, value, key = (BOOK.by_key[name].header for name in ("label", "value", "key"))
    places = [raw.headers.index(header) for header in (label, value, key)]
    rows: list[dict[str, WritableValue]] = []
    for line in raw.cells:
        shown = dict(zip((label, value, key), (line[j] for j in places), strict=True))
        if shown[key] is not None:
            rows.append({k: v for k, v in shown.items() if isinstance(v, str | float | dt.datetime)})
    rows = rows or book_rows()
    for row in rows:
        if row.get(key) == "layout":
            row[value] = LAYOUT
    return rows + [
        {label: f"ปรับโครงสร้างเป็นรุ่น {number}", value: today, key: RECORD.format(number)} for number in steps
    ]
