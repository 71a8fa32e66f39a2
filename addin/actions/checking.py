"""check_sheet, next_finding, clear_marks: going through what is wrong, one sheet or one cell at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from addin.actions.check import (
    SHOWN,
    counts,
    described,
    finding_line,
    finding_marks,
    finding_place,
    finding_sheet,
    finding_spot,
    store_findings,
)
from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.outcome import Line, Outcome, action
from addin.actions.places import next_after, reading_order, table_at
from workbook.book import Book
from workbook.desk import Spot
from workbook.frames import Place, read_frame
from workbook.schema import BY_NAME
from workbook.schema.model import Role
from workbook.schema.results import FINDING

Rows = list[dict[str, Any]]


def _sheet_of(row: Mapping[str, Any], places: Mapping[str, Place]) -> str:
    place = places.get(row["table"])
    table = BY_NAME.get(row["table"])
    return place.sheet if place else table.sheet if table else str(row["table"])


@action("check_sheet")
def check_sheet(
    book: Book,
    *,
    today: dt.date,
    at: Spot,
    lang: str = "th",
    now: Callable[[], dt.datetime] = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Find everything wrong, write the whole findings sheet, but tell and mark only the sheet in front.

    data: sheet, findings, errors and warnings of the sheet, book_errors and book_warnings of the whole.
    """
    loaded = load(book, today=today, progress=progress)
    found = described(loaded, lang)
    here = [row for row in found if _sheet_of(row, loaded.places) == at.sheet]
    blocked = store_findings(book, loaded, now, progress)
    errors, warnings = counts(here)
    all_errors, all_warnings = counts(found)
    here_params = {"sheet": at.sheet, "errors": errors, "warnings": warnings}
    whole = {"errors": all_errors, "warnings": all_warnings}
    if here:
        lines = [Line("sheet_count", here_params, "bad" if errors else "title")]
    elif (table := table_at(loaded, at)) is None:
        lines = [Line("sheet_not_checked", {"sheet": at.sheet}, "title")]
    elif table.role is Role.RESULT:
        lines = [Line("sheet_of_results", {"sheet": at.sheet}, "title")]
    else:
        lines = [Line("sheet_clean", {"sheet": at.sheet}, "good")]
    lines += [finding_line(row, loaded) for row in here[:SHOWN]]
    lines.append(Line("sheet_whole", whole) if found else Line("sheet_whole_clean", kind="good"))
    if blocked:
        lines.append(Line("check_not_written", {"sheet": finding_sheet(loaded)}, "bad"))
    return Outcome(
        data={
            "sheet": at.sheet,
            "findings": here,
            "errors": errors,
            "warnings": warnings,
            "book_errors": all_errors,
            "book_warnings": all_warnings,
        },
        lines=tuple(lines),
        clean=errors == 0,
        blocked=blocked,
        marks=finding_marks(here, loaded, at.sheet),
    )


def _listed(book: Book, loaded: Loaded, at: Spot | None) -> Spot | None:
    """The cell that the selected row of the findings sheet is about."""
    table = table_at(loaded, at)
    if at is None or table is None or table.name != FINDING.name:
        return None
    frame, _, _ = read_frame(book.read(FINDING.name), FINDING)
    if at.row not in frame.index:
        return None
    sheet, cell = frame.at[at.row, "table"], frame.at[at.row, "cell"]
    if not isinstance(sheet, str) or not isinstance(cell, str):
        return None
    letters = cell.rstrip("0123456789")
    digits = cell[len(letters) :]
    return Spot(sheet, letters, int(digits)) if letters.isalpha() and digits else None


def _grave(rows: Rows) -> bool:
    return any(row["severity"] == "error" for row in rows)


@dataclass(frozen=True, slots=True)
class _Group:
    """Places to go to that are alike: cells or whole tables, with an error or with warnings only."""

    places: dict[Spot, Rows]
    of_cell: bool
    grave: bool


def _grouped(found: Rows, loaded: Loaded) -> tuple[list[_Group], Rows]:
    """The places of all findings in the order of urgency, and the findings that have no place."""
    by_cell: dict[Spot, Rows] = {}
    by_table: dict[Spot, Rows] = {}
    nowhere = []
    for row in found:
        place = finding_place(row, loaded)
        if place is None:
            nowhere.append(row)
        else:
            (by_cell if finding_spot(row, loaded) else by_table).setdefault(place, []).append(row)
    groups = [
        _Group({spot: rows for spot, rows in source.items() if _grave(rows) is grave}, of_cell, grave)
        for grave in (True, False)
        for of_cell, source in ((True, by_cell), (False, by_table))
    ]
    return groups, nowhere


