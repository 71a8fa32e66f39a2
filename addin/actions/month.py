"""month: the work of the 10th in one go - collect the forms, check, compute, report, say what is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from addin.actions.check import counts, described, finding_line, finding_place
from addin.actions.followup import follow_up_of
from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.outcome import ACTIONS, Line, Outcome, action
from addin.actions.recalc import attainment_lines, refused, results_data, write_results
from addin.actions.remind import to_remind
from addin.actions.report import make_reports
from addin.errors import UserError
from addin.reports.period import choose_period
from addin.reports.writing import ReportRequest
from addin.rules.fiscal import month_ordinal
from addin.rules.monthly import compute
from addin.rules.scorecard import closed_months
from workbook.book import Book
from workbook.form_read import candidates

KINDS = ("monthly", "overview", "unit")
"""What the 10th asks for: the report for the reporting system, the department's, and each unit's."""

_NOT_TAKEN = frozenset({"refused", "unreadable"})
"""The states of forms that bring nothing, for a reason that a person must see to."""

SHOWN = 20
"""Errors that the screen names; the JSON has all of them."""


@dataclass
class _Work:
    """What has been done so far: data for programs, lines for the person, whether all went well."""

    data: dict[str, Any]
    lines: list[Line] = field(default_factory=list)
    clean: bool = True

    def outcome(self, **more: Any) -> Outcome:
        return Outcome(self.data, tuple(self.lines), clean=self.clean, **more)


def forms_in(folder: Path) -> list[Path]:
    """The workbooks of a folder as collecting finds them: one of a kind that is none of ours is told there.

    UserError folder_missing, month_no_forms.
    """
    if not folder.is_dir():
        raise UserError("folder_missing", folder=str(folder))
    found = list(candidates([folder]))
    if not found:
        raise UserError("month_no_forms", folder=str(folder))
    return found


@action("month")
def month_of_work(
    book: Book,
    *,
    month: str | None = None,
    forms: Path | None = None,
    to: Path,
    dry_run: bool = False,
    today: dt.date,
    as_of: dt.date | None = None,
    lang: str = "th",
    now: Callable[[], dt.datetime] = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Collect the forms in a folder (where one is given), check, compute, save once, and write the reports.

    Stops before anything is written where errors stand, those that the forms would bring included. A form
    that is refused and a value that conflicts do not stop the others; they are told and left for a person. A
    report that fails leaves the book saved and the other reports written. `dry_run` does all but saving and
    reporting: what is staged in `book` is then never stored, and the book is to be closed. data: month,
    collect, findings, errors, warnings, recalc, reports, failed (kind, code, message), left (waiting,
    drafts, returned, to_certify, conflicts, forms_refused, closed, follow_up). UserError of choose_period,
    forms_in and collect.
    """
    loaded = load(book, today=today, as_of=as_of, progress=progress)
    if loaded.refusal:
        return refused(loaded)
    # Before anything is staged: a month that cannot be reported is told first.
    chosen = choose_period(loaded.usable, loaded.as_of, month).month
    work = _Work({"month": chosen, "dry_run": dry_run, "saved": False})
    work.lines.append(Line("month_title", {"month": chosen, "name": book.name}, "title"))
    if forms is not None:
        paths = forms_in(forms)
        given = {"today": today, "as_of": as_of, "lang": lang, "now": now, "progress": progress}
        _collect(work, ACTIONS["collect"](book, paths, dry_run=False, save=False, **given))
        loaded = load(book, today=today, as_of=as_of, progress=progress)
    found = described(loaded, lang)
    errors, warnings = counts(found)
    work.data |= {"findings": found, "errors": errors, "warnings": warnings}
    if loaded.refusal or errors:
        return _stopped(work, loaded, [row for row in found if row["severity"] == "error"])
    work.lines.append(Line("month_checked", {"warnings": warnings}, "good"))
    progress("computing")
    results = compute(loaded.frames, loaded.usable, loaded.as_of)
    work.data["recalc"] = results_data(results)
    blocked = None
    if dry_run:
        work.lines.append(Line("month_dry_run", kind="title"))
    else:
        work.data["saved"] = write_results(book, loaded, results, now, progress)
        work.lines.append(
            Line("recalc_written" if work.data["saved"] else "recalc_same", {"name": book.name}, "good")
        )
        blocked = _report(work, loaded, chosen, to=to, today=today, progress=progress, lang=lang)
    work.lines += attainment_lines(results)
    _left(work, loaded, chosen)
    made = to if work.data.get("reports") else None
    return work.outcome(blocked=blocked, made=made)


