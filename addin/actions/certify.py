"""certify: a month's results certified, returned with a reason, or taken out of the assessment."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from addin.actions.check import described
from addin.actions.chosen import chosen_kpis, chosen_units, month_of_year, refusal, refused_closed
from addin.actions.edits import Change, Deed, differing, errors_after, stage_changes, store
from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.log import account_name
from addin.actions.outcome import Line, Outcome, action
from addin.actions.recalc import refused
from addin.rules.findings import UNREAD, Finding
from addin.rules.fiscal import month_label
from addin.rules.statuses import Target, cells_after, may_follow
from workbook.book import Book
from workbook.schema.monthly import ITEM_RESULT, MONTHLY_SCORE

SHOWN = 20
"""Rows that the screen names; the JSON has all of them."""

ACTION = {"certified": "รับรองผล", "returned": "ส่งกลับแก้ไข", "not_applicable": "ไม่นำมาประเมิน"}
"""What the log calls the moves."""

_KEYS = ("month", "unit_code", "kpi_code")
_Key = tuple[str, str, str]


def _rows(loaded: Loaded, month: str, units: Sequence[str], kpis: Sequence[str]) -> pd.DataFrame:
    frame = loaded.frames[MONTHLY_SCORE.name]
    wanted = (frame["month"] == month) & frame["unit_code"].isin(units) & frame["kpi_code"].isin(kpis)
    return frame[wanted]


def _wrong(loaded: Loaded, changes: Sequence[Change]) -> dict[_Key, list[Finding]]:
    """By month, unit and KPI the errors that would stand in its rows, cells that cannot be read included."""
    frames = loaded.frames
    found: dict[_Key, list[Finding]] = {}
    unread = [one for one in loaded.findings if one.code in UNREAD]
    for one in (*errors_after(loaded, changes), *unread):
        if one.table in {MONTHLY_SCORE.name, ITEM_RESULT.name} and one.row is not None:
            cells = frames[one.table].loc[one.row]
            month, unit, kpi = (str(cells[key]) for key in _KEYS)
            found.setdefault((month, unit, kpi), []).append(one)
    return found


@action("certify")
def certify(
    book: Book,
    *,
    month: str,
    units: Sequence[str] | None = None,
    kpis: Sequence[str] | None = None,
    by: str | None = None,
    returned: str | None = None,
    not_applicable: str | None = None,
    today: dt.date,
    as_of: dt.date | None = None,
    lang: str = "th",
    now: Callable[[], dt.datetime] = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Move the chosen rows of a month to certified, or to returned or not_applicable for a reason.

    Only legal moves are made (rules.statuses); a certified row is returned only when its unit and its KPI are
    named. A row in which an error would stand is left alone and told, the others go on. `by` is declared (the
    account's name where it is not given); the date is that of the figures. A log row for each value.
    data: month, to, by, moved and skipped (unit_code, kpi_code, row, from; why: already, status, errors).
    """
    loaded = load(book, today=today, as_of=as_of, progress=progress)
    if loaded.refusal:
        return refused(loaded)
    month_of_year(loaded, month)
    to: Target = "returned" if returned is not None else "certified"
    to = to if not_applicable is None else "not_applicable"
    reason = returned if returned is not None else not_applicable
    if reason is not None and not reason.strip():
        return refusal(f"reason_{to}")
    if (closed := refused_closed(loaded, month)) is not None:
        return closed
    rows = _rows(loaded, month, chosen_units(loaded, units), chosen_kpis(loaded, kpis))
    if rows.empty:
        return refusal("nothing_to_certify", month=month)
    named = bool(units) and bool(kpis)
    moved, skipped = _sorted_out(rows, to, named=named)
    who = (by or "").strip() or account_name()
    cells = cells_after(to, by=who, on=pd.Timestamp(loaded.as_of), reason=reason and reason.strip())
    changes = [
        Change(MONTHLY_SCORE.name, row, key, value)
        for row in (one["row"] for one in moved)
        for key, value in cells.items()
    ]
    wrong = _wrong(loaded, changes) if to != "returned" else {}
    spoilt = [one for one in moved if (month, one["unit_code"], one["kpi_code"]) in wrong]
    for one in spoilt:
        one["why"] = "errors"
        one["findings"] = _told(loaded, wrong[month, one["unit_code"], one["kpi_code"]], lang)
    moved = [one for one in moved if "why" not in one]
    kept = {one["row"] for one in moved}
    if kept:
        deed = Deed(now(), ACTION[to], who)
        real = differing(loaded, [change for change in changes if change.row in kept])
        logged = stage_changes(book, loaded, real, deed)
        progress("writing", name=book.name)
        store(book, loaded, logged, deed, f"เดือน {month_label(month)} {len(kept)} แถว")
    skipped = [*skipped, *spoilt]
    data = {"month": month, "to": to, "by": who, "moved": moved, "skipped": skipped}
    done = all(one["why"] == "already" for one in skipped)
    return Outcome(data, _lines(data), clean=not spoilt and (bool(kept) or done))


def _sorted_out(
    rows: pd.DataFrame, to: Target, *, named: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows that may move, and those that may not, each with why."""
    moved, skipped = [], []
    for row, cells in rows[["unit_code", "kpi_code", "status"]].to_dict("index").items():
        one = {"unit_code": cells["unit_code"], "kpi_code": cells["kpi_code"], "row": int(str(row))}
        one["from"] = None if pd.isna(cells["status"]) else cells["status"]
        if one["from"] == to:
            skipped.append(one | {"why": "already"})
        elif not may_follow(str(one["from"]), to) or (one["from"] == "certified" and not named):
            skipped.append(one | {"why": "status"})
        else:
            moved.append(one)
    return moved, skipped


def _told(loaded: Loaded, findings: Sequence[Finding], lang: str) -> list[dict[str, Any]]:
    told = described(loaded, lang, findings)
    return [{key: one[key] for key in ("code", "cell", "message", "how_to_fix")} for one in told]


def _lines(data: dict[str, Any]) -> tuple[Line, ...]:
    moved, skipped, to = data["moved"], data["skipped"], data["to"]
    about = {"count": len(moved), "month": data["month"], "status": to, "by": data["by"]}
    lines = [Line("certify_done", about, "good") if moved else Line("certify_none", about, "title")]
    lines += [
        Line("certify_row", {"unit": one["unit_code"], "kpi": one["kpi_code"], "status": one["from"]})
        for one in moved[:SHOWN]
    ]
    if len(moved) > SHOWN:
        lines.append(Line("certify_more", {"count": len(moved) - SHOWN}))
    spoilt = [one for one in skipped if one["why"] == "errors"]
    if spoilt:
        lines.append(Line("certify_errors", {"count": len(spoilt), "status": to}, "bad"))
    for one in spoilt[:SHOWN]:
        found = one["findings"][0]
        lines.append(Line("certify_error", {"cell": found["cell"] or "", **found}))
    if len(spoilt) > SHOWN:
        lines.append(Line("certify_more", {"count": len(spoilt) - SHOWN}))
    already = sum(one["why"] == "already" for one in skipped)
    if already:
        lines.append(Line("certify_already", {"count": already, "status": to}))
    other = Counter(str(one["from"] or "") for one in skipped if one["why"] == "status")
    lines += [
        Line("certify_skipped", {"count": count, "from": before, "status": to})
        for before, count in sorted(other.items())
    ]
    if other["certified"]:
        lines.append(Line("certify_name_certified"))
    if moved:
        lines.append(Line("home_old"))
    return tuple(lines)
