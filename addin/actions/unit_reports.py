"""The report buttons: which reports, from the selected row, into the folder beside the workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from addin.actions.load import Loaded, load
from addin.actions.outcome import Line, Outcome, action
from addin.actions.places import names, table_at
from addin.actions.recalc import refused
from addin.actions.report import make_reports
from addin.errors import UserError
from addin.reports.kinds import KINDS, USUAL
from addin.reports.writing import ReportRequest
from workbook.book import Book
from workbook.desk import Spot

WORD, HTML, PDF, SLIDES = "docx", "html", "pdf", "pptx"


def selected_unit(loaded: Loaded, at: Spot | None) -> str:
    """The unit of the first selected row of any table that has units.

    UserError: unit_sheet_without where the sheet has none, unit_row_without where the row names none.
    """
    table = table_at(loaded, at)
    if at is None or table is None or "unit_code" not in loaded.places[table.name].letters:
        raise UserError("unit_sheet_without", here=at.sheet if at else "")
    frame = loaded.frames[table.name]
    code = frame["unit_code"].get(at.row)
    if code is None or pd.isna(code):
        raise UserError("unit_row_without", sheet=at.sheet, row=at.row)
    return str(code)


def _made(outcome: Outcome, to: Path) -> Outcome:
    """With what to open: the one report, else the folder."""
    paths = outcome.data.get("reports", [])
    if not paths:
        return outcome
    return replace(outcome, made=Path(paths[0]) if len(paths) == 1 else to)


def _of_unit(
    made: str, book: Book, *, to: Path, today: dt.date, at: Spot | None = None, progress: Callable[..., None]
) -> Outcome:
    """Report the unit of the first selected row; the book is only read. data: as `report`, and unit."""
    loaded = load(book, today=today)
    if loaded.refusal:
        return refused(loaded)
    code = selected_unit(loaded, at)
    request = ReportRequest(kinds=("unit",), units=(code,), formats=(made,))
    outcome = _made(make_reports(loaded, request, to=to, today=today, progress=progress), to)
    unit = names(loaded, "tblUnit", "unit_code", "unit_name").get(code, code)
    told = Line("report_of_unit", {"unit": unit, "code": code}, "title")
    return replace(outcome, data={**outcome.data, "unit": code}, lines=(told, *outcome.lines))


def _of_all(
    kind: str, made: str, book: Book, *, to: Path, today: dt.date, progress: Callable[..., None]
) -> Outcome:
    """Report every unit, or the department; the book is only read. data as `report` gives it."""
    request = ReportRequest(kinds=(kind,), formats=(made,))
    return _made(make_reports(load(book, today=today), request, to=to, today=today, progress=progress), to)


for _name, _format in (("word", WORD), ("html", HTML), ("pdf", PDF)):
    action(f"report_unit_{_name}")(partial(_of_unit, _format))
    action(f"report_units_{_name}")(partial(_of_all, "unit", _format))
    action(f"report_department_{_name}")(partial(_of_all, "overview", _format))

for _kind in KINDS.values():
    if _kind.key not in USUAL:
        action(f"report_{_kind.key}")(partial(_of_all, _kind.key, WORD if WORD in _kind.formats else SLIDES))
