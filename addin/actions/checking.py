"""check_sheet, next_finding, clear_marks: going through what is wrong, one sheet or one cell at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from addin.actions.check import (
    SHOWN,
    counts,
    described,
    finding_line,
    finding_marks,
    finding_spot,
    store_findings,
)
from addin.actions.load import Loaded, load
from addin.actions.outcome import Line, Outcome, action
from addin.actions.places import next_after, reading_order, table_at
from workbook.book import Book
from workbook.desk import Spot
from workbook.frames import Place, read_frame
from workbook.schema import BY_NAME
from workbook.schema.results import FINDING


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
) -> Outcome:
    """Find everything wrong, write the whole findings sheet, but tell and mark only the sheet in front.

    data: sheet, findings, errors and warnings of the sheet, book_errors and book_warnings of the whole.
    """
    loaded = load(book, today=today)
    found = described(loaded, lang)
    here = [row for row in found if _sheet_of(row, loaded.places) == at.sheet]
    blocked = store_findings(book, loaded, now)
    errors, warnings = counts(here)
    all_errors, all_warnings = counts(found)
    here_params = {"sheet": at.sheet, "errors": errors, "warnings": warnings}
    whole = {"errors": all_errors, "warnings": all_warnings}
    if here:
        lines = [Line("sheet_count", here_params, "bad" if errors else "title")]
    elif table_at(loaded, at) is None:
        lines = [Line("sheet_not_checked", {"sheet": at.sheet}, "title")]
    else:
        lines = [Line("sheet_clean", {"sheet": at.sheet}, "good")]
    lines += [finding_line(row, loaded) for row in here[:SHOWN]]
    lines.append(Line("sheet_whole", whole) if found else Line("sheet_whole_clean", kind="good"))
    if blocked:
        lines.append(Line("check_not_written", {"sheet": FINDING.sheet}, "bad"))
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


@action("next_finding")
def next_finding(book: Book, *, today: dt.date, at: Spot | None = None, lang: str = "th") -> Outcome:
    """Go to the next cell with a finding, and tell all that is wrong with it; nothing is written.

    Findings are looked for anew, so what has been mended is not offered again. The order is that of reading:
    sheets as they stand in the book, rows, columns; from the selected cell on, then from the top. On the
    findings sheet the cell of the selected row comes first. data: show (sheet, cell) or None, findings of
    that cell, number (which one in order) of cells, without_cell (findings about a whole column or table).
    """
    loaded = load(book, today=today)
    found = described(loaded, lang)
    by_cell: dict[Spot, list[dict[str, Any]]] = {}
    without_cell = []
    for row in found:
        spot = finding_spot(row, loaded)
        if spot is None:
            without_cell.append(row)
        else:
            by_cell.setdefault(spot, []).append(row)
    if not found:
        lines = (Line("check_clean", kind="good"), Line("finding_none_next"))
        return Outcome({"show": None, "findings": [], "number": 0, "cells": 0, "without_cell": 0}, lines)
    # Sheets in the order of the book, by the first table on each.
    sheets = list(dict.fromkeys(loaded.places[n].sheet for n in book.table_names() if n in loaded.places))
    listed = _listed(book, loaded, at)
    show = listed if listed in by_cell else next_after(list(by_cell), listed or at, sheets)
    counted = {"cells": len(by_cell), "without_cell": len(without_cell)}
    if show is None:
        told = tuple(finding_line(row, loaded) for row in without_cell[:SHOWN])
        return Outcome({"show": None, "findings": [], "number": 0, **counted}, told, clean=False)
    here = by_cell[show]
    ordered = sorted(by_cell, key=reading_order(sheets))
    number = ordered.index(show) + 1
    said = [Line("finding_number", {"number": number, "count": len(ordered)}, "title")]
    said += [finding_line(row, loaded) for row in here]
    if without_cell:
        said.append(Line("finding_without_cell", {"count": len(without_cell), "sheet": FINDING.sheet}))
    said.append(Line("finding_next"))
    data = {"show": {"sheet": show.sheet, "cell": show.cell}, "findings": here, "number": number, **counted}
    return Outcome(data, tuple(said), clean=counts(here)[0] == 0, show=show)


@action("clear_marks")
def clear_marks(book: Book) -> Outcome:
    """Take away every mark of ours; the findings sheet and the user's own colours stay. data is empty."""
    del book  # named so that the entry hands the marks to the open workbook
    return Outcome({}, (Line("marks_cleared", kind="good"), Line("marks_cleared_next")), marks=())