def _chosen(groups: list[_Group], nowhere: Rows, listed: Spot | None) -> _Group | None:
    """The group to go through: that of the listed cell, else the most urgent; None where there is no place.

    An error that has no place is told before any warning is gone to.
    """
    of_list = [group for group in groups if group.of_cell and listed in group.places]
    urgent = [group for group in groups if group.places and (group.grave or not _grave(nowhere))]
    return next(iter([*of_list, *urgent]), None)


def _heading(group: _Group, show: Spot, number: int) -> Line:
    """Which place of how many this is."""
    if not group.of_cell:
        return Line("finding_table", {"sheet": show.sheet}, "title")
    params = {"number": number, "count": len(group.places)}
    return Line("finding_error_number" if group.grave else "finding_warning_number", params, "title")


def _others(group: _Group, found: Rows, counted: Mapping[str, int]) -> list[Line]:
    """How many cells of the other kind there are."""
    if group.grave:
        left = counted["warnings"]
        return [Line("finding_warnings_left", {"count": left})] if left else []
    if counted["errors"]:
        return [Line("finding_errors_left", {"count": counted["errors"]})]
    return [] if _grave(found) else [Line("finding_no_errors", kind="good")]


@action("next_finding")
def next_finding(book: Book, *, today: dt.date, at: Spot | None = None, lang: str = "th") -> Outcome:
    """Go to the next cell with a finding, and tell all that is wrong with it; nothing is written.

    Findings are looked for anew, so what has been mended is not offered again. Errors come first, warnings
    when none is left. The order is that of reading: sheets as they stand in the book, rows, columns; from the
    selected cell on, then from the top. After the cells come the findings about a whole column or table, at
    that table. On the findings sheet the cell of the selected row comes first. data: show (sheet, cell) or
    None, findings of that place, number (which one of its kind), cells, errors and warnings (cells of each
    kind), without_cell (findings about a whole column or table).
    """
    loaded = load(book, today=today)
    found = described(loaded, lang)
    groups, nowhere = _grouped(found, loaded)
    errors, warnings = (len(group.places) for group in groups if group.of_cell)
    whole = sum(finding_spot(row, loaded) is None for row in found)
    counted = {"cells": errors + warnings, "errors": errors, "warnings": warnings, "without_cell": whole}
    nothing: dict[str, Any] = {"show": None, "findings": [], "number": 0, **counted}
    if not found:
        return Outcome(nothing, (Line("check_clean", kind="good"), Line("finding_none_next")))
    # Sheets in the order of the book, by the first table on each.
    sheets = list(dict.fromkeys(loaded.places[n].sheet for n in book.table_names() if n in loaded.places))
    listed = _listed(book, loaded, at)
    group = _chosen(groups, nowhere, listed)
    if group is None:
        told = tuple(finding_line(row, loaded) for row in nowhere[:SHOWN])
        return Outcome(nothing, told, clean=not _grave(nowhere))
    show = listed if listed in group.places else next_after(list(group.places), listed or at, sheets)
    assert show is not None
    here = group.places[show]
    number = sorted(group.places, key=reading_order(sheets)).index(show) + 1
    said = [_heading(group, show, number), *[finding_line(row, loaded) for row in here]]
    said += _others(group, found, counted)
    rest = whole if group.of_cell else whole - len(here)
    if rest:
        said.append(Line("finding_without_cell", {"count": rest, "sheet": finding_sheet(loaded)}))
    said.append(Line("finding_next"))
    shown = {"sheet": show.sheet, "cell": show.cell}
    data = {"show": shown, "findings": here, "number": number, **counted}
    return Outcome(data, tuple(said), clean=not _grave(here), show=show)


@action("clear_marks")
def clear_marks(book: Book) -> Outcome:
    """Take away every mark of ours; the findings sheet and the user's own colours stay. data is empty."""
    del book  # named so that the entry hands the marks to the open workbook
    return Outcome({}, (Line("marks_cleared", kind="good"), Line("marks_cleared_next")), marks=())
