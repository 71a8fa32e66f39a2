"""plan: each plan with its state, progress and next possible moves; and one move recorded, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from addin.actions.check import finding_sheet
from addin.actions.edits import put_cells
from addin.actions.load import Loaded, Progress, load, silent
from addin.actions.log import log_row
from addin.actions.outcome import Line, Outcome, action
from addin.actions.places import header_of
from addin.actions.plan_list import listed, state_word
from addin.actions.recalc import refused
from addin.rules.approval import BY_STATES, STEP_OF, Move, fits, moves_from, recorded_states
from addin.rules.findings import Finding
from addin.rules.fiscal import thai_date_short
from addin.rules.privacy import citizen_numbers
from addin.rules.steps import APPROVING, evidence
from workbook.book import Book, WritableValue
from workbook.frames import conform, read_frame, to_rows
from workbook.schema.plans import APPROVAL, PLAN
from workbook.schema.results import LOG

ACTION = "เปลี่ยนสถานะแผน"


@action("plan")
def plan(
    book: Book,
    *,
    today: dt.date,
    plan_id: str | None = None,
    to: str | None = None,
    by: str | None = None,
    reason: str | None = None,
    on: dt.date | None = None,
    as_of: dt.date | None = None,
    lang: str = "th",
    now: Callable[[], dt.datetime] = dt.datetime.now,
    progress: Progress = silent,
) -> Outcome:
    """Without a plan: the list of plans. With one: take it to the state `to`, declared by the position `by`.

    The move must be legal from the plan's state, `reason` is required where it does not go on, `on` (as_of
    unless given) lies neither before the plan's last record nor in the future. A position that does not fit
    is told and stops nothing. Stored in one save: the record of approval, the plan's state, the log.
    data: see plan_list.listed; of a move plan_id, from_state, to_state, by, on, reason, seq, step (of the
    SOP, where the plan stands now), position_fits, next, changed; where it is refused error and problems.
    """
    loaded = load(book, today=today, as_of=as_of, progress=progress)
    if loaded.refusal:
        return refused(loaded)
    if plan_id is None:
        return listed(loaded, lang)
    wanted = _Wanted(
        loaded, plan_id, to, (by or "").strip(), (reason or "").strip(), on or loaded.as_of, today
    )
    if wanted.is_done:
        said = {"plan": plan_id, "state": state_word(str(to), lang)}
        return Outcome(
            {"plan_id": plan_id, "to_state": to, "changed": False}, (Line("plan_same", said, "good"),)
        )
    problems = wanted.problems(lang)
    if problems:
        codes = [line.key for line in problems]
        return Outcome({"error": {"code": codes[0]}, "problems": codes}, tuple(problems), clean=False)
    seq = _store(book, wanted, now(), progress)
    return _told(wanted, seq, lang)


class _Wanted:
    """A move that is asked for, with what the book says of its plan."""

    def __init__(  # noqa: PLR0917 - the parts of one request
        self,
        loaded: Loaded,
        plan_id: str,
        to: str | None,
        by: str,
        reason: str,
        on: dt.date,
        today: dt.date,
    ) -> None:
        self.loaded, self.plan_id, self.to, self.by, self.reason = loaded, plan_id, to, by, reason
        self.on, self.latest = on, max(today, loaded.as_of)
        frame = loaded.frames[PLAN.name]
        self.rows = frame[frame["plan_id"] == plan_id]
        first = self.rows.iloc[0] if len(self.rows) else None
        self.state = None if first is None or pd.isna(first["state"]) else str(first["state"])
        responsible = None if first is None else first["responsible"]
        self.responsible = responsible if isinstance(responsible, str) else None
        never = np.datetime64("NaT")
        self.recorded, self.since = recorded_states(loaded.frames).get(plan_id, ("draft", never))

    @property
    def move(self) -> Move | None:
        """The move, where it is a legal one."""
        return BY_STATES.get((self.state, self.to))

    @property
    def is_done(self) -> bool:
        """True when the plan has the state already, by its record too."""
        return len(self.rows) == 1 and self.to == self.state == self.recorded

    @staticmethod
    def _unreadable(finding: Finding) -> bool:
        """True for a cell of the states that shows an error such as #N/A."""
        return (finding.table, finding.column, finding.code) == (PLAN.name, "state", "cell_error")

    def problems(self, lang: str) -> list[Line]:
        """Everything that is in the way, each with its cure."""
        if not len(self.rows):
            known = ", ".join(self.loaded.frames[PLAN.name]["plan_id"].dropna())
            return [Line("plan_unknown", {"plan": self.plan_id, "known": known or "-"}, "bad")]
        named: dict[str, object] = {"plan": self.plan_id, "state": state_word(self.state or "", lang)}
        broken = [f.row for f in self.loaded.findings if self._unreadable(f) and f.row in self.rows.index]
        if broken:
            return [Line("plan_state_unreadable", {"rows": ", ".join(map(str, broken))}, "bad")]
        if len(self.rows) > 1:
            return [Line("plan_twice", {**named, "rows": ", ".join(map(str, self.rows.index))}, "bad")]
        if self.state != self.recorded:
            return [
                Line("plan_record_differs", {**named, "recorded": state_word(self.recorded, lang)}, "bad")
            ]
        found: list[Line] = []
        if self.move is None:
            legal = [state_word(move.after, lang) for move in moves_from(self.state)]
            to = {**named, "to": state_word(self.to or "", lang), "legal": ", ".join(legal)}
            found.append(Line("plan_illegal" if legal else "plan_final", to, "bad"))
        elif self.move.needs_reason and not self.reason:
            found.append(
                Line("plan_reason_missing", {**named, "to": state_word(self.move.after, lang)}, "bad")
            )
        if not self.by:
            found.append(Line("plan_by_missing", named, "bad"))
        if citizen_numbers(self.by) or citizen_numbers(self.reason):
            found.append(Line("plan_citizen_number", named, "bad"))
        dates = {**named, "on": self.on.isoformat()}
        if not pd.isna(self.since) and pd.Timestamp(self.on) < pd.Timestamp(self.since):
            earlier = pd.Timestamp(self.since).date().isoformat()
            found.append(Line("plan_date_backwards", {**dates, "previous": earlier}, "bad"))
        if self.on > self.latest:
            found.append(Line("plan_date_future", {**dates, "today": self.latest.isoformat()}, "bad"))
        return found


