"""The next year's book from this year's: who and what goes on, this year's results as history."""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.new_file import refuse_place, write_new
from addin.actions.outcome import Line, Outcome
from addin.actions.recalc import refused
from addin.errors import CannotWrite
from addin.rules.fiscal import BE, first_day, last_day, month_label
from addin.rules.monthly import compute
from addin.rules.next_year import Carried, carry, unfinished
from addin.rules.seeded_holidays import lacks_ploughing, seeded
from workbook.added_columns import AddedColumn, added_columns, with_columns
from workbook.book import Book
from workbook.content import base_tables
from workbook.content.frames import CONTENT_YEAR

_NAMED = 3
"""Months that are named before only their number is told."""


def next_year(
    path: Path, old: Book, *, year: int | None, today: dt.date, sample: bool, progress: Progress = silent
) -> Outcome:
    """Build the book of `year` (the next by default) at `path` from the book `old`, which is only read.

    Its figures are taken at the end of its year, or today where that is sooner. Refused where no figure may
    be computed, or where a citizen number would be carried over. What follows a `sample` is marked as one.
    data: as `new`, and from, history, left, unfinished (months), holidays, columns.
    """
    from workbook.build import master_bytes  # noqa: PLC0415 - the builder is heavy, and only this needs it

    refuse_place(path)
    loaded = load(old, today=today, progress=progress)
    if loaded.refusal:
        return refused(loaded)
    _refuse_citizen_numbers(loaded, old.name)
    settings = loaded.usable
    target = settings.fiscal_year + 1 if year is None else year
    if not settings.fiscal_year < target <= 2699:
        raise CannotWrite("new_year_not_later", year=target, old=settings.fiscal_year, name=old.name)
    progress("computing")
    end = last_day(f"{settings.fiscal_year}-09")
    results = compute(loaded.frames, settings, min(today, end))
    carried = carry(loaded.frames, settings, results, target, f"คำนวณจากสมุดงาน {old.name}")
    tables = dict(carried.tables)
    tables["tblHoliday"], told = _holidays(target)
    tables["tblBook"] = pd.DataFrame({"key": ["made_from"], "value": [old.name]})
    columns, formulas = _own_columns(old, loaded, carried)
    progress("building")
    content = with_columns(master_bytes(tables, fiscal_year=target, sample=sample), columns)
    write_new(path, lambda place: place.write_bytes(content))

    months = unfinished(loaded.frames, settings)
    made = int((tables["tblHistory"]["fiscal_year"] == settings.fiscal_year).sum())
    lines = [
        Line("new_done", {"path": str(path)}, "good"),
        Line(
            "new_year_carried", {"name": old.name, "year": target, "rows": made, "old": settings.fiscal_year}
        ),
        *[Line(f"new_year_left_{why}", {"count": count}) for why, count in carried.left.items()],
        *[Line("new_year_formula_column", {"column": header}) for header in formulas],
    ]
    if months:
        shown = ", ".join(map(month_label, months[:_NAMED]))
        lines.append(Line("new_year_unfinished", {"months": shown, "count": len(months)}, "bad"))
    if loaded.errors:
        lines.append(Line("new_year_errors", {"errors": loaded.errors, "name": old.name}, "bad"))
    lines += [*told, Line("new_year_next", {"name": path.name})]
    data = {
        "book": str(path),
        "fiscal_year": target,
        "sample": sample,
        "from": old.name,
        "history": made,
        "left": carried.left,
        "unfinished": months,
        "holidays": len(tables["tblHoliday"]),
        "columns": [f"{one.table}.{one.header}" for one in columns],
    }
    return Outcome(data, tuple(lines), clean=loaded.errors == 0)


def _refuse_citizen_numbers(loaded: Loaded, name: str) -> None:
    found = sum(finding.code.startswith("citizen_number") for finding in loaded.findings)
    if found:
        raise CannotWrite("new_year_citizen_number", name=name, count=found)


def _own_columns(old: Book, loaded: Loaded, carried: Carried) -> tuple[list[AddedColumn], list[str]]:
    """The user's columns of the tables that are carried row by row; settings have rows of their own."""
    columns: list[AddedColumn] = []
    formulas: list[str] = []
    for table, frame in carried.tables.items():
        if table != "tblSetting":
            found, left = added_columns(old.read(table), loaded.places[table], frame.index.tolist())
            columns += found
            formulas += left
    return columns, formulas


def _holidays(year: int) -> tuple[pd.DataFrame, list[Line]]:
    """The holidays that a book of `year` begins with, and what a person must still do about them."""
    if year == CONTENT_YEAR:
        return base_tables(year)["tblHoliday"], []
    try:
        import holidays  # noqa: PLC0415 - heavy; without it a person types the holidays
    except ImportError:
        return base_tables(year)["tblHoliday"], [Line("new_year_no_holidays", {"year": year}, "bad")]
    first, last = first_day(f"{year - 1}-10"), last_day(f"{year}-09")
    days = holidays.country_holidays(
        "TH", years=(year - BE - 1, year - BE), language="th", categories=("public", "government")
    )
    frame = seeded(days, first, last, f"รายการตั้งต้นจากโปรแกรม holidays {version('holidays')}")
    lines = [Line("new_year_holidays", {"year": year, "count": len(frame)})]
    if lacks_ploughing(frame):
        lines.append(Line("new_year_ploughing", {"year": year}))
    return frame, lines
