"""forms: one workbook a unit for a month, prefilled, to be filled in and sent back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from addin.actions.form_content import FormMaker, mark_of
from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.log import log_row
from addin.actions.outcome import Line, Outcome, action
from addin.actions.recalc import refused
from addin.errors import UserError
from addin.reports.files import safe_name
from addin.reports.writing import make_folder
from addin.rules import frames
from addin.rules.entries import active_units
from addin.rules.fiscal import month_ordinal
from addin.rules.periods import periods
from addin.rules.progress import next_report
from addin.rules.scorecard import closed_months
from workbook.book import Book
from workbook.book_rows import BOOK_ROWS
from workbook.form_model import Mark
from workbook.form_read import read_mark
from workbook.frames import read_frame
from workbook.schema.results import BOOK, LOG

SHOWN = 6
"""Files that the screen names; the JSON has all of them."""


def new_id() -> str:
    """A number for a book that no other book has."""
    return uuid.uuid4().hex


def book_id_of(book: Book) -> str | None:
    """The number of the book, given when its first form was written. TableMissing without the table."""
    frame, _, _ = read_frame(book.read(BOOK.name), BOOK)
    found = frame.loc[frame["key"] == "book_id", "value"].dropna()
    return str(found.iloc[0]) if len(found) else None


def _give_id(book: Book, loaded: Loaded, fresh: str, moment: dt.datetime) -> None:
    """Write a new number of the book into its table and save."""
    frame, _, place = read_frame(book.read(BOOK.name), BOOK)
    known = dict(zip(frame["key"].tolist(), frame["value"].tolist(), strict=True)) | {"book_id": fresh}
    labels = dict(BOOK_ROWS)
    book.replace(
        BOOK.name,
        [
            {
                place.headers["label"]: labels.get(str(key)),
                place.headers["value"]: None if pd.isna(value) else value,
                place.headers["key"]: key,
            }
            for key, value in known.items()
        ],
    )
    more = {"table": place.sheet, "column": place.headers["value"]}
    book.append(LOG.name, [log_row(loaded, moment, "ออกแบบฟอร์ม", fresh, **more)])
    book.backups_kept = loaded.usable.backups_kept
    book.save()


def month_of_forms(loaded: Loaded, month: str | None) -> str:
    """The month asked for, else the one whose report is due next.

    UserError: form_no_month (nothing is due any more), form_month_outside (of no round), form_month_closed.
    """
    settings = loaded.usable
    if month is None:
        spans = periods(settings, frames.table(loaded.frames, frames.HOLIDAY), loaded.as_of)
        due = next_report(spans.frame(), loaded.as_of)
        if due is None:
            raise UserError("form_no_month", year=settings.fiscal_year)
        month = str(due["month"])
    if not any(month in round_ for round_ in settings.rounds):
        raise UserError("form_month_outside", month=month, year=settings.fiscal_year)
    if month_ordinal(month) in closed_months(loaded.frames):
        raise UserError("form_month_closed", month=month)
    return month


def _units(loaded: Loaded, asked: Sequence[str] | None) -> list[str]:
    """The active units asked for, by any case of their codes; all of them by default."""
    active = active_units(frames.table(loaded.frames, frames.UNIT), loaded.usable.fiscal_year)
    known = active["unit_code"].tolist()
    by_any_case = {code.casefold(): code for code in known}
    units = [by_any_case.get(code.casefold(), code) for code in (known if asked is None else asked)]
    unknown = [code for code in units if code not in known]
    if unknown:
        raise UserError("report_unit_unknown", value=", ".join(unknown), known=", ".join(known))
    return list(dict.fromkeys(units))


def _issued(folder: Path, stem: str) -> tuple[int, Path | None]:
    """The number of the last form of this name in the folder, and its file; 0 where there is none."""
    number, last = 0, None
    while (path := folder / f"{stem}{f'-{number + 1}' if number else ''}.xlsx").exists():
        number, last = number + 1, path
    return number, last


def _same(path: Path | None, mark: Mark) -> bool:
    """True where the file holds a form that was given the same content; a broken file does not."""
    try:
        return path is not None and read_mark(path).content == mark.content
    except UserError:
        return False


@action("forms")
def forms(
    book: Book,
    *,
    to: Path,
    month: str | None = None,
    units: Sequence[str] | None = None,
    today: dt.date,
    as_of: dt.date | None = None,
    lang: str = "th",
    now: Callable[[], dt.datetime] = dt.datetime.now,
    fresh_id: Callable[[], str] = new_id,
    progress: Progress = silent,
) -> Outcome:
    """Write a form for each active unit (or `units`) that has something to report in the month.

    A file that exists is never written over: where the last form of unit and month was given the same
    content it still stands, else the next issue gets a name of its own. The book is written only to give it
    a number, once. data: month, forms (file, unit, issue, new), without (units with nothing to report).
    """
    del lang
    from workbook.build_form import build_form  # noqa: PLC0415 - openpyxl is slow to load
    from workbook.sheets import SAMPLE_MARK  # noqa: PLC0415

    loaded = load(book, today=today, as_of=as_of, progress=progress)
    if loaded.refusal:
        return refused(loaded)
    month = month_of_forms(loaded, month)
    codes = _units(loaded, units)
    make_folder(to)
    moment = now()
    book_id = book_id_of(book)
    if book_id is None:
        book_id = fresh_id()
        _give_id(book, loaded, book_id, moment)
    notes = loaded.frames["tblKpi"]["note"].dropna()
    maker = FormMaker(loaded, month, codes, sample=bool(len(notes)) and SAMPLE_MARK.startswith(notes.iloc[0]))
    monthly = loaded.frames["tblMonthlyScore"]
    listed = monthly[monthly["month"] == month].groupby("unit_code")["kpi_code"].agg(set).to_dict()
    made: list[dict[str, Any]] = []
    without: list[str] = []
    for code in codes:
        form = maker.form(code)
        due = {kpi.kpi_code for kpi in form.kpis if kpi.due}
        if not due:
            without.append(code)
            continue
        stem = safe_name(f"แบบรายงาน-{code}-{month}")
        number, last = _issued(to, stem)
        new_rows = due - listed.get(code, set())
        mark = mark_of(form, book_id=book_id, issue=number + 1, moment=moment, new_rows=new_rows)
        if _same(last, mark):
            made.append({"file": str(last), "unit": code, "issue": number, "new": False})
            continue
        path = to / f"{stem}{f'-{number + 1}' if number else ''}.xlsx"
        progress("forming", name=path.name)
        path.write_bytes(build_form(form, mark))
        made.append({"file": str(path), "unit": code, "issue": number + 1, "new": True})
    return Outcome(
        {"month": month, "forms": made, "without": without}, _told(made, without, month, to), made=to
    )


def _told(made: list[dict[str, Any]], without: list[str], month: str, to: Path) -> tuple[Line, ...]:
    fresh = [one for one in made if one["new"]]
    lines = [Line("forms_done", {"count": len(fresh), "month": month, "folder": str(to)}, "good")]
    if len(made) > len(fresh):
        lines.append(Line("forms_standing", {"count": len(made) - len(fresh)}))
    if without:
        lines.append(Line("forms_without", {"units": ", ".join(without)}))
    lines += [Line("report_path", {"path": Path(one["file"]).name}) for one in fresh[:SHOWN]]
    if len(fresh) > SHOWN:
        lines.append(Line("report_more", {"count": len(fresh) - SHOWN}))
    lines.append(Line("forms_next", {"month": month}))
    return tuple(lines)
