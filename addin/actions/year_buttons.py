"""The buttons of the year's work: the selected row and the calendar say what options tell a command.

What neither says is asked in a box of Excel's own (Outcome.wants), and the action runs again with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from addin.actions.certify import certify
from addin.actions.closing import close, not_done, reopen
from addin.actions.collect import collect
from addin.actions.forms import forms
from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.month import month_of_work
from addin.actions.outcome import Line, Outcome, Want, action
from addin.actions.places import table_at
from addin.actions.plans import plan
from addin.actions.recalc import refused
from addin.actions.remind import remind
from addin.errors import UserError
from addin.rules.approval import moves_from
from addin.rules.fiscal import month_of, month_ordinal, month_text
from addin.rules.scorecard import closed_months
from workbook.book import Book
from workbook.desk import Spot
from workbook.schema import BY_NAME
from workbook.thai import parse_month

FORMS_OUT: Final = "แบบรายงาน"
"""The folder beside the workbook's reports in which forms are written."""
FORMS_IN: Final = "แบบที่ส่งกลับ"
"""The folder in which the work of the 10th looks for forms that came back."""
REMINDERS: Final = "หนังสือเตือน"

Now = Callable[[], dt.datetime]


def _row(loaded: Loaded, at: Spot | None, column: str) -> pd.Series[Any] | None:
    """The selected row of a table that has the column; None on any other sheet or below the rows."""
    table = table_at(loaded, at)
    if at is None or table is None or column not in loaded.places[table.name].letters:
        return None
    frame = loaded.frames[table.name]
    return frame.iloc[frame.index.tolist().index(at.row)] if at.row in frame.index else None


def _parsed(month: str) -> str | Outcome:
    found = parse_month(month)
    if found is None:
        return not_done("month_unknown", Line("button_month_unknown", {"value": month}, "bad"))
    return found


@action("month_work")
def month_work(
    book: Book, *, to: Path, today: dt.date, now: Now = dt.datetime.now, progress: Progress = silent
) -> Outcome:
    """The work of the 10th for the last month that has ended, with the forms that lie beside the workbook."""
    folder = to.parent / FORMS_IN
    return month_of_work(
        book,
        forms=folder if folder.is_dir() and any(folder.glob("*.xlsx")) else None,
        to=to,
        today=today,
        now=now,
        progress=progress,
    )


@action("forms_out")
def forms_out(
    book: Book, *, to: Path, today: dt.date, now: Now = dt.datetime.now, progress: Progress = silent
) -> Outcome:
    """Forms for all units of the month whose report is due next, in a folder beside the workbook."""
    folder = to.parent / FORMS_OUT
    outcome = forms(book, to=folder, today=today, now=now, progress=progress)
    return replace(outcome, made=folder) if outcome.data.get("forms") else outcome