def _collect(work: _Work, done: Outcome) -> None:
    """What the forms brought, staged and not saved, as collecting tells it."""
    work.data["collect"] = done.data
    work.lines += done.lines
    work.clean = work.clean and done.clean


def _stopped(work: _Work, loaded: Loaded, errors: list[dict[str, Any]]) -> Outcome:
    """Errors stand: nothing is written. The first of them are told with their cure."""
    work.clean = False
    work.data["error"] = {"code": loaded.refusal or "errors_stand"}
    work.lines.append(Line("month_stopped", {"errors": len(errors)}, "bad"))
    work.lines += [finding_line(row, loaded) for row in errors[:SHOWN]]
    if len(errors) > SHOWN:
        work.lines.append(Line("month_stopped_more", {"count": len(errors) - SHOWN}))
    return work.outcome(show=finding_place(errors[0], loaded) if errors else None)


def _report(
    work: _Work,
    loaded: Loaded,
    chosen: str,
    *,
    to: Path,
    today: dt.date,
    progress: Progress,
    lang: str,
) -> tuple[str, Any] | None:
    """Write the reports, kind by kind: one that fails keeps no other from being made. The first failure."""
    from addin.texts import error_text  # noqa: PLC0415 - wanted where a report fails

    first, paths, failed = None, [], []
    for kind in KINDS:
        try:
            done = make_reports(
                loaded, ReportRequest(kinds=(kind,), month=chosen), to=to, today=today, progress=progress
            )
        except UserError as error:
            first = first or (error.code, error.params)
            message = error_text(error.code, error.params, lang)
            failed.append({"kind": kind, "code": error.code, "message": message})
        else:
            paths += done.data["reports"]
    work.data |= {"reports": paths, "failed": failed}
    if paths:
        work.lines.append(Line("report_done", {"count": len(paths), "folder": str(to)}, "good"))
    work.lines += [Line("month_report_failed", {"message": one["message"]}, "bad") for one in failed]
    work.clean = work.clean and not failed
    return first


def _left(work: _Work, loaded: Loaded, chosen: str) -> None:
    """What a person still has to do for this month, the most pressing first."""
    rows = loaded.frames["tblMonthlyScore"]
    status = rows.loc[rows["month"] == chosen, "status"]
    forms = work.data.get("collect", {}).get("forms", [])
    follow, follow_lines = follow_up_of(loaded)
    waiting = [one.unit_code for one in to_remind(loaded, chosen)[1]]
    left: dict[str, Any] = {
        "waiting": waiting,
        "drafts": int((status == "draft").sum()),
        "returned": int((status == "returned").sum()),
        "to_certify": int((status == "submitted").sum()),
        "conflicts": sum(len(form.get("conflicts", [])) for form in forms),
        "forms_refused": [Path(form["file"]).name for form in forms if form["state"] in _NOT_TAKEN],
        "closed": month_ordinal(chosen) in closed_months(loaded.frames),
        "follow_up": follow,
    }
    work.data["left"] = left
    said: list[Line] = []
    if left["forms_refused"]:
        names = ", ".join(left["forms_refused"])
        said.append(Line("left_forms_refused", {"count": len(left["forms_refused"]), "files": names}))
    if left["conflicts"]:
        said.append(Line("left_conflicts", {"count": left["conflicts"]}))
    if waiting:
        said.append(Line("left_waiting", {"count": len(waiting), "units": ", ".join(waiting)}))
    said += [
        Line(f"left_{key}", {"count": left[key], "month": chosen})
        for key in ("drafts", "returned", "to_certify")
        if left[key]
    ]
    said += follow_lines
    if not left["closed"] and not (waiting or left["returned"]):
        said.append(Line("left_close", {"month": chosen}))
    work.lines += [Line("left_title", kind="title"), *said] if said else [Line("left_nothing", kind="good")]