def _store(book: Book, wanted: _Wanted, moment: dt.datetime, progress: Progress) -> int:
    """Write the state, the record and the log, and save; the number of the record."""
    loaded = wanted.loaded
    row = int(str(wanted.rows.index[0]))
    header = header_of(loaded, PLAN.name, "state")
    label = state_word(str(wanted.to), "th")
    put_cells(book, PLAN.name, {header: {row - book.read(PLAN.name).first_row: label}})

    numbers = loaded.frames[APPROVAL.name]["seq"]
    seq = 1 if numbers.isna().all() else int(numbers.max()) + 1
    record = {
        "seq": float(seq),
        "plan_id": wanted.plan_id,
        "from_state": wanted.state,
        "to_state": wanted.to,
        "by_position": wanted.by,
        "on": pd.Timestamp(wanted.on),
        "reason": wanted.reason or None,
    }
    place = loaded.places[APPROVAL.name]
    book.append(APPROVAL.name, to_rows(conform(pd.DataFrame([record]), APPROVAL), APPROVAL, place.headers))
    after, _, _ = read_frame(book.read(APPROVAL.name), APPROVAL)
    written = int(str(after.index[after["seq"] == seq][-1]))
    book.append(LOG.name, _log(loaded, moment, wanted, row, written, record))
    book.backups_kept = loaded.usable.backups_kept
    progress("writing", name=book.name)
    book.save()
    return seq


def _log(  # noqa: PLR0917
    loaded: Loaded, moment: dt.datetime, wanted: _Wanted, row: int, written: int, record: dict[str, Any]
) -> list[dict[str, WritableValue]]:
    """What the log says: the move, the plan's state, every cell of the record."""
    before, after = (state_word(str(state), "th") for state in (wanted.state, wanted.to))
    what = f"แผน {wanted.plan_id} จาก {before} เป็น {after} โดย {wanted.by}"
    rows = [log_row(loaded, moment, ACTION, what)]
    place = loaded.places[PLAN.name]
    state: dict[str, WritableValue] = {
        "table": place.sheet,
        "row": row,
        "column": header_of(loaded, PLAN.name, "state"),
    }
    rows.append(log_row(loaded, moment, ACTION, after, **state, old=before))
    shown = {
        **record,
        "seq": str(int(record["seq"])),
        "from_state": before,
        "to_state": after,
        "on": thai_date_short(wanted.on),
    }
    for key, value in shown.items():
        if value is not None:
            sheet = loaded.places[APPROVAL.name].sheet
            cell: dict[str, WritableValue] = {
                "table": sheet,
                "row": written,
                "column": header_of(loaded, APPROVAL.name, key),
            }
            rows.append(log_row(loaded, moment, ACTION, str(value), **cell))
    return rows


def _told(wanted: _Wanted, seq: int, lang: str) -> Outcome:
    """What was recorded, where the plan stands in the SOP now, and what comes next."""
    move, loaded = wanted.move, wanted.loaded
    assert move is not None
    fit = fits(wanted.by, move.roles, wanted.responsible)
    params = {
        "plan": wanted.plan_id,
        "before": state_word(move.before, lang),
        "after": state_word(move.after, lang),
        "by": wanted.by,
        "on": wanted.on.isoformat(),
    }
    lines = [Line("plan_moved", params, "good")]
    if not fit:
        lines.append(Line("plan_position_odd", params, "bad"))
    lines.append(Line(f"plan_next_{move.after}", params))
    if move.after == "approved":
        papers = [
            paper
            for step, papers in zip(loaded.frames["tblStep"]["step_no"], evidence(loaded.frames), strict=True)
            if step == APPROVING
            for paper in papers
            if not paper.there
        ]
        lines += [
            Line("plan_document", {"doc": paper.doc_id, "document": paper.document}) for paper in papers
        ]
    lines.append(Line("plan_home_old"))
    if loaded.errors:
        remain = {"errors": loaded.errors, "sheet": finding_sheet(loaded)}
        lines.append(Line("errors_remain_unlisted", remain, "bad"))
    data = {
        "plan_id": wanted.plan_id,
        "from_state": move.before,
        "to_state": move.after,
        "by": wanted.by,
        "on": wanted.on.isoformat(),
        "reason": wanted.reason or None,
        "seq": seq,
        "step": STEP_OF[move.after],
        "position_fits": fit,
        "next": [one.after for one in moves_from(move.after)],
        "changed": True,
    }
    return Outcome(data, tuple(lines), clean=loaded.errors == 0)
