"""followup: rows proposed for the follow-up list, for units late, missing or below the pass score."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd

from addin.actions.chosen import month_of_year
from addin.actions.edits import Deed, append_row, store
from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.log import account_name
from addin.actions.outcome import Line, Outcome, action
from addin.actions.places import names
from addin.actions.recalc import refused
from addin.errors import UserError
from addin.rules import fiscal
from addin.rules.followups import Wanted, month_to_follow, next_ids, open_rows, overdue_rows, wanted
from addin.rules.progress import next_report
from addin.rules.scorecard import Scorecard, scorecard
from workbook.book import Book
from workbook.schema.monthly import FOLLOW_UP

ACTION = "เสนอเรื่องติดตาม"


def follow_lines(loaded: Loaded, month: str | None, found: list[Wanted]) -> list[Line]:
    """The state of the follow-up list in a line or two; nothing where nothing is to do."""
    late = int(overdue_rows(loaded.frames[FOLLOW_UP.name], loaded.as_of).sum())
    lines = [Line("followup_overdue", {"count": late}, "bad")] if late else []
    if found:
        units = ", ".join(one.unit_code for one in found)
        lines.append(Line("followup_wanted", {"count": len(found), "month": month, "units": units}))
    return lines


def follow_up_of(loaded: Loaded) -> tuple[dict[str, Any], list[Line]]:
    """What status tells of the follow-up list: data (month, open, overdue, wanted) and lines."""
    card = scorecard(loaded.frames, loaded.usable, loaded.as_of)
    month = month_to_follow(card)
    found = [] if month is None else wanted(loaded.frames, card, month, loaded.usable.pass_units)
    frame = loaded.frames[FOLLOW_UP.name]
    data = {
        "month": month,
        "open": int(open_rows(frame).sum()),
        "overdue": frame.loc[overdue_rows(frame, loaded.as_of), "followup_id"].dropna().tolist(),
        "wanted": [one.unit_code for one in found],
    }
    return data, follow_lines(loaded, month, found)


def _issue(one: Wanted, pass_score: str) -> str:
    """The issue in the words of the list."""
    parts = []
    if one.report:
        word = "ส่งรายงานหลังกำหนด" if one.report == "late" else "ยังไม่รายงาน"
        parts.append(f"{word} เดือน {fiscal.month_label(one.month)}")
    if one.score is not None:
        parts.append(f"คะแนน {one.score:.4f} ต่ำกว่า {pass_score} ขาด {one.shortfall:.4f}")
    return "; ".join(parts)


def _due(card: Scorecard) -> dt.date | None:
    """By when: the working day on or before the next deadline."""
    months = card.spans.frame()
    due = next_report(months, card.spans.as_of)
    if due is None:
        return None
    safe: pd.Timestamp = due["safe_date"]
    return max(safe.date(), card.spans.as_of)


@action("followup")
def followup(
    book: Book,
    *,
    month: str | None = None,
    dry_run: bool = False,
    today: dt.date,
    as_of: dt.date | None = None,
    lang: str = "th",
    now: Callable[[], dt.datetime] = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Append a row for each unit that wants following up for a month; the same again adds nothing.

    Without a month: the last whose deadline is over. Cause, action and who does it stay for a person to fill
    in. data: month, rows (followup_id, unit_code, issue, due_on). UserError month_not_of_year,
    month_not_begun, followup_too_early.
    """
    del lang
    loaded = load(book, today=today, as_of=as_of, progress=progress)
    if loaded.refusal:
        return refused(loaded)
    card = scorecard(loaded.frames, loaded.usable, loaded.as_of)
    chosen = month_to_follow(card) if month is None else month_of_year(loaded, month)
    if chosen is None:
        raise UserError("followup_too_early", date=fiscal.thai_date(card.spans.deadline[0].item()))
    if not fiscal.has_begun(chosen, loaded.as_of):
        raise UserError(
            "month_not_begun", value=fiscal.month_long(chosen), as_of=fiscal.thai_date(loaded.as_of)
        )
    found = wanted(loaded.frames, card, chosen, loaded.usable.pass_units)
    ids = next_ids(loaded.frames[FOLLOW_UP.name]["followup_id"], len(found))
    due = _due(card)
    rows = [
        {
            "followup_id": number,
            "month": chosen,
            "unit_code": one.unit_code,
            "issue": _issue(one, f"{loaded.usable.pass_score:.4f}"),
            "due_on": due,
        }
        for number, one in zip(ids, found, strict=True)
    ]
    if rows and not dry_run:
        progress("writing", name=book.name)
        _write(book, loaded, chosen, rows, Deed(now(), ACTION, account_name()))
    told = [{**row, "due_on": None if due is None else due.isoformat()} for row in rows]
    return Outcome({"month": chosen, "rows": told}, tuple(_lines(loaded, chosen, rows, dry_run=dry_run)))


def _write(book: Book, loaded: Loaded, month: str, rows: list[dict[str, Any]], deed: Deed) -> None:
    logged = []
    for values in rows:
        logged += append_row(book, loaded, FOLLOW_UP.name, values, deed)
    store(book, loaded, logged, deed, f"เดือน {fiscal.month_label(month)} เพิ่ม {len(rows)} เรื่อง")


def _lines(loaded: Loaded, month: str, rows: list[dict[str, Any]], *, dry_run: bool) -> list[Line]:
    if not rows:
        return [Line("followup_none", {"month": month}, "good")]
    units = names(loaded, "tblUnit", "unit_code", "unit_name")
    about = {"count": len(rows), "month": month, "sheet": loaded.places[FOLLOW_UP.name].sheet}
    lines = [Line("followup_would" if dry_run else "followup_added", about, "good")]
    lines += [
        Line(
            "followup_row", {"id": row["followup_id"], "unit": units[row["unit_code"]], "issue": row["issue"]}
        )
        for row in rows
    ]
    return [*lines, Line("followup_next")]
