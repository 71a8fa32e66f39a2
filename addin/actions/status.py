"""status: where the month stands - attainment, next deadline, who has not reported. Writes nothing."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from addin.actions.check import finding_sheet
from addin.actions.drafts import draft_lines, due_of
from addin.actions.followup import follow_up_of
from addin.actions.load import Progress, load, silent
from addin.actions.outcome import Line, Outcome, action
from addin.actions.recalc import attainment_data, attainment_lines, refused, short_list
from addin.rules.monthly import compute
from addin.rules.progress import next_report
from workbook.book import Book

STATES = ("on_time", "late", "missing", "not_due", "not_applicable")


@action("status")
def status(
    book: Book,
    *,
    today: dt.date,
    as_of: dt.date | None = None,
    lang: str = "th",
    progress: Progress = silent,
) -> Outcome:
    """Tell how the department stands as of a date."""
    del lang
    loaded = load(book, today=today, as_of=as_of, progress=progress)
    if loaded.refusal:
        return refused(loaded)
    progress("computing")
    results = compute(loaded.frames, loaded.usable, loaded.as_of)
    months = []
    for month in results.months.to_dict("records"):
        column = results.report_status[f"month_{month['month'][-2:]}"]
        states = {state: int((column == state).sum()) for state in STATES}
        late = column.isin(["missing", "not_due"]) & (month["begun"] == "yes") & pd.notna(month["round"])
        waiting = results.report_status.loc[late, "unit_code"].tolist()
        deadline = month["deadline"].date()
        missing = results.report_status.loc[column == "missing", "unit_code"].tolist()
        who = {"waiting": waiting, "missing_units": missing}
        months.append({"month": month["month"], "deadline": deadline.isoformat(), **states, **who})
    begun = [m for m in months if m["on_time"] or m["late"] or m["missing"]]
    due = next_report(results.months, results.as_of)
    next_due = None if due is None else next(m for m in months if m["month"] == due["month"])
    lines = [
        Line("status_as_of", {"date": loaded.as_of.isoformat()}, "title"),
        *attainment_lines(results),
    ]
    if next_due:
        when = {"month": next_due["month"], "date": next_due["deadline"]}
        lines.append(Line("status_next", when, "title"))
        if next_due["waiting"]:
            names = ", ".join(next_due["waiting"])
            lines.append(Line("status_waiting", {"count": len(next_due["waiting"]), "units": names}))
    else:
        lines.append(Line("status_none_due", {"year": loaded.usable.fiscal_year}, "title"))
    over = next((m for m in reversed(months) if m["missing"]), None)
    if over is not None:
        units = ", ".join(over["missing_units"])
        lines.append(
            Line("status_missing", {"month": over["month"], "count": over["missing"], "units": units})
        )
    follow, follow_lines = follow_up_of(loaded)
    lines += follow_lines
    filled = due_of(loaded)
    lines += draft_lines(filled)
    if loaded.errors:
        remain = {"errors": loaded.errors, "sheet": finding_sheet(loaded)}
        lines.append(Line("errors_remain_unlisted", remain, "bad"))
    # A message box may cut what is last: the months stand on a sheet of their own.
    lines += short_list(results)
    lines += [Line("status_month", {"month": m["month"], **{s: m[s] for s in STATES}}) for m in begun]
    data = {
        "as_of": loaded.as_of.isoformat(),
        "attainment": attainment_data(results.attainment),
        "next_deadline": next_due,
        "months": months,
        "drafts": len(filled.drafts),
        "follow_up": follow,
        "errors": loaded.errors,
        "warnings": len(loaded.findings) - loaded.errors,
    }
    return Outcome(data, tuple(lines), clean=loaded.errors == 0)
