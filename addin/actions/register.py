"""register: the register of submissions - received, entered into the reporting system, extended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from addin.actions.check import described
from addin.actions.chosen import chosen_units, month_of_year, refused_closed
from addin.actions.edits import (
    Change,
    Deed,
    append_row,
    differing,
    errors_after,
    new_row,
    seen,
    stage_changes,
    store,
)
from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.log import account_name
from addin.actions.outcome import Line, Outcome, action
from addin.actions.recalc import refused
from addin.errors import UserError
from addin.rules.findings import UNREAD, Finding
from addin.rules.fiscal import month_label
from addin.rules.frames import is_blank, texts
from workbook.book import Book
from workbook.schema.monthly import SUBMISSION

TABLE = SUBMISSION.name
ACTION = "บันทึกทะเบียน"
COLUMNS = ("extended_to", "received_on", "entered_on", "entered_by", "system_ref", "proof")


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be written: cells of rows that are there, and rows to add (unit -> values, a row to try)."""

    changes: list[Change]
    added: dict[str, dict[str, Any]]
    tried: list[Change]
    conflicts: list[dict[str, Any]]


def _planned(loaded: Loaded, month: str, units: Sequence[str], given: Mapping[str, Any]) -> _Plan:
    frame = loaded.frames[TABLE]
    mine = frame[frame["month"] == month]
    plan = _Plan([], {}, [], [])
    unread = {(f.row, f.column): f.params.get("value") for f in loaded.findings if _unread(f)}
    free = new_row(loaded, TABLE)
    for unit in units:
        rows = mine.index[mine["unit_code"] == unit]
        if not len(rows):
            plan.added[unit] = {"month": month, "unit_code": unit, **given}
            plan.tried.extend(Change(TABLE, free, key, value) for key, value in plan.added[unit].items())
            free += 1
            continue
        # Of two rows for one unit and month (a finding of its own) the first is written to.
        asked = [Change(TABLE, int(rows[0]), key, value) for key, value in given.items()]
        changed = differing(loaded, asked)
        plan.changes.extend(changed)
        for one in changed:
            column = SUBMISSION.by_key[one.column]
            # What could not be read is blank in the frame, and still somebody's.
            old = unread.get((one.row, one.column)) or seen(frame.loc[one.row, one.column], column)
            if old is not None:
                plan.conflicts.append({
                    "unit_code": unit, "row": one.row, "column": one.column, "header": column.header,
                    "old": old, "new": seen(one.value, column),
                })  # fmt: skip
    return plan


def _unread(finding: Finding) -> bool:
    return finding.table == TABLE and finding.code in UNREAD


@action("register")
def register(
    book: Book,
    *,
    month: str,
    units: Sequence[str],
    received: dt.date | None = None,
    entered: dt.date | None = None,
    entered_by: str | None = None,
    ref: str | None = None,
    proof: str | None = None,
    extend: dt.date | None = None,
    replace: bool = False,
    today: dt.date,
    as_of: dt.date | None = None,
    lang: str = "th",
    now: Callable[[], dt.datetime] = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Write into the register what is given, for each unit: a row is added where the month has none.

    A value that differs from the one there is written only with `replace`. All or nothing: where one would be
    overwritten or an error would stand, nothing is written. Late and on time follow from the register as the
    rules read it. data: month, added (units), changed (units), conflicts (unit_code, column, old, new),
    findings. UserError register_nothing.
    """
    asked = (extend, received, entered, entered_by, ref, proof)
    given = {key: value for key, value in zip(COLUMNS, asked, strict=True) if value is not None}
    if not given:
        raise UserError("register_nothing")
    loaded = load(book, today=today, as_of=as_of, progress=progress)
    if loaded.refusal:
        return refused(loaded)
    month_of_year(loaded, month)
    chosen = chosen_units(loaded, units)
    if extend is not None and (closed := refused_closed(loaded, month)) is not None:
        return closed
    plan = _planned(loaded, month, chosen, given)
    if plan.conflicts and not replace:
        lines = [Line("refused_register_differs", {"count": len(plan.conflicts)}, "bad")]
        lines += [Line("register_conflict", _shown(one)) for one in plan.conflicts]
        data = {"error": {"code": "register_differs"}, "month": month, "conflicts": plan.conflicts}
        return Outcome(data, tuple(lines), clean=False)
    if (stopped := _errors(loaded, [*plan.changes, *plan.tried], lang)) is not None:
        return stopped
    if plan.changes or plan.added:
        progress("writing", name=book.name)
        _write(book, loaded, month, plan, Deed(now(), ACTION, account_name()))
    changed = sorted({str(loaded.frames[TABLE].loc[one.row, "unit_code"]) for one in plan.changes})
    data = {"month": month, "added": list(plan.added), "changed": changed, "conflicts": plan.conflicts}
    key = "register_done" if plan.changes or plan.added else "register_same"
    count = {"count": len(plan.added) + len(changed), "month": month}
    lines = [Line(key, {**count, "units": ", ".join([*plan.added, *changed])}, "good")]
    lines += _missing_reference(loaded, plan, entered)
    if plan.changes or plan.added:
        lines.append(Line("home_old"))
    return Outcome(data, tuple(lines))


def _shown(conflict: Mapping[str, Any]) -> dict[str, Any]:
    keys = {"unit": "unit_code", "column": "header", "old": "old", "new": "new"}
    return {name: conflict[key] for name, key in keys.items()}


def _errors(loaded: Loaded, changes: Sequence[Change], lang: str) -> Outcome | None:
    """The refusal where an error would stand in a row that is written."""
    rows = {one.row for one in changes}
    found = [one for one in errors_after(loaded, changes) if one.table == TABLE and one.row in rows]
    if not found:
        return None
    told = described(loaded, lang, found)
    messages = list(dict.fromkeys((one["message"], one["how_to_fix"]) for one in told))
    lines = [Line("refused_register_wrong", kind="bad")]
    lines += [Line("register_wrong", {"message": message, "fix": fix}) for message, fix in messages]
    data = {"error": {"code": "register_wrong"}, "findings": told}
    return Outcome(data, tuple(lines), clean=False)


def _write(book: Book, loaded: Loaded, month: str, plan: _Plan, deed: Deed) -> None:
    logged = stage_changes(book, loaded, plan.changes, deed)
    for values in plan.added.values():
        logged += append_row(book, loaded, TABLE, values, deed)
    what = f"เดือน {month_label(month)} เพิ่ม {len(plan.added)} แถว แก้ {len(plan.changes)} ช่อง"
    store(book, loaded, logged, deed, what)


def _missing_reference(loaded: Loaded, plan: _Plan, entered: dt.date | None) -> list[Line]:
    """That what was entered into the system still has no reference there."""
    if entered is None:
        return []
    references = pd.Series(texts(loaded.frames[TABLE], "system_ref"), loaded.frames[TABLE].index)
    given = {one.row for one in plan.changes if one.column == "system_ref"}
    rows = {one.row for one in plan.changes} - given
    bare = int(is_blank(references.loc[sorted(rows)].to_numpy(dtype=object)).sum())
    bare += sum("system_ref" not in values for values in plan.added.values())
    return [Line("register_no_reference", {"count": bare})] if bare else []
