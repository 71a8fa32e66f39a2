"""steps: where the year stands in the SOP - what is done, late, may start, which documents lack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from addin.actions.check import finding_sheet
from addin.actions.load import Progress, load, silent
from addin.actions.outcome import Kind, Line, Outcome, action
from addin.actions.recalc import refused
from addin.reports.source import rows_of
from addin.rules.frames import HOLIDAY
from addin.rules.periods import periods
from addin.rules.steps import Evidence, evidence, in_hand_now, owner_region, step_plan
from addin.texts import ui
from workbook.book import Book

SIGNS: dict[str, Kind] = {"done": "good", "late": "bad", "in_hand": "plain", "waiting": "plain"}


def _iso(date: dt.date | None) -> str | None:
    return None if date is None else date.isoformat()


def _row_data(
    row: Mapping[str, Any], months: tuple[str, ...], papers: tuple[Evidence, ...]
) -> dict[str, Any]:
    """A row of the steps for a program: numbers of steps and rounds whole, dates ISO."""
    whole = {key: None if row[key] is None else int(row[key]) for key in ("step_no", "round", "waits_for")}
    dates = ("planned_start", "planned_end", "started_on", "finished_on")
    return {
        **whole,
        "month": row["month"],
        "months": list(months),
        "step": row["step"],
        "responsible": row["responsible"],
        **{key: _iso(row[key]) for key in dates},
        "state": row["state"],
        "days_late": int(row["days_late"]),
        "may_start": row["may_start"] == "yes",
        "documents": [
            {"doc_id": paper.doc_id, "document": paper.document, "there": paper.there} for paper in papers
        ],
        "plans_back": row["plans_back"].split(", ") if row["plans_back"] else [],
    }


def _where(row: dict[str, Any], lang: str) -> str:
    """Which step, of which round or month."""
    if row["month"]:
        return ui("steps_where_month", lang, step=row["step_no"], month=row["month"])
    if row["round"]:
        return ui("steps_where_round", lang, step=row["step_no"], round=row["round"])
    return ui("steps_where", lang, step=row["step_no"])


def _step_lines(row: dict[str, Any], lang: str) -> list[Line]:
    """A row for a person: how it stands, then what is lacking and what it waits for."""
    state = row["state"]
    params = {
        "where": _where(row, lang),
        "step": row["step"] or "",
        "start": row["planned_start"] or "",
        "end": row["planned_end"] or "",
        "finished": row["finished_on"] or "",
        "days": row["days_late"],
    }
    if state == "done":
        variant = "_late" if row["days_late"] else "" if row["finished_on"] else "_undated"
    else:
        variant = "" if row["planned_end"] else "_unplanned"
    lines = [Line(f"steps_{state}{variant}", params, SIGNS[state])]
    missing = [paper["document"] for paper in row["documents"] if not paper["there"]]
    if state in {"late", "in_hand"} and missing:
        lines.append(Line("steps_missing", {"documents": "; ".join(missing)}))
    if state in {"late", "in_hand"} and not row["documents"]:
        lines.append(Line("steps_no_document"))
    if row["plans_back"]:
        lines.append(Line("steps_plans_back", {"plans": ", ".join(row["plans_back"])}))
    if row["may_start"]:
        lines.append(Line("steps_may_start"))
    elif row["waits_for"] and state != "done":
        lines.append(Line("steps_waits", {"step": row["waits_for"]}))
    return lines


@action("steps")
def steps(
    book: Book,
    *,
    today: dt.date,
    as_of: dt.date | None = None,
    lang: str = "th",
    progress: Progress = silent,
) -> Outcome:
    """Tell the ten steps with their planned dates, evidence and lateness. Writes nothing.

    data: as_of, region (whose holidays count), done and total (rows of the steps), late, now (the position in
    steps of the row where the year stands, or None), steps (a row for each step, round and month).
    """
    loaded = load(book, today=today, as_of=as_of, progress=progress)
    if loaded.refusal:
        return refused(loaded)
    tables, settings = loaded.frames, loaded.usable
    plan = step_plan(tables, periods(settings, tables[HOLIDAY], loaded.as_of))
    frame = plan.assign(responsible=tables["tblStep"]["responsible"].to_numpy())
    of_round = {None: (), 1.0: settings.round_1, 2.0: settings.round_2}
    rows = [
        _row_data(row, (row["month"],) if row["month"] else of_round.get(row["round"], ()), papers)
        for row, papers in zip(rows_of(frame), evidence(tables), strict=True)
    ]
    now = in_hand_now(plan)
    count = {
        "done": sum(row["state"] == "done" for row in rows),
        "total": len(rows),
        "late": sum(row["state"] == "late" for row in rows),
    }
    as_told = {**count, "date": loaded.as_of.isoformat()}
    if now is None:
        lines = [Line("steps_now_done" if rows else "steps_none", as_told, "good" if rows else "bad")]
    else:
        at = {"where": _where(rows[now], lang), "step": rows[now]["step"] or ""}
        lines = [Line("steps_now", as_told | at, "title")]
    for row in rows:
        lines += _step_lines(row, lang)
    if loaded.errors:
        lines.append(
            Line("errors_remain_unlisted", {"errors": loaded.errors, "sheet": finding_sheet(loaded)}, "bad")
        )
    data = {
        "as_of": loaded.as_of.isoformat(),
        "region": owner_region(tables),
        **count,
        "now": now,
        "steps": rows,
    }
    return Outcome(data, tuple(lines), clean=loaded.errors == 0)