@action("collect_forms")
def collect_forms(
    book: Book,
    *,
    today: dt.date,
    paths: Sequence[Path] | None = None,
    now: Now = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Merge the forms that the person picks."""
    if not paths:
        return Outcome({}, (), wants=Want("paths", "ask_forms", "files"))
    return collect(book, paths, today=today, now=now, progress=progress)


@action("certify_unit")
def certify_unit(
    book: Book,
    *,
    today: dt.date,
    at: Spot | None = None,
    by: str | None = None,
    now: Now = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Certify what the unit of the selected row has sent for that row's month; asks by which position."""
    want = Want("by", "ask_certifier")
    return _certified(book, at, {"by": by}, want, today=today, now=now, progress=progress)


@action("return_report")
def return_report(
    book: Book,
    *,
    today: dt.date,
    at: Spot | None = None,
    returned: str | None = None,
    now: Now = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Send the selected report back; asks for the reason."""
    want = Want("returned", "ask_return")
    return _certified(book, at, {"returned": returned}, want, today=today, now=now, progress=progress)


def _certified(
    book: Book, at: Spot | None, told: dict[str, str | None], want: Want, *, today: dt.date, **more: Any
) -> Outcome:
    loaded = load(book, today=today)
    if loaded.refusal:
        return refused(loaded)
    row = _row(loaded, at, "certified_by")
    if row is None or row[["month", "unit_code", "kpi_code"]].isna().any():
        raise UserError("button_no_report", sheet=loaded.places["tblMonthlyScore"].sheet)
    month, unit, kpi = (str(row[key]) for key in ("month", "unit_code", "kpi_code"))
    named = {"month": month, "unit": unit, "kpi": kpi}
    if None in told.values():
        return Outcome({}, (), wants=replace(want, params=named))
    kpis = [kpi] if "returned" in told else None
    return certify(book, month=month, units=[unit], kpis=kpis, today=today, **more, **told)


@action("close_month")
def close_month(
    book: Book,
    *,
    today: dt.date,
    month: str | None = None,
    waive: str | None = None,
    now: Now = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Close a month: asks which (the last that has ended stands there), and why where results are missing."""
    if month is None:
        loaded = load(book, today=today)
        if loaded.refusal:
            return refused(loaded)
        ended = month_text(month_ordinal(month_of(loaded.as_of)) - 1)
        return Outcome({}, (), wants=Want("month", "ask_close", default=ended))
    found = _parsed(month)
    if isinstance(found, Outcome):
        return found
    outcome = close(book, month=found, waive=waive, today=today, now=now, progress=progress)
    if outcome.data.get("error", {}).get("code") != "close_lacking":
        return outcome
    params = {"month": found, "count": len(outcome.data["lacking"])}
    return replace(outcome, wants=Want("waive", "ask_waive", params=params))


@action("reopen_month")
def reopen_month(
    book: Book,
    *,
    today: dt.date,
    month: str | None = None,
    reason: str | None = None,
    now: Now = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Reopen a closed month: asks which (the latest closed stands there), and why."""
    if month is None:
        loaded = load(book, today=today)
        if loaded.refusal:
            return refused(loaded)
        closed = closed_months(loaded.frames)
        if not closed:
            return not_done("nothing_closed", Line("button_nothing_closed", kind="bad"))
        return Outcome({}, (), wants=Want("month", "ask_reopen", default=month_text(max(closed))))
    found = _parsed(month)
    if isinstance(found, Outcome):
        return found
    outcome = reopen(book, month=found, reason=reason, today=today, now=now, progress=progress)
    if outcome.data.get("error", {}).get("code") != "reason_missing":
        return outcome
    return replace(outcome, wants=Want("reason", "ask_reopen_reason", params={"month": found}))


@action("plan_move")
def plan_move(
    book: Book,
    *,
    today: dt.date,
    at: Spot | None = None,
    to_state: str | None = None,
    by: str | None = None,
    reason: str | None = None,
    now: Now = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Take the plan of the selected row to its next state: asks for the state, the position, the reason."""
    loaded = load(book, today=today)
    if loaded.refusal:
        return refused(loaded)
    row = _row(loaded, at, "plan_id")
    if row is None or pd.isna(row["plan_id"]):
        raise UserError("button_no_plan", sheet=loaded.places["tblPlan"].sheet)
    name = str(row["plan_id"])
    column = BY_NAME["tblPlan"].by_key["state"]
    plans = loaded.frames["tblPlan"]
    states = plans.loc[plans["plan_id"] == name, "state"].dropna()
    next_ = [move.after for move in moves_from(str(states.iloc[0]))] if len(states) else []
    params = {"plan": name, "states": ", ".join(column.labels[one] for one in next_)}
    if next_ and to_state is None:
        want = Want("to_state", "ask_state", default=column.labels[next_[0]], params=params)
        return Outcome({}, (), wants=want)
    if next_ and by is None:
        return Outcome({}, (), wants=Want("by", "ask_position", params={"plan": name}))
    state = column.by_label.get(to_state or "", to_state)
    if state in ("returned", "rejected") and reason is None:
        return Outcome({}, (), wants=Want("reason", "ask_plan_reason", params={"plan": name}))
    more: dict[str, Any] = {"today": today, "now": now, "progress": progress}
    return plan(book, plan_id=name, to=state or str(states.iloc[0]), by=by, reason=reason, **more)


@action("reminders")
def reminders(book: Book, *, to: Path, today: dt.date, progress: Progress = silent) -> Outcome:
    """Reminders and the calendar of the last month that has ended, in a folder beside the workbook."""
    folder = to.parent / REMINDERS
    return replace(remind(book, to=folder, today=today, progress=progress), made=folder)
